"""A calendar server that is slow, wrong, away, or does its work and does not say so."""

import asyncio
import ssl
from datetime import timedelta
from time import monotonic

import pytest

from bot.booking.base import PATIENCE, Away, Expired, Gone, Receipt, Refused, Taken
from bot.booking.caldav import Caldav
from bot.booking.dav import LARGEST
from bot.config import Access
from tests.booking.certificates import self_signed
from tests.booking.office import CALENDAR, SERVICE, TODAY, Clock, asks, slot
from tests.booking.radicale import PASSWORD, USER, Radicale
from tests.booking.trouble import Wire, answer
from tests.booking.with_caldav import booking, words
from tests.stores.servers import free_port

REF, OTHER = "aaaaaaaaa1", "bbbbbbbbb2"
NINE = slot(TODAY, 9)
NAME = f"{NINE.id}-0.ics"


@pytest.fixture
async def wire(calendar):
    async with Wire(calendar.port) as opened:
        yield opened


@pytest.fixture
async def provider(wire, calendar):
    opened = Caldav(booking(f"{wire.origin}/{USER}/hall/"), CALENDAR, calendar.access, words, Clock())
    yield opened
    await opened.close()


async def asked_all(provider):
    """What a provider answers to whatever it is asked, `put` first."""
    return [
        await provider.put(asks(REF, NINE), "confirmed"),
        await provider.availability(SERVICE, TODAY, TODAY),
        await provider.get(REF, NINE),
        await provider.delete(REF, NINE),
    ]


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_after_a_lost_answer_it_looks_and_finds_its_booking(wire, provider, calendar, state):
    wire.plan("PUT", "lost")

    receipt = await provider.put(asks(REF, NINE), state)

    assert (receipt.ref, receipt.state, receipt.slot.id) == (REF, state, NINE.id)
    assert wire.seen == ["REPORT", "PUT", "REPORT"]
    assert calendar.names() == [NAME]


async def test_when_no_answer_comes_it_looks_in_time(wire, provider):
    wire.plan("PUT", "mute")

    assert isinstance(await provider.put(asks(REF, NINE), "confirmed"), Receipt)


async def test_a_confirmation_whose_answer_is_lost_stands(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "held")
    wire.plan("PUT", "lost")

    assert (await provider.put(asks(REF, NINE), "confirmed")).state == "confirmed"
    assert "STATUS:CONFIRMED" in calendar.read(NAME)


async def test_a_confirmation_that_did_not_arrive_is_done_after_looking(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "held")
    wire.plan("PUT", "cut")
    wire.seen.clear()

    assert (await provider.put(asks(REF, NINE), "confirmed")).state == "confirmed"
    assert wire.seen == ["REPORT", "PUT", "REPORT", "PUT"]
    assert "STATUS:CONFIRMED" in calendar.read(NAME)


@pytest.mark.parametrize("fault", ["lost", "cut"])
async def test_what_nobody_knows_may_be_asked_for_again(wire, provider, calendar, fault):
    wire.plan("PUT", fault)
    wire.plan("REPORT", "none", "cut")

    unknown = await provider.put(asks(REF, NINE), "confirmed")
    receipt = await provider.put(asks(REF, NINE), "confirmed")

    assert (unknown, receipt.ref, receipt.new) == (Away(), REF, fault == "cut")
    assert calendar.names() == [NAME]


async def test_a_deletion_whose_answer_is_lost_is_done(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "confirmed")
    wire.plan("DELETE", "lost")

    assert await provider.delete(REF, NINE) == Gone()
    assert calendar.names() == []


async def test_a_deletion_that_did_not_arrive_is_done_after_looking(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "confirmed")
    wire.plan("DELETE", "cut")

    assert await provider.delete(REF, NINE) == Gone()
    assert calendar.names() == []


async def test_a_sweep_that_goes_wrong_is_done_next_time(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "confirmed")
    wire.plan("REPORT", answer(503))
    wire.plan("DELETE", answer(503))

    for left in ([NAME], [NAME], []):
        await provider.sweep(TODAY + timedelta(days=1))
        assert calendar.names() == left


