"""For whoever answers for the flows: `guide audit`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from bot.cli.words import LINES, help_of, say
from bot.complaint import wrong

if TYPE_CHECKING:
    from bot.archive import Version
    from bot.audit import Act
    from bot.config import Settings

_ACTS = 20
"""Acts shown when nobody says how many."""

app = typer.Typer()


@app.command(help=help_of("audit"))
def audit(
    *,
    last: Annotated[int, typer.Option("--last", "-n", min=1, help=LINES["audit_last"])] = _ACTS,
    versions: Annotated[bool, typer.Option("--versions", help=LINES["audit_versions"])] = False,
    json: Annotated[bool, typer.Option("--json", help=LINES["audit_json"])] = False,
) -> None:
    """Tell who did what to the flows, or which versions were published; the latest stands last."""
    import sys

    from bot import config, trace

    trace.log_to(sys.stderr)  # a torn line is told there, and what a script reads stays whole
    settings = config.read()
    found = _versions(settings)[-last:] if versions else _acts(settings, last)
    if json:
        for one in found:
            typer.echo(orjson.dumps(_row(one)))
    else:
        typer.echo(say(settings.home, "cli/audit.j2", found=found, versions=versions, zone=config.ZONE))


def _acts(settings: "Settings", count: int) -> "Sequence[Act]":
    from bot.audit import Audit
    from bot.wire import trail

    try:
        return Audit(trail(settings)).last(count)[::-1]
    except OSError as error:
        raise wrong("GUIDE_DATA_DIR", "data_dir_unusable", why=error) from None


def _versions(settings: "Settings") -> "Sequence[Version]":
    from bot.archive import Archive
    from bot.wire import versions

    try:
        return Archive(settings.home, versions(settings)).versions
    except (OSError, ValueError) as error:  # pydantic's, for a file that is no version, is a ValueError
        raise wrong(str(versions(settings)), "path_unreadable", why=str(error).splitlines()[0]) from None


def _row(one: "Act | Version") -> dict[str, object]:
    """As data; of a version the names of its files, what stood in them is in its own file."""
    row = one.model_dump(mode="json")
    return row | {"files": list(row["files"])} if "files" in row else row
