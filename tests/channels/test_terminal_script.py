"""`guide chat --json`: a JSON object a line in and out."""

import signal
import subprocess
from pathlib import Path

import orjson
import pytest

from tests.commands import GUIDE, environment, talk
from tests.houses import furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def test_scripts_say_and_tap_and_hear_where_they_are(home):
    first, second, third = talk(home, {"say": "小茶馆"}, {"say": "八个"}, procedure="tea_shop")

    assert set(first) == {"flow", "state", "text", "buttons", "files", "toast", "end"}
    assert (first["flow"], first["state"], first["end"]) == ("tea_shop", "size", False)
    assert [button["label"] for button in first["buttons"]][:2] == ["小茶馆", "大茶楼"]
    assert "<b>" not in first["text"]
    assert (second["state"], third["state"], third["end"]) == ("seats", "done", True)


def test_the_ids_of_buttons_are_the_same_in_every_run(home):
    opened = talk(home, procedure="tea_shop")[0]

    tapped = talk(home, {"tap": opened["buttons"][1]["id"]}, procedure="tea_shop")[-1]

    assert (tapped["flow"], tapped["state"]) == ("tea_hall", "floors")


@pytest.mark.parametrize(
    "line",
    ["garbage", "{", "[]", "3", "null", '"say"', "{}", '{"say": 3}', '{"tap": null}', '{"say": "\\ud800"}', "[" * 5000],
)
def test_what_a_script_gets_wrong_is_told_and_nothing_is_lost(home, line):
    _, wrong, after = talk(home, line, {"say": "小茶馆"}, procedure="tea_shop")

    assert list(wrong) == ["error"]
    assert after["state"] == "seats"


@pytest.mark.parametrize("id", ["", "x", "aaa.1.c.small", "0.0.z", "' OR 1=1", "字" * 100, "zzz123456.1.c.small"])
def test_forged_taps_change_nothing(home, id):
    _, forged, after = talk(home, {"tap": id}, {"say": "小茶馆"}, procedure="tea_shop")

    assert forged["toast"] or forged["text"]
    assert "故障号" not in forged["text"]
    assert after["state"] == "seats"


def test_an_old_button_is_answered_and_shows_the_question_at_hand(home):
    opened = talk(home, procedure="tea_shop")[0]
    old = opened["buttons"][1]["id"]

    again = talk(home, {"say": "小茶馆"}, {"tap": old}, procedure="tea_shop")[-1]

    assert again["toast"]
    assert again["state"] == "seats"


def test_what_stands_on_the_buttons_of_a_card_can_be_typed(home):
    lines = ["小茶馆", "/start", "企业办事", "/forget", "确认", "/forget"]
    _, _, menu, list_, forget, forgotten, nothing = talk(home, *({"say": line} for line in lines), procedure="tea_shop")

    assert "您好" in menu["text"]
    assert list_["text"].startswith("企业办事")
    assert "确认，全部删掉" in forget["text"]
    assert "已经全部删掉了" in forgotten["text"]
    assert "没有存" in nothing["text"]


def test_who_looks_around_is_understood_though_nothing_else_is_kept(home):
    _, _, area = talk(home, {"say": "按方面找"}, {"say": "开店"})

    assert area["text"].startswith("开店")


def test_start_shows_the_house_and_leaves_the_procedure_where_it_is(home):
    _, _, started, on = talk(home, {"say": "小茶馆"}, {"say": " /start "}, {"say": "接着办"}, procedure="tea_shop")

    assert "接着办：开茶馆" in [button["label"][3:] for button in started["buttons"]]
    assert on["state"] == "seats"


def test_a_long_text_is_answered(home):
    assert talk(home, {"say": "我想开茶馆" * 2000}, procedure="tea_shop")[-1]["state"] == "size"


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_script_can_end_it_while_it_waits(home, name, status):
    process = subprocess.Popen(
        [*GUIDE, "chat", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=home.parent, env=environment(home),
    )  # fmt: skip
    with process:
        process.stdout.readline()
        process.send_signal(signal.Signals[name])

        assert process.wait(20) == status
        assert process.stderr.read() == b""


def test_a_script_may_come_from_a_file(home, tmp_path):
    (tmp_path / "script").write_text('{"say": "小茶馆"}\n{"say": "八个"}')
    with (tmp_path / "script").open() as file:
        ran = subprocess.run(
            [*GUIDE, "chat", "tea_shop", "--json"], stdin=file, capture_output=True, cwd=tmp_path, check=False,
            env=environment(home), timeout=20,
        )  # fmt: skip

    assert [orjson.loads(line)["state"] for line in ran.stdout.splitlines()] == ["size", "seats", "done"]


def test_sheets_are_left_in_the_data_folder_and_listed(home):
    *_, notice, timeline = talk(
        home, {"say": "小茶馆"}, {"say": "八个"}, {"say": "告知单"}, {"say": "日程图"}, procedure="tea_shop"
    )

    left = [Path(file["path"]) for file in (*notice["files"], *timeline["files"])]
    assert [path.suffix for path in left] == [".pdf", ".ics", ".png", ".png", ".png"]
    assert {path.parent for path in left} == {home.parent / "data" / "sheets"}
    assert all(path.stat().st_size > 100 for path in left)
    assert [file["name"] for file in notice["files"]] == [path.name for path in left[:4]]
