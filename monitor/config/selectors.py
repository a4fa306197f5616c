"""`select:`, `match:` and `article:` of a source turned into checked selectors; which of them fits which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config import values
from monitor.config.shapes import ArticleShape, SelectShape
from monitor.errors import MonitorError
from monitor.settings import ArticleSelectors, ListSelectors, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config.faults import Location
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets
    from monitor.config.shapes import SourceShape

    Check = Callable[[str], None]

_SELECTED = (SourceKind.PAGE, SourceKind.JSON)


def kind_of(shape: SourceShape) -> SourceKind:
    """Give a source's kind; where it is not said, what else is said tells."""
    if shape.kind:
        return SourceKind(shape.kind)
    if shape.select:
        return SourceKind.PAGE
    return SourceKind.SITEMAP if shape.match else SourceKind.FEED


def check_belongings(reader: Reader, location: Location, shape: SourceShape) -> None:
    """Take down a `select` or `match` that nothing would ever look at."""
    kind = kind_of(shape)
    if shape.select is not None and kind not in _SELECTED:
        reader.fault((*location, "select"), f"belongs to kind page or json, not {kind}")
    if shape.match is not None and kind is not SourceKind.SITEMAP:
        reader.fault((*location, "match"), f"belongs to kind sitemap, not {kind}")


def list_selectors(
    reader: Reader, location: Location, shape: SourceShape, secrets: Secrets, check: Check | None
) -> ListSelectors:
    """Read `select:`; of a page it holds CSS, of JSON dotted paths and perhaps a template for the link."""
    at = (*location, "select")
    select = reader.shape(SelectShape, at, shape.select or {}) or SelectShape()
    is_json = kind_of(shape) is SourceKind.JSON
    if not is_json and select.item is None and (select.link or select.title or select.date):
        reader.fault((*at, "item"), "missing: all other selectors are looked for within it")
    if not is_json:
        return ListSelectors(**{name: _css(reader, (*at, name), check, text) for name, text in select})
    read = {"link": lambda link: values.json_link(secrets.expand(link))}
    return ListSelectors(
        **{name: reader.value((*at, name), read.get(name, values.json_path), text) for name, text in select}
    )


def article_selectors(reader: Reader, location: Location, shape: SourceShape, check: Check | None) -> ArticleSelectors:
    """Read `article:`, CSS throughout."""
    at = (*location, "article")
    article = reader.shape(ArticleShape, at, shape.article or {}) or ArticleShape()
    given = {name: selectors for name, selectors in article if selectors is not None}
    for name, selectors in given.items():
        for index, selector in enumerate(selectors):
            _css(reader, (*at, name, index), check, selector)
    return ArticleSelectors(**given)


def _css(reader: Reader, location: Location, check: Check | None, selector: str | None) -> str | None:
    def checked(text: str) -> str:
        if check:
            try:
                check(text)
            except MonitorError as error:
                raise ValueError(str(error)) from error
        return text

    return reader.value(location, checked, selector)
