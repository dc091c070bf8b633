"""Writes a procedure: its questions, where the answers lead, every outcome, and the records all this rests on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from bot.book.cases import Rule, branches, rules, tree
from bot.book.ending import Teller
from bot.book.volume import Ending, Entry, Ground, Question, Row, Stage, place
from bot.book.wording import Wording, Words
from bot.engine.mind import Mind
from bot.flow import expression, parts, prose
from bot.flow.ledger import Record
from bot.flow.model import Ask, End, Flow, Jump
from bot.flow.paths import Path, paths
from bot.flow.uses import named


@dataclass(frozen=True)
class Scribe:
    """Writes procedures into a volume that holds `held`."""

    mind: Mind
    words: Words
    held: Collection[str]
    at: datetime
    dated: bool
    """Whether last days are told, counted from `at`."""

    def entry(self, flow: Flow, pictures: tuple[str, ...] = ()) -> Entry:
        """All there is to say about this procedure."""
        wording = Wording(self.mind.handbook, flow, self.words)
        ways = tuple(paths(flow, self.mind.handbook))
        teller = Teller(self.mind, wording, self.at, self.dated)
        endings = tuple(_endings(teller, ways))
        grounds = tuple(self._grounds(flow, endings))
        return Entry(
            id=flow.id,
            title=flow.title,
            summary=self.words.sheet("prose", flow.summary),
            who=self.words.book("who", flow.who),
            department=flow.department,
            questions=tuple(self._question(wording, name, ask) for name, ask in wording.asks.items()),
            rows=tuple(self._row(wording, *branch) for branch in branches(tree(ways))),
            stages=tuple(self._stages(wording, ways)),
            endings=endings,
            grounds=grounds,
            checked=min((one.checked for one in grounds), default=None),
            words=flow.ask_words,
            pictures=pictures,
        )

    def _question(self, wording: Wording, name: str, ask: Ask) -> Question:
        return Question(
            number=wording.numbers[name],
            ask=self.words.sheet("prose", ask.ask),
            hint=self.words.sheet("prose", ask.hint or ""),
            answers=tuple(choice.label for choice in ask.choices.values())
            or (
                self.words.book("free", ask),
                *((ask.number.unsure.label,) if ask.number and ask.number.unsure else ()),
            ),
        )

    def _row(self, wording: Wording, given: Rule, state: str) -> Row:
        said, to = wording.said(given), wording.flow.states[state]
        if isinstance(to, Jump):
            return Row(
                given=said,
                title=self.mind.handbook.flows[to.jump].title,
                to=self._to(to.jump),
                jump=self.words.sheet("prose", to.say),
            )
        assert isinstance(to, End)  # noqa: S101 - paths end at no question
        return Row(given=said, title=to.end, to=place(wording.flow.id, state), jump="")

    def _stages(self, wording: Wording, ways: Iterable[Path]) -> Iterator[Stage]:
        """A life event's parts, in order, with the answers for which each is one."""
        flows, stages = self.mind.handbook.flows, wording.flow.parts
        looked = {name for part in stages if part.when for name in expression.compile(part.when).names}
        names = tuple(name for name in wording.asks if name in looked)
        cases = [*{tuple(way.answers.get(name) for name in names): way.answers for way in ways}.values()]
        for part in stages:
            condition = expression.compile(part.when) if part.when else None
            figures = self.mind.handbook.figures
            held = {index for index, case in enumerate(cases) if not condition or condition.holds(case, figures)}
            yield Stage(
                title=flows[part.flow].title,
                to=self._to(part.flow),
                when=wording.when(rules(cases, held, names)),
                after=flows[part.after].title if part.after else "",
                given=tuple(
                    self.words.book(
                        "known",
                        self.words.sheet("question", part.flow, name),
                        self.words.sheet("answer", answer, part.flow, name),
                    )
                    for name, answer in part.answers.items()
                ),
            )

    def _to(self, flow: str) -> str:
        return flow if flow in self.held else ""

    def _grounds(self, flow: Flow, endings: Iterable[Ending]) -> Iterator[Ground]:
        """Every record behind the procedure once, in the order of the ledger, with the outcomes that rest on it."""
        numbers = {one.to.partition(".")[2]: one.number for one in endings}
        used: dict[str, set[int]] = {}
        for path, name in chain(named(self.mind.handbook, flow), parts.materials(flow), parts.offices(flow)):
            here = set(numbers.values()) if path[0] == "later" else {numbers[s] for s in path[1:2] if s in numbers}
            for mentioned in self._mentions.get(name, ()):
                used.setdefault(mentioned, set()).update(here)
        for record in self.mind.handbook.records.values():
            if record.id in used:
                yield self._ground(record, sorted(used[record.id]))

    def _ground(self, record: Record, used: Iterable[int]) -> Ground:
        return Ground(
            id=record.id,
            source=self.words.sheet("clause", record),
            text=record.text,
            owner=record.owner,
            checked=record.checked,
            used=tuple(used),
        )

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[str, ...]]:
        """Name to the records to be named with it; a record's remarks may take figures from others."""
        book = self.mind.handbook
        texts: dict[str, list[str | None]] = {name: [one.where, one.note] for name, one in book.materials.items()}
        texts |= {name: [one.use] for name, one in book.offices.items()}
        for name, one in book.records.items():
            texts[name] = [f"{{{name}}}", one.excludes, one.caution, one.later.text if one.later else None]
        return {
            name: tuple({each for text in some if text for each in prose.names(text) if each in book.records})
            for name, some in texts.items()
        }


def _endings(teller: Teller, ways: Iterable[Path]) -> Iterator[Ending]:
    groups: dict[str, list[Path]] = {
        name: [] for name, one in teller.wording.flow.states.items() if isinstance(one, End)
    }
    for way in ways:
        if way.kind == "end":
            groups[way.end].append(way)
    reached = {name: some for name, some in groups.items() if some}
    for number, (name, some) in enumerate(reached.items(), 1):
        yield teller.ending(name, number, some)
