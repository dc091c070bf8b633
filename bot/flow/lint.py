"""Reads everything again for sense: names that mean nothing, ways that lead nowhere, figures without a source."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from bot.flow import lint_flows, lint_names, lint_ways, lint_words
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.flow.load import Loaded
from bot.flow.model import Flow
from bot.flow.paths import LIMIT, DeadEnd, Path, explore
from bot.flow.proof import Proof

Preview = Callable[[Handbook, Flow, Path], Iterable[tuple[str, Mapping[str, str]]]]
"""Renders one path and gives rule and data of all that went wrong; data's `state` says at which state."""


def lint(loaded: Loaded, preview: Preview | None = None) -> tuple[Finding, ...]:
    """Give all findings, those of loading included, by file and down the page.

    Without a readable ledger and shelves nothing but loading can be judged.
    """
    findings = loaded.findings
    if loaded.handbook:
        findings += _proof(loaded.handbook, loaded, preview).findings
    return tuple(sorted(findings, key=lambda found: found.order))


def _proof(handbook: Handbook, loaded: Loaded, preview: Preview | None) -> Proof:
    proof = Proof(handbook, loaded.sources)
    lint_names.shelves(proof)
    lint_words.shelves(proof)
    for flow in handbook.flows.values():
        file, _ = loaded.sources.things["flow", flow.id]
        lint_names.flow(proof, file, flow)
        lint_words.flow(proof, file, flow)
        ways = tuple(explore(flow, handbook.figures))
        lint_ways.flow(proof, file, flow, ways)
        if preview:
            _previewed(proof, file, flow, ways, preview)
    lint_flows.together(proof)
    return proof


def _previewed(proof: Proof, file: str, flow: Flow, ways: Iterable[Path | DeadEnd], preview: Preview) -> None:
    for way in islice(ways, LIMIT):
        if isinstance(way, Path):
            for rule, data in preview(proof.handbook, flow, way):
                proof.report(file, ("states", data.get("state", way.end)), rule, **data)
