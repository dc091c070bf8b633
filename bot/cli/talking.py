"""Talking with people: `guide run` and `guide chat`."""

import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from bot.cli.sketch import laid
from bot.cli.words import LINES, help_of, known, say, waiting

_BROKEN_OFF = 128 + signal.SIGINT

app = typer.Typer()


@app.command(help=help_of("run"))
def run() -> None:
    """Serve Telegram, or the terminal when there is no token."""
    from bot import config, life

    settings = config.read()
    if settings.telegram_token:
        status = _lived(life.serve(settings), quick=True)
        waiting(settings.home, "cli/served.j2")
    else:
        typer.echo(say(settings.home, "cli/token.j2"))
        status = _talked(life.talk(settings, None), settings.home)
    raise typer.Exit(0 if status == _BROKEN_OFF else status)  # Ctrl-C is how it is stopped, so it ends well


@app.command(help=help_of("chat"))
def chat(
    procedure: Annotated[str | None, typer.Argument(help=LINES["procedure"])] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help=LINES["json"])] = False,
) -> None:
    """Chat in the terminal, through a pipe, or as JSON lines."""
    from bot import config, life
    from bot.remembered import handbook

    settings = config.read()
    talk = life.script if json else life.talk
    with laid(procedure, settings.home) as (home, wanted), TemporaryDirectory() as aside:
        if home != settings.home:  # a draft is walked without a trace
            settings = settings.model_copy(update={"home": home, "data_dir": Path(aside), "redis_url": None})
        kept = settings.data_dir if sys.stdin.isatty() else None  # through a pipe nothing is left behind
        name = known(wanted, handbook(home, kept).flows) if wanted else None
        raise typer.Exit(_talked(talk(settings, name), home))


def _talked(talk: Coroutine[Any, Any, None], home: Path) -> int:
    """Talk to the end; one that is broken off in a terminal ends with a goodbye all the same."""
    status = _lived(talk)
    if status == _BROKEN_OFF and sys.stdin.isatty() and sys.stdout.isatty():
        typer.echo(say(home, "cli/bye.j2"))
    return status


def _lived(life_of: Coroutine[Any, Any, None], *, quick: bool = False) -> int:
    from bot import life, trace

    trace.log_to(sys.stderr)
    return life.live(life_of, quick=quick)
