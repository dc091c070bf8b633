"""Reads everything again for sense: names that mean nothing, ways that lead nowhere, figures without a source."""

from collections.abc import Callable, Iterable, Mapping

from bot.flow import lint_events, lint_flows, lint_letters, lint_names, lint_offices, lint_ways, lint_words
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.flow.load import Loaded
from bot.flow.model import Flow
from bot.flow.paths import DeadEnd, Path, explore
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
    lint_letters.shelves(proof)
    lint_offices.systems(proof)
    ways = {flow.id: tuple(explore(flow, handbook.figures)) for flow in handbook.flows.values()}
    for flow in handbook.flows.values():
        file, _ = loaded.sources.things["flow", flow.id]
        lint_names.flow(proof, file, flow)
        lint_words.flow(proof, file, flow)
        lint_ways.flow(proof, file, flow, ways[flow.id])
    lint_flows.together(proof, ways)
    for flow in handbook.flows.values():
        lint_events.flow(proof, loaded.sources.things["flow", flow.id][0], flow, ways)
    if preview and not (loaded.findings or proof.findings):  # only what is sound in itself can be walked and rendered
        for flow in handbook.flows.values():
            _previewed(proof, loaded.sources.things["flow", flow.id][0], flow, ways[flow.id], preview)
    return proof


def _previewed(proof: Proof, file: str, flow: Flow, ways: Iterable[Path | DeadEnd], preview: Preview) -> None:
    for path in [way for way in ways if isinstance(way, Path)]:
        for rule, data in preview(proof.handbook, flow, path):
            proof.report(file, ("states", data.get("state", path.end)), rule, **data)
