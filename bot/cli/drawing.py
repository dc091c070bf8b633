"""For whoever wants to see a procedure: `guide draw`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.sketch import laid
from bot.cli.words import LINES, help_of, known, misused
from bot.complaint import wrong

if TYPE_CHECKING:
    from bot.draw.files import Drawer, Form

app = typer.Typer()


@app.command(help=help_of("draw"))
def draw(
    procedure: Annotated[str | None, typer.Argument(help=LINES["drawn"])] = None,
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=LINES["draw_output"])] = None,
    format: Annotated[str | None, typer.Option(help=LINES["draw_format"])] = None,  # noqa: A002
) -> None:
    """Draw a procedure, or all of them."""
    from bot import config
    from bot.draw.files import Drawer, Form
    from bot.inspection import handbook

    if procedure is None and output is None:
        raise misused("guide draw", "draw_what")
    form = _form(output, format, alone=procedure is not None)
    with laid(procedure, config.read().home) as (home, wanted):
        book = handbook(home)
        name = known(wanted, book.flows) if wanted else None
        drawer = Drawer(home, book)
        if output is None and name:
            if form is not Form.mmd:
                raise misused(f"--format {form}", "draw_where")
            typer.echo(drawer.files(name, form)[0].decode(), nl=False)
            return
        for file in _written(drawer, [name] if name else list(book.flows), output or Path(), form):
            typer.echo(file)


def _form(output: Path | None, wanted: str | None, *, alone: bool) -> "Form":
    """The form asked for, else that of the file's ending; a folder is filled with svg."""
    from bot.draw.files import Form

    ending = output.suffix.removeprefix(".").lower() if output and alone and not output.is_dir() else ""
    chosen = wanted or ending or ("svg" if output else "mmd")
    if wanted and ending and wanted != ending:
        raise misused(f"--format {wanted}", "draw_ending", ending=ending)
    if chosen not in set(Form):
        raise misused(chosen, "draw_form", names=", ".join(Form))
    return Form(chosen)


def _written(drawer: "Drawer", names: list[str], output: Path, form: "Form") -> Iterator[Path]:
    """Write the pictures: one into the file, or each into a file of its name in the folder."""
    single = len(names) == 1 and output.suffix and not output.is_dir()
    try:
        (output.parent if single else output).mkdir(parents=True, exist_ok=True)
        for name in names:
            target = output if single else output / f"{name}.{form}"
            for sheet, content in enumerate(drawer.files(name, form), 1):
                file = target.with_stem(f"{target.stem}-{sheet}") if sheet > 1 else target
                file.write_bytes(content)
                yield file
    except OSError as error:
        raise wrong(str(output), "path_unwritable", why=error.strerror) from None
