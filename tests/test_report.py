"""Findings in words."""

import os
from pathlib import Path

import orjson

from bot.flow.finding import Finding, Format
from bot.phrases import Phrasebook
from bot.report import report
from bot.workbench import Bench
from tests.houses import ROOT


def test_a_file_named_in_no_known_letters_can_be_told_as_json():
    file = os.fsdecode(b"flows/tea/\xff.yaml")
    finding = Finding(file, 1, 1, "id", "wrong_file_name", {"id": "tea", "stem": Path(file).stem})

    (row,) = orjson.loads(report([(Bench(ROOT), finding)], Phrasebook(ROOT), Format.json))

    assert row["file"] == "flows/tea/?.yaml"
    assert "?.yaml" in row["text"]
