"""The world in which every kind of source, every preset and every failure occurs, each looked at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from end_to_end.outlets import NOBODY, all_outlets, world

from monitor import wiring
from monitor.cli.trying import look_at_all
from monitor.config.presets import presets
from monitor.fetch import HttpFetcher
from monitor.http import HttpClient
from monitor.settings import SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.cli.trying import Look

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
OUTLETS = all_outlets(NOW)


async def resolve(host: str, _port: int) -> Sequence[str]:
    if host == NOBODY:
        raise OSError(-2, "Name or service not known")
    return ["127.0.0.1"]


async def test_each_is_told_in_one_line_that_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    told: list[Look] = []
    async with world(OUTLETS) as settings:
        (tmp_path / "sources.yaml").write_text(settings, encoding="utf-8")
        sources = wiring.load_settings(tmp_path / "sources.yaml").sources
        client, patience = HttpClient(resolve=resolve), timedelta(seconds=2)
        async with HttpFetcher(lambda: NOW, client=client, deadline=patience) as fetcher:
            looks = await look_at_all(sources, fetcher, lambda: NOW, told.append)

    assert [look.source.id for look in looks] == [outlet.fields["id"] for outlet in OUTLETS]
    assert {look.source.id for look in told} == {look.source.id for look in looks}
    for outlet, look in zip(OUTLETS, looks, strict=True):
        assert outlet.says in look.said
        assert (look.is_well, "\n" in look.said) == (outlet.is_well, False)
        assert look.is_well or " → " in look.said


def test_the_world_holds_every_kind_and_every_preset() -> None:
    named = {str(outlet.fields.get("kind", SourceKind.FEED)) for outlet in OUTLETS}

    assert named == {kind.value for kind in SourceKind}
    assert {outlet.fields["preset"] for outlet in OUTLETS if "preset" in outlet.fields} == set(presets())
