from bot.flow.load import load
from bot.flow.uses import uses


def test_a_record_is_used_where_it_is_named_asked_for_compared_or_shown(lay, tmp_path):
    home = lay()
    flow = home / "flows" / "power" / "large.yaml"
    flow.write_text(flow.read_text().replace("who:", "later: [r_free]\nwho:").replace("请到{window}办理", "共{r_gone}"))

    assert uses(load(home).handbook) == {
        "r_limit": ("small.done", "small.capacity"),
        "r_days": ("small.done",),
        "r_after": ("small.done",),
        "r_free": ("large", "small.done"),
    }
