"""The forms in which people write a day, as patterns made of the vocabulary's words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.flow.lettering import Dates
from bot.flow.shelf import Vocabulary

_POINT = r"[-/.\N{IDEOGRAPHIC FULL STOP}]"
_SEPARATOR = rf"\s*{_POINT}\s*"

_NO_PARTS = ("by", "begin", "beyond")
_CENTURY = 2000
_SUNDAY = 7
_NINE = 9


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything that is looked for in a text."""

    dates: Dates
    numerals: Mapping[str, int]
    weekdays: Mapping[str, int]
    forms: tuple[re.Pattern[str], ...]
    """Each form of a day, the fuller before the shorter; groups are named by what they hold.

    `year`, `month`, `day`, `weekday` and `count` hold numerals, `days`, `years`, `ago`, `in_days` and `in_months` words
    of these lists, `weeks` and `months` shifts; `begin` and `beyond` are there when several days are meant.
    """
    shift: re.Pattern[str]
    part: re.Pattern[str]
    """What is less than a day: last year, next week."""
    lookalike: re.Pattern[str]
    lunar: re.Pattern[str]


def grammar(words: Vocabulary) -> Grammar:
    """The grammar of this vocabulary; made once."""
    units = tuple(word.casefold() for unit in words.units.values() for word in (unit.label, *unit.words) if word)
    return _grammar(words.dates.key, units, words.commands.get("vague", ()))


def parts(rules: Grammar, match: re.Match[str]) -> dict[str, int]:
    """What each part of a date says, as a number; nothing when one of them is a guess, such as three-four."""
    groups = {name: part for name, part in match.groupdict().items() if part and name not in _NO_PARTS}
    read = {name: _number(rules, name, part) for name, part in groups.items()}
    clear = {name: number for name, number in read.items() if number is not None}
    return clear if len(clear) == len(read) else {}


def _number(rules: Grammar, name: str, part: str) -> int | None:
    match name:
        case "weeks" | "months":
            return sum(rules.dates.shifts[shift] for shift in rules.shift.findall(part))
        case "year":
            return _year(part, rules.numerals)
        case "weekday":
            return rules.weekdays.get(part) or int(part)
        case "month" | "day" | "count":
            return _count(part, rules.numerals)
        case _:
            words: Mapping[str, int] = getattr(rules.dates, name)
            return words[part]


def _year(numeral: str, values: Mapping[str, int]) -> int:
    digits = numeral if numeral.isdecimal() else "".join(str(values[sign]) for sign in numeral)
    return int(digits) + (_CENTURY if len(digits) == len("26") else 0)


def _count(numeral: str, values: Mapping[str, int]) -> int | None:
    """The number; None when two digits stand in a row, which is a guess."""
    if numeral.isdecimal():
        return int(numeral)
    total = digit = 0
    for sign in numeral:
        value = values[sign]
        if value > _NINE:
            total, digit = total + (digit or 1) * value, 0
        elif digit:
            return None
        else:
            digit = value
    return total + digit


@lru_cache(maxsize=16)
def _grammar(source: str, units: tuple[str, ...], vague: tuple[str, ...]) -> Grammar:
    dates = Dates.model_validate_json(source)
    shift, year = _any(dates.shifts), _any(dates.year)
    some = rf"{shift}\s*{_any((*dates.week, *dates.month))}"
    return Grammar(
        dates,
        _values(dates.numerals),
        _weekdays(dates),
        tuple(map(re.compile, (*_of_week(dates, units), *_of_month(dates, units, vague), _any(dates.days, "days")))),
        re.compile(shift),
        re.compile(rf"{_any(dates.years)}|\d{{4}}\s*{year}|{some}"),
        re.compile(_any(dates.lookalikes)),
        re.compile(_any(dates.lunar)),
    )


def _of_week(dates: Dates, units: Iterable[str]) -> tuple[str, ...]:
    gap, week = _gap(dates), _any(dates.week)
    shifted = rf"(?P<weeks>(?:{_any(dates.shifts)}){{1,3}}){gap}{week}{gap}{week}?"
    weekday = rf"(?P<weekday>[1-7](?!\d)|{_any(_weekdays(dates))})"
    no_more = rf"(?!{_any((*units, *dates.day, *dates.ago))})"
    return (rf"(?:{shifted}|(?<!{_han(dates)}){week})\s*{weekday}{no_more}{_beyond(dates)}",)


