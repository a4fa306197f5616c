"""A settings file turned into all entries that it stands for: its own, those of files it includes, those of packs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor import packs
from monitor.config.faults import did_you_mean, quoted
from monitor.config.files import read_text
from monitor.config.includes import folders_of, included_files, is_glob
from monitor.config.opml import is_opml, parse_opml
from monitor.config.reader import Reader
from monitor.config.shapes import DefaultsShape, ListShape, StarterShape
from monitor.config.tree import Tree, UnreadableTreeError, parse_tree
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.config.faults import Location
    from monitor.config.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of `sources:`, and what it is to be read with.

    Args:
        is_own: A person wrote it; those of packs and lists of feeds give way to it.
    """

    reader: Reader
    location: Location
    item: Any
    defaults: DefaultsShape
    secrets: Secrets
    is_own: bool = True


@dataclass(slots=True)
class Gathering:
    """Takes entries from file after file.

    Attributes:
        readers: One a file, in the order read; they hold the faults within it.
        packs: One a starter pack.
        unreadable: What is wrong with files that cannot be read at all, as lines.
        files: Every file read.
        folders: Where files are looked for.
    """

    readers: list[Reader] = field(default_factory=list)
    packs: list[Reader] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folders: set[Path] = field(default_factory=set)
    # What is being read now, each file included by the one before it; and all that was, by where links lead.
    _chain: list[Path] = field(default_factory=list)
    _known: set[Path] = field(default_factory=set)

    def entries(
        self, reader: Reader, file: ListShape, defaults: DefaultsShape, secrets: Secrets, *, is_own: bool = True
    ) -> Iterator[Written]:
        """Give the entries of a file that is read already, then those of the files that it includes."""
        path = reader.name
        self.readers.append(reader)
        self.files.append(path)
        self._known.add(path.resolve())
        self._chain.append(path.resolve())
        for index, item in enumerate(file.sources or ()):
            entry = Written(reader, ("sources", index), item, defaults, secrets, is_own)
            yield from self._of_pack(entry) if isinstance(item, dict) and "starter" in item else (entry,)
        for index, line in enumerate(file.include):
            yield from self._of_files(reader, ("include", index), line, defaults, secrets)
        self._chain.pop()

    @property
    def lines(self) -> tuple[str, ...]:
        """Give all faults as lines, file by file."""
        return (*(line for reader in (*self.readers, *self.packs) for line in reader.lines), *self.unreadable)

    @property
    def notes(self) -> tuple[str, ...]:
        """Give what is right but not acted on yet, as lines; of packs nothing, for nobody could act on that."""
        return tuple(note.written(each.name) for each in self.readers for note in sorted(each.notes))

    def _of_pack(self, entry: Written) -> Iterator[Written]:
        """Give the entries of a starter pack: its own defaults hold for them."""
        shape = entry.reader.shape(StarterShape, entry.location, entry.item)
        if shape is None:
            return
        known = packs.pack_names()
        if shape.starter not in known:
            hint = did_you_mean(shape.starter, known) or f": write one of {', '.join(known)}"
            entry.reader.fault((*entry.location, "starter"), f"{quoted(shape.starter)} is no starter pack{hint}")
            return
        reader = Reader(parse_tree(packs.read_pack(shape.starter)), Path(f"starter {shape.starter}"))
        file, defaults = _listed(reader, DefaultsShape())
        self.packs.append(reader)
        for index, item in enumerate(file.sources or ()):
            yield Written(reader, ("sources", index), item, defaults, entry.secrets, is_own=False)

    def _of_files(
        self, reader: Reader, location: Location, line: str, defaults: DefaultsShape, secrets: Secrets
    ) -> Iterator[Written]:
        folder = reader.name.parent
        found = reader.value(location, lambda text: included_files(folder, text), line)
        if found is not None and is_glob(line):
            self.folders |= folders_of(folder, line)
        for path in found or ():
            place = path.resolve()
            if place in self._chain and not is_glob(line):  # A glob may well fit the file that it stands in.
                reader.fault(location, f"{quoted(line)} includes itself, directly or through others")
            if place not in self._known:
                yield from self._of_file(path, defaults, secrets)

    def _of_file(self, path: Path, outer: DefaultsShape, secrets: Secrets) -> Iterator[Written]:
        self._known.add(path.resolve())
        try:
            text = read_text(path)
            is_own = not is_opml(text)
            reader = Reader(parse_tree(text) if is_own else parse_opml(text), path)
        except SettingsError as error:
            self.files.append(path)
            self.unreadable.extend(error.faults)
            return
        except UnreadableTreeError as error:
            self.files.append(path)
            self.readers.append(Reader(Tree(faults=[error.fault]), path))
            return
        file, defaults = _listed(reader, outer)
        yield from self.entries(reader, file, defaults, replace(secrets, folder=path.parent), is_own=is_own)


def _listed(reader: Reader, outer: DefaultsShape) -> tuple[ListShape, DefaultsShape]:
    """Read the head of a file of sources: what its defaults leave open, those of the including file say."""
    file = reader.shape(ListShape, (), reader.root) or ListShape()
    own = reader.shape(DefaultsShape, ("defaults",), file.defaults) or DefaultsShape()
    return file, outer.model_copy(update=said(own))


def said(defaults: DefaultsShape) -> Mapping[str, Any]:
    """Give the defaults that are given at all."""
    return {key: value for key, value in defaults if value is not None}
