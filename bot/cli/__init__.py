"""The command `guide`: what a person at a terminal can ask of the house.

A command opens the rooms it needs when it runs: only so is `guide --help` there at once, and a chat soon.
"""

import gc
import sys
from typing import TextIO

import typer

from bot.cli import asking, counter, drawing, flows, handbook, making, plan, talking, trail, walking
from bot.cli.words import help_of
from bot.errors import HouseError

app = typer.Typer(
    help=help_of("guide"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for family in (talking, asking, flows, drawing, walking, making, plan, handbook, counter, trail):
    app.add_typer(family.app)


def main() -> None:
    """Run the command; a fault of the house is one line and exit status 2."""
    gc.disable()  # what a command builds it needs to its end; who serves on turns it on again when all stands
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _forgiving(stream)
    try:
        app()
    except HouseError as error:
        typer.echo(f"guide: {error}", err=True)
        sys.exit(2)


def _forgiving(stream: TextIO) -> None:
    """Let letters the terminal does not know become question marks instead of ending the talk."""
    stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
