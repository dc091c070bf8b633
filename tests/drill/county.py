"""The reference server in a process of its own, with its clock standing at the drill's time.

python -m tests.drill.county PORT BOOK HOURS AHEAD
"""

import sys
from pathlib import Path

import uvicorn

from tests.booking.county import County
from tests.booking.county_book import Rules
from tests.booking.county_faults import Line
from tests.drill.plan import MINUTES, NOW


def _main() -> None:
    port, book, hours, ahead = sys.argv[1:]
    rules = Rules(hours=(hours,), minutes=MINUTES, ahead=int(ahead), per_person=2)
    county = County(rules, lambda: NOW, Path(book))
    uvicorn.run(Line(county.app), host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    _main()
