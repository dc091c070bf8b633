"""An earlier version of the flows: a folder or a revision of git."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.revision import earlier, read
from tests.houses import change, furnish


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)
    return ran.stdout.decode().strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A house in a repository, changed since its last commit."""
    home = furnish(tmp_path)
    (home / "flows" / "words.yaml").unlink()
    shutil.copy(Path(__file__).parent.parent / "flows" / "words.yaml", home / "flows")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    change(home / "flows" / "tea" / "tea_shop.yaml", "title: 开茶馆", "title: 开茶铺")
    return home


@pytest.mark.parametrize("revision", ["HEAD", "main", "HEAD^{commit}"])
def test_a_revision_gives_the_flows_as_they_were_committed(home, revision):
    former = read(revision, home)

    assert (former.handbook.flows["tea_shop"].title, former.unread) == ("开茶馆", ())


def test_a_revision_brings_its_own_words_and_nothing_stays_behind(home):
    (home / "messages_zh" / "house" / "help.j2").write_text("新的", "utf-8")

    with earlier("HEAD", home) as made:
        assert (made / "messages_zh" / "house" / "help.j2").read_text("utf-8") != "新的"
    assert not made.exists()


def test_the_home_may_be_the_repository_itself(home, tmp_path):
    alone = tmp_path / "alone"
    shutil.copytree(home, alone)
    git(alone, "init", "-q")
    git(alone, "add", "flows")
    git(alone, "commit", "-q", "-m", "flows only")
    change(alone / "flows" / "tea" / "tea_shop.yaml", "title: 开茶铺", "title: 茶")

    with earlier("HEAD", alone) as made:
        assert (made / "messages_zh").resolve() == alone / "messages_zh"
    assert read("HEAD", alone).handbook.flows["tea_shop"].title == "开茶铺"


def test_inside_a_hook_the_repository_of_the_home_is_meant(home, monkeypatch):
    monkeypatch.setenv("GIT_DIR", "/nowhere")

    assert read("HEAD", home).handbook.flows["tea_shop"].title == "开茶馆"


def test_a_folder_is_a_home_or_its_flows(home, tmp_path):
    shutil.copytree(home / "flows", tmp_path / "copy")

    for folder in (home, home / "flows", tmp_path / "copy"):
        assert read(str(folder), home).handbook.flows["tea_shop"].title == "开茶铺"


def test_a_procedure_in_a_form_nobody_knows_is_left_out_and_named(home):
    change(home / "flows" / "tea" / "tea_hall.yaml", "department: 茶馆局", "department: 茶馆局\nancient: 1")

    former = read(str(home), home)

    assert (former.unread, set(former.handbook.flows)) == (("tea_hall",), {"tea_shop"})


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nonsense", "nonsense: 没有这个文件夹，git 里也没有这一版。请写一个文件夹，或者 HEAD、HEAD~1 这样的一版。"),
        (
            "--upload-pack=x",
            "--upload-pack=x: 没有这个文件夹，git 里也没有这一版。请写一个文件夹，或者 HEAD、HEAD~1 这样的一版。",
        ),
        (
            "HEAD\nHEAD",
            "HEAD\\nHEAD: 没有这个文件夹，git 里也没有这一版。请写一个文件夹，或者 HEAD、HEAD~1 这样的一版。",
        ),
        ("HEAD:home", "HEAD:home: 没有这个文件夹，git 里也没有这一版。请写一个文件夹，或者 HEAD、HEAD~1 这样的一版。"),
        ("x" * 5000, "x: 没有这个文件夹，git 里也没有这一版。请写一个文件夹，或者 HEAD、HEAD~1 这样的一版。"),
        (" ", '" ": 没有写是哪一版。请写一个文件夹，或者 git 里的一版，比如 HEAD。'),
    ],
)
def test_what_is_neither_is_one_clear_line(home, named, said):
    with pytest.raises(SettingError) as told:
        read(named, home)

    assert str(told.value).endswith(said)
    assert "\n" not in str(told.value)


def test_a_folder_without_flows_is_refused(home, tmp_path):
    with pytest.raises(SettingError, match="里面没有 flows，它自己也不是 flows"):
        read(str(home / "messages_zh"), home)


def test_a_revision_without_flows_is_refused(home, tmp_path):
    empty = git(tmp_path, "commit-tree", "-m", "empty", git(tmp_path, "hash-object", "-t", "tree", "-w", "/dev/null"))

    with pytest.raises(SettingError, match="还没有 flows"):
        read(empty, home)


def test_a_home_outside_of_any_repository_has_no_revisions(home, tmp_path_factory):
    elsewhere = furnish(tmp_path_factory.mktemp("bare"))

    with pytest.raises(SettingError, match="HEAD: git 说：fatal: not a git repository"):
        read("HEAD", elsewhere)


def test_without_git_there_are_no_revisions(home, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SettingError, match="这里也没有装 git"):
        read("HEAD", home)


def test_a_git_that_can_not_be_run_is_one_clear_line(home, monkeypatch, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_bytes(b"\x7fELF")
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    with pytest.raises(SettingError, match="git 没有答复"):
        read("HEAD", home)


def test_flows_that_can_not_be_read_are_refused_with_the_first_place(home):
    (home / "flows" / "materials.yaml").write_text("[", "utf-8")

    with pytest.raises(SettingError, match=r"现在的程序读不懂：flows/materials.yaml:2:1: "):
        read(str(home), home)


def test_a_link_that_leads_out_of_the_revision_is_not_followed(home, tmp_path):
    (home / "flows" / "away").symlink_to("/etc")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "link")

    with pytest.raises(SettingError, match="解不开"):
        read("HEAD", home)
