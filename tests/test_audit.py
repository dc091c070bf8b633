"""The audit trail."""

import resource
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.audit import Act, Audit

AT = datetime.fromisoformat("2026-03-02T09:30:00+08:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audit.jsonl"


def _act(about: str, who: int = 50) -> Act:
    return Act(at=AT, who=who, deed="dropped", about=about)


def test_before_anything_was_done_there_is_nothing(file):
    assert Audit(file).last(9) == ()
    assert not file.exists()


def test_the_latest_stand_first_and_no_more_than_are_asked_for(file):
    for about in ("a", "b", "c"):
        Audit(file).add(_act(about))

    assert [act.about for act in Audit(file).last(2)] == ["c", "b"]
    assert Audit(file).last(9)[-1] == _act("a")


def test_only_its_owner_may_read_it(file):
    Audit(file).add(_act("a"))

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_torn_line_is_passed_over_and_told_to_who_runs_the_bot(file):
    Audit(file).add(_act("a"))
    with file.open("ab") as stream:
        stream.write(b'{"at":"2026-03-02T09:3\n')
    Audit(file).add(_act("b"))

    with capture_logs() as told:
        assert [act.about for act in Audit(file).last(9)] == ["b", "a"]
    assert [line["event"] for line in told] == ["audit_line_unreadable"]


def test_what_is_written_after_a_line_torn_in_the_middle_is_not_lost_with_it(file):
    Audit(file).add(_act("a"))
    with file.open("ab") as stream:
        stream.write(b'{"at":"2026-03-02T09:3')
    Audit(file).add(_act("b"))

    with capture_logs():
        assert [act.about for act in Audit(file).last(9)] == ["b", "a"]


def test_what_a_full_disk_took_only_half_of_is_no_act_that_is_written_down(file):
    Audit(file).add(_act("a"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 9, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            Audit(file).add(_act("b"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_written_is_one_line_whatever_it_is_about(file):
    Audit(file).add(_act("a\nb\u2028c"))
    Audit(file).add(_act("d"))

    assert [act.about for act in Audit(file).last(9)] == ["d", "a\nb\u2028c"]
    assert file.read_bytes().count(b"\n") == 2


def test_two_who_write_at_once_lose_nothing(file):
    first, second = Audit(file), Audit(file)
    for about in range(20):
        (first if about % 2 else second).add(_act(str(about)))

    assert [act.about for act in first.last(99)] == [str(about) for about in reversed(range(20))]
