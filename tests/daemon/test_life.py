"""A life under settings that are saved while it lasts: in whichever file, in a folder that is new, or that was gone."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from monitor import wiring
from monitor.daemon.life import Life
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from monitor.daemon.watch import Watch
    from monitor.settings import Settings

pytestmark = pytest.mark.anyio


class Idle:
    """A duty that does nothing but tell under which settings it is to be performed."""

    def __init__(self) -> None:
        self.settings: asyncio.Queue[Settings] = asyncio.Queue()

    @asynccontextmanager
    async def performing(self, _watch: Watch, settings: Settings) -> AsyncIterator[None]:
        self.settings.put_nowait(settings)
        yield

    async def watched(self) -> set[str]:
        """Wait for the next settings; give the addresses of their sources."""
        async with asyncio.timeout(30):
            return {source.url for source in (await self.settings.get()).sources}


@asynccontextmanager
async def living(config: Path) -> AsyncIterator[Idle]:
    duty, observed = Idle(), wiring.observation("worker")
    circumstances = wiring.day_and_night(wiring.utc_now, observed)
    store = open_store("sqlite://")
    life = Life(config, store, circumstances, duty, observed, tells=False)
    task = asyncio.create_task(life.live(wiring.load_settings(config)))
    try:
        yield duty
    finally:
        life.stop.set()
        await task
        store.close()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings that name one source, and include whatever there will be."""
    file = tmp_path / "sources.yaml"
    file.write_text("include: [more/*.yaml]\nsources: [https://one.example/feed]\n", encoding="utf-8")
    return file


ONE, TWO, THREE = (f"https://{name}.example/feed" for name in ("one", "two", "three"))


def write(file: Path, *urls: str, head: str = "") -> None:
    """Save as editors do, beside the file and then in its place: it is seen to be saved once."""
    file.parent.mkdir(exist_ok=True)
    beside = file.with_suffix(".saving")
    beside.write_text(f"{head}sources: [{', '.join(urls)}]\n", encoding="utf-8")
    beside.replace(file)


async def test_the_first_file_of_a_folder_that_is_included_is_taken_up(config: Path) -> None:
    more = config.parent / "more"
    more.mkdir()

    async with living(config) as duty:
        before = await duty.watched()
        write(more / "two.yaml", TWO)
        after = await duty.watched()

    assert (before, after) == ({ONE}, {ONE, TWO})


async def test_a_folder_that_is_made_later_is_looked_into(config: Path) -> None:
    async with living(config) as duty:
        before = await duty.watched()
        write(config.parent / "more" / "two.yaml", TWO)
        after = await duty.watched()

    assert (before, after) == ({ONE}, {ONE, TWO})


async def test_a_folder_that_is_put_in_anothers_place_is_followed(config: Path) -> None:
    more = config.parent / "more"
    write(more / "two.yaml", TWO)

    async with living(config) as duty:
        seen = [await duty.watched()]
        shutil.rmtree(more)
        seen.append(await duty.watched())
        write(more / "two.yaml", TWO)
        seen.append(await duty.watched())
        write(more / "three.yaml", THREE)
        seen.append(await duty.watched())

    assert seen == [{ONE, TWO}, {ONE}, {ONE, TWO}, {ONE, TWO, THREE}]


async def test_a_folder_that_saved_settings_include_is_looked_into_from_then_on(config: Path) -> None:
    other = config.parent / "other"
    other.mkdir()

    async with living(config) as duty:
        seen = [await duty.watched()]
        write(config, ONE, TWO, head="include: [other/*.yaml]\n")
        seen.append(await duty.watched())
        write(other / "three.yaml", THREE)
        seen.append(await duty.watched())

    assert seen == [{ONE}, {ONE, TWO}, {ONE, TWO, THREE}]


@pytest.fixture
def elsewhere(config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same settings in another folder, to which a link leads from their place."""
    file = tmp_path_factory.mktemp("elsewhere") / "kept.yaml"
    config.rename(file)
    config.symlink_to(file)
    return file


async def test_what_a_link_leads_to_is_followed(config: Path, elsewhere: Path) -> None:
    async with living(config) as duty:
        before = await duty.watched()
        write(elsewhere, ONE, THREE)
        after = await duty.watched()

    assert (before, after) == ({ONE}, {ONE, THREE})
