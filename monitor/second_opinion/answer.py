"""An answer's text → the candidate as it stands after it; an answer that does not keep to the article is dropped."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from monitor.errors import OpinionError
from monitor.model import Modality, Status
from monitor.second_opinion.question import Answer, record_of
from monitor.text import compact, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Announcement, Article

ODDS = 9.0
"""An answer is taken for that of somebody who is right nine times of ten, by Bayes: from 0.4 and 0.8 a yes leads to
0.86 and 0.97, a no to 0.07 and 0.31. So it decides, and is never certain."""

SHORTEST_EVIDENCE = 6  # One character stands word for word in any text, and proves nothing.
LONGEST_EVIDENCE = 300
LONGEST_NAME = 80
MOST_ORGANISATIONS = 5
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_CORRECTED = ("model", "version", "organisations", "status", "date", "domain", "parameters", "background", "rumour")


def after_answer(text: str, article: Article, candidate: Announcement) -> Announcement:
    """Give a candidate as an answer leaves it: confirmed, corrected or denied.

    Args:
        text: What was answered; JSON, maybe within other words.
        article: What was asked about.
        candidate: Which of its announcements.

    Raises:
        OpinionError: The answer is no record, is proved by nothing that the article says, or is about another model.
    """
    answer = _read(text, candidate)
    if len(answer.evidence.strip()) < SHORTEST_EVIDENCE or not _stands_in(answer.evidence, article):
        raise OpinionError("its evidence does not stand in the article")
    odds = candidate.confidence / (1 - candidate.confidence) * (ODDS if answer.announced else 1 / ODDS)
    confidence = round(odds / (1 + odds), 3)
    judged = f"(judged {candidate.confidence:.2f})"
    if not answer.announced:
        return replace(candidate, confidence=confidence, opinion=f"a second opinion denied it {judged}")
    corrected = _corrected(answer, article, candidate)
    changed = [name for name in _CORRECTED if getattr(corrected, name) != getattr(candidate, name)]
    said = f"corrected its {', '.join(changed)}" if changed else "confirmed it"
    return replace(corrected, confidence=confidence, doubt="", opinion=f"a second opinion {said} {judged}")


def _read(text: str, candidate: Announcement) -> Answer:
    """Read an answer; what it leaves out is as the candidate has it, but for the evidence."""
    start, end = text.find("{"), text.rfind("}")
    try:
        told: Any = json.loads(text[start : end + 1])
        fields = {name: told[name] for name in Answer.model_fields if name in told}
        return Answer.model_validate(record_of(candidate) | {"evidence": ""} | fields)
    except (ValueError, TypeError, RecursionError) as error:
        where = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ()
        raise OpinionError(f"it is no record{': '.join(('', *map(str, where)))}") from error


def _corrected(answer: Answer, article: Article, candidate: Announcement) -> Announcement:
    """Take over what an answer says otherwise, as far as the article says so word for word."""
    model, version = _name(answer, article, candidate)
    evidence = one_line(answer.evidence) if "\n" in answer.evidence else answer.evidence
    return replace(
        candidate,
        model=model,
        version=version,
        organisations=_organisations(answer.organisations, article) or candidate.organisations,
        status=Status(answer.status),
        date=answer.date if _is_date(answer.date) else candidate.date,
        modality=Modality(answer.modality),
        domain=_word(answer.domain, article, candidate.domain),
        parameters=_word(answer.parameters, article, candidate.parameters),
        background=answer.background,
        rumour=answer.rumour,
        evidence=evidence
        if len(evidence) <= LONGEST_EVIDENCE and _stands_in(evidence, article)
        else candidate.evidence,
    )


def _name(answer: Answer, article: Article, candidate: Announcement) -> tuple[str, str | None]:
    """Give model and version; one name must lie within the other, or it is another model that is spoken of.

    Raises:
        OpinionError: It is another model, or a name that the article does not write.
    """
    model, version = answer.model.strip(), (answer.version or "").strip() or None
    if (model, version) == (candidate.model, candidate.version):
        return model, version
    before, after = compact(candidate.full_name), compact(f"{model}{version or ''}")
    if not after or not (after in before or before in after):
        raise OpinionError("it is about another model")
    if not _are_written((model, *((version,) if version else ())), article):
        raise OpinionError("it gives the model a name that the article does not write")
    return model, version


def _organisations(names: Iterable[str], article: Article) -> tuple[str, ...]:
    stripped = [name.strip() for name in names]
    written = [name for name in stripped if _are_written((name,), article) or name == article.organisation]
    return tuple(dict.fromkeys(written))[:MOST_ORGANISATIONS]


def _word(said: str | None, article: Article, otherwise: str | None) -> str | None:
    if said is None or not said.strip():
        return None
    return said.strip() if _are_written((said.strip(),), article) else otherwise


def _are_written(names: Iterable[str], article: Article) -> bool:
    return all(0 < len(name) <= LONGEST_NAME and _stands_in(name, article) for name in names)


def _stands_in(span: str, article: Article) -> bool:
    return span in article.title or span in article.body


def _is_date(said: str | None) -> bool:
    """Tell whether this is no date at all, or one of the calendar."""
    if said is None:
        return True
    found = _DATE.fullmatch(said)
    try:
        return found is not None and date(int(found[1]), int(found[2]), int(found[3] or 1)) is not None
    except ValueError:
        return False
