"""What somebody asks about the procedure at hand: its cost, its time, what to bring, where, how, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.engine.choosing import plain
from bot.engine.hearing import Phrase, hear, keys, runs
from bot.engine.reply import Topic
from bot.engine.route import Router
from bot.flow.model import Ask
from bot.flow.shelf import Vocabulary

LONGEST = 40
"""Characters of a question; more is a story, in which such words are told rather than asked."""
MOST = 2
"""Topics answered at once."""

_TOPICS: tuple[Topic | Literal["why"], ...] = ("cost", "time", "bring", "where", "how", "why")


class _Query(NamedTuple):
    topics: tuple[Topic | Literal["why"], ...]
    """Without doubles, in the order asked, at most `MOST`."""
    rest: str
    """What else was said that means something."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Knows the words of the topics; the same words always come to the same topics."""

    topics: Mapping[str, Topic | Literal["why"]]
    """Face or sounds of a word to its topic."""
    beside: frozenset[str]
    """Faces and sounds of words that name nothing."""
    longest: int
    """Characters of the longest of these words."""
    things: tuple[str, ...]
    """Names of materials, which may be mentioned when it is asked what to bring."""
    router: Router

    def asked(self, text: str, at_hand: Collection[str]) -> tuple[Topic | Literal["why"], ...]:
        """The topics a text asks about, at most `MOST`; none if it is no such question or names another matter.

        `at_hand` are the procedures whose names may be mentioned. Any text will do, and none raises.
        """
        topics, rest = self._heard(text)
        if not topics or not rest:
            return topics
        guess = self.router.route(text)
        if guess.ids and guess.ids[0] in at_hand:
            return topics
        thing = "bring" in topics and guess.outcome != "sure" and any(rest in thing for thing in self.things)
        return topics if thing or (len(rest) == 1 and not guess.ids) else ()

    def plainly(self, text: str, ask: Ask | None) -> bool:
        """Whether nothing but topics was asked, so that it can't be meant as an answer to this question.

        What stands in a choice's own words is an answer.
        """
        topics, rest = self._heard(text)
        words = [word for choice in ask.choices.values() for word in (choice.label, *choice.words)] if ask else []
        said = plain(text)
        return bool(topics) and not rest and not any(said in plain(word) for word in words)

    def _heard(self, text: str) -> _Query:
        topics: list[Topic | Literal["why"]] = []
        rest = ""
        for phrase in hear(text) if len(text) <= LONGEST else ():
            for word, face in self._words(phrase):
                if word in self.topics:
                    topics.append(self.topics[word])
                elif word not in self.beside:
                    rest += face
        return _Query(tuple(dict.fromkeys(topics))[:MOST], rest)

    def _words(self, phrase: Phrase) -> Iterator[tuple[str, str]]:
        """The known words, the longest first at each place, and single units between them; with how they are written."""
        place = 0
        while place < len(phrase):
            heard = [(length, face or sounds) for length, face, sounds in runs(phrase, place, self.longest)]
            known = [each for each in heard if each[1] in self.topics or each[1] in self.beside]
            length, word = (known or heard[:1])[-1]
            yield word, phrase[place].face or phrase[place].sound
            place += length


def listen(words: Vocabulary, things: Iterable[str], router: Router) -> Listener:
    """Learn the words of the topics, and which words beside them say nothing."""
    said: dict[Topic | Literal["why"], tuple[str, ...]] = {name: getattr(words.topics, name) for name in _TOPICS}
    topics = {key: name for name, some in said.items() for key in _keys(some)}
    beside = frozenset(_keys((*words.empty, *words.commands.get("around", ()), *words.topics.beside)))
    longest = max(
        (len(phrase) for some in (*said.values(), words.topics.beside) for word in some for phrase in hear(word)),
        default=1,
    )
    return Listener(topics, beside, longest, tuple(things), router)


def _keys(words: Iterable[str]) -> Iterator[str]:
    return (key for word in words for phrase in hear(word) for key in keys(phrase))
