"""Answers without a conversation: `guide ask` and `guide sheet`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from bot.cli.words import LINES, help_of, known, misused, say
from bot.complaint import wrong

if TYPE_CHECKING:
    from datetime import datetime

    from bot.engine.mind import Mind
    from bot.engine.reply import Reply

app = typer.Typer()
_FOR_SCRIPTS = {"outcome", "ids", "opens", "refer", "score"}


@app.command(help=help_of("ask"))
def ask(
    text: Annotated[str | None, typer.Argument(help=LINES["text"])] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help=LINES["ask_json"])] = False,
    evaluate: Annotated[Path | None, typer.Option(help=LINES["evaluate"])] = None,
) -> None:
    """Tell where words lead."""
    from bot import config
    from bot.engine import evaluation
    from bot.engine.mind import Mind
    from bot.remembered import handbook

    settings = config.read()
    home, mind = settings.home, Mind(handbook(settings.home, settings.data_dir))
    if evaluate:
        try:
            cases = evaluation.read_cases(evaluate.read_text(encoding="utf-8"))
        except OSError as error:
            raise wrong(str(evaluate), "path_unreadable", why=error.strerror) from None
        except UnicodeDecodeError as error:
            raise wrong(str(evaluate), "path_unreadable", why=error) from None
        except ValueError as error:
            raise misused(f"{evaluate}:{error}", "case") from None
        typer.echo(say(home, "cli/evaluation.j2", report=evaluation.evaluate(mind.router, cases)))
    elif json:
        for line in sys.stdin:
            words = line.rstrip("\r\n")
            guess = mind.router.route(words)
            found = {"text": words, **guess.model_dump(include=_FOR_SCRIPTS)}
            typer.echo(orjson.dumps(found).decode())
    elif text:
        typer.echo(say(home, "cli/ask.j2", **_led(mind, text, settings.clock()), book=mind.handbook))
    else:
        raise misused("guide ask", "ask")


@app.command(help=help_of("sheet"))
def sheet(
    procedure: Annotated[str, typer.Argument(help=LINES["sheet_procedure"])],
    answers: Annotated[list[str] | None, typer.Argument(help=LINES["sheet_answers"])] = None,
    *,
    folder: Annotated[Path, typer.Option("--output", "-o", help=LINES["sheet_folder"])] = Path(),
) -> None:
    """Write the sheets to take along."""
    from bot import config
    from bot.engine.mind import Mind
    from bot.remembered import handbook
    from bot.render import Renderer
    from bot.takeaway import Takeaway

    settings = config.read()
    mind = Mind(handbook(settings.home, settings.data_dir))
    procedure = known(procedure, mind.handbook.flows)
    given = dict(_answer(each) for each in answers or ())
    for path in Takeaway(mind, Renderer(settings.home, mind), settings.clock()).write(procedure, given, folder):
        typer.echo(path)


def _led(mind: "Mind", text: str, at: "datetime") -> dict[str, object]:
    """Where the words lead: said to the engine as by somebody unknown, so that it is as in a conversation."""
    from bot.engine.event import Said
    from bot.engine.reply import Tell
    from bot.engine.session import blank
    from bot.engine.step import step

    replies = step(mind, blank("ask"), Said(id="ask", at=at, text=text)).replies
    heard = [one.data for one in replies if isinstance(one, Tell) and one.what == "heard"]
    return {"guess": mind.router.route(text), "way": _way(replies[0]), "heard": heard}


def _way(first: "Reply") -> str:
    """How a conversation goes on, by the first thing that is said."""
    match first.model_dump():
        case {"what": str(what)} | {"why": str(what)}:
            return what
        case other:
            return str(other["kind"])


def _answer(written: str) -> tuple[str, str]:
    state, _, value = written.partition("=")
    if not (state and value):
        raise misused(written, "answer")
    return state, value
