import pytest

from bot.engine.hearing import HEAD, TAIL, Unit, hear, initials


def sounds(text):
    return [[unit.sound for unit in phrase] for phrase in hear(text)]


@pytest.mark.parametrize(
    "text", ["装电表", "裝電錶", "庄电俵", "zhuang dian biao", "zhuangdianbiao", "ＺＨＵＡＮＧ电表"]
)
def test_scripts_typos_and_pinyin_sound_alike(text):
    assert sounds(text) == [["zuang", "dian", "biao"]]


def test_neighbours_in_the_dialect_sound_alike():
    assert sounds("自行经") == sounds("志信金")


def test_a_character_has_a_face_and_typed_pinyin_has_none():
    assert hear("水shui") == ((Unit("水", "sui"), Unit("", "sui")),)


@pytest.mark.parametrize("text", ["水\ud800电", "水\U0002a6d6电"])
def test_what_no_dictionary_knows_does_no_harm(text):
    assert [unit.face for phrase in hear(text) for unit in phrase if unit.face in {"水", "电"}] == ["水", "电"]


@pytest.mark.parametrize("word", ["kva", "app", "hello", "yyzz"])
def test_what_is_no_pinyin_is_a_word(word):
    assert hear(word) == ((Unit(word, word),),)


@pytest.mark.parametrize(("text", "expected"), [("3", "san"), ("10", "si"), ("630", "630")])
def test_small_numbers_sound_like_their_characters(text, expected):
    assert sounds(text) == [[expected]]


def test_the_fewest_syllables_are_heard():
    assert sounds("xian fangan") == [["xian", "fan", "gan"]]


def test_signs_part_phrases_and_blanks_do_not():
    assert sounds("水，电 气🔥") == [["sui"], ["dian", "qi"]]


@pytest.mark.parametrize("text", ["", " ", "！？", "🙂", "\u200b\x00"])
def test_a_text_without_words_is_silent(text):
    assert hear(text) == ()


def test_of_a_letter_beginning_and_end_are_heard():
    phrases = hear("水" * 5000 + "电" * 5000)

    assert [len(phrase) for phrase in phrases] == [HEAD, TAIL]
    assert phrases[1][0].face == "电"


def test_initials_are_first_letters():
    assert initials(hear("营业执照")[0]) == "yyzz"
