"""The county's own handbook: nothing that a citizen is told is left out of it."""

from collections.abc import Iterator
from functools import partial
from time import process_time

import pytest

from bot.book.author import Author
from bot.book.page import page
from bot.book.volume import Entry, Volume
from bot.book.wording import Words
from bot.engine.event import Started
from bot.flow.coverage import coverage
from bot.flow.model import End
from bot.flow.paths import paths
from bot.phrases import versed
from bot.press import font
from bot.press.bookbinding import bound
from bot.press.sheet import Notice
from tests.book.looking import Page
from tests.houses import NOON, ROOT, Visitor
from tests.press.test_printing import pages

PATIENCE = 15.0
"""Seconds of one core."""


@pytest.fixture(scope="module")
def county() -> Visitor:
    return Visitor(ROOT)


@pytest.fixture(scope="module")
def phrases(county):
    return versed(ROOT, county.mind.handbook)


@pytest.fixture(scope="module")
def volume(county, phrases) -> Volume:
    return Author(county.mind, Words(phrases.part, partial(phrases.part, of="book/words.j2"))).volume(NOON)


@pytest.fixture(scope="module")
def entries(volume) -> dict[str, Entry]:
    return {entry.id: entry for chapter in volume.chapters for entry in chapter.entries}


def told(county: Visitor) -> Iterator[tuple[str, str, Notice]]:
    """What the sheet says at the end of every way through every procedure but life events."""
    book = county.mind.handbook
    for flow in (flow for flow in book.flows.values() if not flow.parts):
        for way in paths(flow, book):
            if way.kind == "end":
                county.does(Started, flow=flow.id, answers=dict(way.answers))
                yield flow.id, f"{flow.id}.{way.end}", county.renderer.writer.notice(county.session, county.at)


def test_every_procedure_and_every_outcome_is_in_it(county, entries):
    flows = county.mind.handbook.flows

    assert set(entries) == set(flows)
    for name, flow in flows.items():
        ends = {f"{name}.{state}" for state, one in flow.states.items() if isinstance(one, End)}
        assert {one.to for one in entries[name].endings} == ends


def test_it_says_all_that_any_citizen_is_told(county, entries):
    count = 0
    for flow, to, notice in told(county):
        one = next(each for each in entries[flow].endings if each.to == to)
        assert set(notice.materials) <= {line.one for line in one.brings}
        assert set(notice.steps) <= {line.one for line in one.steps}
        assert set(notice.fees) <= {line.one for line in one.pays}
        assert set(notice.notes) <= {line.one for line in one.heeds}
        county_of = {(later.law, later.source): later.county.split("；") for later in one.laters}
        assert all(set(later.county.split("；")) <= set(county_of[later.law, later.source]) for later in notice.later)
        assert (notice.say, notice.check, notice.doors) == (one.say, one.check, one.doors)
        limits = {(line.one.item, line.one.length): line.one.under for line in one.waits}
        assert {(limit.item, limit.length) for limit in notice.limits} <= set(limits)
        count += 1
    assert count > 250


def test_no_line_is_there_for_nobody_or_for_nobody_knows_whom(county, entries):
    lines = [
        line
        for entry in entries.values()
        for one in entry.endings
        for line in (*one.waits, *one.pays, *one.brings, *one.steps, *one.heeds)
    ]

    assert [line for line in lines if "没问到" in line.when] == []
    assert sum(bool(line.when) for line in lines) > 80


def test_every_promise_that_is_shown_to_citizens_stands_in_it_with_its_clause(county, entries):
    book = county.mind.handbook
    grounds = {(name, one.id): one for name, entry in entries.items() for one in entry.grounds}

    for section in coverage(book):
        for fact in section.facts:
            for shown in fact.shown:
                ground = grounds[shown.flow, fact.id]
                assert book.records[fact.id].clause in ground.source


def test_the_page_is_sound_and_every_record_is_found_from_its_index(volume, phrases, entries):
    seen = Page(page(volume, phrases.say).decode())

    names = seen.all("id")
    links = {value.removeprefix("#") for value in seen.all("href") if value.startswith("#")}
    assert len(names) == len(set(names))
    assert links - set(names) == set()
    listed = {line.name.rpartition("（")[2].removesuffix("）") for index in volume.clauses for line in index.lines}
    assert listed == {one.id for entry in entries.values() for one in entry.grounds}


def test_it_is_printed_in_a_few_seconds_and_can_be_sent(volume):
    found = font.find()
    assert found
    begun = process_time()

    pdf = bound(volume, ROOT, found)

    assert process_time() - begun < PATIENCE
    assert pages(pdf) < 300
    assert len(pdf) < 4_000_000
    assert found.missing([volume.model_dump_json()]) == ""
