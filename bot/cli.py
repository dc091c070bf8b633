"""The command `guide`: what a person at a terminal can ask of the house.

Rooms that only one command needs are opened by that command: `guide lint` and `guide --help` start in half the time.
"""

import sys
from pathlib import Path
from typing import Annotated, TextIO

import orjson
import typer

from bot import config
from bot.config import Settings
from bot.errors import HouseError, SettingError
from bot.flow.coverage import coverage
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.flow.paths import paths as ways_of
from bot.flow.schema import schemas
from bot.flow.uses import uses
from bot.inspection import handbook, inspect
from bot.message import plain
from bot.render import Phrasebook
from bot.report import Format, report
from bot.workbench import Bench, bench

_WORDS = Path(__file__).parent.parent / "messages_zh" / "cli"
_GOLDEN = Path("tests", "journeys")


def _help(name: str) -> str:
    """The help text of a command, its line breaks kept."""
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(f"\b\n{part}" for part in text.split("\n\n"))


_LINES = dict(line.split("=", 1) for line in (_WORDS / "arguments.txt").read_text(encoding="utf-8").splitlines())

app = typer.Typer(
    help=_help("guide"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; a fault of the house is one line and exit status 2."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _forgiving(stream)
    try:
        app()
    except HouseError as error:
        typer.echo(f"guide: {error}", err=True)
        sys.exit(2)


@app.command(help=_help("run"))
def run() -> None:
    """Serve Telegram, or the terminal when there is no token."""
    settings = config.read()
    if settings.telegram_token is None:
        typer.echo(_say(settings, "cli/token.j2"))
    _live(settings, None, serving=settings.telegram_token is not None)


@app.command(help=_help("chat"))
def chat(
    procedure: Annotated[str | None, typer.Argument(help=_LINES["procedure"])] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help=_LINES["json"])] = False,
) -> None:
    """Chat in the terminal, through a pipe, or as JSON lines."""
    _live(config.read(), procedure, json=json)


@app.command(help=_help("lint"))
def lint(
    paths: Annotated[list[Path] | None, typer.Argument(help=_LINES["paths"])] = None,
    *,
    format: Annotated[Format, typer.Option(help=_LINES["format"])] = Format.text,  # noqa: A002
) -> None:
    """List all that is wrong in the flows."""
    settings = config.read()
    phrases = Phrasebook(settings.home)
    found: list[tuple[Bench, Finding]] = []
    books: list[Handbook | None] = []
    for path in dict.fromkeys(paths) if paths else [None]:
        with bench(path, settings.home) as laid:
            book, findings = inspect(laid.home)
            books.append(book)
            # Without a handbook nothing was judged, and what stands in its way may lie in another file.
            found += [(laid, one) for one in findings if book is None or laid.covers(one.file)]
    if found or format is Format.json:
        typer.echo(report(found, phrases, format))
    if format is Format.text and found:
        typer.echo(plain(phrases.say("cli/found.j2", count=len(found))), err=True)
    elif format is Format.text and books[-1]:
        typer.echo(plain(phrases.say("cli/clean.j2", flows=len(books[-1].flows), records=len(books[-1].records))))
    raise typer.Exit(bool(found))


@app.command(help=_help("schema"))
def schema(name: Annotated[str | None, typer.Argument(help=_LINES["schema"])] = None) -> None:
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
def facts(
    record: Annotated[str | None, typer.Argument(help=_LINES["record"])] = None,
    *,
    unused: Annotated[bool, typer.Option("--unused", help=_LINES["unused"])] = False,
) -> None:
    """List ledger records with the places that use them."""
    settings = config.read()
    book = handbook(settings.home)
    if record and record not in book.records:
        raise SettingError(record, "no such ledger record; `guide facts` lists them")
    places = uses(book)
    shown = [one for name, one in book.records.items() if record in {None, name} and not (unused and places[name])]
    typer.echo(_say(settings, "cli/facts.j2", records=shown, places=places, book=book, whole=bool(record)))


@app.command("coverage", help=_help("coverage"))
def covered(
    *,
    area: Annotated[int | None, typer.Option(help=_LINES["area"])] = None,
    json: Annotated[bool, typer.Option("--json", help=_LINES["coverage_json"])] = False,
) -> None:
    """Tell where each promise of the plan is shown."""
    settings = config.read()
    found = coverage(handbook(settings.home))
    sections = [section for section in found if area in {None, section.number}]
    if area is not None and not sections:
        raise SettingError(f"--area {area}", f"no such area; there are 1 to {len(found)}")
    typer.echo(_pretty(sections) if json else _say(settings, "cli/coverage.j2", sections=sections))
    raise typer.Exit(any(fact.missing or fact.contradicted for section in sections for fact in section.facts))


