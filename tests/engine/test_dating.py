import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.engine.dating import NoDay, read_day
from bot.engine.reading import LIMIT, Trouble, Understood, read
from bot.flow.lettering import Dates
from bot.flow.model import Ask, Day
from bot.flow.shelf import Vocabulary

WORDS = Vocabulary.model_validate(YAML(typ="safe").load(Path("flows/words.yaml").read_text(encoding="utf-8")))
TUESDAY = date(2026, 11, 24)
PAST = Day(example="11月20日")
AHEAD = Day(example="11月20日", future=True)

past = partial(read_day, PAST, words=WORDS)
ahead = partial(read_day, AHEAD, words=WORDS)


def iso(read):
    return read.isoformat() if isinstance(read, date) else read.what


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20", "2026/11/20", "2026.11.20", "2026。11。20", "2026 11 20", "2026 - 11 - 20", "20261120"),
        *("26.11.20", "26年11月20号", "2026年11月20日", "2026 年 11 月 20 日", "２０２６年１１月２０号", "2026年11.20"),
        *("二〇二六年十一月二十日", "二零二六年十一月二十", "二○二六年十一月二十号", "今年11月20号", "今年的11.20"),
        *(
            "11月20日",
            "11月20號",
            "11月20",
            "11月 20 号",
            "11月的20号",
            "11月份20号",
            "十一月二十号",
            "十一月二十",
            "11月二十",
        ),
        *("11.20", "11。20", "11/20", "11-20", "11—20", "20号", "20日", "二十号", "廿号", "2️⃣0️⃣号", "这个月20号"),
        *(
            "我是11月20号收到的通知书",
            "2026-11-20T15:30",
            "11.20下午收到",
            "11月20号到三门峡路拿的",
            "11月20号前往大厅",
        ),
        *(
            "11月20日（周五）",
            "2026-11-20周五",
            "上周五，20号",
            "大概11月20号左右",
            "是20号吧",
            "干了3年，11月20号被辞退",
        ),
        *(
            "去年的事了，2026年11月20号收到的信",
            "上周五",
            "上个星期五",
            "上礼拜五",
            "上周的周五",
            "上周周五",
            "周五",
            "星期5",
        ),
        *("四天前", "4天以前", "4 天之前"),
    ],
)
def test_a_date_is_read_however_it_is_written(text):
    assert iso(past(text=text, today=TUESDAY)) == "2026-11-20"


MONTH_END, NEW_YEAR, LEAP = date(2026, 3, 31), date(2027, 1, 1), date(2028, 2, 29)
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (TUESDAY, "今天", "2026-11-24"),
        (TUESDAY, "今儿", "2026-11-24"),
        (TUESDAY, "昨儿个", "2026-11-23"),
        (TUESDAY, "昨天下午三点", "2026-11-23"),
        (TUESDAY, "前天", "2026-11-22"),
        (TUESDAY, "大前天", "2026-11-21"),
        (TUESDAY, "一周前", "2026-11-17"),
        (TUESDAY, "两个星期前", "2026-11-10"),
        (TUESDAY, "一百天前", "2026-08-16"),
        (TUESDAY, "一年前", "2025-11-24"),
        (TUESDAY, "这周一", "2026-11-23"),
        (TUESDAY, "本周二", "2026-11-24"),
        (TUESDAY, "周二", "2026-11-24"),
        (TUESDAY, "周三", "2026-11-18"),
        (TUESDAY, "上周三他们给我回的信，我不满意", "2026-11-18"),
        (TUESDAY, "上上周五", "2026-11-13"),
        (TUESDAY, "上个月15号", "2026-10-15"),
        (TUESDAY, "上月十五", "2026-10-15"),
        (TUESDAY, "上上个月1号", "2026-09-01"),
        (TUESDAY, "去年12月3号", "2025-12-03"),
        (TUESDAY, "前年11月30", "2024-11-30"),
        (TUESDAY, "12月3号", "2025-12-03"),
        (TUESDAY, "30号", "2026-10-30"),
        (TUESDAY, "2025年11月20号 星期四", "2025-11-20"),
        (TUESDAY, "2016-11-24", "2016-11-24"),
        (SUNDAY, "上礼拜天", "2026-11-15"),
        (SUNDAY, "周日", "2026-11-22"),
        (SUNDAY, "这周一", "2026-11-16"),
        (SUNDAY, "周一", "2026-11-16"),
        (MONDAY, "上礼拜天", "2026-11-22"),
        (MONDAY, "星期天", "2026-11-22"),
        (MONDAY, "上周一", "2026-11-16"),
        (MONTH_END, "一个月前", "2026-02-28"),
        (MONTH_END, "31号", "2026-03-31"),
        (date(2026, 3, 5), "31号", "2026-01-31"),
        (date(2026, 3, 5), "上个月3号", "2026-02-03"),
        (NEW_YEAR, "昨天", "2026-12-31"),
        (NEW_YEAR, "12月31号", "2026-12-31"),
        (NEW_YEAR, "1.1", "2027-01-01"),
        (NEW_YEAR, "1.2", "2026-01-02"),
        (NEW_YEAR, "上个月20号", "2026-12-20"),
        (NEW_YEAR, "20号", "2026-12-20"),
        (LEAP, "2月29", "2028-02-29"),
        (LEAP, "一年前", "2027-02-28"),
        (date(2028, 3, 1), "昨天", "2028-02-29"),
        (date(2029, 1, 9), "2月29号", "2028-02-29"),
    ],
)
def test_a_day_counts_from_today_and_without_a_year_is_the_last_one(today, text, day):
    assert iso(past(text=text, today=today)) == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (TUESDAY, "明天", "2026-11-25"),
        (TUESDAY, "后天上午", "2026-11-26"),
        (TUESDAY, "大后天", "2026-11-27"),
        (TUESDAY, "下周三", "2026-12-02"),
        (TUESDAY, "三天后", "2026-11-27"),
        (TUESDAY, "这周五", "2026-11-27"),
        (TUESDAY, "周三", "2026-11-25"),
        (TUESDAY, "周一", "2026-11-23"),
        (TUESDAY, "30号", "2026-11-30"),
        (TUESDAY, "1号", "2026-12-01"),
        (TUESDAY, "1月3号", "2027-01-03"),
        (TUESDAY, "9月3号", "2026-09-03"),
        (TUESDAY, "下个月5号", "2026-12-05"),
        (TUESDAY, "明年1月3号", "2027-01-03"),
        (MONTH_END, "一个月后", "2026-04-30"),
    ],
)
def test_where_a_day_may_lie_ahead_the_nearest_is_meant(today, text, day):
    assert iso(ahead(text=text, today=today)) == day


