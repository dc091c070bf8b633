"""The command `guide`, run as its own process."""

import re
import shutil
import signal
from pathlib import Path

import orjson
import pytest

from tests.commands import Terminal, guide
from tests.houses import ROOT, change, furnish

COMMANDS = ["run", "chat", "lint", "schema", "facts", "coverage", "ask", "paths", "test", "draw", "new", "fmt", "audit"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def shop(home: Path) -> Path:
    return home / "flows" / "tea" / "tea_shop.yaml"


def told(ran) -> str:
    """What it says when all is well."""
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    return ran.stdout.decode()


def refused(ran) -> str:
    """The one line it says when it can't begin."""
    lines = ran.stderr.decode().splitlines()
    assert (ran.returncode, ran.stdout, len(lines)) == (2, b"", 1), ran
    return lines[0]


# help


def test_help_is_chinese_and_lists_the_commands(home):
    text = told(guide(home, "--help"))

    assert "夏县办事向导" in text
    assert all(f"\n  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_all_it_takes(home, command):
    text = told(guide(home, command, "-h"))

    assert re.search("[一-龥]", text)
    for line in text.partition("Arguments:")[2].splitlines()[1:]:
        assert not re.fullmatch(r"  (\[?[A-Z]\S*|--(?!help)\S+)", line), f"{line} has no explanation"


def test_no_command_is_a_question_for_help(home):
    assert b"Commands" in guide(home).stderr + guide(home).stdout


@pytest.mark.parametrize(
    "words", [["nonsense"], ["lint", "--nonsense"], ["lint", "--format", "xml"], ["chat", "a", "b"]]
)
def test_what_is_no_usage_gets_a_hint_and_status_2(home, words):
    ran = guide(home, *words)

    assert ran.returncode == 2
    assert b"Try 'guide" in ran.stderr.replace(b"python -m bot", b"guide")
    assert b"Traceback" not in ran.stderr


# settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("NOW", "yesterday"),
        ("NOW", "2026-09-28T10:00:00"),
        ("HOME", "/nowhere"),
        ("STAFF_IDS", "x"),
        ("STAFF_CHATS", "1;2"),
        ("DATA_DIR", "/dev/null/var"),
        ("REDIS_URL", "http://localhost"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(home, name, value):
    # A terminal, since through a pipe the bot keeps nothing in the places that are set.
    with Terminal(home, "chat", **{name: value}) as terminal:
        status = terminal.ends()

    assert status == 2
    assert len(terminal.screen.strip().splitlines()) == 1
    assert f"GUIDE_{name}: " in terminal.screen


def test_settings_are_read_from_the_file_env_as_well(home):
    (home.parent / ".env").write_text("GUIDE_PORT=abc\n")

    assert "GUIDE_PORT" in refused(guide(home, "chat"))


def test_a_file_env_that_is_no_text_is_named(home):
    (home.parent / ".env").write_bytes(b"GUIDE_PORT=\xff\n")

    assert ".env" in refused(guide(home, "chat"))


def test_an_empty_token_or_a_token_in_a_fault_is_not_repeated(home):
    assert "123:secret" not in refused(guide(home, "run", TELEGRAM_TOKEN="123:secret", PORT="abc"))


# run and chat


def test_run_without_a_token_tells_how_to_get_one_and_opens_the_chat(home):
    out = told(guide(home, "run", given="开茶馆\n"))

    assert out.index("@BotFather") < out.index("夏县办事向导") < out.index("您的茶馆多大？")


@pytest.mark.parametrize("command", ["run", "chat", "facts", "paths"])
def test_with_findings_it_does_not_start_but_tells_the_first(home, shop, command):
    change(shop, "go: {small: seats, big: to_hall}", "go: {small: seets, big: to_hall}")

    ran = guide(home, command)

    assert ran.returncode == 2
    assert "改好才能开始" in ran.stderr.decode()
    assert re.search(r"home/flows/tea/tea_shop\.yaml:\d+:\d+: states\.size\.go\.small: ", ran.stderr.decode())
    assert b"Traceback" not in ran.stderr


def test_of_many_findings_the_first_three_are_told(home, shop):
    shop.write_text(shop.read_text("utf-8") + "".join(f"odd{number}: 1\n" for number in range(9)), "utf-8")

    lines = guide(home, "chat").stderr.decode().splitlines()

    assert len(lines) == 4
    assert "9" in lines[0]


# lint


def test_the_flows_of_this_repository_are_sound(tmp_path):
    home = tmp_path / "home"
    shutil.copytree(ROOT / "flows", home / "flows")
    (home / "messages_zh").symlink_to(ROOT / "messages_zh")

    assert "没有问题" in told(guide(home, "lint"))


def test_lint_lists_all_findings_with_their_place(home, shop):
    change(shop, "go: {small: seats, big: to_hall}", "go: {small: seets, big: to_hell}")

    ran = guide(home, "lint")

    lines = ran.stdout.decode().splitlines()
    assert ran.returncode == 1
    assert {"states.size.go.small", "states.size.go.big"} <= {line.split(": ")[1] for line in lines}
    assert all(re.match(r"home/flows/tea/tea_shop\.yaml:\d+:\d+: \S+: .+ — .+", line) for line in lines)
    assert f"一共 {len(lines)} 个问题" in ran.stderr.decode()


def test_lint_looks_at_the_screens_too(home):
    (home / "messages_zh" / "ask" / "number.j2").write_text("{{ nobody }}")

    assert "states.seats" in guide(home, "lint").stdout.decode()


def test_lint_of_one_file_tells_of_that_file_only(home, shop):
    change(shop, "department: 茶馆局", "department: 茶馆局\nodd: 1")
    change(shop.parent / "tea_hall.yaml", "department: 茶馆局", "department: 茶馆局\nodd: 1")

    one, folder = guide(home, "lint", shop), guide(home, "lint", shop.parent)

    assert [line.split(":")[0] for line in one.stdout.decode().splitlines()] == ["home/flows/tea/tea_shop.yaml"]
    assert len(folder.stdout.decode().splitlines()) == 2


def test_lint_of_a_sound_file_among_others_is_clean(home, shop):
    change(shop.parent / "tea_hall.yaml", "department: 茶馆局", "department: 茶馆局\nodd: 1")

    assert "没有问题" in told(guide(home, "lint", shop.parent / "area.yaml"))


def test_lint_of_one_file_tells_what_keeps_it_from_being_judged(home, shop):
    (home / "flows" / "offices.yaml").write_text("[", "utf-8")

    ran = guide(home, "lint", shop)

    assert ran.returncode == 1
    assert "offices.yaml" in ran.stdout.decode()


def test_lint_of_a_draft_elsewhere_judges_it_in_its_place(home, shop, tmp_path):
    draft = tmp_path / "drafts" / "tea_shop.yaml"
    draft.parent.mkdir()
    shutil.copy(shop, draft)
    sound = guide(home, "lint", draft)
    change(draft, "to: done", "to: dune")

    ran = guide(home, "lint", draft)

    assert "没有问题" in told(sound)
    assert ran.returncode == 1
    assert ran.stdout.decode().startswith("drafts/tea_shop.yaml:")
    assert "dune" not in shop.read_text("utf-8")


def test_lint_of_a_new_draft_judges_it_beside_the_others(home, shop, tmp_path):
    draft = tmp_path / "tea_stall.yaml"
    shutil.copy(shop, draft)
    change(draft, "id: tea_shop", "id: tea_stall")
    change(draft, "title: 开茶馆", "title: 摆茶摊")

    ran = guide(home, "lint", draft)

    assert ran.returncode == 0, ran.stdout.decode()


def test_lint_of_another_home_takes_its_flows(home, tmp_path):
    other = furnish(tmp_path / "other")
    change(other / "flows" / "tea" / "tea_shop.yaml", "department: 茶馆局", "department: 茶馆局\nodd: 1")

    assert guide(home, "lint", other).returncode == 1
    assert guide(home, "lint", home, other / "flows").returncode == 1
    assert guide(home, "lint", home).returncode == 0


@pytest.mark.parametrize("path", ["nowhere.yaml", "empty", "empty/readme.txt"])
def test_lint_of_what_is_no_flow_is_wrong_usage(home, tmp_path, path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("x")

    assert path.split("/")[-1] in refused(guide(home, "lint", path))


def test_lint_as_json_is_one_list(home, shop):
    assert orjson.loads(guide(home, "lint", "--format", "json").stdout) == []
    change(shop, "to: done", "to: dune")

    rows = orjson.loads(guide(home, "lint", home, shop, "--format", "json").stdout)

    assert set(rows[0]) == {"file", "line", "column", "place", "rule", "text", "hint"}
    assert {row["file"] for row in rows} == {"home/flows/tea/tea_shop.yaml"}


def test_lint_for_github_marks_the_line(home, shop):
    change(shop, "to: done", "to: dune")

    ran = guide(home, "lint", "--format", "github")

    assert re.match(
        r"::error file=home/flows/tea/tea_shop\.yaml,line=\d+,col=\d+,title=unknown_state::", ran.stdout.decode()
    )
    assert ran.stderr == b""


# the ledger and the schemas


def test_facts_tell_who_uses_each_record(home):
    out = told(guide(home, "facts"))

    assert re.search(r"t_seats +小茶馆的座位数\n +用在：tea_shop\.seats（开茶馆）、tea_shop\.done（开茶馆）", out)
    assert "10 条；其中还没人用的 1 条" in out


def test_one_fact_is_told_with_its_source_and_doubt(home):
    out = told(guide(home, "facts", "t_unused"))

    for words in ("5个月", "茶馆办事计划，第十一条", "原文看不清", "还没有流程用到"):
        assert words in out
    assert "t_seats" not in out


def test_unused_facts_are_told_alone(home):
    out = told(guide(home, "facts", "--unused"))

    assert "t_unused" in out
    assert "t_seats" not in out


def test_a_fact_nobody_knows_is_wrong_usage(home):
    assert "t_nothing" in refused(guide(home, "facts", "t_nothing"))


def test_coverage_tells_where_each_promise_is_shown_and_what_is_not(home):
    change(home / "flows" / "policy" / "plan.yaml", "promise: true}", "promise: true, sections: {t: 喝茶, u: 别的}}")

    ran = guide(home, "coverage")
    first, rest, named, part = (
        guide(home, "coverage", "--area", area).stdout.decode() for area in ("1", "2", "喝茶", "茶")
    )
    sections = orjson.loads(guide(home, "coverage", "--json").stdout)

    assert ran.returncode == 1
    assert "t_unused  没人用的规定\n     ⚠️ 还没有地方看得到" in ran.stdout.decode()
    assert first == named == part
    assert ("1. 喝茶" in first, "2. 别的" in first, "2. 别的" in rest) == (True, False, True)
    assert [(one["number"], one["title"], len(one["facts"])) for one in sections] == [(1, "喝茶", 10), (2, "别的", 0)]
    assert "没有这个方面；有 1 (喝茶), 2 (别的)" in refused(guide(home, "coverage", "--area", "3"))


def test_coverage_is_content_with_what_is_the_offices_own_business(home):
    plan = home / "flows" / "policy" / "plan.yaml"
    change(plan, "promise: true}", "promise: true, sections: {t: 喝茶}}")
    change(plan, "doubt: 原文看不清", "inner: 只管局里开会")

    assert "办事人用不着：只管局里开会" in told(guide(home, "coverage"))


def test_schemas_are_written_where_editors_look_for_them(home):
    out = told(guide(home, "schema"))

    files = sorted((home / "flows" / "schema").iterdir())
    assert len(out.splitlines()) == len(files) == 7
    assert orjson.loads((home / "flows" / "schema" / "flow.schema.json").read_bytes())["$schema"]


def test_one_schema_is_printed(home):
    assert orjson.loads(told(guide(home, "schema", "flow")))["title"] == "flow"
    assert "ledger" in refused(guide(home, "schema", "nonsense"))


# free text, paths


def test_ask_tells_where_words_lead(home):
    assert "tea_hall  开大茶楼" in told(guide(home, "ask", "我想开大茶楼"))
    assert "summoned" in told(guide(home, "ask", "法院通知我开庭"))
    assert refused(guide(home, "ask")).startswith("guide: ")


def test_ask_takes_lines_for_scripts(home):
    lines = told(guide(home, "ask", "--json", given="我想开大茶楼\n今天天气\n")).splitlines()

    assert [set(orjson.loads(line)) for line in lines] == [{"text", "outcome", "ids", "opens", "refer", "score"}] * 2
    assert [orjson.loads(line)["text"] for line in lines] == ["我想开大茶楼", "今天天气"]


def test_ask_marks_itself_by_a_file_of_cases(home, tmp_path):
    (tmp_path / "cases.tsv").write_text("我想开大茶楼\ttea_hall\n茶馆怎么开\ttea_hall\n今天天气\tnone\n", "utf-8")

    out = told(guide(home, "ask", "--evaluate", "cases.tsv"))

    assert "50" in out
    assert "茶馆怎么开" in out


@pytest.mark.parametrize("content", [None, b"no tab", b"\xff\t\xff"])
def test_a_file_of_cases_nobody_can_read_is_wrong_usage(home, tmp_path, content):
    if content:
        (tmp_path / "cases.tsv").write_bytes(content)

    assert "cases.tsv" in refused(guide(home, "ask", "--evaluate", "cases.tsv"))


def test_paths_are_told_with_the_answers_and_the_outcome(home):
    out = told(guide(home, "paths", "tea_shop"))

    assert re.search(r" 1\. size=小茶馆，seats=1项 → 小茶馆可以开\n", out)
    assert re.search(r"seats=还没数 → 数好再来\n", out)
    assert re.search(r"size=大茶楼 → 转到 tea_hall\n", out)
    assert "tea_hall，" not in out
    assert "（tea_hall，" in told(guide(home, "paths"))


def test_paths_of_an_unknown_procedure_are_wrong_usage(home):
    assert "没有叫「nonsense」的事项" in refused(guide(home, "paths", "nonsense"))


# golden conversations


def test_golden_conversations_are_made_compared_and_accepted(home, shop):
    first = guide(home, "test")
    told(guide(home, "test", "--update"))
    same = told(guide(home, "test"))
    change(shop, "有多少个座位？", "摆了多少个座位？")
    changed, elsewhere = guide(home, "test"), guide(home, "test", "tea_hall")

    assert first.returncode == 1
    assert "跟现在一样" in same
    assert (changed.returncode, elsewhere.returncode) == (1, 0)
    assert re.search(r"^-.*有多少个座位？$", changed.stdout.decode(), re.MULTILINE)
    assert re.search(r"^\+.*摆了多少个座位？$", changed.stdout.decode(), re.MULTILINE)
    assert "写回去了" in told(guide(home, "test", "--update"))
    assert guide(home, "test").returncode == 0


def test_golden_conversations_of_an_unknown_procedure_are_wrong_usage(home):
    assert "nonsense" in refused(guide(home, "test", "nonsense"))
    assert "--update" in refused(guide(home, "test", "tea_hall", "--update"))


# names


@pytest.mark.parametrize("command", ["paths", "draw", "test", "sheet", "chat"])
def test_a_procedure_that_is_not_there_is_one_line_with_the_nearest(home, command):
    for name in ("tea_shap", "开茶管"):
        line = refused(guide(home, command, name))
        assert line.startswith(f"guide: {name}: 没有叫「{name}」的事项。是不是：tea_shop (开茶馆)")
    assert 'guide ask "装电表"' in refused(guide(home, command, "xyz"))


def test_a_procedure_may_be_called_by_its_title(home):
    for command in ("paths", "draw"):
        assert told(guide(home, command, "开大茶楼")) == told(guide(home, command, "tea_hall"))
    assert "tea_hall/" in guide(home, "test", "开大茶楼").stdout.decode()
    assert "还差一问" in refused(guide(home, "sheet", "开大茶楼"))


def test_a_chat_that_is_broken_off_ends_with_the_same_goodbye(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads("您说")
        terminal.hears(signal.SIGINT)
        status = terminal.ends()

    assert status == 130
    assert "好，先到这里。您办到一半的事都留着，下次接着办。" in terminal.screen
