"""The second wall: what a template could not do, had it got past the vetting."""

import os
import shutil
from pathlib import Path

import jinja2
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.engine.session import blank
from bot.errors import WordsBroken
from bot.flow.load import load
from bot.message import plain
from bot.phrases import Phrasebook, versed
from tests.drafts.hostile import ESCAPES
from tests.houses import NOON, ROOT

MORE = (
    "{{ [].append(1) }}", "{{ answers.update(a=1) }}", "{{ flow.model_dump_json() }}", "{{ flow.copy() }}", "{{ book.offices.clear() }}",
    "{{ ''.__class__.__mro__ }}", "{{ '{0.__class__}'.format(flow) }}", "{{ flow['__class__'] }}", "{{ flow|attr('__class__') }}", "{{ folder.iterdir() }}",
    "{{ once(flow.model_dump_json, 1) }}", "{{ once(day, 1) }}", "{% for x in outcome.fees|map('attr', '__class__') %}{{ x.a }}{% endfor %}",
)  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return load(ROOT).handbook


def say(home: Path, book, text: str) -> str:
    for folder in ("parts", "end"):
        (home / "messages_zh" / folder).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "messages_zh/parts/day.j2", home / "messages_zh/parts/day.j2")
    (home / "messages_zh/end/summary.j2").write_text(text, "utf-8")
    flow = next(iter(book.flows.values()))
    known = {"matter": "x", "answers": {}, "at": NOON, "session": blank("tg.1.1"), "folder": home}
    return versed(home, book).say("end/summary.j2", flow=flow, outcome=flow, **known)


@pytest.mark.parametrize("text", [*ESCAPES, *MORE])
def test_a_template_that_got_in_neither_reads_the_token_nor_runs_a_command(text, tmp_path, book, monkeypatch):
    marker = tmp_path / "marker"
    monkeypatch.setenv("GUIDE_TELEGRAM_TOKEN", "123:SECRET")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(WordsBroken) as broken:
        say(tmp_path, book, text)

    assert "123:SECRET" not in str(broken.value)
    assert not marker.exists()


@pytest.mark.filterwarnings("ignore:.*parse_raw:DeprecationWarning", "ignore:.*load_str_bytes:DeprecationWarning")
def test_the_payloads_do_get_out_where_nothing_holds_them(tmp_path, book, monkeypatch):
    monkeypatch.setenv("GUIDE_TELEGRAM_TOKEN", "123:SECRET")
    monkeypatch.chdir(tmp_path)
    loose, pickled = ESCAPES[0], next(text for text in ESCAPES if "pickle" in text)

    assert jinja2.Environment().from_string(loose).render(office_name=Phrasebook(ROOT).day) == "123:SECRET"  # noqa: S701 - it is words of ours
    with pytest.raises(ValueError, match="Flow"):
        ImmutableSandboxedEnvironment().from_string(pickled).render(flow=next(iter(book.flows.values())))

    assert (tmp_path / "marker").exists()


def test_the_houses_own_words_can_be_called(tmp_path, book):
    text = "{{ day(at.date(), at) }}{{ {'a': '甲'}.get('a') }}{{ 'a b'.split() | join('-') }}{{ at.strftime('%Y') }}"

    assert say(tmp_path, book, "{{ at.date().isoformat() }}" + text).endswith("甲a-b2026")


def test_functions_of_the_house_may_be_handed_to_a_template_and_others_not(tmp_path):
    (tmp_path / "messages_zh").mkdir()
    (tmp_path / "messages_zh/a.j2").write_text("{{ f('x') }}", "utf-8")
    phrases = Phrasebook(tmp_path)

    assert phrases.say("a.j2", f=plain) == "x"
    with pytest.raises(WordsBroken):
        phrases.say("a.j2", f=os.path.basename)
