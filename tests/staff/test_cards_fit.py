"""No card of the staff's is longer than Telegram takes, however much there is to tell, and nothing on it is markup but ours."""

from collections.abc import Iterable

import pytest

from bot.archive import Changed, Version
from bot.audit import Act
from bot.drafts.refusal import Refused, shown
from bot.drafts.verdict import Checked
from bot.flow.load import load
from bot.message import Message
from bot.phrases import versed
from bot.staff.notes.cards import NoteCards
from bot.staff.notes.note import Note, Settled, Subject
from bot.staff.publishing.cards import DraftCards
from bot.staff.publishing.draft import Draft
from bot.staff.publishing.earlier import Earlier
from bot.staff.walks.cards import WalkCards
from bot.staff.walks.walk import Place, Walk
from bot.staff.walks.ways import ways
from tests.houses import change, furnish
from tests.staff.conftest import LI, NOW, ROOM
from tests.telegram.entities import plain

LONG = "<b>&\"'" * 60
"""A name of 360 characters, as a malicious or a clumsy person gives it."""
KEY = "k" * 32
FILES = {f"flows/{KEY}/{number:02}{KEY}.yaml": Changed(before=None, after=LONG) for number in range(60)}


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    home = furnish(tmp_path_factory.mktemp("fit"))
    return versed(home, load(home).handbook).say


@pytest.fixture(scope="module")
def cards(say):
    return DraftCards(say)


def _fits(message: Message) -> Message:
    assert 0 < len(plain(message.text)) <= 4096, len(plain(message.text))
    buttons = [button for row in message.rows for button in row]
    assert len(buttons) <= 100
    assert all(0 < len((button.id or "x").encode()) <= 64 for button in buttons)
    assert all(len(row) <= 8 for row in message.rows)
    return message


def _fit(messages: Iterable[Message]) -> bool:
    return all(_fits(message) for message in messages)


def _draft(number: int) -> Draft:
    return Draft(id=f"D{number:04}", chat=ROOM, by=LI, at=NOW, files={}, base={}, name=shown(LONG), flows=(KEY,) * 9)


BEFORE = Earlier(_draft(2), ("字" * 160, "字" * 160, "字" * 70), ())


def _version(number: int) -> Version:
    return Version(number=number, at=NOW, by=10**15, second=10**15 + 1, what="v49", files=FILES)


def test_a_shelf_that_is_full(cards):
    assert _fits(cards.full([_draft(number) for number in range(200)], NOW, shown(LONG)))
    assert _fits(cards.told("publish_other", draft="D2345"))


def test_two_hundred_drafts(cards):
    drafts = [_draft(number) for number in range(200)]
    card = _fits(cards.drafts(drafts, {draft.id: 10**6 for draft in drafts}, NOW))

    assert "200 份" in card.text
    assert "D0199" in card.text


def test_sixty_findings_and_as_many_differences(cards):
    lines = tuple(f"flows/{KEY}/{KEY}.yaml:{number}:1: {LONG}" for number in range(60))
    unsound = Checked(lines=lines, count=60)
    sound = Checked(handbook=True, difference=lines)

    assert _fit([cards.unsound(shown(LONG), unsound), cards.unsound("D2345", unsound)])
    assert _fit(
        [
            cards.taken(_draft(1), sound, None, pictures=True),
            cards.taken(_draft(1), sound, BEFORE, pictures=True),
            cards.proposed("P2345", "v49", sound, (10**15, "长" * 64), FILES),
        ]
    )


def test_a_draft_of_very_many_words(cards):
    names = [f"messages_zh/{KEY}/{number:02}{KEY}.j2" for number in range(60)]
    sound = Checked(handbook=True, difference=tuple("字" * 160 for _ in range(60)))
    draft = _draft(1).model_copy(update={"files": dict.fromkeys(names, "")})

    card = _fits(cards.taken(draft, sound, Earlier(draft, BEFORE.lines, tuple(names)), pictures=True))
    assert "60 处" in card.text
    assert _fits(cards.proposed("P2345", "v49", sound, (10**15, "长" * 64), names))


def test_fifty_versions_and_a_version_of_sixty_files(cards):
    assert _fit([cards.versions([_version(number) for number in range(1, 51)])])
    assert _fit([cards.told("published", version=_version(50), draft="D2345")])
    assert _fit([cards.told("publish_overtaken", names=tuple(FILES), what="D2345")])


def test_a_trail_of_the_longest_words(cards):
    assert _fit([cards.audit([Act(at=NOW, who=10**15, deed="overtaken", about=LONG)] * 15)])


