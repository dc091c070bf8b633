"""Conditions: a small language of comparisons over answers and ledger figures, and the door to jinja2 that runs it.

The same door compiles the texts with placeholders that are sent to a booking system of another shape.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.environment import Template, TemplateExpression
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.flow.grammar import ExpressionError, Found, numbers
from bot.flow.model import Answer

__all__ = ["LENGTH", "Condition", "ExpressionError", "Text", "compile", "parse", "text"]

LENGTH = 400
"""Characters of a condition; a longer one belongs into several ways."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_STRANGE = re.compile(r"unexpected char .+ at (\d+)")
_NAMED = re.compile(r"'([^']+)'")
"""How jinja2 names what it stumbled at."""
_END = "end of template"

# Not optimized: folding constants ahead can write `inf` into the code, which Python takes for a name.
_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, optimized=False)
_environment.globals.clear()


@dataclass(frozen=True)
class Condition:
    """A condition that was read and found to be of the small language."""

    source: str
    names: tuple[str, ...]
    """Answers it looks at."""
    facts: tuple[str, ...]
    """Ledger ids it looks up."""
    literals: Mapping[str, tuple[str, ...]]
    """Answer to the words it is compared with by ==, != and in."""
    _bounds: tuple[tuple[str, nodes.Expr], ...]

    @cached_property
    def _run(self) -> TemplateExpression:
        """Compiled when first asked: most conditions are read at every start, and few are met in a chat."""
        return _environment.compile_expression(self.source, undefined_to_none=False)

    def holds(self, answers: Mapping[str, Answer], figures: Mapping[str, float]) -> bool:
        """Whether it holds; `ExpressionError` unanswered, unknown_fact, not_comparable or zero_division if it can't say."""
        known = {name: answers[name] for name in self.names if name in answers}
        try:
            return bool(self._run(known, fact=figures.__getitem__))
        except UndefinedError as error:
            raise ExpressionError(code="unanswered", detail=str(error).split("'")[1]) from None
        except KeyError as error:
            raise ExpressionError(code="unknown_fact", detail=str(error.args[0])) from None
        except TypeError:
            raise ExpressionError(code="not_comparable", detail=self.source) from None
        except ArithmeticError:
            raise ExpressionError(code="zero_division", detail=self.source) from None

    def thresholds(self, figures: Mapping[str, float]) -> Mapping[str, tuple[float, ...]]:
        """Answer to the numbers it is compared with, ascending; facts without a figure are left out."""
        found: dict[str, set[float]] = {}
        for name, bound in self._bounds:
            found.setdefault(name, set()).update(filter(math.isfinite, numbers(bound, figures)))
        return {name: tuple(sorted(values)) for name, values in found.items() if values}


@lru_cache(maxsize=4096)
def compile(source: str) -> Condition:  # noqa: A001 - the verb of the field; never used unqualified
    """Read a condition once; `ExpressionError` syntax, sign, too_long, too_deep, not_allowed or not_checkable."""
    if len(source) > LENGTH:
        raise ExpressionError(code="too_long", detail=source[:20])
    found = Found()
    try:
        found.test(parse(source))
    except RecursionError:
        raise ExpressionError(code="too_deep", detail=source[:20]) from None
    return Condition(
        source=source,
        names=tuple(dict.fromkeys(found.names)),
        facts=tuple(dict.fromkeys(found.facts)),
        literals={name: tuple(dict.fromkeys(words)) for name, words in found.literals.items()},
        _bounds=tuple(found.bounds),
    )


def parse(source: str) -> nodes.Node:
    """The tree of an expression, for whoever wants to say it in words; `ExpressionError` syntax or sign, with the sign at fault."""
    try:
        parser = Parser(_environment, source, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            raise ExpressionError(code="syntax", detail=str(parser.stream.current.value))
    except TemplateSyntaxError as error:
        raise _unread(source, str(error.message)) from None
    return tree


def _unread(source: str, message: str) -> ExpressionError:
    """The sign at fault, as far as jinja2 or a look outside the quotes tells; its own words are for programmers."""
    strange = _STRANGE.fullmatch(message)
    sign = source[int(strange[1])] if strange else next(filter(_foreign, _QUOTED.sub("", source)), "")
    if sign:
        return ExpressionError(code="syntax" if sign in "'\"" else "sign", detail=sign)
    named = [] if _END in message else _NAMED.findall(message)
    return ExpressionError(code="syntax", detail=named[-1] if named else "")


def _foreign(sign: str) -> bool:
    return not (sign.isascii() or sign.isalpha() or sign.isspace())


@dataclass(frozen=True)
class Text:
    """A text with placeholders."""

    _template: Template

    def filled(self, known: Mapping[str, Any]) -> str:
        """The text with its placeholders written out; `ExpressionError` unknown_name or fails."""
        try:
            return self._template.render(known)
        except UndefinedError as error:
            raise ExpressionError(code="unknown_name", detail=str(error.message)) from None
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise ExpressionError(code="fails", detail=type(error).__name__) from None


def text(source: str, write: Callable[[Any], str]) -> Text:
    """Read a text whose every placeholder is written by `write`; `ExpressionError` syntax, with the line, or too_deep."""
    try:
        return Text(_environment.overlay(finalize=write).from_string(source))
    except TemplateSyntaxError as error:
        raise ExpressionError(code="syntax", detail=f"{error.lineno}: {error.message}") from None
    except (RecursionError, SyntaxError):  # more loops within loops than Python takes are a SyntaxError
        raise ExpressionError(code="too_deep", detail=source[:20]) from None
