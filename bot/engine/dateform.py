"""The forms in which people write a day, as patterns made of the vocabulary's words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.flow.shelf import Dates, Vocabulary

_DIGIT = "[\u3007\u96f6\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d]"
_HAN = rf"(?:{_DIGIT}|[\u5341\u767e\u5eff\u5345])"  # besides the digits ten, hundred, twenty and thirty
_SMALL = rf"(?:\d{{1,2}}|{_HAN}{{1,4}})"
_YEAR = rf"(?:\d{{4}}|\d{{2}}|{_DIGIT}{{4}}|{_DIGIT}{{2}})"
_POINT = r"[-/.\u3002]"
_SEPARATOR = rf"\s*{_POINT}\s*"
_LARGE = "[\u5343\u4e07\u4ebf]"  # thousand, ten thousand, hundred million: a sum, no day
_WEEKDAY = r"[1-7](?!\d)|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d]"

_NO_PARTS = ("by", "begin", "beyond")
_CENTURY = 2000
_SUNDAY = 7
_NINE = 9
_TWO = 2
"""What the everyday word for a pair counts, the one numeral that Unicode does not know as one."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything that is looked for in a text."""

    dates: Dates
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
    # A model that holds mappings has no hash, but its JSON has one.
    return _grammar(words.dates.model_dump_json(), units, words.commands.get("vague", ()))


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
            return _year(part)
        case "weekday" if part in rules.dates.sunday:
            return _SUNDAY
        case "month" | "day" | "weekday" | "count":
            return _count(part)
        case _:
            words: Mapping[str, int] = getattr(rules.dates, name)
            return words[part]


def _year(numeral: str) -> int:
    digits = numeral if numeral.isdecimal() else "".join(str(_count(sign)) for sign in numeral)
    return int(digits) + (_CENTURY if len(digits) == len("26") else 0)


def _count(numeral: str) -> int | None:
    """The number; None when two digits stand in a row, which is a guess."""
    if numeral.isdecimal():
        return int(numeral)
    total = digit = 0
    for sign in numeral:
        value = int(unicodedata.numeric(sign, _TWO))
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
        tuple(map(re.compile, (*_of_week(dates, units), *_of_month(dates, units, vague), _any(dates.days, "days")))),
        re.compile(shift),
        re.compile(rf"{_any(dates.years)}|\d{{4}}\s*{year}|{some}"),
        re.compile(_any(dates.lookalikes)),
        re.compile(_any(dates.lunar)),
    )


def _of_week(dates: Dates, units: Iterable[str]) -> tuple[str, ...]:
    gap, week = _gap(dates), _any(dates.week)
    shifted = rf"(?P<weeks>(?:{_any(dates.shifts)}){{1,3}}){gap}{week}{gap}{week}?"
    weekday = rf"(?P<weekday>{_WEEKDAY}|{_any(dates.sunday)})"
    no_more = rf"(?!{_any((*units, *dates.day, *dates.ago))})"
    return (rf"(?:{shifted}|(?<!{_HAN}){week})\s*{weekday}{no_more}{_beyond(dates)}",)


def _of_month(dates: Dates, units: Iterable[str], vague: Iterable[str]) -> tuple[str, ...]:
    gap, year = _gap(dates), _any(dates.year)
    mark, month_mark = gap + _any(dates.day), gap + _any(dates.month) + gap
    no_more = rf"(?!\d|{_HAN}|{_LARGE}|[./]\d|\s*{_any((*dates.day, *units, *vague))})"
    day = rf"(?P<day>{_SMALL})(?:{mark}(?!{gap}{_any(dates.ago)})|{no_more}){_beyond(dates)}"
    month = rf"(?P<month>{_SMALL})"
    of_year = rf"{month}(?:{month_mark}|{_SEPARATOR}){day}"
    start = rf"(?<!\d)(?<!\d[./])(?<!{_HAN})" + _not_after(vague)
    begin = rf"(?:(?P<begin>{_SMALL}){gap}(?:{_any((*dates.ranges, *dates.pairs))}|[-~]+){gap})?"
    count = rf"(?P<count>\d{{1,3}}|{_HAN}{{1,6}}){gap}"
    span = rf"(?:{_any(dates.in_days, 'in_days')}|{_any(dates.in_months, 'in_months')})"
    beside = (*dates.year, *dates.month, *dates.links, *dates.numbered)
    return (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?P<month>\d\d)\s*(?P<day>\d\d)(?!\d)",
        rf"{start}(?P<year>{_YEAR}){gap}{year}{gap}{of_year}",
        rf"{start}(?P<year>{_YEAR})\s*(?P<by>{_POINT})\s*{month}\s*(?P=by)\s*{day}",
        rf"{_any(dates.years, 'years')}{gap}{of_year}",
        rf"(?P<months>(?:{_any(dates.shifts)}){{1,3}}){month_mark}{day}",
        rf"{start}{_not_after(dates.year)}{month}{month_mark}{day}",
        # A dash between month and day joins two days of one month when a mark follows.
        rf"{start}{_not_after(dates.year)}(?!{_SMALL}-{_SMALL}{mark})(?P<month>0?[1-9]|1[0-2]){_SEPARATOR}{day}",
        rf"{start}{begin}{count}{span}{gap}{_any(dates.ago, 'ago')}",
        rf"{start}{_not_after(beside)}{begin}(?P<day>{_SMALL}){mark}(?!{gap}{_any(dates.ago)}){_beyond(dates)}",
    )


def _beyond(dates: Dates) -> str:
    """The end of a range that begins with a full day; a numeral after a word may be part of another word."""
    gap = _gap(dates)
    last = rf"\d{{1,2}}(?!\d)|{_HAN}{{1,4}}(?:{gap}{_any(dates.day)}|(?!\w))"
    return rf"(?P<beyond>{gap}(?:{_any(dates.ranges)}|[-~]+){gap}(?:{last}))?"


def _gap(dates: Dates) -> str:
    return rf"(?:\s|{_any(dates.links)})*"


def _any(words: Iterable[str], name: str = "") -> str:
    """Any of the words, the longest first, perhaps as a named group; without words nothing fits."""
    one = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
    return rf"(?P<{name}>{one})" if name else rf"(?:{one})"


def _not_after(words: Iterable[str]) -> str:
    return "".join(rf"(?<!{re.escape(word)})" for word in words)
