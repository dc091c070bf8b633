"""For whoever writes YAML and no Python: `guide new` asks and writes a first file, `guide fmt` tidies files."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.words import LINES, help_of, here, listed, misused, say, stopped

if TYPE_CHECKING:
    from bot.flow.finding import Finding

app = typer.Typer()
new = typer.Typer(no_args_is_help=True)
app.add_typer(new, name="new", help=help_of("new"))


@new.command(help=help_of("new_procedure"))
def procedure(*, folder: Annotated[Path, typer.Option("--output", "-o", help=LINES["new_folder"])] = Path()) -> None:
    """Ask for a procedure and write its first file: a draft outside of flows/, where no bot finds it."""
    from bot import config
    from bot.cli.interview import Interview
    from bot.editing import paper
    from bot.editing.spots import scalar
    from bot.inspection import handbook

    paper.admits(folder)
    home = config.read().home
    interview = Interview(home, handbook(home), {path.stem for path in folder.glob("*")})
    try:
        area, draft = interview.procedure()
    except (typer.Abort, KeyboardInterrupt):
        raise stopped(home) from None
    texts = {f"flows/{area.id}/area.yaml": say(home, "new/area.j2", area=area, q=scalar) + "\n"} if area else {}
    texts[draft.file] = say(home, "new/procedure.j2", draft=draft, book=interview.book, q=scalar) + "\n"
    live = folder.resolve().is_relative_to((home / "flows").resolve())
    places = {file: home / file if live else folder / _beside(file, alone=area is None) for file in texts}
    _write(home, texts, places)
    typer.echo("\n" + say(
        home, "new/next.j2", draft=draft, area=area, live=live, file=here(places[draft.file]),
        folder=here(places[draft.file].parent), flows=here(home / "flows"),
    ))  # fmt: skip


def _beside(file: str, *, alone: bool) -> str:
    """The name of a draft: a new area comes along as a folder, as it is put into a zip."""
    name = file.removeprefix("flows/")
    return name.rpartition("/")[2] if alone else name


@new.command(help=help_of("new_area"))
def area() -> None:
    """Ask for an area and write its file."""
    from bot import config
    from bot.cli.interview import Interview
    from bot.editing.spots import scalar
    from bot.inspection import handbook

    home = config.read().home
    try:
        made = Interview(home, handbook(home)).area()
    except (typer.Abort, KeyboardInterrupt):
        raise stopped(home) from None
    file = f"flows/{made.id}/area.yaml"
    _write(home, {file: say(home, "new/area.j2", area=made, q=scalar) + "\n"}, {file: home / file})
    typer.echo("\n" + say(home, "new/area_next.j2", area=made, file=here(home / file)))


def _write(home: Path, texts: Mapping[str, str], places: Mapping[str, Path]) -> None:
    """Write the files where they are to lie when they pass all checks in their place in flows/; else tell why not."""
    from bot.editing import paper
    from bot.editing.trial import trial

    with trial(home, texts) as tried:
        findings = tried.findings
    if findings:
        typer.echo(listed(home, findings))
        typer.echo(say(home, "cli/unwritten.j2", count=len(findings)), err=True)
        raise typer.Exit(1)
    paper.put({places[file]: text for file, text in texts.items()})


@app.command(help=help_of("fmt"))
def fmt(
    paths: Annotated[list[Path] | None, typer.Argument(help=LINES["fmt_paths"])] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help=LINES["fmt_check"])] = False,
) -> None:
    """Put YAML files in house style."""
    from bot import config
    from bot.editing import paper
    from bot.editing.tidy import same, tidy
    from bot.flow import sheet

    home = config.read().home
    files = list(paper.files(paths or [home / "flows"]))
    broken, untidy = list["Finding"](), list[Path]()
    for path in files:
        content = paper.read(path)
        found = sheet.read(str(path.absolute()), content).findings
        broken += found
        if found:
            continue
        text = tidy(content)
        if text.encode() == content:
            continue
        if not same(content, text.encode()):
            raise misused(str(path), "tidy")
        untidy.append(path)
        if not check:
            paper.write(path, text)
    if broken:
        typer.echo(listed(home, broken))
    typer.echo(
        say(home, "cli/fmt.j2", count=len(files), untidy=[here(one) for one in untidy], broken=broken, check=check)
    )
    raise typer.Exit(bool(broken or (check and untidy)))
