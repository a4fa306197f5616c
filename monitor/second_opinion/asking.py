"""Asks an OpenAI-compatible endpoint, through `monitor.http` alone; whatever goes wrong costs the opinion only."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from monitor.errors import FetchError, FetchReason, OpinionError
from monitor.http import Home
from monitor.log import get_logger
from monitor.model import Announcement, Article, Status
from monitor.second_opinion.answer import after_answer
from monitor.second_opinion.question import Answer, in_doubt, messages_about

if TYPE_CHECKING:
    from datetime import date, datetime

    from monitor.http import HttpClient, Reply
    from monitor.ports import Clock, MayAsk
    from monitor.settings import SecondOpinion as Endpoint

log = get_logger(__name__)

DEADLINE = timedelta(seconds=20)
"""For one answer: a record of some 200 tokens; a launch must not wait longer for what it can do without."""

PAUSE = timedelta(minutes=5)
"""Nobody is asked for so long after the endpoint failed, so that a slow one does not hold up every article."""

LARGEST_REPLY = 256 * 1024  # Bytes; a record with its envelope has about 2,000.
MOST_TOKENS = 800
UNUSABLE_IN_A_ROW = 3
"""So many answers in a row that are worth nothing mean that the model is no good for this, and a person should know."""

TRIAL = (
    Article(url="", title="云岭智能发布青鸾大模型2.0", body="7月9日，云岭智能正式发布青鸾大模型2.0，面向开发者开放。"),
    Announcement(
        "青鸾大模型", "2.0", ("云岭智能",), Status.RELEASED, confidence=0.5, evidence="云岭智能正式发布青鸾大模型2.0"
    ),
)
# What an endpoint may not know of, the fullest first: `response_format` is refused by many servers of small models,
# `max_tokens` by OpenAI's reasoning models. The first that is taken is kept until the settings are read anew.
FORMS: tuple[dict[str, Any], ...] = (
    {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "announcement", "strict": True, "schema": Answer.model_json_schema()},
        },
        "max_tokens": MOST_TOKENS,
    },
    {"max_tokens": MOST_TOKENS},
    {},
)
# The request itself is not taken; a filter of contents says so, too, which is the article's doing and no failure.
NOT_TAKEN = frozenset({400, 413, 415, 422, 501})
MEANINGS = {401: "it refuses the key", 403: "it refuses the key", 404: "it knows no such address or model"}


class _NotTakenError(OpinionError):
    """The endpoint takes no question of this form, or will not speak of this article."""


class SecondOpinion:
    """Answers `ports.Adviser`. It warns when trouble with the endpoint begins and when it ends, and not in between.

    Args:
        endpoint: Who is asked.
        client: Makes the requests.
        clock: Tells the time.
        deadline: For one answer.
    """

    def __init__(self, endpoint: Endpoint, *, client: HttpClient, clock: Clock, deadline: timedelta = DEADLINE) -> None:
        self._endpoint = endpoint
        self._client = client
        self._clock = clock
        self._deadline = deadline
        self._url = _completions(endpoint.base_url.get_secret_value())
        self._forms = FORMS
        self._rest_until: datetime | None = None
        self._slow_for = ""  # The article whose question was not answered in time, last.
        self._unusable = 0
        self._in_trouble = False
        self._exhausted: date | None = None

    async def advise(
        self,
        article: Article,
        announcements: tuple[Announcement, ...],
        may_ask: MayAsk,
    ) -> tuple[Announcement, ...]:
        """Give an article's announcements, those in doubt as the endpoint sees them; never fail."""
        told = list(announcements)
        for place in in_doubt(announcements):
            if self._is_resting() or not await self._within_budget(may_ask):
                break
            try:
                told[place] = after_answer(await self._ask(article, told[place]), article, told[place])
            except FetchError as error:
                self._failed(article, error)
                break
            except OpinionError as error:
                self._count_unusable(article, error)
            else:
                self._works()
        return tuple(told)

    async def try_out(self) -> Announcement:
        """Ask about a story of our own, for a person who wants to know what the endpoint answers; no budget is used.

        Raises:
            FetchError: It cannot be had.
            OpinionError: Its answer is worth nothing.
        """
        return after_answer(await self._ask(*TRIAL), *TRIAL)

    async def _ask(self, article: Article, candidate: Announcement) -> str:
        """Ask in the fullest form that the endpoint takes; the form it takes is remembered."""
        messages = messages_about(article, candidate)
        refused: _NotTakenError | None = None
        for form in self._forms:
            try:
                text = await self._post({"model": self._endpoint.model, "messages": messages} | form)
            except _NotTakenError as error:
                refused = error
            else:
                self._forms = (form,)
                return text
        raise OpinionError(f"it takes no such question: {refused}") from refused

    async def _post(self, question: dict[str, Any]) -> str:
        """Post a question and give the text that was answered.

        Raises:
            FetchError: The endpoint does not work, or sent what is no reply of such an endpoint.
            OpinionError: It works, and has no opinion.
        """
        key = self._endpoint.api_key
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key.get_secret_value()}"
        # A person chose the host, which may be this very machine, as with channels.
        home = Home(self._url, headers, allow_private=True)
        content = json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")
        reply = await self._client.request("POST", self._url, content=content, deadline=self._deadline, home=home)
        if reply.status in NOT_TAKEN:
            raise _NotTakenError(f"HTTP {reply.status}")
        if reply.status != HTTPStatus.OK:
            raise _refusal(reply)
        return _text_of(reply)

    def _is_resting(self) -> bool:
        """Tell whether nobody is asked for now; when the pause is over, one question is let through to try."""
        now = self._clock()
        if self._rest_until is not None and now < self._rest_until:
            return True
        if self._rest_until is not None:
            self._rest_until = now + self._deadline  # Others wait for what comes of this one.
        return False

    async def _within_budget(self, may_ask: MayAsk) -> bool:
        today = self._clock().date()
        if self._exhausted == today:
            return False
        if await may_ask(today, self._endpoint.budget_per_day):
            return True
        self._exhausted = today
        log.warning("second opinions of today are used up", stage="detect", budget=self._endpoint.budget_per_day)
        return False

    def _failed(self, article: Article, error: FetchError) -> None:
        """Rest after a failure; after a slow answer only if another article waited in vain, too.

        A page may be written to make an answer slow; it must not keep others from theirs.
        """
        is_first = error.reason is FetchReason.TIMEOUT and self._slow_for in {"", article.url}
        self._slow_for = article.url if error.reason is FetchReason.TIMEOUT else ""
        if not is_first or self._rest_until is not None:
            self._rest_until = self._clock() + PAUSE
        self._warn(f"{error.reason.value}: {error.detail}" if error.detail else error.reason.value)

    def _count_unusable(self, article: Article, error: OpinionError) -> None:
        """Drop an answer that is worth nothing; a model that gives no other is worth a warning."""
        self._rest_until, self._slow_for = None, ""
        self._unusable += 1
        log.info("second opinion dropped", stage="detect", reason=str(error), url=article.url)
        if self._unusable >= UNUSABLE_IN_A_ROW:
            self._warn(f"{UNUSABLE_IN_A_ROW} answers in a row were worth nothing; the last: {error}")

    def _warn(self, reason: str) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            log.warning("second opinion fails, all goes on without it", stage="detect", reason=reason)

    def _works(self) -> None:
        self._rest_until, self._slow_for, self._unusable = None, "", 0
        if self._in_trouble:
            self._in_trouble = False
            log.warning("second opinion works again", stage="detect")


