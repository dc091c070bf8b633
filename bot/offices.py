"""Opens the book of each office, whoever keeps it."""

from collections.abc import Callable

from bot.booking.base import BookingProvider, Request, State
from bot.booking.book import Book
from bot.booking.counter import Counter
from bot.config import Access, Settings
from bot.engine.mind import Mind
from bot.engine.seeking import bookable
from bot.flow.booking import CaldavBooking, CounterBooking, HttpBooking
from bot.flow.shelf import Office
from bot.message import plain


def providers(
    settings: Settings, mind: Mind, book: Book, say: Callable[..., str], *, outside: bool
) -> dict[str, BookingProvider]:
    """A provider for each office that takes appointments here; nothing is asked of any yet.

    Other people's systems are left alone unless `outside` is wanted.

    Raises `SettingError` for an office's access that can't be read.
    """
    offices = mind.handbook.offices
    open_here = [name for name in offices if bookable(mind, offices[name])]
    if not outside:
        open_here = [name for name in open_here if isinstance(offices[name].booking, CounterBooking)]
    found = {name: _opened(settings, mind, book, say, name) for name in open_here}
    return {name: provider for name, provider in found.items() if provider}


def _opened(settings: Settings, mind: Mind, book: Book, say: Callable[..., str], name: str) -> BookingProvider | None:
    office: Office = mind.handbook.offices[name]
    access, calendar = settings.booking_access.get(name, Access()), mind.resolver.calendar
    match office.booking:
        case CounterBooking() as booking:
            return Counter(name, booking, calendar, book, settings.clock)
        case HttpBooking() as booking:
            from bot.booking.http import Http  # noqa: PLC0415 - most houses have no such office

            return Http(booking, access)
        case CaldavBooking() as booking:
            from bot.booking.caldav import Caldav  # noqa: PLC0415 - as above

            return Caldav(booking, calendar, access, _entry(say), settings.clock)
        case _:
            return None


def _entry(say: Callable[..., str]) -> Callable[[Request, State], tuple[str, str]]:
    """Title and words of an entry in an office's calendar."""

    def words(request: Request, state: State) -> tuple[str, str]:
        title, _, rest = plain(say("booking/entry.j2", request=request, state=state)).partition("\n")
        return title, rest

    return words
