"""Links in words that people read: only to the offices' own addresses, so that nobody is led elsewhere."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.flow.shelf import Office

# What phones make tappable by themselves: an address with its scheme, a bare domain, and a name behind an at sign.
# Each piece is bounded, so that a long text without a link takes no time.
_LINK = re.compile(
    r"[a-z0-9+.-]{0,30}://[^\s<>\"'，。；、）]{0,500}|(?:[a-z0-9-]{1,40}[.．。]){1,6}[a-z]{2,24}(?![a-z0-9])|@[a-z]\w{1,40}",
    re.IGNORECASE | re.ASCII,
)


def links(text: str) -> tuple[str, ...]:
    """Whatever in a text would be a link on a phone, as it is written."""
    return tuple(_LINK.findall(text))


def hosts(offices: Iterable[Office]) -> frozenset[str]:
    """The hosts of the offices' official addresses."""
    return frozenset(office.url.host for office in offices if office.url and office.url.host)


def foreign(text: str, known: frozenset[str]) -> str | None:
    """The first link that leads to none of these hosts."""
    return next((link for link in links(text) if _host(link) not in known), None)


def _host(link: str) -> str:
    try:
        return urlsplit(link if "://" in link else f"//{link}").hostname or ""
    except ValueError:  # such as brackets that are no IPv6 address
        return ""
