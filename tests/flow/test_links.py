import time

import pytest

from bot.flow.links import foreign, hosts, links
from bot.flow.shelf import Office

KNOWN = frozenset({"www.sxzwfw.gov.cn"})


@pytest.mark.parametrize(
    "text",
    [
        "打开 https://evil.example/x 交钱", "HTTP://EVIL.EXAMPLE", "tg://resolve?domain=x", "evil.com", "请看 t.me/yidian", "sub.evil.top/x?y",
        "加 @yidian_kefu", "javascript://x", "evil。com", "http://[::1", "http://www.sxzwfw.gov.cn@evil.example", "https://www.sxzwfw.gov.cn.evil.top",
    ],
)  # fmt: skip
def test_whatever_a_phone_makes_a_link_of_is_found(text):
    assert foreign(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "到窗口办。带身份证",
        "https://www.sxzwfw.gov.cn/a?b",
        "www.sxzwfw.gov.cn",
        "面积3.5亩",
        "A4纸",
        "v2.0版",
        "邮件@单位",
        "",
    ],
)
def test_the_offices_own_links_and_plain_words_pass(text):
    assert foreign(text, KNOWN) is None


def test_links_are_told_as_written():
    assert links("看 https://a.cn/b，或者 c.com。") == ("https://a.cn/b", "c.com")


def test_the_hosts_are_those_of_the_official_addresses():
    online = Office(kind="online", name="网", url="https://a.gov.cn/x", use="看", confidence="high")
    window = Office(kind="window", name="窗", use="办", confidence="high")

    assert hosts([online, window]) == {"a.gov.cn"}


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "@a", "://", "a" * 40 + ".", "http:/"])
def test_a_long_text_takes_no_time(piece):
    begun = time.process_time()

    links(piece * (16_000 // len(piece)))

    assert time.process_time() - begun < 0.5
