import pytest

from bot.engine.evaluation import Case, evaluate, read_cases


def test_cases_are_read_with_remarks_and_alternatives():
    assert read_cases("# 说明\n装水表\twater_hookup\n\n注销\tderegister|deregister_simple\n离婚\tnone\n") == (
        Case("装水表", ("water_hookup",)),
        Case("注销", ("deregister", "deregister_simple")),
        Case("离婚", ("none",)),
    )


@pytest.mark.parametrize("line", ["装水表", "装水表\t", "装水表 water_hookup"])
def test_a_line_without_an_id_is_named(line):
    with pytest.raises(ValueError, match=r"^2$"):
        read_cases(f"接水\twater_hookup\n{line}\n")


def test_rates_and_confusions_are_counted(mind):
    cases = (
        Case("装水表", ("water_hookup",)),
        Case("装水表", ("gas_hookup",)),
        Case("煤改气", ("gas_hookup",)),
        Case("离婚", ("water_hookup",)),
        Case("护照", ("none",)),
        Case("装水表", ("not_written_yet",)),
    )

    report = evaluate(mind.router, cases)

    assert (report.ours, report.others) == (4, 2)
    assert (report.first, report.among, report.refused, report.sure) == (0.5, 0.5, 0.5, 0.75)
    assert report.wrongly_sure == pytest.approx(2 / 6)
    assert [miss.case.text for miss in report.misses] == ["装水表", "离婚", "装水表"]
    assert report.confusions == (
        ("gas_hookup", "water_hookup", 1),
        ("none", "water_hookup", 1),
        ("water_hookup", "none", 1),
    )


def test_nothing_to_judge_is_no_failure(mind):
    report = evaluate(mind.router, ())

    assert (report.first, report.refused, report.wrongly_sure) == (1.0, 1.0, 0.0)
