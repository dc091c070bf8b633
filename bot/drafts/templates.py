"""A dropped template is looked at before anything runs it: it may say only what the house's own templates say.

Live templates run in a plain jinja2 environment within the bot, so a dropped one is held to a small language of its own
(`bot.drafts.diction`), to Telegram's tags that the house uses, and to links of known offices.
"""

import re
from collections import Counter
from collections.abc import Iterator

from jinja2 import Environment, TemplateError, nodes

from bot.drafts.diction import Diction, texts
from bot.drafts.lexicon import Unsaid
from bot.drafts.refusal import Refused, shown
from bot.flow import sheet
from bot.flow.links import foreign

SIZE = 16 << 10
"""Bytes of a template."""

_TAG = re.compile(r"</?(?:b|i|u|s|code|pre|blockquote)>|<blockquote expandable>")
_RUN = re.compile(r"[(\[{]{30}|(?:not|-|\+)(?:\s*(?:not|-|\+)){30}")
# Only read by this one, never compiled.
_environment = Environment(autoescape=True)
_environment.globals.clear()


def vetted(name: str, text: str, house: frozenset[str], hosts: frozenset[str]) -> Refused | None:
    """Why this template may not be used, or nothing; never raises.

    `house` are the templates it may include, none of them dropped, and `hosts` those that links may lead to.
    """
    told = {"file": name}
    if len(text.encode()) > SIZE:
        return Refused("template_large", {**told, "most": str(SIZE >> 10)})
    strange = sheet.alien(text)
    if strange:
        return Refused("template_unseen", {**told, "code": f"U+{ord(strange[0]):04X}"})
    if _RUN.search(text):
        return Refused("template_deep", told)
    try:
        tree = _environment.parse(text)
        Diction(name, house).template(tree)
    except TemplateError as error:
        line = str(getattr(error, "lineno", 1))
        return Refused("template_syntax", {**told, "line": line, "problem": shown(str(error))})
    except Unsaid as error:
        return Refused(error.rule, {**told, "line": str(error.line), "what": shown(error.what)})
    except (RecursionError, ValueError, OverflowError):  # such as a number of thousands of digits
        return Refused("template_deep", told)
    return next((Refused(rule, {**told, **data}) for rule, data in _written(tree, hosts)), None)


def _written(tree: nodes.Template, hosts: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """What is wrong in the words themselves."""
    said = tuple(texts(tree))
    for text in said:
        strange = sheet.alien(text)  # an escape in a text within quotes shows only now
        if strange:
            yield "template_unseen", {"code": f"U+{ord(strange[0]):04X}"}
    # Laid side by side, so that a link put together of pieces is found.
    link = foreign("".join(said), hosts) or foreign(" ".join(said), hosts)
    if link:
        yield "template_link", {"link": shown(link)}
    data = tuple(node.data for node in tree.find_all(nodes.TemplateData))
    for text in data:
        rest = _TAG.sub("", text)
        if "<" in rest:
            yield "template_html", {"what": shown(rest[rest.find("<") :])}
    opened = Counter(tag[0].strip("<>").partition(" ")[0] for text in data for tag in _TAG.finditer(text))
    for tag in {each.removeprefix("/") for each in opened}:
        if opened[tag] != opened[f"/{tag}"]:
            yield "template_html", {"what": tag}
