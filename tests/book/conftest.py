"""A house of tea with everything a handbook may have to tell, and the handbook of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.book.author import Author
from bot.book.page import page
from bot.book.volume import Entry, Volume
from bot.book.wording import Words
from bot.engine.mind import Mind
from bot.phrases import Phrasebook, versed
from bot.press import font
from bot.press.bookbinding import bound
from tests.houses import NOON, furnish, mind

TRADE = """
id: tea_trade
title: 卖茶叶
summary: 卖茶叶要登个记。
department: 茶馆局
who: [person, business]
ask_words: [卖茶, 茶叶]
examples: [我想卖茶叶, 卖茶要登记吗, 茶叶怎么卖]
states:
  weight:
    ask: 您要卖多少？
    number: {unit: kW, min: 0, max: 500, example: "80"}
    go: kind
  kind:
    ask: 卖哪一种？
    choices: {green: 绿茶, red: 红茶, black: 黑茶, white: 白茶}
    go: day
  day:
    ask: 哪天拿到的通知？
    day: {example: 2026年9月1日}
    go: [{when: weight < fact('t_seats'), to: small}, {to: large}]
  small:
    end: 小本卖茶
    say: 去{window}登记。
    steps:
      - 把茶叶摆好。
      - {do: 红茶装罐。, when: kind == 'red'}
      - {do: 请人尝一尝。, when: kind == 'green' or weight < 5}
      - 开门。
    materials:
      - {use: id_card, note: 本人来, when: kind != 'black'}
      - {use: id_card, note: 派人来, when: kind == 'black'}
    limits:
      - {fact: t_notice, since: day}
      - {fact: t_now, when: kind == 'red'}
      - {fact: t_half, after: t_now, when: kind == 'red'}
    fees: [{item: 登记, status: free, fact: t_now, when: kind == 'red' and weight < 5}]
    offices: [window, p12345]
  large:
    end: 大宗卖茶
    say: 先打{p12345}。
    offices: [p12345]
"""
FAIR = """
id: tea_fair
title: 办茶会
summary: 办一场茶会。
department: 茶馆局
who: [business]
ask_words: [茶会]
examples: [我想办茶会, 茶会怎么办, 办个茶会]
states:
  place:
    ask: 在哪里办？
    choices: {inside: 屋里, outside: 屋外}
    go: fair
  fair:
    end: 茶会要办的几件事
    say: 一件一件办。
    offices: [window]
parts:
  - tea_hall
  - {flow: tea_trade, when: place == 'outside', after: tea_hall, with: {kind: red}}
"""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    laid = furnish(tmp_path_factory.mktemp("home"))
    for name, text in {"tea_trade": TRADE, "tea_fair": FAIR}.items():
        (laid / "flows" / "tea" / f"{name}.yaml").write_text(text, "utf-8")
    return laid


@pytest.fixture(scope="session")
def house(home: Path) -> Mind:
    return mind(home)


@pytest.fixture(scope="session")
def phrases(home: Path, house: Mind) -> Phrasebook:
    return versed(home, house.handbook)


@pytest.fixture(scope="session")
def author(house: Mind, phrases: Phrasebook) -> Author:
    return Author(house, words_of(phrases))


@pytest.fixture(scope="session")
def volume(author: Author) -> Volume:
    return author.volume(NOON)


@pytest.fixture(scope="session")
def entries(volume: Volume) -> dict[str, Entry]:
    return {entry.id: entry for chapter in volume.chapters for entry in chapter.entries}


@pytest.fixture(scope="session")
def html(volume: Volume, phrases: Phrasebook) -> str:
    return page(volume, phrases.say).decode()


@pytest.fixture(scope="session")
def bind(home: Path) -> Callable[[Volume], bytes]:
    found = font.find()
    assert found
    return partial(bound, home=home, font=found)


def words_of(phrases: Phrasebook) -> Words:
    return Words(phrases.part, partial(phrases.part, of="book/words.j2"))
