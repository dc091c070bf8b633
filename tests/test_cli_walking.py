"""`guide paths` and `guide test`, run as their own processes."""

import re
import shutil
import subprocess
from pathlib import Path

import orjson
import pytest

from tests.commands import Terminal, guide
from tests.houses import change, furnish
from tests.test_cli import refused, told


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def old(home: Path) -> Path:
    """A copy of the house as it was."""
    return Path(shutil.copytree(home, home.parent / "old", symlinks=True))


def moved(home: Path) -> None:
    change(home / "flows" / "policy" / "plan.yaml", "value: 12, unit: count", "value: 20, unit: count")


RENT = """
id: tea_rent
title: 茶具租借
summary: 借一套茶具。
department: 茶叶局
who: [person]
ask_words: [借茶具]
examples: [想借茶具, 茶具能借吗, 借套茶具]
states:
  done:
    end: 茶具租借
    say: 请到窗口拿。
    offices: [window]
"""


def test_a_way_without_a_question_says_that_nothing_is_asked(home):
    (home / "flows" / "tea" / "tea_rent.yaml").write_text(RENT, "utf-8")

    assert "\n  1. 不用问 → 茶具租借\n" in told(guide(home, "paths", "tea_rent"))
    assert "\n  1. 不用问 → 茶具租借\n" in told(guide(home, "paths", "tea_rent", "--as-of", "2026-09-28"))


# on a day


def test_paths_as_of_a_day_tell_the_dates_of_that_day(home):
    out = told(guide(home, "paths", "tea_shop", "--as-of", "2026-09-28"))

    assert "开茶馆（tea_shop，7 条路），2026年9月28日（星期一）09:00 受理" in out
    assert (
        "\n       时限 全部办完：7个工作日（平均数，各户有快有慢）（请先向窗口核实），今天受理的话，大约在 10月13日（星期二）前后\n"
        in out
    )
    assert "\n       时限 受理：半天以内，今天受理的话，最晚 9月28日（星期一）\n" in out
    assert "\n       费用 工本费：0 元，不收钱\n" in out
    assert "\n       材料 身份证（原件 1 份）\n" in out
    assert "\n       去处 " in out


def test_a_time_of_day_decides_when_it_counts_as_accepted(home):
    def line(at):
        out = told(guide(home, "paths", "tea_shop", "--as-of", at))
        return re.search(r"时限 受理：.*", out)[0]

    assert line("2026-09-28T16:00") == "时限 受理：半天以内，今天受理的话，最晚 9月29日（星期二）"
    assert line("2026-09-28T08:00+00:00") == line("2026-09-28 16:00")
    assert "今天已下班或放假" in line("2026-09-28T22:00")


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "", "1999-12-31", "2100-01-01", "28.9.2026"])
def test_a_day_that_is_none_is_wrong_usage(home, day):
    assert refused(guide(home, "paths", f"--as-of={day}")).startswith(f"guide: --as-of {day}: ")


def test_paths_for_scripts_tell_answers_and_what_is_told(home):
    (plain,) = orjson.loads(told(guide(home, "paths", "tea_shop", "--json")))
    (dated,) = orjson.loads(told(guide(home, "paths", "tea_shop", "--json", "--as-of", "2026-09-28")))

    first = plain["paths"][0]
    assert (plain["flow"], plain["title"]) == ("tea_shop", "开茶馆")
    assert (first["answers"], first["end"], first["kind"]) == ({"size": "small", "seats": 1}, "done", "end")
    assert [one["day"] for one in first["told"] if one["key"] == "t_average"] == [None]
    assert [one["day"] for one in dated["paths"][0]["told"] if one["key"] == "t_average"] == ["2026-10-13"]


# what changed


def test_nothing_changed_is_status_0(home, old):
    assert told(guide(home, "paths", "--diff", old)) == "流程没有不同。\n"


def test_what_changed_is_told_and_is_status_1(home, old):
    moved(home)

    ran = guide(home, "paths", "--diff", old / "flows")

    assert (ran.returncode, ran.stderr) == (1, b"")
    assert "seats=13..20项：原来转到「开大茶楼」（tea_hall），现在到「小茶馆可以开」" in ran.stdout.decode()
    assert "台账 t_seats「小茶馆」（用在：tea_shop）\n  数值：12 → 20" in ran.stdout.decode()


def test_what_changed_in_one_procedure_is_told_alone(home, old):
    moved(home)

    other, gone = guide(home, "paths", "tea_hall", "--diff", old), guide(home, "paths", "nonsense", "--diff", old)

    assert told(other) == "流程没有不同。\n"
    assert "没有叫「nonsense」的事项" in refused(gone)


def test_a_procedure_that_is_gone_can_be_asked_for(home, old):
    shop = home / "flows" / "tea" / "tea_shop.yaml"
    shop.unlink()

    ran = guide(home, "paths", "tea_shop", "--diff", old)

    assert "开茶馆（tea_shop）：去掉" in ran.stdout.decode()
    assert ran.returncode == 1


def test_what_changed_for_scripts_is_one_object(home, old):
    moved(home)

    found = orjson.loads(guide(home, "paths", "--diff", old, "--json").stdout)

    (flow,) = found["flows"]
    assert set(found) == {"flows", "things", "marks"}
    assert flow["ways"][0]["when"][0][-1]["spans"] == [{"low": 13, "high": 20, "above": False, "below": False}]
    assert found["marks"]["tea_shop"] == {"seats": "changed", "done": "changed"}


