from __future__ import annotations

import pytest

from monitor.detect.coreference import echo_of
from monitor.detect.sentences import sentences_of
from monitor.model import Article, Status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Meet Foo 2. It is open to everybody as of now.", Status.RELEASED),
        ("Foo 2 thinks first. The weights are on Hugging Face under Apache 2.0.", Status.OPEN_SOURCED),
        ("Foo 2 thinks first. Grab it from Hugging Face.", Status.OPEN_SOURCED),
        ("Foo 2 thinks first. It is in private preview with a few customers.", Status.PREVIEW),
        ("Foo 2 thinks first. The model will be released in June.", Status.UPCOMING),
        ("Foo 2 thinks first. Shares rose by two per cent.", None),
        ("Foo 2 thinks first. The weights will not be published.", None),
        ("Foo 2 thinks first.\nAnother story.\nIt is available now.", None),
    ],
)
def test_the_next_sentence_says_where_the_life_of_a_model_stands(body: str, status: Status | None) -> None:
    first, *rest = sentences_of(Article(url="one", title="", body=body, language="en"))

    assert echo_of(first, rest).status is status


def test_the_next_sentence_says_what_a_name_is() -> None:
    first, *rest = sentences_of(Article(url="one", title="", body="Foo 2 is fast. The chip costs 300 dollars."))
    second, *more = sentences_of(Article(url="two", title="", body="Foo 2 is fast. The network has 7B parameters."))

    assert "echo_other" in echo_of(first, rest).features
    assert "echo_model" in echo_of(second, more).features
