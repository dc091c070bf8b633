"""The examples in the helps: each can be typed as it stands in a fresh clone, or says that it means a file of yours."""

import re
import shlex

import pytest

from bot.flow.load import load
from tests.commands import guide
from tests.houses import ROOT

CLI = ROOT / "messages_zh" / "cli"
YOURS = "您的"
WRITTEN = {"-o", ">"}
"""Behind these a name may be new."""


@pytest.fixture(scope="module")
def known():
    book = load(ROOT).handbook
    return {*book.flows, *book.records}


def examples():
    """Each example as its words, the file of the help first."""
    for file in sorted(CLI.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if re.match(r"  (guide |printf |[A-Z_]+=\S+ guide )", line):
                yield pytest.param(
                    shlex.split(re.split(r" {3,}", line.strip())[0]), id=f"{file.stem}: {line.strip()[:40]}"
                )


@pytest.mark.parametrize("words", list(examples()))
def test_what_an_example_reads_is_there_or_yours(words):
    read = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if before not in WRITTEN
        and (before in {"<", "--evaluate", "--diff"} or re.search(r"\.(yaml|tsv|txt)$|/", word))
    ]

    assert [one for one in read if not (one.startswith(YOURS) or one == "HEAD" or (ROOT / one).exists())] == []


@pytest.mark.parametrize("words", list(examples()))
def test_what_an_example_names_is_known(words, known):
    named = [word for word in words if re.fullmatch(r"[a-z][a-z0-9]*_[a-z0-9_]+", word)]

    assert [one for one in named if one not in known] == []


def test_a_file_that_is_missing_is_told_in_words_of_the_house(tmp_path):
    told = guide(
        ROOT, "ask", "--evaluate", "您的题库.tsv", at=tmp_path, DATA_DIR=str(tmp_path / "data")
    ).stderr.decode()

    assert "没有这个文件" in told
    assert "No such" not in told
