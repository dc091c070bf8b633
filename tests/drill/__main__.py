"""Many people want the few slots of one window, while answers are lost and everything is killed; run by `make drill`.

For each provider: 200 people at once book on 50 slots through the real bot, on a Bot API server over real HTTP. 30 % of
the provider's answers are lost after the work was done, 20 % of its calls get 503, and it is killed with -9 as the bot
is. At the end the receipts on all screens are laid beside the provider's own book: none doubled, lost or imagined.

python -m tests.drill                                       all providers, about ten minutes
python -m tests.drill http --people 50 --slots 10 --seed 7  one of them, smaller
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from pathlib import Path

from tests.drill.figures import Figures
from tests.drill.offices import OPENED
from tests.drill.plan import Plan
from tests.drill.round import drill


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.drill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "providers", nargs="*", metavar="provider", help=f"of {', '.join(OPENED)}; all if none is named"
    )
    parser.add_argument("--people", type=int, default=Plan.people, help="citizens at once (%(default)s)")
    parser.add_argument("--slots", type=int, default=Plan.slots, help="free slots, at one window (%(default)s)")
    parser.add_argument("--kills", type=int, default=Plan.kills, help="of the bot in each round (%(default)s)")
    parser.add_argument("--seed", type=int, default=Plan.seed, help="for another drill of the same size (%(default)s)")
    given = parser.parse_args()
    if unknown := set(given.providers) - OPENED.keys():
        parser.error(f"there is no provider {', '.join(sorted(unknown))}: choose of {', '.join(OPENED)}")
    if given.people < 1 or given.kills < 0 or given.slots < 1:
        parser.error("at least one citizen and one slot, and no negative kills")
    if not Plan(slots=given.slots).days:
        parser.error(f"{given.slots} slots can't be spread evenly over at most five days of 24")
    return given


async def _main(given: argparse.Namespace) -> bool:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    plan = Plan(given.people, given.slots, given.kills, given.seed)
    sound = True
    for name in given.providers or OPENED:
        _say(f"{name}: {plan.people} people, {plan.slots} slots, {plan.kills} kills of the bot")
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            figures = await drill(name, plan, Path(folder), _say)
        _tell(figures)
        sound = sound and figures.sound
    return sound


def _say(word: str) -> None:
    print(word, file=sys.stderr, flush=True)


def _tell(figures: Figures) -> None:
    print(figures.line, flush=True)
    for fault in figures.faults:
        _say(f"  {fault}")


if __name__ == "__main__":
    try:
        sys.exit(not asyncio.run(_main(_given())))
    except KeyboardInterrupt:
        _say("stopped")
        sys.exit(128 + signal.SIGINT)
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)
