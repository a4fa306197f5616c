"""Take the pictures of the page: every room on a desk and on a phone, in both languages and lights.

Run from the project's root: `python docs/pictures/rooms.py [FOLDER]`; `take.py` does it along with its own. The news
are those of `newsroom.py`. It needs Debian's Chromium, a font with Chinese letters, and what `make test` sets up.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import newsroom
from playwright.sync_api import sync_playwright
from pydantic import SecretStr

from monitor.daemon.page import options_of
from monitor.settings import Channel, Settings, Web
from monitor.store import open_store
from monitor.web import LOOPBACK_HOSTS, create_app

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))
from web.driving import served  # noqa: E402 -- the tests' own way to serve it.

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ZONE = ZoneInfo("Asia/Shanghai")
TOKEN = SecretStr("only-for-pictures-0000")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ROOMS = {
    "page": "/",
    "page-launch": "/launches/3",
    "page-calendar": "/calendar",
    "page-organisations": "/organisations",
    "page-organisation": "/organisations/larkspur",
    "page-sources": "/sources",
    "page-messages": "/messages",
    "page-message": "/messages/7Z3M",
    "page-figures": "/figures",
}
BOTH = ("page",)
"""What is shown in the other language and light, too; all together the pictures stay below 2 MB."""


def take_rooms(chromium: str, target: Path) -> None:
    """Write a picture of every room."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = open_store(f"sqlite:///{folder}/monitor.db")
        newsroom.publish(store)
        channels = tuple(Channel(name, SecretStr("console:"), ZONE) for name in ("团队群", "mail"))
        settings = Settings((), channels)
        options = options_of(lambda: settings, Web(token=TOKEN), store, lambda: newsroom.NOW)

        def make(call: Any) -> Any:  # noqa: ANN401 -- the page's own.
            return create_app(
                store,
                sources=newsroom.views,
                hosts=LOOPBACK_HOSTS,
                last_pass=lambda: newsroom.NOW - timedelta(minutes=2),
                clock=lambda: newsroom.NOW,
                call=call,
                options=options,
            )

        with served(make) as url:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, path in ROOMS.items():
                _take(browser, url + path, target / f"{name}.png", DESK, "zh-CN", "light")
                _take(browser, url + path, target / f"{name}-phone.png", PHONE, "en-GB", "dark")
                if name in BOTH:
                    _take(browser, url + path, target / f"{name}-dark.png", DESK, "en-GB", "dark")
                    _take(browser, url + path, target / f"{name}-phone-light.png", PHONE, "zh-CN", "light")
            browser.close()
        store.close()


def _take(browser: Browser, address: str, target: Path, size: dict[str, int], locale: str, light: str) -> None:
    context = browser.new_context(viewport=size, locale=locale, color_scheme=light, is_mobile=size is PHONE)
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=target)
    context.close()
    print(f"{target.name}: {size['width']} x {size['height']}, {target.stat().st_size // 1024} KiB")


def main() -> int:
    """Write them; give 1 where there is no browser."""
    if CHROMIUM is None:
        print("no chromium: the pictures stay as they are")
        return 1
    take_rooms(CHROMIUM, Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