async def test_a_booking_that_staff_delete_meanwhile_is_not_written_again(wire, provider, calendar):
    await provider.put(asks(REF, NINE), "held")
    wire.plan("PUT", lambda: calendar.staff.delete(NAME))

    assert await provider.put(asks(REF, NINE), "confirmed") == Expired()
    assert calendar.names() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_booking_that_staff_move_meanwhile_is_changed_as_they_left_it(wire, provider, calendar, method):
    await provider.put(asks(REF, NINE), "held")
    moved = calendar.read(NAME).replace("T010000Z", "T030000Z").replace("T013000Z", "T033000Z")
    wire.plan(method, lambda: calendar.staff.put(NAME, content=moved, headers={"Content-Type": "text/calendar"}))
    wire.seen.clear()

    if method == "PUT":
        assert (await provider.put(asks(REF, NINE), "confirmed")).slot.start == NINE.start + timedelta(hours=2)
        assert "DTSTART:20260921T030000Z" in calendar.read(NAME)
    else:
        assert await provider.delete(REF, NINE) == Gone()
        assert calendar.names() == []
    assert wire.seen == ["REPORT", method] * 2


@pytest.mark.parametrize("said", [answer(503), answer(413)])
async def test_a_confirmation_that_is_refused_leaves_the_hold(wire, provider, said):
    held = await provider.put(asks(REF, NINE), "held")
    wire.plan("PUT", said)

    assert await provider.put(asks(REF, NINE), "confirmed") == (Away() if said == answer(503) else Refused())
    assert await provider.get(REF, NINE) == held.model_copy(update={"new": False})


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_what_never_arrives_is_given_up(wire, provider, calendar, method):
    await provider.put(asks(REF, NINE), "held")
    wire.plan(method, *["cut"] * 10)

    act = provider.delete(REF, NINE) if method == "DELETE" else provider.put(asks(REF, NINE), "confirmed")

    assert await act == Away()
    assert calendar.names() == [NAME]


async def test_an_hour_without_a_server_is_away_and_then_it_goes_on(tmp_path):
    server = Radicale(tmp_path)
    server.start()
    provider = Caldav(booking(server.url), CALENDAR, server.access, words, Clock())
    await provider.put(asks(REF, NINE), "held")

    server.kill()
    down = await asked_all(provider)
    server.start()
    up = await provider.put(asks(REF, NINE), "confirmed")
    await provider.close()
    server.close()

    assert down == [Away()] * 4
    assert (up.ref, up.state) == (REF, "confirmed")
    assert server.names() == [NAME]


REFUSALS = [
    (answer(401), Away()),
    (answer(403), Away()),
    (answer(404), Refused()),
    (answer(429, Retry_After="7"), Away(after=7)),
    (answer(423), Away()),
    (answer(500), Away()),
    (answer(503, Retry_After="120"), Away(after=120)),
    (answer(503, Retry_After="Thu, 01 Jan 1970 00:00:00 GMT"), Away(after=0)),
    (answer(503, Retry_After="soon"), Away()),
    (answer(302, Location="http://127.0.0.1:1/"), Away()),
    (b"garbage", Away()),
]


@pytest.mark.parametrize(("said", "told"), REFUSALS)
async def test_a_refusal_to_read_is_told_as_what_it_is(wire, provider, said, told):
    wire.plan("REPORT", *[said] * 4)

    first, *others = await asked_all(provider)

    assert first == told
    assert others == [told if isinstance(told, Away) else Away()] * 3
    assert wire.seen == ["REPORT"] * 4


@pytest.mark.parametrize(("said", "told"), [*REFUSALS, (answer(413), Refused()), (answer(507), Away())])
async def test_a_refusal_to_write_is_told_as_what_it_is(wire, provider, calendar, said, told):
    wire.plan("PUT", said)

    assert await provider.put(asks(REF, NINE), "confirmed") == told
    assert calendar.names() == []


def multistatus(*responses, head=""):
    body = f'{head}<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{"".join(responses)}</D:multistatus>'
    return answer(207, body.encode())