@app.command(help=_help("sheet"))
def sheet(
    procedure: Annotated[str, typer.Argument(help=_LINES["sheet_procedure"])],
    answers: Annotated[list[str] | None, typer.Argument(help=_LINES["sheet_answers"])] = None,
    *,
    folder: Annotated[Path, typer.Option("--output", "-o", help=_LINES["sheet_folder"])] = Path(),
) -> None:
    """Write the sheets to take along."""
    from bot.engine.mind import Mind  # noqa: PLC0415 - see the head of this file
    from bot.render import Renderer  # noqa: PLC0415
    from bot.takeaway import Takeaway  # noqa: PLC0415

    settings = config.read()
    mind = Mind(handbook(settings.home))
    _known(procedure, mind.handbook)
    given = dict[str, str]()
    for answer in answers or ():
        state, sign, value = answer.partition("=")
        if not (state and sign and value):
            raise SettingError(answer, "write it as state=value")
        given[state] = value
    for path in Takeaway(mind, Renderer(settings.home, mind), settings.clock()).write(procedure, given, folder):
        typer.echo(path)


@app.command(help=_help("ask"))
def ask(
    text: Annotated[str | None, typer.Argument(help=_LINES["text"])] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help=_LINES["ask_json"])] = False,
    evaluate: Annotated[Path | None, typer.Option(help=_LINES["evaluate"])] = None,
) -> None:
    """Tell where words lead."""
    from bot.engine import evaluation  # noqa: PLC0415 - see the head of this file
    from bot.engine.mind import Mind  # noqa: PLC0415

    settings = config.read()
    mind = Mind(handbook(settings.home))
    if evaluate:
        try:
            cases = evaluation.read_cases(evaluate.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, SettingError) as error:
            raise SettingError(str(evaluate), str(error)) from None
        typer.echo(_say(settings, "cli/evaluation.j2", report=evaluation.evaluate(mind.router, cases)))
    elif json:
        for line in sys.stdin:
            words = line.rstrip("\r\n")
            guess = mind.router.route(words)
            found = {"text": words, "outcome": guess.outcome, "ids": guess.ids, "score": guess.score}
            typer.echo(orjson.dumps(found).decode())
    elif text:
        typer.echo(_say(settings, "cli/ask.j2", guess=mind.router.route(text), book=mind.handbook))
    else:
        raise SettingError("guide ask", "say what you want to have found, such as: guide ask WORDS")


@app.command(help=_help("paths"))
def paths(procedure: Annotated[str | None, typer.Argument(help=_LINES["walked"])] = None) -> None:
    """List every way through the procedures."""
    from bot.engine.mind import Mind  # noqa: PLC0415 - see the head of this file
    from bot.render import Renderer  # noqa: PLC0415

    settings = config.read()
    book = handbook(settings.home)
    _known(procedure, book)
    renderer = Renderer(settings.home, Mind(book))
    for name, flow in book.flows.items():
        if procedure in {None, name}:
            typer.echo(plain(renderer.say("cli/paths.j2", flow=flow, ways=tuple(ways_of(flow, book)))) + "\n")


@app.command("test", help=_help("test"))
def compare(
    procedures: Annotated[list[str] | None, typer.Argument(help=_LINES["procedures"])] = None,
    *,
    update: Annotated[bool, typer.Option("--update", help=_LINES["update"])] = False,
) -> None:
    """Compare the golden conversations with the flows as they are."""
    from bot import journeys  # noqa: PLC0415 - see the head of this file

    settings = config.read()
    book = handbook(settings.home)
    for one in procedures or ():
        _known(one, book)
    if procedures and update:
        raise SettingError("--update", "takes all procedures; name none")
    folder = settings.home / _GOLDEN
    found = journeys.update(settings.home, folder) if update else journeys.check(settings.home, folder)
    if procedures:
        found = [one for one in found if one.file.partition("/")[0] in procedures]
    for difference in found:
        typer.echo(_say(settings, "cli/difference.j2", one=difference, file=folder / difference.file))
        if difference.diff:
            typer.echo(difference.diff)
    typer.echo(_say(settings, "cli/compared.j2", count=len(found), update=update))
    raise typer.Exit(bool(found) and not update)


def _live(settings: Settings, flow: str | None, *, json: bool = False, serving: bool = False) -> None:
    from bot import trace, wire  # noqa: PLC0415 - see the head of this file

    trace.log_to(sys.stderr)
    talk = wire.script if json else wire.talk
    raise typer.Exit(wire.live(wire.serve(settings) if serving else talk(settings, flow), quick=serving))


def _known(flow: str | None, book: Handbook) -> None:
    if flow and flow not in book.flows:
        raise SettingError(flow, f"no such procedure; there are {', '.join(book.flows)}")


def _say(settings: Settings, name: str, **data: object) -> str:
    return plain(Phrasebook(settings.home).say(name, **data))


def _pretty(content: object) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def _forgiving(stream: TextIO) -> None:
    """Let letters the terminal does not know become question marks instead of ending the talk."""
    stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