def _of_month(dates: Dates, units: Iterable[str], vague: Iterable[str]) -> tuple[str, ...]:
    gap, year, han = _gap(dates), _any(dates.year), _han(dates)
    small, digit = rf"(?:\d{{1,2}}|{han}{{1,4}})", _any(_digits(dates))
    some_year = rf"(?P<year>\d{{4}}|\d{{2}}|{digit}{{4}}|{digit}{{2}})"
    mark, month_mark = gap + _any(dates.day), gap + _any(dates.month) + gap
    no_more = rf"(?!\d|{han}|{_any(dates.large)}|[./]\d|\s*{_any((*dates.day, *units, *vague))})"
    day = rf"(?P<day>{small})(?:{mark}(?!{gap}{_any(dates.ago)})|{no_more}){_beyond(dates)}"
    month = rf"(?P<month>{small})"
    of_year = rf"{month}(?:{month_mark}|{_SEPARATOR}){day}"
    start = rf"(?<!\d)(?<!\d[./])(?<!{han})" + _not_after(vague)
    begin = rf"(?:(?P<begin>{small}){gap}(?:{_any((*dates.ranges, *dates.pairs))}|[-~]+){gap})?"
    count = rf"(?P<count>\d{{1,3}}|{han}{{1,6}}){gap}"
    span = rf"(?:{_any(dates.in_days, 'in_days')}|{_any(dates.in_months, 'in_months')})"
    beside = (*dates.year, *dates.month, *dates.links, *dates.numbered)
    return (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?P<month>\d\d)\s*(?P<day>\d\d)(?!\d)",
        rf"{start}{some_year}{gap}{year}{gap}{of_year}",
        rf"{start}{some_year}\s*(?P<by>{_POINT})\s*{month}\s*(?P=by)\s*{day}",
        rf"{_any(dates.years, 'years')}{gap}{of_year}",
        rf"(?P<months>(?:{_any(dates.shifts)}){{1,3}}){month_mark}{day}",
        rf"{start}{_not_after(dates.year)}{month}{month_mark}{day}",
        # A dash between month and day joins two days of one month when a mark follows.
        rf"{start}{_not_after(dates.year)}(?!{small}-{small}{mark})(?P<month>0?[1-9]|1[0-2]){_SEPARATOR}{day}",
        rf"{start}{begin}{count}{span}{gap}{_any(dates.ago, 'ago')}",
        rf"{start}{_not_after(beside)}{begin}(?P<day>{small}){mark}(?!{gap}{_any(dates.ago)}){_beyond(dates)}",
    )


def _beyond(dates: Dates) -> str:
    """The end of a range that begins with a full day; a numeral after a word may be part of another word."""
    gap = _gap(dates)
    last = rf"\d{{1,2}}(?!\d)|{_han(dates)}{{1,4}}(?:{gap}{_any(dates.day)}|(?!\w))"
    return rf"(?P<beyond>{gap}(?:{_any(dates.ranges)}|[-~]+){gap}(?:{last}))?"


def _values(numerals: Mapping[int, str]) -> dict[str, int]:
    return {letter: number for number, letters in numerals.items() for letter in letters}


def _weekdays(dates: Dates) -> dict[str, int]:
    return _values(dates.weekdays) | dict.fromkeys(dates.sunday, _SUNDAY)


def _digits(dates: Dates) -> list[str]:
    return [letter for letter, number in _values(dates.numerals).items() if number <= _NINE]


def _han(dates: Dates) -> str:
    return _any(_values(dates.numerals))


def _gap(dates: Dates) -> str:
    return rf"(?:\s|{_any(dates.links)})*"


def _any(words: Iterable[str], name: str = "") -> str:
    """Any of the words, the longest first, perhaps as a named group; without words nothing fits."""
    one = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
    return rf"(?P<{name}>{one})" if name else rf"(?:{one})"


def _not_after(words: Iterable[str]) -> str:
    return "".join(rf"(?<!{re.escape(word)})" for word in words)
