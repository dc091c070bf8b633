"""What a dropped template may say: a small language within jinja2, all of it bounded.

Everything printed is a plain value or the words of a house's own macro, never a thing as a whole, whose text may be
endless. Loops and filters go over the lists of an outcome, never over the handbook. Nothing grows: a name is set once,
outside loops, and never to a text made of other names. There is no arithmetic, which jinja2 would work out ahead.
"""

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from bot.drafts.calling import words
from bot.drafts.fence import fenced
from bot.drafts.lexicon import NAMES, SHELVED, SINGLED, TURNS, Unsaid, called, is_list, is_printed
from bot.drafts.path import is_shelved
from bot.drafts.phrase import Phrase
from bot.drafts.weight import weight

_DEPTH, _LOOPS = 36, 3
_OUTPUT, _COST = 200, 2_000_000
"""Characters of what is printed that are reckoned with, and characters or steps of a whole."""


def texts(tree: nodes.Node) -> Iterator[str]:
    """All words written in a template, in their order; names of parts and of other templates are no words."""
    for child in tree.iter_child_nodes():
        match child:
            case nodes.TemplateData(data=text) | nodes.Const(value=str() as text):
                yield text
            case nodes.Import() | nodes.Include():
                continue
            case nodes.Filter(node=inner, name="selectattr" | "rejectattr" | "map" | "answer"):
                yield from texts(nodes.Output([inner]) if inner else child)
            case _:
                yield from texts(child)


class Diction:
    """Reads a template; raises `Unsaid` at the first thing that is not of the small language."""

    def __init__(self, name: str, house: frozenset[str]) -> None:
        self._part = name.startswith("parts/")
        self._house = house
        self._say = Phrase()
        self._cost = 0
        self._heaviest = 1  # what a name of its own stands for

    def template(self, tree: nodes.Template) -> None:
        """Read the whole."""
        _shallow(tree, _DEPTH)
        fenced(tree)
        self._body(tree.body, 0)

    def _body(self, body: Sequence[nodes.Node], loops: int) -> None:
        for node in body:
            self._statement(node, loops)

    def _statement(self, node: nodes.Node, loops: int) -> None:
        match node:
            case nodes.Output(nodes=parts):
                for part in parts:
                    self._output(part, loops)
            case nodes.If(test=test, body=body, elif_=others, else_=rest):
                self._tested(test, loops)
                for each in (body, others, rest):
                    self._body(each, loops)
            case nodes.For(target=target, iter=walked, body=body, else_=rest, test=test, recursive=False):
                self._loop(node, target, walked, loops)
                if test:
                    self._tested(test, loops + 1)
                self._body([*body, *rest], loops + 1)
            case nodes.Assign(target=nodes.Name(name=name), node=value) if not loops:
                self._set(node, name, value)
            case nodes.Import(template=nodes.Const(value=str() as file), target=alias):
                self._brought(node, file)
                self._fresh(node, alias)
                self._say.own.macros.add(alias)
            case nodes.Include(template=nodes.Const(value=str() as file), ignore_missing=False) if not loops:
                self._brought(node, file)
            case _:
                raise Unsaid(node, type(node).__name__.lower())

    def _brought(self, node: nodes.Node, file: str) -> None:
        if self._part or not file.startswith("parts/") or file not in self._house:
            raise Unsaid(node, file)
        self._spent(node, 10 * max(_OUTPUT, self._heaviest), 0)

    def _tested(self, test: nodes.Node, loops: int) -> None:
        self._spent(test, weight(test, self._heaviest), loops)
        self._say.test(test)

    def _spent(self, node: nodes.Node, length: int, loops: int) -> None:
        self._cost += length * TURNS**loops
        if self._cost > _COST:
            raise Unsaid(node, str(_COST), "template_costly")

    def _output(self, node: nodes.Node, loops: int) -> None:
        if isinstance(node, nodes.TemplateData):
            return self._spent(node, len(node.data), loops)
        self._spent(node, weight(node, max(_OUTPUT, self._heaviest)), loops)
        return self._say.printed(node)

    def _kept(self, node: nodes.Node, loops: int) -> None:
        """Reckon with what a name of the template's own is to stand for, there and wherever it is used."""
        kept = weight(node, self._heaviest)
        self._spent(node, kept, loops)
        self._heaviest = max(self._heaviest, kept)

    def _loop(self, node: nodes.Node, target: nodes.Node, walked: nodes.Node, loops: int) -> None:
        if loops >= _LOOPS:
            raise Unsaid(node, "for", "template_deep")
        self._say.list(walked)
        self._kept(walked, loops)
        names = target.items if isinstance(target, nodes.Tuple) else [target]
        for name in names:
            if not isinstance(name, nodes.Name):
                raise Unsaid(name, type(name).__name__.lower())
            if name.name not in self._say.own.things:
                self._fresh(name, name.name, walked=True)
            self._say.own.things.add(name.name)

    def _fresh(self, node: nodes.Node, name: str, *, walked: bool = False) -> None:
        """A name of one's own, used for nothing else; what a loop calls its things may be a plain name of the house."""
        taken = self._say.own.values | self._say.own.macros | SHELVED | (frozenset() if walked else NAMES)
        if name in taken or name.startswith("_"):
            raise Unsaid(node, name)

    def _set(self, node: nodes.Node, name: str, value: nodes.Node) -> None:
        self._fresh(node, name)
        self._kept(value, 0)
        own = self._say.own.values
        if isinstance(value, nodes.Dict):
            words(value)
            self._say.own.plain.add(name)
        elif is_list(value):
            self._say.list(value)
            self._say.own.lists.add(name)
        elif isinstance(value, nodes.Filter) and value.name in SINGLED:
            self._thing(value, name)
        elif next((each for each in value.find_all(nodes.Name) if each.name in own), None):
            raise Unsaid(node, name)  # a text made of texts doubles with every line
        elif isinstance(value, nodes.Getattr) and not is_printed(value) and not is_shelved(value):
            self._thing(value, name)
        else:
            self._say.printed(value)
            self._say.own.plain.add(name)

    def _thing(self, value: nodes.Node, name: str) -> None:
        self._say.path(value)
        self._say.own.things.add(name)


def _shallow(tree: nodes.Node, most: int) -> None:
    """Refuse a tree so deep that walking or compiling it would exhaust the stack; itself it goes level by level."""
    level: list[nodes.Node] = [tree]
    for _ in range(most):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise Unsaid(level[0], called(level[0]), "template_deep")
