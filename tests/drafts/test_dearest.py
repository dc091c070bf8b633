"""The dearest templates that are admitted: whatever they would take, they end soon, and nobody waits for them."""

import tracemalloc
from time import process_time
from types import SimpleNamespace

import pytest

from bot.drafts.templates import vetted
from bot.enclosure import MOST, bounded
from bot.errors import WordsBroken
from bot.flow.load import load
from bot.phrases import Phrasebook, versed
from tests.houses import NOON, ROOT

SECONDS, BYTES = 2.0, 200 << 20

TWICE = "{% for a in outcome.records %}{% for b in outcome.records %}", "{% endfor %}{% endfor %}"
THRICE = TWICE[0] + "{% for c in outcome.records %}", TWICE[1] + "{% endfor %}"
BASIS = '{% import "parts/basis.j2" as basis %}'

DEAREST = {
    "macros": BASIS + TWICE[0] + "{{ basis.quote(outcome.records) }}" * 11 + TWICE[1],
    "sieves": THRICE[0] + '{% if outcome.records | selectattr("id") | list %}{% endif %}' + THRICE[1],
    "lists": THRICE[0] + "{% if outcome.records | list | list | list %}{% endif %}" + THRICE[1],
    "words": TWICE[0] + "字" * 4900 + TWICE[1],
    "names": "{% set a = '" + "x" * 4000 + "' %}" + "{% for b in outcome.records %}" + "{{ a }}" * 20 + "{% endfor %}",
    "tests": TWICE[0] + "{% if a" + " == b" * 900 + " %}{% endif %}" + TWICE[1],
    "joined": "{{ outcome.records | map(attribute='text') | join('" + "x" * 15_000 + "') }}",
}  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return load(ROOT).handbook


@pytest.fixture
def dear(tmp_path, book, request):
    """Says the template, of an outcome that is as large as the model allows."""
    home, text = tmp_path, DEAREST[request.param]
    house = Phrasebook(ROOT).names
    assert vetted("end/summary.j2", text, house, frozenset()) is None
    (home / "messages_zh" / "end").mkdir(parents=True)
    (home / "messages_zh" / "parts").symlink_to(ROOT / "messages_zh" / "parts")
    (home / "messages_zh" / "end" / "summary.j2").write_text(text, "utf-8")
    outcome, phrases = SimpleNamespace(records=[*book.records.values()][:140]), versed(home, book)

    def say():
        with pytest.raises(WordsBroken, match="steps"):
            phrases.say("end/summary.j2", outcome=outcome, at=NOON)

    return say


@pytest.mark.parametrize("dear", DEAREST, indirect=True)
def test_they_end_within_two_seconds(dear):
    begun = process_time()
    dear()

    assert process_time() - begun < SECONDS


@pytest.mark.parametrize("dear", ["macros", "words", "names", "joined"], indirect=True)
def test_they_take_little_memory(dear):
    tracemalloc.start()
    try:
        dear()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < BYTES


def test_words_within_words_share_one_bound_and_the_next_have_their_own(tmp_path, book):
    (tmp_path / "messages_zh" / "parts").mkdir(parents=True)
    text = "{% for a in range %}{{ day(at, at) }}{% endfor %}"
    (tmp_path / "messages_zh" / "parts" / "day.j2").write_text("{{ day }}" + "x" * 1000, "utf-8")
    (tmp_path / "messages_zh" / "many.j2").write_text(text, "utf-8")
    phrases, many = versed(tmp_path, book), tuple(range(MOST // 1000))

    with pytest.raises(WordsBroken, match="steps"):
        phrases.say("many.j2", range=many, at=NOON)
    assert phrases.say("many.j2", range=many[:9], at=NOON).count("x") == 9000


def test_a_book_may_be_long(tmp_path):
    (tmp_path / "messages_zh").mkdir()
    (tmp_path / "messages_zh" / "book.j2").write_text("{% for a in range %}x{% endfor %}", "utf-8")
    phrases = Phrasebook(tmp_path)

    with bounded(10 * MOST):
        assert len(phrases.say("book.j2", range=tuple(range(MOST)))) == MOST
