"""What is known of organisations and models before any article is read: names, aliases, owners, dates of release.

The facts are packaged CSV files, and what the user adds in `sources.yaml`:

- `organisations.csv`: key (stands in launch keys, never changes), name, aliases;
- `families.csv`: key, name, owner's key, aliases, members. A family's owner counts before whoever an article names;
- `models.csv`: single models, with their owner and the day or month of their first release where it is recorded.

Sources of the facts: the public lists named in the decisions page. They are a help, not a limit: what is not here is
found by the grammar of names.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

from monitor.settings import KnownModel, KnownOrganisation
from monitor.text import compact, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEGAL_FORM = re.compile(r"(?:集团|公司|科技|股份|有限|责任|控股|团队|\s(?:inc|ltd|corp|llc|co|team|group)\.?)+$")


@dataclass(frozen=True, slots=True)
class Family:
    """A line of models under one name; `key` and `owner` stand in launch keys.

    `members` begin the names of its models where the family's name is left out: Opus 4.7, K2, R1. What is learned from
    articles may be a word that other things are named with, too.
    """

    key: str
    name: str
    owner: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    is_learned: bool = False


class Knowledge:
    """Answers questions about names, whatever their width, case, dashes and quotes.

    Args:
        organisations: Pairs of key and organisation; where an alias stands twice the first one has it.
        families: Lines of models; one name may belong to several owners.
        models: Single models; kept in order as `models`.
        before: What was known before the rest was learned; itself where nothing was.
    """

    def __init__(
        self,
        organisations: Iterable[tuple[str, KnownOrganisation]],
        families: Iterable[Family],
        models: Iterable[KnownModel],
        before: Knowledge | None = None,
    ) -> None:
        self.before = before or self
        self._given = (tuple(organisations), tuple(families))
        organisations, families = self._given
        self._organisations: dict[str, tuple[str, KnownOrganisation]] = {}
        for key, organisation in organisations:
            for name in (organisation.name, *organisation.aliases, key):
                self._organisations.setdefault(compact(name), (key, organisation))
        self._spellings: dict[str, tuple[str, ...]] = {}
        for key, organisation in self._organisations.values():
            self._spellings.setdefault(key, tuple(map(fold, (organisation.name, *organisation.aliases))))
        self._families: dict[str, list[Family]] = {}
        self._members: dict[tuple[str, str], Family] = {}
        for family in families:
            for name in dict.fromkeys(map(compact, (family.name, *family.aliases, family.key))):
                self._families.setdefault(name, []).append(family)
            for member in family.members:
                self._members.setdefault((family.owner, compact(member)), family)
        self._models: dict[str, KnownModel] = {}
        self.models = tuple(models)
        for model in self.models:
            for name in (model.name, *model.aliases):
                self._models.setdefault(compact(name), model)

    def with_learned(
        self, organisations: Iterable[tuple[str, KnownOrganisation]], families: Iterable[Family]
    ) -> Knowledge:
        """Give a knowledge that knows more; what was known comes first."""
        known, lines = self._given
        return Knowledge((*known, *organisations), (*lines, *families), self.models, self)

    def organisation(self, name: str) -> KnownOrganisation | None:
        """Give the organisation behind a name or alias, with or without its legal form (集团, 公司, Inc)."""
        found = self._find(name)
        return found[1] if found else None

    def organisation_key(self, name: str) -> str:
        """Give the part of a launch key that stands for an organisation: its known key, else its folded name."""
        found = self._find(name)
        return found[0] if found else _without_legal_form(fold(name)).replace("/", "-")

    def knows_organisation(self, name: str) -> bool:
        """Tell whether a name is one of a known organisation's."""
        return self._find(name) is not None

    def spellings(self, name: str) -> tuple[str, ...]:
        """Give every folded form of an organisation's name that is known, with the one asked for."""
        found = self._find(name)
        if found is None:
            return tuple(dict.fromkeys((fold(name), _without_legal_form(fold(name)))))
        return (fold(name), *self._spellings[found[0]])

    def families(self, name: str) -> tuple[Family, ...]:
        """Give the families that bear a name, most prominent first."""
        return tuple(self._families.get(compact(name), ()))

    def family(self, name: str, organisation_keys: Iterable[str] = ()) -> Family | None:
        """Give the family that bears a name: one owned by `organisation_keys` before any other."""
        found = self.families(name)
        keys = set(organisation_keys)
        return next((family for family in found if family.owner in keys), found[0] if found else None)

    def family_of_member(self, word: str, organisation_keys: Iterable[str]) -> Family | None:
        """Give the family of one of these organisations whose members are named so: opus → Claude, k2 → Kimi."""
        series = "v" if word[:1].isdigit() else word[0] if word[1:2].isdigit() else word
        found = (self._members.get((key, series)) for key in organisation_keys)
        return next((family for family in found if family), None)

    def model(self, name: str) -> KnownModel | None:
        """Give the single model that bears a name."""
        return self._models.get(compact(name))

    @cached_property
    def organisation_names(self) -> tuple[str, ...]:
        """Give every written form of every organisation, longest first."""
        names = {name for _, known in self._organisations.values() for name in (known.name, *known.aliases)}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def family_names(self) -> tuple[str, ...]:
        """Give every written form of every family, longest first."""
        names = {
            name
            for families in self._families.values()
            for family in families
            for name in (family.name, *family.aliases)
        }
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @cached_property
    def model_names(self) -> tuple[str, ...]:
        """Give every written form of every family and single model, longest first."""
        names = {name for model in self._models.values() for name in (model.name, *model.aliases)}
        return tuple(sorted(names | set(self.family_names), key=lambda name: (-len(name), name)))

    def _find(self, name: str) -> tuple[str, KnownOrganisation] | None:
        folded = fold(name)
        return self._organisations.get(compact(folded)) or self._organisations.get(compact(_without_legal_form(folded)))


def load_knowledge(organisations: Iterable[KnownOrganisation] = (), models: Iterable[KnownModel] = ()) -> Knowledge:
    """Read the packaged facts; the user's own come first and win.

    Args:
        organisations: Of the user; their key is their folded name.
        models: Of the user; each is a family of its own as well.
    """
    own = [(fold(organisation.name).replace("/", "-"), organisation) for organisation in organisations]
    known = [(row["key"], KnownOrganisation(row["name"], _aliases(row))) for row in _rows("organisations.csv")]
    packaged = Knowledge((*own, *known), (), ())
    families = [
        *(
            Family(fold(model.name), model.name, packaged.organisation_key(model.organisation), model.aliases)
            for model in models
        ),
        *(
            Family(row["key"], row["name"], row["organisation"], _aliases(row), _aliases(row, "members"))
            for row in _rows("families.csv")
        ),
    ]
    singles = [KnownModel(row["name"], row["organisation"], (), row["released"] or None) for row in _rows("models.csv")]
    return Knowledge((*own, *known), families, (*models, *singles))


def _without_legal_form(name: str) -> str:
    return _LEGAL_FORM.sub("", name) or name


def _aliases(row: dict[str, str], column: str = "aliases") -> tuple[str, ...]:
    return tuple(alias for alias in (row[column] or "").split(";") if alias)


def _rows(file: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(resources.files(__name__).joinpath(file).read_text(encoding="utf-8").splitlines())
