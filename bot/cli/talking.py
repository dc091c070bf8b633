"""Talking with people: `guide run` and `guide chat`."""

import sys
from collections.abc import Coroutine
from typing import Annotated, Any, NoReturn

import typer

from bot.cli.words import LINES, help_of, say

app = typer.Typer()


@app.command(help=help_of("run"))
def run() -> None:
    """Serve Telegram, or the terminal when there is no token."""
    from bot import config, life

    settings = config.read()
    if settings.telegram_token:
        _live(life.serve(settings), quick=True)
    typer.echo(say(settings.home, "cli/token.j2"))
    _live(life.talk(settings, None))


@app.command(help=help_of("chat"))
def chat(
    procedure: Annotated[str | None, typer.Argument(help=LINES["procedure"])] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help=LINES["json"])] = False,
) -> None:
    """Chat in the terminal, through a pipe, or as JSON lines."""
    from bot import config, life

    talk = life.script if json else life.talk
    _live(talk(config.read(), procedure))


def _live(talk: Coroutine[Any, Any, None], *, quick: bool = False) -> NoReturn:
    from bot import life, trace

    trace.log_to(sys.stderr)
    raise typer.Exit(life.live(talk, quick=quick))
