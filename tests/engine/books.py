"""Handbooks for tests: the real one, small ones, and changed ones."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.flow.handbook import Handbook
from bot.flow.load import load
from bot.flow.model import Flow

ROOT = Path(__file__).parents[2]


@cache
def real() -> Handbook:
    """The handbook of this repository."""
    loaded = load(ROOT)
    assert loaded.handbook
    assert not loaded.findings
    return loaded.handbook


def small(**flows: dict[str, Any]) -> Handbook:
    """The real shelves with nothing but these procedures: id to states."""
    return _with({name: _flow(name, states) for name, states in flows.items()})


def with_event(book: Handbook, name: str, states: dict[str, Any], *parts: str | dict[str, Any]) -> Handbook:
    """The same handbook with this life event of these parts."""
    flow = _flow(name, states).model_dump(by_alias=True, mode="json")
    return _with({**book.flows, name: Flow.model_validate({**flow, "parts": parts})})


def changed(book: Handbook, name: str, edit: Callable[[dict[str, Any]], Any]) -> Handbook:
    """The same handbook with this procedure's states edited."""
    data = book.flows[name].model_dump(by_alias=True, mode="json")
    edit(data["states"])
    return _with({**book.flows, name: Flow.model_validate(data)})


def without(book: Handbook, name: str) -> Handbook:
    """The same handbook without this procedure."""
    return _with({each: flow for each, flow in book.flows.items() if each != name})


def ask(go: Any, *choices: str, **more: Any) -> dict[str, Any]:
    """A question with these choices."""
    return {"ask": "选哪一个？", "choices": {key: f"第{key}种" for key in choices}, "go": go, **more}


def number(go: Any, **more: Any) -> dict[str, Any]:
    """A question for a number from 1 to 1000."""
    limits = {"unit": "kVA", "min": 1, "max": 1000, "example": "50千伏安", **more.pop("number", {})}
    return {"ask": "是多少？", "number": limits, "go": go, **more}


def end(**more: Any) -> dict[str, Any]:
    """An outcome."""
    return {"end": "办好了", "say": "办好了。", "offices": ["p12345"], **more}


def jump(to: str, **answers: Any) -> dict[str, Any]:
    """A jump to another procedure."""
    return {"jump": to, "say": "换一件事办。", "with": answers}


def _flow(name: str, states: dict[str, Any]) -> Flow:
    head = {"title": name, "summary": "一句话。", "department": "某局", "who": ["person"]}
    return Flow.model_validate({"id": name, **head, "ask_words": [name], "examples": [name], "states": states})


def _with(flows: dict[str, Flow]) -> Handbook:
    digests = {name: hashlib.blake2b(flow.model_dump_json().encode()).hexdigest()[:12] for name, flow in flows.items()}
    area = next(iter(real().areas))
    return replace(
        real(), flows=flows, digests=digests, area_of={name: real().area_of.get(name, area) for name in flows}
    )
