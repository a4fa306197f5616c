from __future__ import annotations

from string import ascii_letters, digits

from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.notify import check_channel
from monitor.notify.senders.means import reply_words, secrets_of

TOKENS = st.text(ascii_letters + digits, min_size=16, max_size=40)
FORMS = st.sampled_from([
    "https://example.org/hook/{}", "https://example.org/?key={}", "https://me:{}@example.org/", "{}://me",
    "slack://{}/b/c", "tgram://{}", "mailto://me:{}@", "feishu://{}@", "https://[{}", "https://example.org:{}/",
])  # fmt: skip


@given(FORMS, TOKENS)
def test_no_complaint_about_an_address_repeats_its_token(form: str, token: str) -> None:
    try:
        check_channel(form.format(token))
    except UsageError as fault:
        said = str(fault)
    else:
        said = ""

    assert token.lower() not in said.lower()


@given(
    st.sampled_from(["https://example.org/hook/{}", "https://me:{}@example.org/x", "slack://{}/b"]), TOKENS, st.text()
)
def test_no_reply_repeats_the_token_of_its_address(form: str, token: str, around: str) -> None:
    url = form.format(token)

    words = reply_words(f"{around}{token}{around}{url}", secrets_of(url))

    assert token not in words
