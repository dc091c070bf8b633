"""The command `guide`: what a person at a terminal can ask of the house."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot import config, wire
from bot.config import Settings
from bot.engine.evaluation import evaluate as judged
from bot.engine.evaluation import read_cases
from bot.errors import HouseError, SettingError
from bot.flow.schema import schemas
from bot.flow.uses import uses
from bot.message import plain
from bot.render import Phrasebook
from bot.report import Format, report
from bot.workbench import bench

_HELP = Path(__file__).parent.parent / "messages_zh" / "cli"


def _help(name: str) -> str:
    """The help text of a command, its line breaks kept."""
    text = (_HELP / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(f"\b\n{part}" for part in text.split("\n\n"))


app = typer.Typer(
    help=_help("guide"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; a fault of the house is one line and exit status 2, Ctrl-C a quiet end."""
    try:
        app()
    except HouseError as error:
        typer.echo(f"guide: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command(help=_help("run"))
def run() -> None:
    """Serve Telegram, or the terminal when there is no token."""
    settings = config.read()
    if settings.telegram_token:
        asyncio.run(wire.serve(settings))
        return
    typer.echo(_say(settings, "cli/token.j2"))
    asyncio.run(wire.talk(settings, None))


@app.command(help=_help("chat"))
def chat(procedure: Annotated[str | None, typer.Argument()] = None, *, json: bool = False) -> None:
    """Chat in the terminal, through a pipe, or as JSON lines."""
    settings = config.read()
    asyncio.run(wire.script(settings, procedure) if json else wire.talk(settings, procedure))


@app.command(help=_help("lint"))
def lint(
    paths: Annotated[list[Path] | None, typer.Argument()] = None,
    *,
    format: Format = Format.text,  # noqa: A002
) -> None:
    """List all that is wrong in the flows."""
    settings = config.read()
    phrases, count = Phrasebook(settings.home), 0
    for path in dict.fromkeys(paths) if paths else [None]:
        with bench(path, settings.home) as laid:
            book, found = wire.inspect(laid.home)
            confined = [one for one in found if not laid.only or (laid.home / one.file).is_relative_to(laid.only)]
            count += len(confined)
            if confined or format is Format.json:
                typer.echo(report(confined, laid, phrases, format))
            elif book and format is Format.text:
                typer.echo(plain(phrases.say("cli/clean.j2", flows=len(book.flows), records=len(book.records))))
    if count and format is Format.text:
        typer.echo(plain(phrases.say("cli/found.j2", count=count)), err=True)
    raise typer.Exit(bool(count))


@app.command(help=_help("schema"))
def schema(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """Write the JSON Schemas, or print one."""
    found = schemas()
    if name and name not in found:
        raise SettingError(name, f"no such schema; there are {', '.join(found)}")
    if name:
        typer.echo(_pretty(found[name]))
        return
    folder = config.read().home / "flows" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for each, content in found.items():
        (folder / f"{each}.schema.json").write_text(_pretty(content) + "\n", encoding="utf-8")
        typer.echo(folder / f"{each}.schema.json")


@app.command(help=_help("facts"))
def facts(record: Annotated[str | None, typer.Argument()] = None, *, unused: bool = False) -> None:
    """List ledger records with the places that use them."""
    settings = config.read()
    book = wire.handbook(settings.home)
    if record and record not in book.records:
        raise SettingError(record, "no such ledger record; `guide facts` lists them")
    places = uses(book)
    shown = [one for name, one in book.records.items() if record in {None, name} and not (unused and places[name])]
    typer.echo(_say(settings, "cli/facts.j2", records=shown, places=places, book=book, whole=bool(record)))


@app.command(help=_help("ask"))
def ask(
    text: Annotated[str | None, typer.Argument()] = None, *, json: bool = False, evaluate: Path | None = None
) -> None:
    """Tell where words lead."""
    settings = config.read()
    mind = wire.mind(settings.home)
    if evaluate:
        typer.echo(_say(settings, "cli/evaluation.j2", report=judged(mind.router, read_cases(evaluate))))
        return
    if json:
        for line in sys.stdin:
            words = line.rstrip("\r\n")
            guess = mind.router.route(words)
            found = {"text": words, "outcome": guess.outcome, "ids": guess.ids, "score": guess.score}
            typer.echo(orjson.dumps(found).decode())
        return
    if not text:
        raise SettingError("guide ask", "say what you want to have found, such as: guide ask WORDS")
    typer.echo(_say(settings, "cli/ask.j2", guess=mind.router.route(text), book=mind.handbook))


def _say(settings: Settings, name: str, **data: object) -> str:
    return plain(Phrasebook(settings.home).say(name, **data))


def _pretty(content: object) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()
