"""`guide facts set` and `guide facts --expiring`, run as their own process."""

import pytest

from bot.flow.load import load
from tests.commands import Terminal, guide
from tests.houses import change, furnish

NOW = "2026-11-28T10:00+08:00"


@pytest.fixture
def home(tmp_path):
    home = furnish(tmp_path)
    change(home / "flows" / "policy" / "plan.yaml", "text: 平均办结时间", "text: 平均7个工作日办结")
    return home


@pytest.fixture
def plan(home):
    return home / "flows" / "policy" / "plan.yaml"


def refused(ran) -> str:
    lines = ran.stderr.decode().splitlines()
    assert (ran.returncode, ran.stdout, len(lines)) == (2, b"", 1), ran
    return lines[0]


def changed_lines(before: str, after: str) -> list[str]:
    return [new for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]


# set


def test_a_figure_is_changed_in_the_ledger_and_every_screen_that_changes_is_told(home, plan):
    before = plan.read_text("utf-8")

    ran = guide(home, "facts", "set", "t_average", "5", "--yes", NOW=NOW)

    out, record = ran.stdout.decode(), load(home).handbook.records["t_average"]
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert (record.value, record.text, str(record.checked)) == (5, "平均5个工作日办结", "2026-11-28")
    assert len(changed_lines(before, plan.read_text("utf-8"))) == 1
    assert "home/flows/policy/plan.yaml:5:" in out
    assert "- • 全部办完：7个工作日" in out
    assert "+ • 全部办完：5个工作日" in out
    assert "tea_shop.done（size=small，seats=1）" in out
    assert "t_average 由 7个工作日 改成 5个工作日" in out


def test_the_words_are_changed_only_when_agreed(home):
    guide(home, "facts", "set", "t_average", "5", given="n\ny\ny\n", NOW=NOW)
    kept = load(home).handbook.records["t_average"]
    guide(home, "facts", "set", "t_average", "7", given="y\n", NOW=NOW)
    guide(home, "facts", "set", "t_average", "6", given="y\ny\n", NOW=NOW)

    assert (kept.value, kept.text) == (5, "平均7个工作日办结")
    assert load(home).handbook.records["t_average"].text == "平均6个工作日办结"


@pytest.mark.parametrize(
    ("value", "answers"),
    [
        ("5", "n\n"),  # not the words, and so not the figure alone
        ("5", "n\nn\n"),
        ("5", "y\nn\n"),  # not after all that changes was seen
        ("5", "y\n\n"),
        ("0", "y\nn\n"),
        ("70", "y\nn\ny\n"),
        ("7", "n\n"),
    ],
)
def test_a_no_writes_nothing(home, plan, value, answers):
    before = plan.read_bytes()

    ran = guide(home, "facts", "set", "t_average", value, given=answers, NOW=NOW)

    assert (ran.returncode, plan.read_bytes()) == (1, before)
    assert "什么也没有写" in ran.stderr.decode()


def test_an_odd_figure_is_asked_about(home):
    ran = guide(home, "facts", "set", "t_average", "70", given="y\ny\ny\n", NOW=NOW)

    assert "原来是 7个工作日，改成 70个工作日，差得太多了" in ran.stdout.decode()
    assert load(home).handbook.records["t_average"].value == 70


def test_the_value_it_has_already_only_renews_the_check(home, plan):
    before = plan.read_text("utf-8")

    ran = guide(home, "facts", "set", "t_average", "7", given="y\n", NOW=NOW)

    assert "t_average 现在就是 7个工作日，数字不用改" in ran.stdout.decode()
    assert changed_lines(before, plan.read_text("utf-8")) == [
        line.replace("2026-11-24", "2026-11-28") for line in before.split("\n") if "t_average" in line
    ]


def test_a_file_that_somebody_changed_meanwhile_is_left_as_it_is(home, plan):
    with Terminal(home, "facts", "set", "t_seats", "15", NOW=NOW) as terminal:
        terminal.reads("写吗")
        change(plan, "text: 水管粗细", "text: 管子粗细")
        terminal.types("y\r")
        status = terminal.ends()

    assert status == 2
    assert "文件被别人改了" in terminal.screen
    assert load(home).handbook.records["t_seats"].value == 12


def test_a_record_is_told_in_words(home):
    out = guide(home, "facts", "t_half").stdout.decode()

    assert "数值：最多0.5个工作日" in out
    assert "把握：高" in out
    assert "用在：tea_shop.done（开茶馆）" in out
    assert "数值：DN100" in guide(home, "facts", "t_pipe").stdout.decode()


def test_without_an_answer_nothing_is_written(home, plan):
    before = plan.read_bytes()

    ran = guide(home, "facts", "set", "t_average", "5", NOW=NOW)

    assert ran.returncode == 1
    assert plan.read_bytes() == before


def test_the_clause_and_the_day_of_the_check_can_be_told(home):
    guide(home, "facts", "set", "t_pipe", "80", "--clause", "第七条：新", "--checked", "2026-11-20", "--yes", NOW=NOW)

    record = load(home).handbook.records["t_pipe"]
    assert (record.value, record.clause, str(record.checked)) == (80, "第七条：新", "2026-11-20")


def test_comments_and_all_other_lines_stay(home, plan):
    plan.write_text(
        "# head\r\n" + plan.read_text("utf-8").replace("\n", " # aside\r\n", 1) + "# tail", "utf-8", newline=""
    )
    before = plan.read_bytes()

    guide(home, "facts", "set", "t_seats", "15", "--yes", NOW=NOW)

    after = plan.read_bytes()
    assert [new for old, new in zip(before.split(b"\n"), after.split(b"\n"), strict=True) if old != new] == [
        line.replace(b"value: 12,", b"value: 15,").replace(b"2026-11-24", b"2026-11-28")
        for line in before.split(b"\n")
        if b"t_seats" in line
    ]


