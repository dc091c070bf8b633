"""Drafts that mean no good, each with the refusal it must meet: a rule of `messages_zh/draft`, or of lint's."""

import io
import struct
import zipfile
from dataclasses import dataclass

FLOW = """\
id: tea_odd
title: 看茶
summary: 看看茶。
department: 茶馆
who: [person]
ask_words: [看茶]
examples: [我想看茶, 看看茶行吗, 哪里能看茶]
states:
  size:
    ask: 要多少？
    number: {unit: count, min: 1, max: 500, example: 5 盒}
    go: done
  done:
    end: 看好了
    say: 请到{window}看。
    offices: [window]
"""
AREA = "# flows/tea/tea_odd.yaml\n"


@dataclass(frozen=True)
class Hostile:
    """What is dropped."""

    name: str
    content: bytes
    rule: str


def zipped(*files, method=zipfile.ZIP_DEFLATED):
    """A zip of names and contents; a name may be a ZipInfo."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


def entry(name, *, mode=0, flags=0):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.flag_bits |= flags
    return info


def patched(content, mark, offset, value):
    """The zip with some bytes of its headers written over, after each of these marks."""
    changed, at = bytearray(content), content.find(mark)
    while at >= 0:
        changed[at + offset : at + offset + len(value)] = value
        at = content.find(mark, at + 4)
    return bytes(changed)


CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
PLAIN = zipped(("tea.yaml", AREA + FLOW))


def renamed(name):
    """A zip whose name was written over in its headers, for names that Python would not write."""
    return zipped(("x" * len(name), FLOW)).replace(b"x" * len(name), name)


def overlapping():
    """Two entries of which both point to the same bytes, after the bomb of David Fifield."""
    content = zipped(("aa", b"0" * 5000), ("bb", b"1"))
    second = content.find(CENTRAL, content.find(CENTRAL) + 4)
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def lying(size):
    """A zip of which the header says that little comes out."""
    content = zipped(("a.yaml", b"\0" * size))
    return patched(patched(content, CENTRAL, 24, struct.pack("<I", 10)), LOCAL, 22, struct.pack("<I", 10))


ZIPS = {
    "not a zip": (b"hello", "zip_broken"),
    "nothing": (b"", "zip_broken"),
    "half a zip": (PLAIN[:-30], "zip_broken"),
    "only an end": (b"PK\x05\x06" + b"\0" * 18, "zip_empty"),
    "a zip whose list lies elsewhere": (patched(PLAIN, b"PK\x05\x06", 16, struct.pack("<I", 1 << 31)), "zip_bomb"),
    "a name that differs within": (PLAIN.replace(b"tea.yaml", b"abc.yaml", 1), "zip_broken"),
    "a wrong checksum": (patched(PLAIN, CENTRAL, 16, b"abcd"), "zip_broken"),
    "broken deflate": (patched(PLAIN, b"tea.yaml", 8, b"\xff\xff\xff\xff"), "zip_broken"),
    "too many": (zipped(*((f"f{n}.yaml", FLOW) for n in range(65))), "zip_many"),
    "many thousands": (zipped(*((f"{n}.j2", "") for n in range(8000))), "zip_many"),
    "a bomb that says so": (zipped(("a.yaml", b"\0" * (9 << 20))), "zip_bomb"),
    "a bomb that lies": (lying(9 << 20), "zip_broken"),
    "a bomb of many": (zipped(*((f"{n}.yaml", b"#" * 200_000) for n in range(8))), "zip_bomb"),
    "one large file": (zipped(("a.yaml", b"#" * 300_000)), "too_large"),
    "overlapping": (overlapping(), "zip_bomb"),
    "a size that is too small": (patched(PLAIN, CENTRAL, 24, struct.pack("<I", 5)), "zip_broken"),
    "a size that is too great": (patched(PLAIN, CENTRAL, 24, struct.pack("<I", 9999)), "zip_bomb"),
    "a zip64 lie": (
        patched(zipped(("a.yaml", FLOW)), CENTRAL, 24, struct.pack("<I", 0xFFFFFFFF)), "zip_bomb",
    ),
    "nested": (zipped(("inner.zip", PLAIN)), "zip_nested"),
    "encrypted": (patched(PLAIN, CENTRAL, 8, b"\x01\x00"), "zip_locked"),
    "strongly encrypted": (patched(PLAIN, CENTRAL, 8, b"\x41\x00"), "zip_locked"),
    "bzip2": (zipped(("a.yaml", FLOW), method=zipfile.ZIP_BZIP2), "zip_method"),
    "lzma": (zipped(("a.yaml", FLOW), method=zipfile.ZIP_LZMA), "zip_method"),
    "a method nobody knows": (patched(PLAIN, CENTRAL, 10, b"\x63\x00"), "zip_method"),
    "a symlink": (zipped((entry("offices.yaml", mode=0o120777), "/etc/passwd")), "zip_link"),
    "a device": (zipped((entry("offices.yaml", mode=0o020666), "x")), "zip_link"),
    "a pipe": (zipped((entry("offices.yaml", mode=0o010666), "x")), "zip_link"),
    "up and away": (zipped(("../../bot/wire.yaml", FLOW)), "zip_name"),
    "up within": (zipped(("flows/../../x.yaml", FLOW)), "zip_name"),
    "absolute": (zipped(("/etc/cron.d/x.yaml", FLOW)), "zip_name"),
    "backslashes": (renamed(rb"..\..\x.yaml"), "zip_name"),
    "a drive": (renamed(b"C:/x.yaml"), "zip_name"),
    "NUL": (renamed(b"a.yaml\0.png"), "zip_name"),
    "a control character": (renamed(b"a\x1b[2J.yaml"), "zip_name"),
    "turned around": (zipped(("a\u202elmay.exe.yaml", FLOW)), "zip_name"),
    "dots that look alike": (zipped(("\uff0e\uff0e/x.yaml", FLOW)), "zip_name"),
    "a slash that looks alike": (zipped(("..\uff3cx.yaml", FLOW)), "zip_name"),
    "an endless name": (zipped(("a" * 300 + ".yaml", FLOW)), "zip_name"),
    "deep folders": (zipped(("a/" * 9 + "x.yaml", FLOW)), "zip_name"),
    "a dot behind": (zipped(("flows./x.yaml", FLOW)), "zip_name"),
    "a folder with content": (zipped(("flows/", b"x")), "zip_name"),
    "the same but for case": (zipped(("Tea.yaml", FLOW), ("tea.yaml", FLOW)), "zip_twice"),
    "the same twice": (zipped(("aa.yaml", FLOW), ("ab.yaml", FLOW)).replace(b"ab.yaml", b"aa.yaml"), "zip_twice"),
    "the same but for width": (zipped(("tea.yaml", FLOW), ("\uff54ea.yaml", FLOW)), "zip_twice"),
    "the same flow twice": (zipped(("a.yaml", AREA + FLOW), ("b.yaml", AREA + FLOW)), "same_place"),
    "a program": (zipped(("run.sh", "#!/bin/sh")), "kind"),
    "python": (zipped(("flows/tea/__init__.py", "import os")), "kind"),
    "only what a Mac adds": (zipped(("__MACOSX/._a.yaml", b"\0\1")), "zip_empty"),
    "an area called as the ledger's folder": (zipped(("policy/area.yaml", "title: x")), "area_path"),
    "an area above": (zipped(("area.yaml", "title: x")), "area_path"),
    "lint's own words": (zipped(("messages_zh/lint/too_big.j2", "x")), "template_place"),
    "staff's own words": (zipped(("messages_zh/staff/help.j2", "x")), "template_place"),
    "a template including a dropped one": (
        zipped(("end/summary.j2", '{% include "parts/head.j2" %}'), ("parts/head.j2", "x")), "template_not_allowed",
    ),
    "a template including itself": (zipped(("parts/head.j2", '{% include "parts/head.j2" %}')), "template_not_allowed"),
}  # fmt: skip

FILES = {
    "ten.yaml": (b"#" * (10 << 20), "too_large"),
    "large.yaml": (b"#" * (300 << 10), "too_large"),
    "picture.yaml": (b"\x89PNG\r\n\x1a\n", "not_utf8"),
    "zip.yaml": (PLAIN, "not_utf8"),
    "wide.yaml": (FLOW.encode("utf-16"), "not_utf8"),
    "gbk.yaml": (FLOW.encode("gbk"), "not_utf8"),
    "nul.yaml": (b"id: tea_odd\0", "binary"),
    "empty.yaml": (b" \n", "empty"),
    "run.exe": (b"MZ", "kind"),
    "noname": (FLOW.encode(), "kind"),
    "words.yaml.exe": (b"x", "kind"),
    "off\u0456ces.yaml": (b"tea_window: {kind: window}", "unplaced"),
    "../../offices2.yaml": (b"tea_window: {kind: window}", "unplaced"),
    "list.yaml": (b"- 1\n- 2\n", "unplaced"),
    "area.yaml": (b"title: x\n", "area_path"),
    "\u202eyaml.yaml": (b"states: {}\n", "flow_id"),
    "new.yaml": (FLOW.encode(), "flow_area"),
    "schema.yaml": (b"# flows/schema/x.yaml\n" + FLOW.encode(), "flow_area"),
    "up.yaml": (b"# flows/../../x/y.yaml\n" + FLOW.encode(), "flow_area"),
    "id.yaml": (b"id: ../../../etc/passwd\nstates: {}\n", "flow_id"),
    "arealike.yaml": (b"# flows/tea/area.yaml\nid: area\nstates: {}\n", "flow_id"),
    "l/e/dger.yaml": (b"document: {id: ../x}\nrecords: []\n", "ledger_id"),
    "Ledger Name.yaml": (b"document:\n  id: ../../x\nrecords: []\n", "ledger_id"),
    "nowhere.j2": (b"x", "template_place"),
    "labels.j2": (b"x", "template_place"),
    "office.j2": (b"x", "template_which"),
}

OS = "office_name.__func__.__globals__['__builtins__']['__import__']('os')"
TOKEN = f"{OS}.environ.get('GUIDE_TELEGRAM_TOKEN')"
ESCAPES = (
    f"{{{{ '%s'|format(*[{TOKEN} or '']) }}}}",
    f"{{{{ ''|upper(*({TOKEN} and [{OS}.system('touch marker')][1:] or ())) }}}}",
    f"{{{{ ''|trim(**{{'chars': {OS}.popen('id').read()}}) }}}}",
    f"{{{{ outcome.fees|map(attribute={TOKEN})|join('') }}}}",
    "{{ outcome.fees|map(attribute=office_name.__func__.__globals__.text)|join('') }}",
    f"{{% for x in outcome.answers.items(*[{TOKEN}]) %}}{{% endfor %}}",
    f"{{% for x in outcome.answers.values(**{{'a': {TOKEN}}}) %}}{{% endfor %}}",
    f"{{{{ day(at.date(*[{TOKEN}]), at) }}}}",
    f"{{{{ at.isoformat(sep={TOKEN}) }}}}",
    f"{{{{ at.strftime('%Y', *[{TOKEN}]) }}}}",
    f"{{% if matter is none(*[{TOKEN}]) %}}x{{% endif %}}",
    f"{{% if matter is equalto(other={TOKEN}) %}}x{{% endif %}}",
    f"{{{{ office_name({TOKEN}) }}}}",
    "{{ office_name.__func__.__globals__ }}",
    f"{{{{ {TOKEN} }}}}",
    "{{ day.__self__.templates.loader.searchpath }}",
    "{{ flow.parse_raw('cposix\\nsystem\\n(Vtouch marker\\ntR.', proto='pickle', allow_pickle=True) }}",
    "{{ once(flow.parse_raw, 'x') }}",
    "{{ flow.parse_file('/proc/self/environ') }}",
)
"""What has once got out of the language or of jinja2's sandbox, or would."""

