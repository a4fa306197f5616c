"""`routes:`, `notices:`, `second_opinion:`, `hosts:`, `keep:` and `web:` held against what they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from monitor.config import values
from monitor.config.faults import did_you_mean, quoted
from monitor.config.shapes import HostShape, KeepShape, RouteShape, SecondOpinionShape, WebShape
from monitor.settings import HostManners, Retention, Route, SecondOpinion, Web

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitor.config.faults import Location
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets
    from monitor.config.shapes import FileShape

_TERMINAL = "console"  # Who is told where there are no channels.


def read_routes(reader: Reader, file: FileShape, channels: Collection[str]) -> tuple[Route, ...]:
    """Read who hears of what; channels that routes and notices name and nobody defined are taken down."""
    known = channels or {_TERMINAL}
    routes = []
    for index, route in reader.shapes(RouteShape, ("routes",), file.routes):
        at: Location = ("routes", index, "channels")
        if not route.channels:
            reader.fault(at, "must name a channel, or who hears of what fits?")
        for key in ("status", "organisations", "modality"):
            if key in route.model_fields_set and not getattr(route, key):
                reader.fault(("routes", index, key), "must name what fits, or be left out where all does")
        for place, name in enumerate(route.channels):
            _check_channel(reader, (*at, place), name, known)
        routes.append(
            Route(
                channels=route.channels,
                status=frozenset(route.status),
                organisations=route.organisations,
                modality=frozenset(route.modality),
                min_confidence=route.min_confidence,
                urgent=bool(route.urgent),
                goes_on=bool(route.goes_on),
            )
        )
    if file.notices is not None:
        _check_channel(reader, ("notices",), file.notices, known)
    return tuple(routes)


def _check_channel(reader: Reader, location: Location, name: str, known: Collection[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or f": write one of {', '.join(sorted(known))}"
        reader.fault(location, f"{quoted(name)} is no channel{hint}")


def read_second_opinion(reader: Reader, written: dict[str, Any] | None, secrets: Secrets) -> SecondOpinion | None:
    """Read which endpoint is asked in doubt; None where nothing is said, or nothing that can be asked."""
    shape = reader.shape(SecondOpinionShape, ("second_opinion",), written) if written is not None else None
    if shape is None:
        return None
    base_url = reader.value(("second_opinion", "base_url"), secrets.web_address, shape.base_url)
    api_key = reader.value(
        ("second_opinion", "api_key"), lambda text: values.header_value(secrets.hidden(text)), shape.api_key
    )
    if base_url is None:
        return None
    budget = {} if shape.budget_per_day is None else {"budget_per_day": shape.budget_per_day}
    return SecondOpinion(SecretStr(base_url), shape.model, SecretStr(api_key) if api_key else None, **budget)


def read_heartbeat(reader: Reader, written: str | None, secrets: Secrets) -> SecretStr | None:
    """Read what is asked for after each cycle that went well."""
    address = reader.value(("heartbeat",), lambda text: values.web_address(secrets.reveal(text)), written)
    return SecretStr(address) if address else None


def read_hosts(reader: Reader, written: dict[str, Any]) -> dict[str, HostManners]:
    """Read how hosts want to be asked, by name."""
    hosts = {}
    for name, manners in written.items():
        host = reader.value(("hosts", name), values.host, name)
        shape = reader.shape(HostShape, ("hosts", name), {} if manners is None else manners)
        if host and shape:
            hosts[host] = HostManners(**{key: value for key, value in shape if value is not None})
    return hosts


def read_keep(reader: Reader, file: FileShape) -> dict[str, Any]:
    """Read how long what was read is kept, as an argument for settings; none where nothing is said."""
    written: object = file.keep
    if written is None:
        return {}
    if written == "forever":
        return {"keep": None}
    if not isinstance(written, dict):
        reader.fault(("keep",), "must be forever, or {articles: 90d, notices: 90d}")
        return {}
    shape = reader.shape(KeepShape, ("keep",), written)
    return {"keep": Retention(**{key: value for key, value in shape if value is not None})} if shape else {}


def read_web(reader: Reader, file: FileShape, secrets: Secrets) -> dict[str, Any]:
    """Read where the page is served and to whom, as an argument for settings; none where nothing is said."""
    written: object = file.web
    if written is None:
        return {}
    if written == "off":
        return {"web": None}
    if not isinstance(written, dict):
        reader.fault(("web",), "must be off, or {listen: 127.0.0.1:8080}")
        return {}
    shape = reader.shape(WebShape, ("web",), written)
    if shape is None:
        return {}
    token = reader.value(("web", "token"), lambda text: values.token(secrets.hidden(text)), shape.token)
    place = {"listen": shape.listen} if shape.listen else {}
    web = Web(**place, token=SecretStr(token) if token else None, hosts=shape.hosts)
    if not web.is_local and shape.token is None:
        needs = 'needs a token: write token: "${WEB_TOKEN}" beside it, or listen: 127.0.0.1:8080'
        reader.fault(("web", "listen"), f"a page that other machines can reach {needs}")
    elif web.listens_everywhere and not (web.hosts or file.public_url):
        reader.fault(("web", "listen"), "say under which names people ask for it: hosts: [monitor.example.org]")
    return {"web": web}
