import pytest

from bot.engine.attention import Attention
from bot.engine.ballot import beside, cast, spoken, strengths
from bot.engine.evidence import Evidence, Lesson
from bot.engine.hearing import hear

FAMILIES = {"pets": ("pets", "cat", "dog"), "tax": ("tax",)}
FAMILY_OF = {flow: family for family, flows in FAMILIES.items() for flow in flows}
WORDS = {"pets": "宠物登记", "cat": "猫咪", "dog": "小狗宠物登记", "tax": "报税"}


@pytest.fixture
def evidence():
    attention = Attention.on(tuple(WORDS.values()), ["办"], ["不是"], ["是"])
    evidence = Evidence(attention, FAMILY_OF)
    evidence.gather(
        Lesson(flow, hear(word), 2.0, whole=True, general=flow == "pets") for flow, word in WORDS.items()
    )  # fmt: skip
    return evidence


def ballots(evidence, text):
    spent = set()
    return [cast(phrase, evidence, FAMILIES, spent) for phrase in hear(text)]


def test_each_unit_speaks_once_and_as_loud_as_it_can(evidence):
    once, twice = (ballots(evidence, text) for text in ("报税", "报税，报税"))

    assert strengths(each.families for each in once) == strengths(each.families for each in twice)


def test_what_is_denied_speaks_against_a_flow_and_hardly_for_its_family(evidence):
    (ballot,) = ballots(evidence, "不是猫咪")

    assert strengths([ballot.flows])["cat"] < strengths([ballot.families])["pets"] < 0
    assert not any(ballot.matters[2:])


def test_the_name_of_an_entrance_is_but_a_hint_within(evidence):
    (ballot,) = ballots(evidence, "宠物登记")

    assert strengths([ballot.flows])["dog"] == 0
    assert strengths([ballot.hints])["dog"] > 0


def test_besides_counts_only_what_the_first_does_not_cover(evidence):
    cast_votes = [each.families for each in ballots(evidence, "猫咪报税")]

    assert beside(cast_votes, "pets")["tax"] == pytest.approx(strengths(cast_votes)["tax"])
    assert beside(cast_votes, "tax")["tax"] == 0


def test_the_words_that_spoke_are_named_once_and_in_order(evidence):
    assert spoken(ballots(evidence, "猫咪，办宠物登记，猫咪"), "pets") == "猫咪 宠物登记"
