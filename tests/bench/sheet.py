"""How long the sheets of real procedures take to print, warm; run by `make bench`.

On a machine that others use as well, the processor's time tells more than the clock's.
"""

from itertools import islice, pairwise
from statistics import median
from time import perf_counter, process_time

from bot.engine.event import Started
from bot.flow.paths import paths
from bot.press import font
from bot.press.deadlines import calendar
from bot.press.printing import Printer
from tests.houses import ROOT, Visitor

ROUNDS = 5
MOST = 150
"""Milliseconds for PDF and PNG together (the promise)."""


def main() -> None:
    found = font.find()
    if found is None:
        raise SystemExit(f"the Debian package {font.PACKAGE} is missing")
    printer, visitor = Printer(ROOT, found), Visitor(ROOT)
    print(f"{'procedure':32} {'words':>6} {'PDF':>6} {'PNG':>6} {'both':>6} {'CPU':>6} {'picture':>8} {'kB':>6}")
    both = [_measured(printer, visitor, flow) for flow in _flows(visitor)]
    for name, times in zip(("by the clock", "of the processor"), zip(*both, strict=True), strict=True):
        print(f"PDF and PNG: median {median(times):.0f} ms, longest {max(times):.0f} ms {name}; promised {MOST} ms")


def _flows(visitor: Visitor) -> list[str]:
    book = visitor.mind.handbook
    return [flow.id for flow in book.flows.values() if any(way.kind == "end" for way in islice(paths(flow, book), 1))]


def _measured(printer: Printer, visitor: Visitor, flow: str) -> tuple[float, float]:
    book = visitor.mind.handbook
    way = next(way for way in paths(book.flows[flow], book) if way.kind == "end")
    visitor.does(Started, flow=flow, answers=dict(way.answers))
    rows, size = [], 0
    for number in range(ROUNDS + 1):
        times = [perf_counter()]
        notice = visitor.renderer.writer.notice(visitor.session, visitor.at)
        notice = notice.model_copy(update={"reference": f"{notice.reference}{number}"})  # nothing from a memory
        timeline = visitor.renderer.writer.timeline(visitor.session, visitor.at)
        times.append(perf_counter())
        spent = process_time()
        printer.pdf(notice)
        calendar(notice)
        times.append(perf_counter())
        size = sum(map(len, printer.png(notice)))
        times.append(perf_counter())
        spent = process_time() - spent
        if timeline:
            printer.picture(timeline.model_copy(update={"reference": str(number)}))
        times.append(perf_counter())
        rows.append([1000 * (after - before) for before, after in pairwise(times)] + [1000 * spent])
    words, pdf, png, picture, cpu = (median(column) for column in zip(*rows[1:], strict=True))
    print(f"{flow:32} {words:6.1f} {pdf:6.1f} {png:6.1f} {pdf + png:6.1f} {cpu:6.1f} {picture:8.1f} {size / 1000:6.0f}")
    return pdf + png, cpu


if __name__ == "__main__":
    main()
