"""What the global options say, turned into what a command works with; and errors turned into exit codes."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from monitor.errors import DiscoverError, FetchError, MonitorError, SettingsError, StoreError, UsageError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.ports import Store
    from monitor.settings import Settings

DEFAULT_CONFIG = Path("sources.yaml")
DEFAULT_FILE = "data/monitor.db"
DEFAULT_DATABASE = f"sqlite:///{DEFAULT_FILE}"

NO_SETTINGS = "`monitor add URL` begins one, --config names another, `monitor demo` needs none"
"""What to do where there is no settings file."""

RUN_BYTES = 4
"""Of a run's id: of a thousand runs, that any two share one is one in 8,600."""

FAILED, WRONG_USE, NO_STORE = 1, 2, 3
"""Exit codes: something failed and all else is done; usage or configuration; the store is unusable."""


Private = Annotated[bool, typer.Option("--allow-private", help="Admit an address of this machine or network.")]


Observe = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        envvar="MONITOR_OBSERVE",
        show_default="nowhere but on the page",
        help="Answer /healthz, /readyz and /metrics here, too: 127.0.0.1:8081.",
    ),
]


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line looks."""

    TEXT = "text"
    JSON = "json"


class ErrorGroup(TyperGroup):
    """Ends a command that meets one of our errors, or was typed wrongly, with one line on stderr and an exit code."""

    def make_context(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 -- the signature is typer's own.
        """Read the global options."""
        with _told():
            return super().make_context(*args, **named)

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401 -- the signature is typer's own.
        """Give the global options."""
        return _as_typed(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 -- the signature is typer's own.
        """Give a command, and with it those below it."""
        command = super().get_command(ctx, cmd_name)
        for each in filter(None, (command, *getattr(command, "commands", {}).values())):
            _as_typed(each.get_params(ctx))
        return command

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 -- the signature is typer's own.
        """Run the command."""
        with _told():
            return super().invoke(ctx)


def _as_typed(parameters: Any) -> Any:  # noqa: ANN401 -- typer's own.
    """Take the type from flags: `--all <bool>` in the help would make people type a word behind it."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        typer.echo(str(error), err=True)  # Without a prefix: editors jump to lines that begin with a file's name.
        raise typer.Exit(WRONG_USE) from error
    except (FetchError, DiscoverError) as error:
        from monitor.cli.advice import advised

        typer.echo(f"monitor: {one_line(advised(error))}", err=True)
        raise typer.Exit(FAILED) from error
    except MonitorError as error:
        typer.echo(f"monitor: {one_line(str(error))}", err=True)
        raise typer.Exit(_exit_code(error)) from error
    except OSError as error:
        if error.filename is None:  # Not of a path that a person gave.
            raise
        typer.echo(f"monitor: {one_line(str(error.filename))} cannot be used: {error.strerror}", err=True)
        raise typer.Exit(WRONG_USE) from error
    except typer.TyperException as error:
        said = one_line(error.format_message()).replace("Value error, ", "").rstrip(".")
        if said:  # Who typed no command at all sees the help itself.
            typer.echo(f"monitor: {said}{' ' if said.endswith('?') else '; '}{_help_of(error)}", err=True)
        raise typer.Exit(error.exit_code) from error


def _help_of(error: typer.TyperException) -> str:
    """Say which command's help tells what to type."""
    context = getattr(error, "ctx", None)
    return f"see `{context.command_path if context else 'monitor'} --help`"


def _exit_code(error: MonitorError) -> int:
    if isinstance(error, UsageError):
        return WRONG_USE
    return NO_STORE if isinstance(error, StoreError) else FAILED


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one call.

    Args:
        config: The settings file; None where nobody named one.
        log_level: None where nobody named one: each command has its own.
        run: The id of this call, in every log line: it tells processes apart, and one from itself before a restart.
    """

    config: Path | None
    database: str
    log_level: LogLevel | None
    log_format: LogFormat
    run: str = field(default_factory=lambda: token_hex(RUN_BYTES))

    def start_logging(self, usual: LogLevel = LogLevel.WARNING, *, of_sources: bool = True) -> None:
        """Log to stderr from now on, at the `usual` level unless another was asked for.

        Without `of_sources`, what happens at single sources is not logged: somebody else shows it.
        """
        from monitor.log import configure_logging

        level, as_json = self.log_level or usual, self.log_format is LogFormat.JSON
        configure_logging(level=level.value, as_json=as_json, of_sources=of_sources, run=self.run)

    def settings(self) -> Settings:
        """Read the settings file.

        Raises:
            SettingsError: It is missing or does not say what can be done.
        """
        from monitor import wiring

        path = self.config or DEFAULT_CONFIG
        if not path.exists():
            raise SettingsError((f"{path}:1:1: no such file: {NO_SETTINGS}",))
        return wiring.load_settings(path)

    def settings_if_any(self) -> Settings | None:
        """Read the settings file for a command that works without one, too.

        A file that nobody named may be missing or faulty: an unset secret of a channel is no reason not to look up a
        launch.

        Raises:
            SettingsError: The file was named by the user and cannot be used.
        """
        from monitor.log import get_logger

        if self.config is None and not DEFAULT_CONFIG.exists():
            return None
        try:
            return self.settings()
        except SettingsError as error:
            if self.config is not None:
                raise
            get_logger(__name__).warning("settings file not used", fault=error.faults[0], faults=len(error.faults))
            return None

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store for as long as it is needed, and make it where there is none.

        Raises:
            StoreError: It cannot be used.
        """
        from monitor import wiring

        with closing(wiring.open_store(self.database)) as store:
            yield store

    @contextmanager
    def memory(self) -> Iterator[Store]:
        """Open the store for a question: none is made, and where the usual one is not there yet nothing is known.

        Raises:
            StoreError: It cannot be used, or one that was named is not there.
        """
        from monitor import wiring

        unborn = self.database == DEFAULT_DATABASE and not Path(DEFAULT_FILE).exists()
        address = "sqlite://" if unborn else self.database
        with closing(wiring.open_store(address, is_there=True)) as store:
            yield store


def session_of(context: typer.Context) -> Session:
    """Give the session of a command's context."""
    session: Session = context.obj
    return session