def test_a_refusal_of_a_file_with_any_name(cards, say):
    told = {
        "file": shown(LONG),
        "place": shown(LONG),
        "most": "9",
        "office": KEY,
        "template": KEY,
        "line": "1",
        "what": KEY,
    }
    rules = ("kind", "same_place", "too_large", "unread", "not_utf8", "binary", "empty", "system")

    assert _fit(cards.refused(shown(LONG), Refused(rule, told)) for rule in rules)


@pytest.mark.parametrize("which", ["open", "all"])
def test_two_hundred_notes(say, which):
    about = Subject(flow=KEY, state=KEY, file=f"flows/{KEY}/{KEY}.yaml", line=9999, draft="D2345", quoted=LONG)
    notes = [
        Note(id=f"N{number:04}", order=f"u{number}", chat=ROOM, by=LI, at=NOW, text=LONG, about=about,
             settled=Settled(by=LI, at=NOW) if number % 3 == 0 else None)
        for number in range(200)
    ]  # fmt: skip
    cards = NoteCards(say)

    assert _fit([cards.listed(notes, which, page) for page in (0, 12, 24, 99)])
    assert _fit([cards.told("kept", note=notes[1], replied=replied) for replied in (True, False)])
    assert len(cards.paper(notes, NOW).caption) <= 1024


def _wide(home, questions: int, others: str = ""):
    """A procedure of so many questions with three long answers each; all but the first may lead elsewhere."""
    file = home / "flows" / "tea" / "tea_hall.yaml"
    head, _, _ = file.read_text("utf-8").partition("states:")
    names = [f"question_{number:02}" for number in range(questions)]
    states = ["states:"]
    for name, after in zip(names, [*names[1:], "done"], strict=True):
        states += [f"  {name}:", f"    ask: {'问' * 60}？", "    choices:"]
        states += [
            f"      {key}: {{label: {letter * 20}}}" for key, letter in zip(("a", "b", "c"), "甲乙丙", strict=True)
        ]
        states += [f"    go: {{a: {after}, b: {others or after}, c: {others or after}}}"]
    states += [
        "  done:",
        "    end: 大茶楼可以开",
        "    say: 到{window}办。",
        "    offices: [window]",
        "    confidence: low",
    ]
    file.write_text(head + "\n".join(states) + "\n", "utf-8")
    book = load(home).handbook
    assert book
    return book


def test_thousands_of_paths_of_nine_long_answers(tmp_path):
    home = furnish(tmp_path)
    book = _wide(home, 9)
    flow = book.flows["tea_hall"]
    found = ways(book, flow)
    cards = WalkCards(versed(home, book).say)

    card = _fits(cards.paths(flow, found, frozenset(way.key for way in found[:100])))
    assert len(found) == 3**9
    assert f"{len(found)} 条路，这个群试过 100 条" in card.text
    shown_ways = sum(len(row) for row in card.rows)
    assert f"还有 {len(found) - shown_ways} 条" in card.text


def test_the_states_of_the_largest_procedure(tmp_path):
    home = furnish(tmp_path)
    book = _wide(home, 99)

    assert _fits(WalkCards(versed(home, book).say).told("states", flow=book.flows["tea_hall"], words="", nearest=""))


def test_the_line_above_a_walk_takes_any_name(say):
    walk = Walk(place=Place(chat=ROOM, person=LI), id="u1", draft="D2345", clock=NOW)
    cards = WalkCards(say)

    for text in ("x" * 4090, "<b>x</b>", "&amp;" * 4000):
        card = _fits(cards.walked(Message(text=text), walk, LONG))
        assert "<b>&amp;" not in card.text or "&lt;b&gt;" in card.text


def test_a_note_in_a_walk_pops_up_also_where_the_outcome_leaves_it_no_room(say):
    walk, cards = Walk(place=Place(chat=ROOM, person=LI), id="u1"), WalkCards(say)
    note = cards.note("booked")

    beside = _fits(cards.walked(Message(text="x" * 3900), walk, "李", note))
    without = _fits(cards.walked(Message(text="x" * 4090), walk, "李", note))

    assert note in beside.text
    assert note not in without.text
    assert without.toast == plain(note)
    assert len(without.toast) <= 200


async def test_why_after_very_many_answers(opened, tmp_path):
    async with opened():
        pass
    _wide(tmp_path / "home", 90, others="done")
    change(tmp_path / "home" / "flows" / "tea" / "tea_shop.yaml", "    with: {size: big}\n", "")
    async with opened() as hall:
        await hall.orders("/test tea_hall")
        ended = await hall.orders("/jump question_89")
        why = await hall.orders("/why")

    assert "问问问" in ended.text
    assert "前面还有" in why.text
    assert "flows/tea/tea_hall.yaml:" in why.text
