import shutil

import pytest

from bot.drafts.laid import lay
from bot.flow.load import load
from bot.snapshot import digest, files


def test_a_draft_becomes_a_home_of_its_own_and_the_live_one_stays_as_it_was(live, tmp_path):
    before = digest(dict(files(live)))
    text = (live / "flows/tea/tea_shop.yaml").read_text("utf-8").replace("开茶馆", "开大茶馆")

    home = lay(live, {"flows/tea/tea_shop.yaml": text.encode()}, tmp_path)
    (home / "flows/words.yaml").write_text("written over in the copy")

    assert (
        load(lay(live, {"flows/tea/tea_shop.yaml": text.encode()}, tmp_path / "other")).handbook.flows["tea_shop"].title
        == "开大茶馆"
    )
    assert digest(dict(files(live))) == before
    assert home.parent == tmp_path


@pytest.mark.parametrize(
    "place", ["../x.yaml", "/etc/x.yaml", "flows/tea/../../x.yaml", "bot/wire.py", "flows/tea/x.yaml\0", ""]
)
def test_a_name_is_looked_at_once_more(live, tmp_path, place):
    with pytest.raises(ValueError, match="not allowed"):
        lay(live, {place: b""}, tmp_path)

    assert not list(tmp_path.rglob("*"))


def test_more_than_a_draft_may_hold_is_not_laid(live, tmp_path):
    with pytest.raises(ValueError, match="more than"):
        lay(live, {"flows/words.yaml": b"x" * (1 << 20 | 1)}, tmp_path)
    with pytest.raises(ValueError, match="more than"):
        lay(live, {f"flows/tea/x{n}.yaml": b"" for n in range(65)}, tmp_path)

    assert not list(tmp_path.rglob("*"))


def test_what_can_not_be_written_leaves_nothing_behind(live, tmp_path):
    folder = tmp_path / "file"
    folder.write_text("no folder")

    with pytest.raises(OSError, match="file"):
        lay(live, {}, folder)

    assert folder.read_text() == "no folder"


def test_a_link_in_the_live_home_is_copied_as_what_it_shows_and_never_written_through(live, tmp_path):
    home, kept = tmp_path / "home", tmp_path / "kept.yaml"
    shutil.copytree(live, home)
    shutil.move(home / "flows/words.yaml", kept)
    (home / "flows/words.yaml").symlink_to(kept)
    before = kept.read_bytes()

    laid = lay(home, {"flows/words.yaml": b"x: y"}, tmp_path / "drafts")

    assert kept.read_bytes() == before
    assert (laid / "flows/words.yaml").read_bytes() == b"x: y"
    assert not (laid / "flows/words.yaml").is_symlink()