def _completions(base_url: str) -> str:
    """Give the address of chat completions below a base address; a query stays behind it."""
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return urlunsplit(parts._replace(path=f"{path}/chat/completions", fragment=""))


def _refusal(reply: Reply) -> FetchError:
    """Say what a status means; never in the endpoint's words, since some repeat the key."""
    reason = (
        FetchReason.SERVER_STATUS if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR else FetchReason.CLIENT_STATUS
    )
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        reason = FetchReason.RATE_LIMITED
    meaning = MEANINGS.get(reply.status)
    return FetchError(reason, reply.url, f"HTTP {reply.status}{f', {meaning}' if meaning else ''}", status=reply.status)


def _text_of(reply: Reply) -> str:
    """Give the text of the first choice.

    Raises:
        FetchError: The reply is not one of a chat.
        OpinionError: It holds no text: a refusal, or an answer cut off before it began.
    """
    if len(reply.body) > LARGEST_REPLY:
        raise FetchError(FetchReason.TOO_LARGE, reply.url, f"an answer of more than {LARGEST_REPLY} bytes")
    try:
        text = json.loads(reply.body)["choices"][0]["message"].get("content")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError(FetchReason.BAD_PROTOCOL, reply.url, "what it answers is no chat completion") from error
    if not isinstance(text, str):
        raise OpinionError("it holds no text")
    return text