@pytest.mark.parametrize(
    "text", ["明天", "后天", "下周三", "这周五", "2026-11-25", "三天后", "这个月30号", "明年1月1号"]
)
def test_a_day_ahead_is_none_of_the_past(text):
    assert iso(past(text=text, today=TUESDAY)) == "future_day"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "不知道",
            "忘了",
            "12345",
            "20",
            "11:20",
            "😀",
            "去年",
            "上周",
            "11月",
            "上个月",
            "11月底",
            "周末",
            "去年今天",
        ),
        *("腊月二十三", "农历十月十二", "农历11月20号", "正月初五", "八月初三", "上个月的今天", "上个月我20号收到"),
        *(
            "十来天前",
            "十几天前",
            "几十天前",
            "好几天前",
            "两三天前",
            "半个月前",
            "一个半月前",
            "半年前",
            "三月前",
            "3.5天前",
        ),
        *(
            "20多号",
            "11月20多号",
            "上个月20多号",
            "二十几号",
            "十一二号",
            "11月三四号",
            "20号前",
            "11月20日以前",
            "三日前",
        ),
        *(
            "2026年11月20日之前",
            "第20号",
            "〔2026〕20号",
            "20号楼",
            "10.0.0.1",
            "20/11/2026",
            "一周三次",
            "上周一共",
            "收到12天了",
        ),
        *("那年11月20号", "20266年11月20号", "11月20个人", "3.5万"),
    ],
)
def test_what_is_vague_or_lunar_or_no_date_is_not_made_one(text):
    assert past(text=text, today=TUESDAY) == NoDay("not_a_day")
    assert ahead(text=text, today=TUESDAY) == NoDay("not_a_day")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "11月1号到5号",
            "11月1日至11月5日",
            "11月1-5号",
            "11月1到5号",
            "1-5号",
            "1号到5号",
            "3、5号",
            "3或5号",
            "11.1-11.5",
        ),
        *(
            "11.1-5",
            "11/1~11/5",
            "2026.11.1-2026.11.5",
            "周一到五",
            "周一至周五",
            "11月20、21号",
            "昨天和前天",
            "3-5天前",
        ),
        *("11月19日收到，20日又来一封", "11月20日（周四）"),
    ],
)
def test_several_days_are_not_chosen_from(text):
    assert past(text=text, today=TUESDAY) == NoDay("several_days")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("2026-02-30", "2026-02-30"),
        ("是11月31日收到的", "11月31日"),
        ("十一月三十一", "十一月三十一"),
        ("13月20号", "13月20号"),
        ("32号", "32号"),
        ("20261320", "20261320"),
        ("2月29号", "2月29号"),
        ("上个月32号", "上个月32号"),
        ("九百九百九百年前", "九百九百九百年前"),
    ],
)
def test_a_day_that_no_calendar_has_is_said_to_be_none(text, heard):
    assert past(text=text, today=TUESDAY) == NoDay("no_such_day", heard)


@pytest.mark.parametrize(
    "text", ["2062-11-20", "2006年11月20日", "2016-11-23", "2036-11-25", "900个月前", "99年1月1日"]
)
def test_a_day_more_than_ten_years_off_is_a_slip(text):
    assert past(text=text, today=TUESDAY) == ahead(text=text, today=TUESDAY) == NoDay("far_day", text)
    assert iso(ahead(text="2036-11-24", today=TUESDAY)) == "2036-11-24"