TEMPLATES = {
    **dict.fromkeys(ESCAPES, "template_not_allowed"),
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "template_not_allowed",
    "{{ flow.__init__.__globals__ }}": "template_not_allowed",
    "{{ flow['__class__'] }}": "template_not_allowed",
    "{{ flow['\\x5f\\x5fclass\\x5f\\x5f'] }}": "template_not_allowed",
    "{{ flow|attr('\\x5f\\x5fclass\\x5f\\x5f') }}": "template_not_allowed",
    "{{ outcome.limits|map(attribute='__class__')|join('') }}": "template_not_allowed",
    "{{ outcome.limits|map(attribute='name.__class__')|join('') }}": "template_not_allowed",
    "{% for g in outcome.limits|groupby('__class__') %}{% endfor %}": "template_not_allowed",
    "{% for g in outcome.limits|sort(attribute='__class__') %}{% endfor %}": "template_not_allowed",
    "{{ outcome.limits|selectattr('__class__')|list|length }}": "template_not_allowed",
    "{{ outcome.limits|map('attr', '__class__')|join('') }}": "template_not_allowed",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}": "template_not_allowed",
    "{{ lipsum.__globals__ }}": "template_not_allowed",
    "{{ lipsum(100000) }}": "template_not_allowed",
    "{{ joiner() }}": "template_not_allowed",
    "{{ self._TemplateReference__context }}": "template_not_allowed",
    "{{ self }}": "template_not_allowed",
    "{{ namespace(x=1) }}": "template_not_allowed",
    "{% set ns = namespace(x=1) %}{% for a in outcome.limits %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}": "template_not_allowed",
    "{{ '{0.__class__}'.format(flow) }}": "template_not_allowed",
    "{{ '{x.__class__}'.format_map({'x': flow}) }}": "template_not_allowed",
    "{{ '%9999999999d'|format(1) }}": "template_not_allowed",
    "{{ '%c'|format(99999999) }}": "template_not_allowed",
    "{{ at.strftime('%999999999d') }}": "template_not_allowed",
    "{{ 10**10**10 }}": "template_not_allowed",
    "{{ 'a' * 1000000000 }}": "template_not_allowed",
    "{{ ('a',) * 1000000000 }}": "template_not_allowed",
    "{{ 1 // 0 }}": "template_not_allowed",
    "{{ 'x'|center(1000000000) }}": "template_not_allowed",
    "{{ 'x'|indent(1000000000) }}": "template_not_allowed",
    "{{ 'x'|safe }}": "template_not_allowed",
    "{{ flow|tojson }}": "template_not_allowed",
    "{{ {'href': 'x'}|xmlattr }}": "template_not_allowed",
    "{{ flow|pprint }}": "template_not_allowed",
    "{{ flow|string }}": "template_not_allowed",
    "{{ book }}": "template_not_allowed",
    "{{ '' ~ book }}": "template_not_allowed",
    "{{ (book, book)|join('') }}": "template_not_allowed",
    "{{ '%s'|format(book) }}": "template_not_allowed",
    "{{ flow.model_dump_json() }}": "template_not_allowed",
    "{% for r in book.records.values() %}{{ r.text }}{% endfor %}": "template_not_allowed",
    "{% set r = book.records %}{% for x in r %}{% for y in r %}{% endfor %}{% endfor %}": "template_not_allowed",
    "{% for s in flow.states.values() %}{% endfor %}": "template_not_allowed",
    "{% for x in range(1000000000) %}{% endfor %}": "template_not_allowed",
    "{% for x in outcome.limits recursive %}{{ loop(outcome.limits) }}{% endfor %}": "template_not_allowed",
    "{% set a = matter %}" + "".join(f"{{% set a{n + 1} = a{n or ''} ~ a{n or ''} %}}" for n in range(60)): "template_not_allowed",
    "{% set a %}{{ book }}{% endset %}": "template_not_allowed",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}": "template_not_allowed",
    "{% include 'end/summary.j2' %}": "template_not_allowed",
    "{% include '../../etc/passwd' %}": "template_not_allowed",
    "{% include flow.id %}": "template_not_allowed",
    "{% extends 'parts/head.j2' %}": "template_not_allowed",
    "{% import 'parts/fee.j2' as f %}{{ f.line(book) }}": "template_not_allowed",
    "{% from 'parts/fee.j2' import line %}": "template_not_allowed",
    "{% call f() %}{% endcall %}": "template_not_allowed",
    "{% filter upper %}x{% endfilter %}": "template_not_allowed",
    "{% block x %}{% endblock %}": "template_not_allowed",
    "{% autoescape false %}{{ matter }}{% endautoescape %}": "template_not_allowed",
    "{% do x %}": "template_syntax",
    "{{ 'x": "template_syntax",
    "{% endif %}": "template_syntax",
    "{{ " + "9" * 5000 + " }}": "template_deep",
    "{{ " + "(" * 900 + "1" + ")" * 900 + " }}": "template_deep",
    "{{ " + "not " * 900 + "x }}": "template_deep",
    "{{ x" + "[0]" * 900 + " }}": "template_deep",
    "{{ x" + "|upper" * 900 + " }}": "template_deep",
    "{{ 'a'" + " ~ 'a'" * 900 + " if 1" + " if 1" * 400 + " }}": "template_deep",
    "{% if x %}" * 400 + "{% endif %}" * 400: "template_deep",
    "{{ 1" + " if 1 else 1" * 900 + " }}": "template_deep",
    "{{ x" + "+1" * 900 + " }}": "template_deep",
    "{% for a in outcome.limits %}" * 4 + "x" + "{% endfor %}" * 4: "template_deep",
    "{% for a in outcome.limits %}{% for b in outcome.fees %}{% for c in outcome.steps %}" + "{{ matter }}" * 9 + "{% endfor %}" * 3: "template_costly",
    "".join(f"{{% for {name} in (" + "'', " * 1000 + ") %}" for name in "abc") + "x" + "{% endfor %}" * 3: "template_costly",
    "{% for a in outcome.limits %}{% for b in outcome.fees %}{% for c in outcome.steps %}{{ '" + "x" * 15_000 + "' }}" + "{% endfor %}" * 3: "template_costly",
    "{% set a = '" + "x" * 8000 + "' %}{{ a" + " ~ a" * 1500 + " }}": "template_costly",
    "{% set a = {'b': '" + "x" * 8000 + "'} %}{{ a[matter]" + " ~ a[matter]" * 600 + " }}": "template_costly",
    "{% set a = '" + "x" * 8000 + "' %}{{ '" + "%s" * 900 + "' | format(" + "a, " * 900 + ") }}": "template_costly",
    "{% for a in ('" + "x" * 8000 + "',) %}{{ a" + " ~ a" * 1500 + " }}{% endfor %}": "template_costly",
    "{% for a in left %}{{ left | map(attribute='name') | join('" + "x" * 15_000 + "') }}{% endfor %}": "template_costly",
    "{% for a in left %}{% for b in left %}{% for c in left %}" + "{% if left | list | list | list %}{% endif %}" * 200 + "{% endfor %}" * 3: "template_costly",
    "{% for a in left %}{% for b in left %}{% if a" + " == a" * 3000 + " %}{% endif %}{% endfor %}{% endfor %}": "template_costly",
    "{% for a in ('xx',) %}{% for b in a %}{% for c in a %}{% endfor %}{% endfor %}{% endfor %}": "template_not_allowed",
    "{% for a in ('xx',) | first %}{% endfor %}": "template_not_allowed",
    "{% set a = ('xx',) | last %}{% for b in a %}{% endfor %}": "template_not_allowed",
    "{% set a = outcome.end.note %}{% for b in a %}{% endfor %}": "template_not_allowed",
    "{% for a in outcome.materials %}{% for b in a.material.where %}{% endfor %}{% endfor %}": "template_not_allowed",
    "字" * 6000: "template_large",
    "茶\u202e馆": "template_unseen",
    "{{ '\\u202e' }}": "template_unseen",
    "<a href='https://evil.example/x'>交钱</a>": "template_link",
    "请打开 evil.top 交钱": "template_link",
    "evil{{ '.' }}top": "template_link",
    "{{ 'ht' }}{{ 'tp://e' }}": "template_link",
    "找 @yidian_kefu": "template_link",
    "<script>": "template_html",
    "<{{ 'b' }}>": "template_html",
    "<b onclick=1>x</b>": "template_html",
    "<b>没有结尾": "template_html",
}  # fmt: skip

DROPPED = {
    **{f"a zip: {what}": Hostile("draft.zip", content, rule) for what, (content, rule) in ZIPS.items()},
    **{f"a file: {name}": Hostile(name, content, rule) for name, (content, rule) in FILES.items()},
    **{
        f"a template: {number}, {text[:60]}": Hostile("summary.j2", text.encode(), rule)
        for number, (text, rule) in enumerate(TEMPLATES.items())
    },
    "a template that is no text": Hostile("summary.j2", b"\xff\xfe", "not_utf8"),
}  # fmt: skip
"""What is refused before anything is laid out."""
