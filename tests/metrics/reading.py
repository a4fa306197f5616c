"""What a scrape holds, for tests to ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families


@dataclass
class Scrape:
    """Samples: by name, with their labels."""

    samples: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {name for name, _, _ in self.samples}

    @property
    def labels(self) -> dict[str, set[str]]:
        """Give the labels of each name."""
        found: dict[str, set[str]] = {}
        for name, labels, _ in self.samples:
            found.setdefault(name, set()).update(labels)
        return found

    def __call__(self, name: str, **wanted: str) -> float:
        """Give the value of the one sample with these labels, whatever others it has."""
        [value] = [value for named, labels, value in self.samples if named == name and wanted.items() <= labels.items()]
        return value

    def all(self, name: str) -> dict[tuple[str, ...], float]:
        """Give the values of a name by its labels that say something."""
        return {
            tuple(part for item in sorted(labels.items()) if item[1] for part in item): value
            for named, labels, value in self.samples
            if named == name
        }


def read(text: bytes) -> Scrape:
    families = text_string_to_metric_families(text.decode())
    return Scrape([(one.name, one.labels, one.value) for family in families for one in family.samples])
