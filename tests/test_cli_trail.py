"""`guide audit`: who did what to the flows."""

from datetime import datetime
from pathlib import Path

import orjson
import pytest

from bot.archive import Archive, mark
from bot.audit import Act, Audit
from tests.commands import guide
from tests.houses import furnish

AT = datetime.fromisoformat("2026-03-02T01:30:00+00:00")
NAME = "flows/tea/tea_shop.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    audit = Audit(tmp_path / "data" / "audit.jsonl")
    for who, deed, about in ((50, "proposed", "abcde"), (51, "published", "<b>1</b> & 2"), (0, "reloaded", "0123ab")):
        audit.add(Act(at=AT, who=who, deed=deed, about=about))
    return tmp_path / "data" / "audit.jsonl"


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Archive:
    found = Archive(home, tmp_path / "data" / "versions")
    for files, what in (({NAME: b"new", "flows/tea/b.yaml": b"b"}, "abcde"), ({"flows/tea/b.yaml": None}, "v0")):
        marks = {name: mark(found.content(name)) for name in files}
        found.publish(files, marks, at=AT, by=50, second=51, what=what)
        found.finish()
    return found


def _told(ran) -> list[str]:
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    return ran.stdout.decode().splitlines()


def test_acts_are_told_in_words_with_time_of_the_county_and_the_latest_last(home, trail):
    assert _told(guide(home, "audit")) == [
        "2026-03-02 09:30  50  提出发布  abcde",
        "2026-03-02 09:30  51  同意，发布了  <b>1</b> & 2",
        "2026-03-02 09:30  电脑上  改了文件，换上了  0123ab",
    ]


def test_only_the_last_are_told_when_so_many_are_wanted(home, trail):
    assert [line.split()[2] for line in _told(guide(home, "audit", "--last", "1"))] == ["电脑上"]


def test_as_json_an_act_is_a_line(home, trail):
    rows = [orjson.loads(line) for line in _told(guide(home, "audit", "--json"))]

    assert [(row["who"], row["deed"]) for row in rows] == [(50, "proposed"), (51, "published"), (0, "reloaded")]
    assert datetime.fromisoformat(rows[0]["at"]) == AT


def test_a_torn_line_is_told_apart_and_the_others_are_there(home, trail):
    trail.write_bytes(trail.read_bytes() + b'{"at":\n')

    ran = guide(home, "audit", "--json")

    assert ran.returncode == 0
    assert [orjson.loads(line)["who"] for line in ran.stdout.splitlines()] == [50, 51, 0]
    assert b"audit_line_unreadable" in ran.stderr


def test_versions_are_told_with_who_agreed_and_every_file(home, archive):
    assert _told(guide(home, "audit", "--versions")) == [
        "第 1 版  2026-03-02 09:30  草稿 abcde，50 提出，51 同意",
        f"    改了 {NAME}",
        "    新加 flows/tea/b.yaml",
        "第 2 版  2026-03-02 09:30  退回到最早，50 提出，51 同意",
        "    删掉 flows/tea/b.yaml",
    ]


def test_versions_as_json_name_their_files(home, archive):
    rows = [orjson.loads(line) for line in _told(guide(home, "audit", "--versions", "--json", "--last", "1"))]

    assert [(row["number"], row["by"], row["second"], row["files"]) for row in rows] == [
        (2, 50, 51, ["flows/tea/b.yaml"])
    ]


@pytest.mark.parametrize(("arguments", "says"), [([], "还没有记录。"), (["--versions"], "还没有发布过。")])
def test_where_nothing_was_done_yet_it_says_so(home, tmp_path, arguments, says):
    assert _told(guide(home, "audit", *arguments)) == [says]
    assert _told(guide(home, "audit", *arguments, "--json")) == []
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["audit.jsonl", "versions/0001.json"])
def test_what_can_not_be_read_is_one_line(home, tmp_path, name):
    place = tmp_path / "data" / name
    place.parent.mkdir(parents=True)
    place.mkdir() if name == "audit.jsonl" else place.write_text("{")

    ran = guide(home, "audit", *(["--versions"] if "versions" in name else []))

    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, b"", 1)