def test_a_question_for_a_day_is_answered_by_its_date_or_a_trouble():
    ask = Ask(ask="哪天收到的？", day=PAST, go="end")

    assert read(ask, "上周三", WORDS, TUESDAY) == Understood("2026-11-18")
    assert read(ask, "11月31日", WORDS, TUESDAY) == Trouble("no_such_day", {"heard": "11月31日"})
    assert read(ask, "不清楚", WORDS, TUESDAY) == Trouble("not_a_day")
    assert read(ask, "昨" * (LIMIT + 1), WORDS, TUESDAY) == Trouble("too_long")


def test_a_vocabulary_without_words_for_days_still_reads_figures():
    bare = Vocabulary(commands={}, units={}, figures=WORDS.figures, dates=Dates(numerals={}, weekdays={}))

    assert read_day(PAST, "2026-11-20", bare, TUESDAY) == date(2026, 11, 20)
    assert read_day(PAST, "11/20", bare, TUESDAY) == date(2026, 11, 20)
    assert read_day(PAST, "昨天", bare, TUESDAY) == NoDay("not_a_day")
    assert read_day(PAST, "2026-十一-二十", bare, TUESDAY) == NoDay("not_a_day")


def test_the_vocabulary_says_which_letters_stand_for_a_day():
    dates = Dates.model_validate(
        WORDS.dates.model_dump() | {"numerals": {2: "贰", 10: "拾"}, "weekdays": {5: "伍"}, "large": ["封"]}
    )
    taught = WORDS.model_copy(update={"dates": dates})

    for text in ("11月贰拾号", "上周伍"):
        assert read_day(PAST, text, taught, TUESDAY) == date(2026, 11, 20)
        assert read_day(PAST, text, WORDS, TUESDAY) == NoDay("not_a_day")
    assert read_day(PAST, "11月20封", WORDS, TUESDAY) == date(2026, 11, 20)
    assert read_day(PAST, "11月20封", taught, TUESDAY) == NoDay("not_a_day")


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def dictated(number):
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


@given(DAYS, st.sampled_from([TUESDAY, MONTH_END, NEW_YEAR, LEAP, SUNDAY]))
def test_a_full_date_reads_back_however_it_is_printed(day, today):
    year, month, number = day.year, day.month, day.day
    han = f"{dictated(year)}年{cn2an.an2cn(month)}月{cn2an.an2cn(number)}日".replace("一十", "十")
    printed = [day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day:%Y年%m月%d日}", han]
    printed += [f"{year}年{month}月{number}号", f"{year}.{month}.{number}", f"收到时是{year}/{month}/{number}，我不服"]

    for text in printed:
        assert ahead(text=text, today=today) == day, text


@given(st.integers(0, 150), st.sampled_from([TUESDAY, MONTH_END, NEW_YEAR, LEAP, SUNDAY]))
def test_a_date_of_the_last_months_reads_back_without_its_year(back, today):
    day = today - timedelta(days=back)
    month, number = day.month, day.day
    han = f"{cn2an.an2cn(month)}月{cn2an.an2cn(number)}号".replace("一十", "十")

    for text in (
        f"{month}月{number}日",
        f"{month}月{number}",
        f"{month}.{number}",
        f"{month}/{number}",
        han,
        f"{back}天前",
    ):
        assert past(text=text, today=today) == day, text
        assert ahead(text=text, today=today) == day, text


@given(DAYS, st.integers(0, 12), st.integers(1, 7))
def test_a_weekday_of_an_earlier_week_is_in_that_week(today, weeks, weekday):
    text = (
        "上" * min(weeks, 3) + "周" + "一二三四五六日"[weekday - 1] if weeks else "周" + "一二三四五六天"[weekday - 1]
    )

    day = past(text=text, today=today)

    assert day.isoweekday() == weekday
    monday = today - timedelta(days=today.weekday())
    assert weeks == 0 or monday - timedelta(weeks=min(weeks, 3)) <= day < monday - timedelta(weeks=min(weeks, 3) - 1)
    assert timedelta(0) <= today - day < timedelta(weeks=4)


PIECES = st.lists(
    st.sampled_from(
        [*"一二两三十廿百〇年月日号周天个半多几的到和前后-/.~、0123456789 \0\n１٣½", "上个", "星期", "昨天", "去年"]
    ),
    max_size=40,
).map("".join)


@given(st.text(max_size=LIMIT) | PIECES, DAYS, st.sampled_from([PAST, AHEAD]))
def test_any_text_is_a_day_of_these_ten_years_or_a_trouble(text, today, day):
    read = read_day(day, text, WORDS, today)

    if isinstance(read, NoDay):
        assert len(read.heard) < 100
    else:
        assert abs(read.year - today.year) <= 10
        assert day.future or read <= today


@pytest.mark.parametrize("text", ["11月20号", "上周三他们给我回的信，我不满意，想问问还能不能再申请一次", "20" * 50])
def test_reading_takes_less_than_a_thousandth_of_a_second(text):
    def once():
        begun = time.perf_counter()
        past(text=text, today=TUESDAY)
        return time.perf_counter() - begun

    assert min(once() for _ in range(50)) < 0.001
