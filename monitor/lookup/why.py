"""A question and the memory → why it was told or not: what was recorded at each stage, the oldest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.detect import explain
from monitor.fingerprint import canonical, launch_key
from monitor.lookup import findings
from monitor.lookup.causes import KEPT, Answer, Cause, Finding, Subject
from monitor.lookup.life import NEWS, LaunchLife, named_launch, named_message
from monitor.lookup.naming import AskedName
from monitor.lookup.sources import SourceView
from monitor.model import CorrectionKind, MessageState
from monitor.resolve import Standing
from monitor.text import compact, one_line
from monitor.text.words import LONGEST_QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.knowledge import Knowledge
    from monitor.model import Launch, Message, ReadArticle, Verdict, Waiting
    from monitor.ports import Store
    from monitor.settings import Channel, Source

BODY_WINDOW = timedelta(days=60)
"""How far back texts are searched; titles and names are searched to the beginning."""

SHOWN = 5
"""Launches or articles that one answer speaks of."""

_LOOKED_AT = 200  # Traces that hold the words; those that hold the name itself are fewer.
_LEAST_CODE = 4  # Shorter codes are names: message codes have four letters and more.
_PREFIX = range(2, 7)  # Characters of a Chinese organisation before a model, as in detection.
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)


def why(
    question: str,
    store: Store,
    sources: Sequence[Source],
    knowledge: Knowledge,
    now: datetime,
    channels: Sequence[Channel] = (),
) -> Answer:
    """Say why something was told or was not.

    Args:
        question: A model's name in any spelling, an article's address, a launch's number or key, a message's code.
        store: What was recorded.
        sources: Those of the settings.
        knowledge: Aliases and owners.
        now: What is due later is held until then.
        channels: Those of the settings; their digests and quiet hours hold things, too.
    """
    clocks = {channel.name: channel for channel in channels}
    return _Inquiry(store, sources, knowledge, now, clocks).answer(one_line(question)[:LONGEST_QUESTION])


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """One question's search through the memory."""

    store: Store
    sources: Sequence[Source]
    knowledge: Knowledge
    now: datetime
    clocks: Mapping[str, Channel]

    def answer(self, asked: str) -> Answer:
        if address := _address(asked):
            return Answer(asked, (self._article(address),))
        if life := named_launch(asked, self.store):
            return Answer(asked, (self._launch(life.launch),))
        message = named_message(asked, self.store) if len(asked) >= _LEAST_CODE else None
        launches = [] if message and asked.startswith("#") else self._launches(asked)
        if launches:
            return Answer(asked, tuple(map(self._launch, launches[:SHOWN])), max(0, len(launches) - SHOWN))
        if message:
            return Answer(asked, (self._message(message),))
        name = AskedName.of(asked)
        if not name.words:
            return Answer(asked, (Subject(asked, (Finding(Cause.NOT_UNDERSTOOD),)),))
        urls = self._traces(name)
        if not urls:
            return Answer(asked, (Subject(asked, findings.of_nothing(self._views(self.sources))),))
        subjects = tuple(self._article(url, name) for url in urls[:SHOWN])
        return Answer(asked, subjects, max(0, len(urls) - SHOWN))

    def _launches(self, asked: str) -> list[Launch]:
        """Find the launches of a name; those of its own version alone where it has one."""
        key = launch_key(asked, None, (), self.knowledge)
        of_key = f"/{key.family}/{key.version}/{key.variant}/{key.size}"
        keyed = self.store.launches(search=of_key, limit=_LOOKED_AT, wrong=True)
        found = [launch for launch in keyed if str(launch.key).endswith(of_key)] or self._merged_from(of_key)
        if not (found and key.version):
            named = self.store.launches(search=asked, limit=_LOOKED_AT, wrong=True) if compact(asked) else []
            found += [launch for launch in named if launch not in found and _is_called(launch, asked)]
        return found or self._launches_of_organisation(asked)

    def _merged_from(self, of_key: str) -> list[Launch]:
        """Find the launches that, a person says, are one with those of a key, which are seen no more."""
        standing = Standing(tuple(one for one in self.store.corrections() if one.undone_at is None))
        merges = [one for one in standing.corrections if one.kind is CorrectionKind.MERGE]
        gone = [one.keys[0] for one in merges if str(one.keys[0]).endswith(of_key)]
        heads = list(dict.fromkeys(str(standing.head_of(key)) for key in gone))
        known = [launch for head in heads for launch in self.store.launches(search=head, wrong=True)]
        return [launch for launch in known if str(launch.key) in heads]

    def _launches_of_organisation(self, asked: str) -> list[Launch]:
        """Find the launches of a name that has its organisation before it: `OpenAI GPT-5`, `华为盘古`."""
        known = [name for name in self.knowledge.organisation_names if asked.casefold().startswith(name.casefold())]
        first_word = asked.partition(" ")[0]
        leading = [*sorted(known, key=len, reverse=True)[:1], first_word, *(first_word[:end] for end in _PREFIX)]
        for organisation in dict.fromkeys(leading):
            rest = asked.removeprefix(organisation).strip()
            owned = self.store.launches(organisation=organisation, wrong=True) if rest else []
            if found := [launch for launch in self._launches(rest) if launch in owned] if owned else []:
                return found
        return []

    def _traces(self, name: AskedName) -> list[str]:
        """Find the articles that a name left a trace in without becoming a launch: the judged, the listed, the read."""
        judged = self.store.announced_in_vain(name.words, _LOOKED_AT)
        urls = [article.url for verdict, article in judged if name.fits(verdict.announcement.full_name)]
        listed = self.store.entries_titled(name.words, _LOOKED_AT)
        urls += [one.entry.url for one in listed if name.fits(one.entry.title)]
        if not urls:
            texts = self.store.articles_naming(name.words, self.now - BODY_WINDOW, _LOOKED_AT)
            urls = [article.url for article in texts if name.fits(f"{article.title}\n{article.body}")]
        return list({canonical(url): url for url in reversed(urls)}.values())[::-1]

    def _launch(self, launch: Launch) -> Subject:
        life = LaunchLife.of(launch, self.store)
        events = [(verdict, article) for verdict, article in life.history if verdict.kind in NEWS]
        found: list[Finding] = []
        members = {verdict.launch.id for verdict, _ in life.history if verdict.launch}
        silence = Finding(Cause.NO_CHANNEL)
        for article in dict.fromkeys(article for _, article in events):
            if read := self.store.article_at(article.url):
                found += self._way(read, lambda verdict: verdict.launch is not None and verdict.launch.id in members)
                silence = findings.of_silence(self.store.entries_at(article.url))
        repeats = len({article.url for _, article in life.history} - {article.url for _, article in events})
        found += [Finding(Cause.MORE_ARTICLES, facts={"count": repeats})] if repeats else []
        said = [findings.of_correction(correction) for correction in life.corrections]
        wrong = any(finding.cause is Cause.CALLED_WRONG for finding in said)
        messages = [one for one in life.messages if not wrong or one.state is MessageState.ACCEPTED]
        found += said
        found += [] if wrong else [self._waiting(one, launch) for one in self.store.waiting(launch.id)]
        found += map(self._sent, messages)
        if not (wrong or messages or any(finding.cause in KEPT for finding in found)):
            found.append(silence)
        return Subject(f"{launch.who_and_what} · {launch.status} · launch {launch.id}", tuple(found))

    def _message(self, message: Message) -> Subject:
        told = {alert.launch.id for alert in message.alerts}
        found: list[Finding] = []
        for url in dict.fromkeys(alert.article.url for alert in message.alerts):
            if read := self.store.article_at(url):
                found += self._way(read, lambda verdict: verdict.launch is not None and verdict.launch.id in told)
        return Subject(f"#{message.code} · to {message.channel}", (*found, self._sent(message)))

    def _article(self, url: str, name: AskedName | None = None) -> Subject:
        """Tell what became of an article, or of one name in it."""
        read, entries = self.store.article_at(url), self.store.entries_at(url)
        if read is None:
            found = findings.of_entries(entries, self._names()) or self._unlisted(url)
            forgotten = any(entry.is_read for entry in entries)  # Pruning leaves what its source still lists.
            return Subject(url, (*found, Finding(Cause.FORGOTTEN)) if forgotten else found)

        def is_meant(verdict: Verdict) -> bool:
            return name is None or name.fits(verdict.announcement.full_name)

        meant = [verdict for verdict in read.verdicts if is_meant(verdict)]
        found = self._way(read, is_meant)
        if not meant:
            weighed = explain(read.article, self.knowledge)
            fitting = [one for one in weighed if name is None or name.fits(one.name)]
            of_model = f" of {name.asked}" if name else ""
            found += (Finding(Cause.NO_ANNOUNCEMENT, facts={"of_model": of_model}), findings.of_judgement(fitting))
        return Subject(f"{read.article.title} · {read.article.url}", (*found, *self._telling(read, meant)))

    def _telling(self, read: ReadArticle, meant: Iterable[Verdict]) -> tuple[Finding, ...]:
        """Tell what was sent because of an article, and what had been sent before of what it repeats."""
        sent: dict[int, Message] = {}
        waiting: list[Finding] = []
        before: tuple[Finding, ...] = ()
        news = False
        for verdict in meant:
            if verdict.launch is None:
                continue
            messages = self.store.messages(launch_id=verdict.launch.id)[::-1]
            if verdict.kind in NEWS:
                news = True
                waiting += [self._waiting(one, verdict.launch) for one in self.store.waiting(verdict.launch.id)]
                raised = [one for one in messages if any(alert.article.url == read.article.url for alert in one.alerts)]
                sent |= {one.id: one for one in raised}
            else:
                before += findings.of_earlier_tellings(messages, verdict.launch.id)
        if news and not sent and not waiting:
            return (*before, findings.of_silence(self.store.entries_at(read.article.url)))
        return (*before, *waiting, *map(self._sent, sent.values()))

    def _waiting(self, waiting: Waiting, launch: Launch) -> Finding:
        return findings.of_waiting(waiting, launch, self.clocks.get(waiting.channel), self.now)

    def _sent(self, message: Message) -> Finding:
        return findings.of_message(message, self.clocks.get(message.channel), self.now)

    def _way(self, read: ReadArticle, is_meant: Callable[[Verdict], bool]) -> tuple[Finding, ...]:
        """Tell an article's way from its listing to the verdicts that are meant."""
        article = read.article
        listed = findings.of_entries(self.store.entries_at(article.url), self._names())
        reading = Finding(Cause.READ, read.read_at, {"url": article.url})
        return (*listed, reading, *map(findings.of_verdict, filter(is_meant, read.verdicts)))

    def _unlisted(self, url: str) -> tuple[Finding, ...]:
        host = _host(url)
        listing = set(self.store.sources_listing(host))
        near = [source for source in self.sources if source.id in listing or _host(source.url) == host]
        return findings.of_nothing(self._views(near), host)

    def _views(self, sources: Sequence[Source]) -> list[SourceView]:
        states = self.store.source_states([source.id for source in sources])
        return [SourceView.of(source, states[source.id]) for source in sources]

    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self.sources}


def _is_called(launch: Launch, asked: str) -> bool:
    """Tell whether a name is the launch's own, or a part of it: what was said of it may name others."""
    names = (launch.full_name, *launch.organisations, str(launch.key))
    return any(compact(asked) in compact(name) for name in names)


def _address(asked: str) -> str | None:
    """Read an address, with or without its scheme."""
    if _SCHEME.match(asked):
        return asked
    return f"https://{asked}" if _BARE_ADDRESS.fullmatch(asked) else None


def _host(url: str) -> str:
    """Give the host as canonical addresses write it."""
    return re.split(r"[/?#]", canonical(url), maxsplit=1)[0]
