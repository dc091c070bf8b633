"""Every outcome of the county's procedures, on paper and as a picture."""

from collections.abc import Iterator

import pytest

from bot.engine.event import Started
from bot.flow.paths import paths
from bot.press.printing import HEIGHT, Printer, height_of
from tests.houses import ROOT, Visitor
from tests.press.test_appointment import appointed
from tests.press.test_printing import pages

PAGES = 2


def outcomes(visitor: Visitor) -> Iterator[str]:
    """Bring the visitor to each outcome of each procedure but life events, and tell its name."""
    book = visitor.mind.handbook
    for flow in (flow for flow in book.flows.values() if not flow.parts):
        for way in {way.end: way for way in paths(flow, book) if way.kind == "end"}.values():
            visitor.does(Started, flow=flow.id, answers=dict(way.answers))
            yield f"{flow.id}.{way.end}"


@pytest.fixture(scope="module")
def county() -> Visitor:
    return Visitor(ROOT)


def test_every_outcome_fits_on_both_sides_of_a_page(county, printer):
    county_press = Printer(ROOT, printer.font)
    counts = {
        name: pages(county_press.pdf(county.renderer.writer.notice(county.session, county.at)))
        for name in outcomes(county)
    }

    assert {name: count for name, count in counts.items() if count > PAGES} == {}
    assert len(counts) > 100


def test_an_appointment_adds_no_more_than_a_page_to_any_outcome(county, printer):
    county_press = Printer(ROOT, printer.font)
    counts = {}
    for name in outcomes(county):
        one = appointed(office="hall", flow=name.partition(".")[0])
        receipt = county.renderer.writer.receipt(county.session, one, county.at)
        assert receipt.appointment.trial
        counts[name] = pages(county_press.pdf(receipt))

    assert {name: count for name, count in counts.items() if count > PAGES + 1} == {}
    assert sum(count > PAGES for count in counts.values()) < len(counts) / 20


def test_the_longest_notices_are_pictures_that_can_be_sent(county, printer):
    county_press = Printer(ROOT, printer.font)
    notices = [county.renderer.writer.notice(county.session, county.at) for _ in outcomes(county)]

    for notice in sorted(notices, key=lambda one: len(one.model_dump_json()))[-5:]:
        (picture,) = county_press.png(notice)
        assert len(picture) <= 1_500_000
        assert height_of(picture) <= HEIGHT


def test_every_outcome_with_a_last_day_has_a_picture_of_its_limits(county, printer):
    county_press = Printer(ROOT, printer.font)
    drawn = 0
    for _ in outcomes(county):
        timeline = county.renderer.writer.timeline(county.session, county.at)
        if timeline:
            assert len(county_press.picture(timeline)) == 1
            assert len(timeline.weeks) <= 9 + 2 * len(timeline.bars)
            drawn += 1

    assert drawn > 20
