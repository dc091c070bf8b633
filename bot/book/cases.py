"""Which answers lead where, told as briefly as can be: the branches of a procedure, and for whom a line is there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.flow.model import Answer
from bot.flow.paths import Path

Case = Mapping[str, Answer | None]
"""State id to answer; None when it was not asked."""
Values = tuple[Answer | None, ...]
Rule = tuple[tuple[str, Values], ...]
"""Questions with the answers that fit, all of which must be given."""


@dataclass(frozen=True, slots=True)
class Fork:
    """A question whose answers lead to different ends."""

    state: str
    branches: tuple[tuple[tuple[Answer, ...], "Tree"], ...]


Tree = str | Fork
"""A state that is no question, or the question that decides."""


def tree(paths: Sequence[Path], depth: int = 0) -> Tree:
    """The questions that decide where these paths end; those whose every answer comes to the same are left out."""
    first = paths[0]
    state = first.states[depth]
    if state not in first.answers:
        return state
    groups: dict[Answer, list[Path]] = {}
    for path in paths:
        groups.setdefault(path.answers[state], []).append(path)
    merged: dict[Tree, tuple[Answer, ...]] = {}
    for answer, some in groups.items():
        found = tree(some, depth + 1)
        merged[found] = (*merged.get(found, ()), answer)
    if len(merged) == 1:
        return next(iter(merged))
    return Fork(state, tuple((answers, found) for found, answers in merged.items()))


def branches(found: Tree, given: Rule = ()) -> Iterator[tuple[Rule, str]]:
    """Every row of a decision table: what is answered, and the state that leads to."""
    if isinstance(found, str):
        yield given, found
        return
    for answers, rest in found.branches:
        yield from branches(rest, (*given, (found.state, answers)))


def rules(cases: Sequence[Case], held: Collection[int], names: Sequence[str]) -> tuple[Rule, ...]:
    """For which answers to the questions `names` something holds: that which holds in these of the cases, by index.

    One of the rules is enough. None when it holds in all cases. The cases differ in the answers to `names`.
    """
    if len(held) == len(cases):
        return ()
    enough = [name for name in names if _covered(_pure(cases, held, (name,))) == set(held)]
    left, found = set(held), list[Rule]()
    for size in range(1, len(names) + 1):
        for some in combinations(enough[:1] or names, size):
            for rule, covered in _merged(some, _pure(cases, held, some)):
                if covered & left:
                    found.append(rule)
                    left -= covered
        if not left:
            break
    return tuple(found)


def _pure(cases: Sequence[Case], held: Collection[int], names: tuple[str, ...]) -> dict[Values, set[int]]:
    """The answers to these questions with which it always holds, each with its cases."""
    groups: dict[Values, set[int]] = {}
    for index, case in enumerate(cases):
        groups.setdefault(tuple(case.get(name) for name in names), set()).add(index)
    return {values: group for values, group in groups.items() if group <= set(held)}


def _covered(groups: Mapping[Values, set[int]]) -> set[int]:
    return set[int]().union(*groups.values())


def _merged(names: tuple[str, ...], pure: Mapping[Values, set[int]]) -> Iterator[tuple[Rule, set[int]]]:
    """Rules with their cases; those that differ in the answers to one question alone are one."""
    found: Mapping[tuple[Values, ...], set[int]] = {
        tuple((value,) for value in values): group for values, group in pure.items()
    }
    for place in reversed(range(len(names))):
        found = _fused(found, place)
    for some, group in found.items():
        yield tuple(zip(names, some, strict=True)), group


def _fused(found: Mapping[tuple[Values, ...], set[int]], place: int) -> dict[tuple[Values, ...], set[int]]:
    """Those that are the same but for this place laid together."""
    groups: dict[tuple[Values, ...], tuple[Values, set[int]]] = {}
    for some, group in found.items():
        rest = (*some[:place], *some[place + 1 :])
        values, before = groups.get(rest, ((), set[int]()))
        groups[rest] = (*values, *some[place]), before | group
    fused: dict[tuple[Values, ...], set[int]] = {}
    for rest, (values, group) in groups.items():
        fused[*rest[:place], values, *rest[place:]] = group
    return fused