def test_what_changed_is_told_as_of_a_day(home, old):
    change(home / "flows" / "policy" / "plan.yaml", "value: 7, unit: working_days", "value: 5, unit: working_days")

    out = guide(home, "paths", "--diff", old, "--as-of", "2026-09-28").stdout.decode()

    assert "大约 2026年10月13日（星期二） → 5个工作日（平均），大约 2026年10月10日（星期六）" in out


def test_what_changed_since_a_revision_is_told(home):
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "flows", "messages_zh"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", home, *who, *command], check=True, capture_output=True)
    # The link to the words of this repository leads out of it.
    assert "解不开" in refused(guide(home, "paths", "--diff", "HEAD"))
    (home / "flows" / "words.yaml").unlink()
    shutil.copy(Path(__file__).parent.parent / "flows" / "words.yaml", home / "flows")
    subprocess.run(["git", "-C", home, *who, "commit", "-q", "-a", "-m", "second"], check=True, capture_output=True)
    moved(home)

    assert "seats=13..20项" in guide(home, "paths", "--diff", "HEAD").stdout.decode()


@pytest.mark.parametrize("named", ["nonsense", "-x", ""])
def test_what_is_no_earlier_version_is_wrong_usage(home, named):
    assert named in refused(guide(home, "paths", f"--diff={named}"))


def test_procedures_that_can_not_be_read_any_more_are_named_and_not_compared(home, old):
    change(old / "flows" / "tea" / "tea_hall.yaml", "department: 茶馆局", "department: 茶馆局\nancient: 1")

    ran = guide(home, "paths", "--diff", old)

    assert (ran.returncode, ran.stdout.decode()) == (0, "流程没有不同。\n")
    assert "没有比：tea_hall" in ran.stderr.decode()


# golden conversations


def test_what_no_conversation_walks_over_is_told_with_its_place(home):
    guide(home, "test", "--update")
    shutil.rmtree(home / "tests" / "journeys" / "tea_hall")

    out = guide(home, "test", "tea_hall").stdout.decode()

    lines = (home / "flows" / "tea" / "tea_hall.yaml").read_text("utf-8").splitlines()
    place = re.search(r"flows/tea/tea_hall\.yaml:(\d+):(\d+): 没有走过：size（您的茶馆多大？） → small\n", out)
    assert place
    assert lines[int(place[1]) - 1][int(place[2]) - 1 :].startswith("small:")
    assert "一共 7 处步骤和去向，录好的对话走过 5 处，还有 2 处没有走过。\n" in out
    assert out.endswith("还没录过 4 个。看过没问题的话，用 guide test --update 录下来。\n")
    assert "还没录过：home/tests/journeys/tea_hall/" in out
    assert "一段对话也没录过：开大茶楼（tea_hall），别的事转过来时走过几处\n" in out


def test_a_procedure_nobody_recorded_is_said_so_and_nothing_of_it_counts_as_walked(home):
    guide(home, "test", "--update")
    shutil.rmtree(home / "tests" / "journeys")

    out = guide(home, "test", "tea_hall").stdout.decode()

    assert re.search(r"flows/tea/tea_hall\.yaml:1:\d+: 一段对话也没录过：开大茶楼（tea_hall）\n", out)
    assert out.count(": 没有走过：") == 7
    assert "7 处步骤和去向，一处也没走过。\n" in out


def test_without_any_recording_nothing_counts_as_walked(home):
    out = guide(home, "test").stdout.decode()

    missed = out.count(": 没有走过：")
    assert out.count("一段对话也没录过") == 2
    assert "开大茶楼（tea_hall）：7 处，一处也没走过。\n" in out
    assert f"{missed} 处步骤和去向，一处也没走过。\n" in out


def test_a_saved_walk_that_agrees_is_told_of(home):
    guide(home, "test", "--update")
    saved = home / "tests" / "journeys" / "tea_shop" / "saved-x.yaml"
    saved.write_text('flow: tea_shop\nat: "2026-11-24T10:00:00+08:00"\ndid:\n  - open: tea_shop\n', "utf-8")
    assert "还没录过 1 个" in guide(home, "test").stdout.decode()
    guide(home, "test", "--update")

    shop, hall = (told(guide(home, "test", name)) for name in ("tea_shop", "tea_hall"))

    assert re.search(r"比了 \d+ 个录好的文件，都跟现在一样；其中 1 个是存下来的走法。\n\Z", shop)
    assert re.search(r"比了 4 个录好的文件，都跟现在一样。\n\Z", hall)


def test_what_agrees_is_counted_beside_what_does_not(home):
    guide(home, "test", "--update")
    change(home / "tests" / "journeys" / "tea_hall" / "done.txt", "开大茶楼", "开茶楼")

    out = guide(home, "test", "tea_hall").stdout.decode()

    assert out.endswith(
        "比了 4 个录好的文件，一样 3 个，不一样 1 个。看过没问题的话，用 guide test --update 写回去。\n"
    )


def test_a_conversation_that_can_not_be_read_is_told_and_is_status_1(home):
    guide(home, "test", "--update")
    (home / "tests" / "journeys" / "tea_shop" / "saved-x.yaml").write_text("flow: tea_shop\n", "utf-8")

    ran, updated = guide(home, "test"), guide(home, "test", "--update")

    assert (ran.returncode, updated.returncode) == (1, 1)
    assert re.search(r"读不了：\S+saved-x\.yaml\n\S+saved-x\.yaml:1:1: at: Field required\n", ran.stdout.decode())
    assert "还有 1 个读不了" in updated.stdout.decode()


def test_on_a_terminal_it_tells_how_far_it_is_and_wipes_that_away(home):
    with Terminal(home, "test") as terminal:
        terminal.ends()

    assert "\r1/2\r\x1b[K" in terminal.screen