def told(data, etag="<D:getetag>1</D:getetag>", name=NAME):
    return (
        f"<D:response><D:href>/{name}</D:href><D:propstat><D:prop>{etag}<C:calendar-data>{data}</C:calendar-data></D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


ENTRY = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260921T010000Z\nDTEND:20260921T013000Z\nSUMMARY:张三丰 13800000000\n"
    "END:VEVENT\nEND:VCALENDAR"
)
SERIES = multistatus(told(ENTRY.replace("SUMMARY", "RRULE:FREQ=DAILY\nSUMMARY")))
CUT = multistatus(
    told(ENTRY), "<D:response><D:href>/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"
)
ENTITY = f'<!DOCTYPE x [<!ENTITY e "{ENTRY}">]>'
GARBAGE = {
    "nothing": answer(207),
    "words": answer(207, "<html>维护中".encode()),
    "another status": answer(200, b"<html/>"),
    "another document": answer(207, b"<html/>"),
    "no tag": multistatus(told(ENTRY, etag="")),
    "no status": multistatus("<D:response><D:href>/x</D:href><D:propstat/></D:response>"),
    "one that failed": multistatus("<D:response><D:href>/x</D:href><D:status>HTTP/1.1 500 no</D:status></D:response>"),
    "entity": multistatus(told("&e;"), head=ENTITY),
    "file": multistatus(told("&f;"), head='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'),
    "packed": answer(207, b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
    "other letters": answer(207, "<x/>".encode("utf-16-be")),
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
async def test_what_cannot_be_understood_is_no_answer_and_is_not_written_down(wire, provider, said, log, capsys):
    wire.plan("REPORT", *[said] * 4)

    assert await asked_all(provider) == [Away()] * 4
    assert wire.seen == ["REPORT"] * 4
    written = log.getvalue() + "".join(capsys.readouterr())
    assert "张三丰" not in written
    assert "13800000000" not in written


UNREADABLE = {
    "no calendar": "张三丰 13800000000",
    "no time": ENTRY.replace("DTSTART", "X-START"),
    "no such time": ENTRY.replace("20260921T01", "20269921T01"),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
async def test_an_entry_that_can_not_be_read_is_passed_over_and_not_written_down(wire, provider, text, log, capsys):
    half = told(ENTRY.replace("T010000Z", "T013000Z").replace("T013000Z\nSUM", "T020000Z\nSUM"), name="meeting.ics")
    wire.plan("REPORT", *[multistatus(told(text, name="x.ics"), half)] * 2)

    slots = await provider.availability(SERVICE, TODAY, TODAY)
    receipt = await provider.put(asks(REF, NINE), "confirmed")

    assert [f"{each.start:%H:%M}" for each in slots] == ["09:00", "10:00", "10:30", "11:00", "11:30"]
    assert isinstance(receipt, Receipt)
    assert log.getvalue().count("booking_entries_unread") == 2
    written = log.getvalue() + "".join(capsys.readouterr())
    assert [each for each in ("张三丰", "13800000000", "x.ics") if each in written] == []


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_can_not_be_read_at_our_address_closes_its_slot_and_may_be_ours(wire, provider, calendar, text):
    wire.plan("REPORT", *[multistatus(told(text))] * 4)

    put, slots, got, deleted = await asked_all(provider)

    assert (put, got, deleted) == (Taken(), Away(), Away())
    assert [f"{each.start:%H:%M}" for each in slots] == ["09:30", "10:00", "10:30", "11:00", "11:30"]
    assert calendar.names() == []


async def test_our_booking_beside_what_can_not_be_read_stands_and_goes(wire, calendar):
    access = calendar.access
    provider = Caldav(booking(f"{wire.origin}/{USER}/hall/", windows=2), CALENDAR, access, words, Clock())
    calendar.write(NAME, "DTSTART:20260921T010000Z\nDTEND:20260921T013000Z\nX-XIAXIAN-UNTIL:soon")

    receipt = await provider.put(asks(REF, NINE), "confirmed")
    found, deleted = await provider.get(REF, NINE), await provider.delete(REF, NINE)
    await provider.close()

    assert found == receipt.model_copy(update={"new": False})
    assert deleted == Gone()
    assert calendar.names() == [NAME]


async def test_a_server_that_does_not_take_series_apart_is_away(wire, provider):
    wire.plan("REPORT", SERIES, SERIES)

    assert await provider.availability(SERVICE, TODAY, TODAY) == Away()


@pytest.mark.parametrize("first", [SERIES, CUT], ids=["series", "cut"])
async def test_a_question_that_follows_another_may_fail_too(wire, provider, first):
    wire.plan("REPORT", first, *[answer(503, Retry_After="7")] * 2)

    assert await provider.availability(SERVICE, TODAY, TODAY) == Away(after=7)


async def test_a_server_may_say_of_each_part_that_it_is_not_there(wire, provider):
    missing = "<D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>"
    wire.plan("REPORT", multistatus(f"<D:response><D:href>/{NAME}</D:href>{missing}</D:response>"))

    assert await provider.get(REF, NINE) == Gone()


async def test_a_token_is_shown(wire):
    access = Access.model_validate({"token": "abc"})
    provider = Caldav(booking(f"{wire.origin}/{USER}/hall/"), CALENDAR, access, words, Clock())

    assert await provider.get(REF, NINE) == Away()
    await provider.close()
    assert b"\r\nauthorization: bearer abc\r\n" in wire.raw[0].lower()


async def test_an_answer_cut_short_is_asked_for_in_parts(wire, provider, calendar):
    calendar.write("meeting.ics", "DTSTART:20260921T010000Z\nDTEND:20260921T013000Z")
    wire.plan("REPORT", CUT)

    slots = await provider.availability(SERVICE, TODAY, TODAY)

    assert [f"{each.start:%H:%M}" for each in slots] == ["09:30", "10:00", "10:30", "11:00", "11:30"]
    assert wire.seen == ["REPORT"] * 3


LONG = "DESCRIPTION:" + "x" * (LARGEST // 4)


async def test_more_than_we_read_at_once_is_read_in_parts(wire, provider, calendar):
    for day in (21, 22):
        for hour in (1, 2):
            when = f"DTSTART:202609{day}T0{hour}0000Z\nDTEND:202609{day}T0{hour}3000Z"
            calendar.write(f"meeting{day}{hour}.ics", f"{when}\n{LONG}")

    slots = await provider.availability(SERVICE, TODAY, TODAY.replace(day=22))

    assert len(slots) == 2 * (6 - 2)
    assert len(wire.seen) > 1


async def test_a_day_with_more_than_we_read_is_away(provider, calendar):
    for number in range(5):
        calendar.write(
            f"{number}.ics", "DTSTART:20260921T080000Z\nDTEND:20260921T090000Z\nDESCRIPTION:" + "x" * 900_000
        )

    assert await provider.availability(SERVICE, TODAY, TODAY) == Away()
    assert await provider.put(asks(REF, NINE), "held") == Away()


async def test_no_call_outlasts_our_patience(wire, provider):
    """A server that says something now and then would keep us for ever."""
    wire.plan("REPORT", "drip", "hang", "drip")
    begun = monotonic()

    answers = await asyncio.gather(
        provider.availability(SERVICE, TODAY, TODAY), provider.get(REF, NINE), provider.put(asks(REF, NINE), "held")
    )

    assert answers == [Away()] * 3
    assert monotonic() - begun < PATIENCE + 1


async def test_only_a_certificate_we_trust_is_an_answer(calendar, tmp_path):
    ours, theirs = self_signed(tmp_path / "ours.pem"), self_signed(tmp_path / "theirs.pem")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(theirs)

    async def said(authority):
        access = Access.model_validate({"user": USER, "password": PASSWORD, "authority": authority})
        provider = Caldav(booking(f"{wire.origin}/{USER}/hall/"), CALENDAR, access, words, Clock())
        try:
            return await asked_all(provider)
        finally:
            await provider.close()

    async with Wire(calendar.port, tls) as wire:
        wrong = [await said(None), await said(ours)]
        assert wire.seen == []
        first, *others = await said(theirs)

    assert wrong == [[Away()] * 4] * 2
    assert isinstance(first, Receipt)
    assert Away() not in others


async def test_with_a_wrong_password_or_nobody_there_it_waits(calendar):
    wrong = Access.model_validate({"user": USER, "password": "x"})
    nobody = f"http://127.0.0.1:{free_port()}/"
    providers = [Caldav(booking(url), CALENDAR, wrong, words, Clock()) for url in (calendar.url, nobody)]

    answers = [await asked_all(each) for each in providers]
    for each in providers:
        await each.close()

    assert answers == [[Away()] * 4] * 2
