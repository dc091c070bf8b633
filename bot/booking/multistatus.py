"""What one asks a calendar server, and what it answers: XML as in WebDAV (RFC 4918) and CalDAV (RFC 4791)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.ElementTree import fromstring

from bot.booking.entry import Entry, read

_DAV, _CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_GIVEN, _MISSING, _CUT = 200, 404, 507
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


def query(begin: datetime, end: datetime) -> bytes:
    """Asks for all that takes any of this time (RFC 4791, 7.8)."""
    return (
        f"{_HEAD}<C:calendar-query {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range {_range(begin, end)}/>'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    ).encode()


def these(paths: Iterable[str], within: tuple[datetime, datetime] | None = None) -> bytes:
    """Asks for entries by their paths (RFC 4791, 7.9); `within` a time, each series is taken apart (9.6.5)."""
    data = f"<C:calendar-data><C:expand {_range(*within)}/></C:calendar-data>" if within else "<C:calendar-data/>"
    hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return (
        f"{_HEAD}<C:calendar-multiget {_SPACES}><D:prop><D:getetag/>{data}</D:prop>{hrefs}</C:calendar-multiget>"
    ).encode()


def entries(body: bytes) -> tuple[Entry, ...] | None:
    """All entries of an answer; None for one the server has cut short (RFC 4918, 11.5: 507).

    ValueError for what can't be understood; entities are refused, so nothing in it can grow or reach out.
    """
    try:
        found: Element = fromstring(body)
        if found.tag != f"{_DAV}multistatus":
            raise ValueError("no multistatus")
        responses = found.findall(f"{_DAV}response")
        states = [_code(status) for each in responses if (status := each.findtext(f"{_DAV}status"))]
        if _CUT in states:
            return None
        if set(states) - {_MISSING}:
            raise ValueError("an entry that could not be given")
        return tuple(entry for response in responses for entry in _entries(response))
    except (ParseError, LookupError) as error:
        raise ValueError(type(error).__name__) from None


def refused_twice(body: bytes) -> bool:
    """Tell whether a server refused an entry because its id is in use there already (RFC 4791, 5.3.2.1)."""
    return b"no-uid-conflict" in body


def _entries(response: Element) -> Iterator[Entry]:
    name = unquote(urlsplit(response.findtext(f"{_DAV}href") or "").path.rpartition("/")[2])
    for found in response.findall(f"{_DAV}propstat"):
        if _code(found.findtext(f"{_DAV}status") or "") != _GIVEN:
            continue
        etag, text = found.findtext(f"{_DAV}prop/{_DAV}getetag"), found.findtext(f"{_DAV}prop/{_CAL}calendar-data")
        if not (name and etag and text):
            raise ValueError("an answer without what was asked for")
        yield from read(name, etag.strip(), text)


def _code(status: str) -> int:
    """The number in a line such as HTTP/1.1 200 OK."""
    return int(status.split()[1])


def _range(begin: datetime, end: datetime) -> str:
    return f"start={quoteattr(_stamp(begin))} end={quoteattr(_stamp(end))}"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
