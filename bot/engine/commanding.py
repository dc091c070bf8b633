"""Commands: words that always mean the same, whatever was said last."""

from typing import Any

from bot.engine.event import (
    Asked,
    Booked,
    Browsed,
    Event,
    Forgot,
    Printed,
    Reminded,
    Reopened,
    Restarted,
    Resumed,
    Said,
    WentBack,
)  # fmt: skip


def commanded(command: str, said: Said) -> Event:
    """The event that a command of the vocabulary stands for; what is none of the house's own is a question of that topic."""
    id_at = common(said)
    match command:
        case "back":
            return WentBack(**id_at)
        case "restart":
            return Restarted(**id_at)
        case "menu":
            return Browsed(**id_at)
        case "person" | "business" | "areas" | "events":
            return Browsed(by=command, **id_at)
        case "forget":
            return Forgot(**id_at)
        case "change":
            return Reopened(**id_at)
        case "resume":
            return Resumed(**id_at)
        case "notice" | "timeline":
            return Printed(what=command, **id_at)
        case "book":
            return Booked(what="open", **id_at)
        case "remind" | "quiet":
            return Reminded(on=command == "remind", **id_at)
        case topic:
            return Asked.model_validate({"topic": topic, **id_at})


def common(said: Said) -> dict[str, Any]:
    """What every event made of these words has of them."""
    return {"id": said.id, "at": said.at, "public": said.public}
