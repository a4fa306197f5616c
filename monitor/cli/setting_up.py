"""What people do once: connect a channel, add a source; both are tried before they are written down."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.output import complain, counted, say
from monitor.cli.session import DEFAULT_CONFIG, FAILED, LogLevel, Private, Session, session_of
from monitor.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from monitor.cli.settings_file import SettingsFile
    from monitor.cli.trial import Listed
    from monitor.ports import Store
    from monitor.settings import Channel, Settings, Source

Address = Annotated[
    str,
    typer.Argument(
        metavar="URL",
        help="The address as the provider shows it, mailtos:…, or any of apprise's; - reads it from stdin.",
    ),
]
Name = Annotated[
    str | None, typer.Option(metavar="NAME", help="What to call the channel; else it is named after its address.")
]
Endpoint = Annotated[
    str | None, typer.Option(metavar="URL", help="A gateway to send through instead of the provider's own host.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Write it down even if the provider refuses the preview.")]
Url = Annotated[str, typer.Argument(metavar="URL", help="A feed, sitemap or page that lists articles.")]
Id = Annotated[
    str | None,
    typer.Option("--id", metavar="NAME", help="What to call the source in commands; else it is made of its address."),
]

PREVIEW = timedelta(days=7)


def connect(
    context: typer.Context, url: Address, *, name: Name = None, endpoint: Endpoint = None, keep: Keep = False
) -> None:
    """Connect a channel: try its address with a preview, then write it down.

    The address goes into .env, readable for you alone; sources.yaml names it. What the provider answers is printed.
    """
    import asyncio

    from monitor.config import secrets_of
    from monitor.log import hide

    session = session_of(context)
    session.start_logging(LogLevel.ERROR)
    file = _settings_file(session)
    settings = file.settings()
    channel = _channel(sys.stdin.readline().strip() if url == "-" else url, name, endpoint)
    known = _channel_at(channel.url.get_secret_value(), settings)
    hide(secrets_of(_only(channel)))
    with session.store() as store:
        accepted = asyncio.run(_send_preview(known or channel, store))
    if known:
        say(f"{known.name}: a channel already, nothing is written")
    elif accepted or keep:
        _write_down(file, channel, is_named=name is not None)
        _tell_of_starter(file, settings)
    else:
        say("nothing is written; --keep writes it down all the same")
    if not accepted:
        raise typer.Exit(FAILED)


def add(context: typer.Context, url: Url, *, source_id: Id = None, allow_private: Private = False) -> None:
    """Add a source: find out what the address is, show what it lists, write it down."""
    import asyncio

    from monitor.cli.trial import strange_source

    session = session_of(context)
    session.start_logging()
    file = _settings_file(session)
    settings = file.settings()
    listed = asyncio.run(_found(strange_source(url, allow_private=allow_private), settings))
    say(f"{listed.source.url}: {listed.summary()}")
    for line in listed.lines():
        say(line)
    held = settings.sources if settings else ()
    double = next((source for source in held if source.url in {url, listed.source.url}), None)
    if double:
        say(f"{double.id}: a source already, nothing is written")
        return
    file.add("sources", _fields(listed.source, source_id))
    say(f"written into {file.path}: {listed.source.url}")
    _tell_of_starter(file, settings)


def _tell_of_starter(file: SettingsFile, before: Settings | None) -> None:
    """Say what stands in a file that a command began, beside what it was asked to write."""
    if before is None:
        say(
            f"{file.path} is new, and watches the packaged Chinese sources, too: take `starter: zh` out for yours alone"
        )


def _settings_file(session: Session) -> SettingsFile:
    from monitor import wiring
    from monitor.cli.settings_file import SettingsFile

    return SettingsFile(session.config or DEFAULT_CONFIG, wiring.load_settings)


def _channel(url: str, name: str | None, endpoint: str | None) -> Channel:
    """Make a channel of what a person has at hand.

    Raises:
        UsageError: Nothing here can send to it.
    """
    from pydantic import SecretStr

    from monitor import wiring
    from monitor.cli.connecting import secret_name, spelled_for_us
    from monitor.config.channels import channel_name
    from monitor.config.values import web_address
    from monitor.notify import check_channel
    from monitor.settings import Channel

    address = spelled_for_us(url.strip())
    try:
        check_channel(address)
    except UsageError as error:
        said = str(error)
        raise UsageError(said if said.startswith("nothing") else f"the address {said}") from error
    if any(letter.isspace() for letter in address):
        raise UsageError("the address holds a blank: write it as %20")
    try:
        gateway = web_address(endpoint) if endpoint else None
    except ValueError as error:
        raise UsageError(f"--endpoint {error}") from error
    named = name or channel_name(f"${{{secret_name(address)}}}")
    return Channel(named, SecretStr(address), wiring.HOME_ZONE, endpoint=gateway)


def _channel_at(address: str, settings: Settings | None) -> Channel | None:
    channels = settings.channels if settings else ()
    return next((channel for channel in channels if channel.url.get_secret_value() == address), None)


def _only(channel: Channel) -> Settings:
    from monitor.settings import Settings

    return Settings(sources=(), channels=(channel,))


async def _send_preview(channel: Channel, store: Store) -> bool:
    """Send a preview, or a hello where nothing is known, and print the provider's reply; tell if it was accepted."""
    from monitor import wiring
    from monitor.cli.connecting import hello, preview
    from monitor.notify import provider_of

    now = wiring.utc_now()
    message = preview(store, channel.name, now, PREVIEW) or hello(channel.name, now)
    async with wiring.assemble(_only(channel), store, wiring.Circumstances()) as parts:
        try:
            reply = await parts.senders[channel.name].send(message)
        except DeliveryError as error:
            _tell_refusal(channel, error, provider_of(parts.senders[channel.name]))
            return False
    launches = counted(len(message.alerts), "launch", "launches")
    sent = f"a preview of {launches}" if message.alerts else "a hello, as nothing is known yet"
    say(f"{channel.name}: accepted {sent}: {reply}")
    return True