def test_where_the_same_answers_lead_elsewhere_that_is_told(home):
    out = guide(home, "facts", "set", "t_seats", "20", given="y\n", NOW=NOW).stdout.decode()

    assert "tea_shop.to_hall，现在走到 done（size=small，seats=13）" in out


def test_a_doubtful_numeral_is_told_but_left(home, plan):
    change(plan, "text: 小茶馆的座位数", "text: 小茶馆的十二座")

    out = guide(home, "facts", "set", "t_seats", "15", "--yes", NOW=NOW).stdout.decode()

    assert "不一定是这个数" in out
    assert load(home).handbook.records["t_seats"].text == "小茶馆的十二座"


def test_what_would_break_the_flows_is_told_and_not_written(home, plan):
    change(home / "messages_zh" / "parts" / "limit.j2", "{%", "{{ 1 / (book.records['t_average'].value - 5) }}{%")
    before = plan.read_bytes()

    ran = guide(home, "facts", "set", "t_average", "5", "--yes", NOW=NOW)

    assert ran.returncode == 1
    assert "tea_shop.yaml:" in ran.stdout.decode()
    assert "什么也没有写" in ran.stderr.decode()
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["t_nothing", "5"], "t_nothing"),
        (["t_average", "-5"], "不能比 0 小"),
        (["t_average", "5", "--checked", "yesterday"], "--checked yesterday"),
        (["t_average", "5", "--checked", "2026-11-29"], "还没到"),
        (["t_average", "5", "--clause", " "], "--clause"),
    ],
)
def test_what_can_not_be_is_one_line(home, words, told):
    assert told in refused(guide(home, "facts", "set", *words, NOW=NOW))


# found by words


@pytest.mark.parametrize("words", ["有效", "证的有效期", "第五条", "证 有效"])
def test_records_are_found_by_words_of_text_short_name_and_clause(home, words):
    ran = guide(home, "facts", *words.split())

    assert (ran.returncode, ran.stdout.decode()) == (0, "t_kept  证的有效期（3年）\n")


def test_records_are_found_by_their_area_twenty_at_most(home, plan):
    tea = guide(home, "facts", "开店").stdout.decode()
    plan.write_text(
        plan.read_text("utf-8")
        + "".join(
            f"  - {{id: t_tea_{number}, text: 喝茶, kind: rule, clause: 第二十条, applies_to: 茶馆, owner: 茶馆局,"
            " confidence: high, checked: 2026-11-24}\n"
            for number in range(23)
        ),
        "utf-8",
    )
    more = guide(home, "facts", "喝茶").stdout.decode().splitlines()

    assert len(tea.splitlines()) == 10
    assert "t_half  受理要半天（最多0.5个工作日）\n" in tea
    assert (more[0], len(more), more[-1]) == ("t_tea_0  喝茶", 21, "还有 3 条，再加几个字。")


def test_words_and_the_unused_can_be_asked_for_together(home):
    assert guide(home, "facts", "规定", "--unused").stdout.decode() == "t_unused  没人用的规定（5个月）\n"
    assert guide(home, "facts", "有效", "--unused").stdout.decode() == "没有。\n"


def test_words_nobody_wrote_are_wrong_usage_with_a_way_on(home):
    assert "guide facts 接电" in refused(guide(home, "facts", "咖啡"))


def test_several_records_are_told_whole(home):
    assert guide(home, "facts", "t_half", "t_pipe").stdout.decode().count("数值：") == 2


# expiring


def test_checks_that_run_out_are_told_with_place_and_owner(home):
    ran = guide(home, "facts", "--expiring", "3m", NOW=NOW)

    out = ran.stdout.decode()
    assert ran.returncode == 0
    assert "home/flows/policy/plan.yaml:13: t_words  没有数字的规定" in out
    assert "上次核对 2026-11-24，管到 2027-02-22" in out
    assert "负责：茶馆局" in out
    assert "用在：tea_shop.done" in out
    assert "要重新核对 1 条；已经过期 0 条" in out


def test_a_check_that_ran_out_is_status_1(home):
    ran = guide(home, "facts", "--expiring", "1d", NOW="2027-02-24T10:00+08:00")

    assert ran.returncode == 1
    assert "过期 2 天" in ran.stdout.decode()


@pytest.mark.parametrize(("span", "count"), [("85d", 0), ("86d", 1), ("13w", 1), ("12m", 10)])
def test_a_span_is_days_weeks_or_months(home, span, count):
    out = guide(home, "facts", "--expiring", span, NOW=NOW).stdout.decode()

    assert out.count("负责：") == count
    assert count or "没有要重新核对的" in out


@pytest.mark.parametrize("span", ["", "30", "-3d", "3.5d"])
def test_a_span_nobody_understands_is_one_line(home, span):
    assert f"--expiring {span}" in refused(guide(home, "facts", f"--expiring={span}", NOW=NOW))


def test_what_runs_out_can_be_asked_of_one_record_or_of_the_unused(home):
    one = guide(home, "facts", "t_seats", "--expiring", "12m", NOW=NOW).stdout.decode()
    unused = guide(home, "facts", "--unused", "--expiring", "12m", NOW=NOW).stdout.decode()

    assert (one.count("负责："), unused.count("负责：")) == (1, 1)
    assert "t_unused" in unused