def _tell_refusal(channel: Channel, error: DeliveryError, provider: str) -> None:
    from monitor.cli.mending import how_to_mend

    complain(f"{channel.name}: refused: {error.reply}")
    for line in how_to_mend(error.reply, provider, error.code):
        complain(line)


def _write_down(file: SettingsFile, channel: Channel, *, is_named: bool) -> None:
    """Write a channel's secret and its entry; where the entry is refused, the secret does not stay either."""
    from monitor.cli.connecting import secret_name

    address = channel.url.get_secret_value()
    fields = {"name": channel.name} if is_named else {}
    gateway = {"endpoint": channel.endpoint} if channel.endpoint else {}
    with file.secret(secret_name(address), address) as variable:
        written = file.add("channels", {**fields, "url": f"${{{variable}}}", **gateway})
    kept = _channel_at(address, written)
    if kept is None:
        complain(f"{variable} is set in the environment, too, and that value counts: unset it")
        raise typer.Exit(FAILED)
    say(f"channel {kept.name} written into {file.path}, its address into .env as {variable}")


async def _found(source: Source, settings: Settings | None) -> Listed:
    from monitor import wiring
    from monitor.cli.trial import find_list

    async with wiring.open_fetcher(settings) as fetcher:
        return await find_list(source, fetcher)


def _fields(source: Source, source_id: str | None) -> dict[str, str | bool]:
    """Give what of a source must be written: a public feed is its address alone."""
    from monitor.settings import SourceKind

    fields: dict[str, str | bool] = {"id": source_id} if source_id else {}
    if source.kind is not SourceKind.FEED:
        fields["kind"] = source.kind.value
    fields["url"] = source.url
    return fields | ({"allow_private": True} if source.allow_private else {})
