"""The worst that a child can do."""

import signal
import subprocess
import sys

import pytest

from bot.drafts.verdict import cut


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("while True: pass", -signal.SIGPROF),
        ("import time; time.sleep(60)", -signal.SIGALRM),
        ("x = bytearray(300 << 20)", 1),
        ("open({file!r}, 'w').write('x')", -signal.SIGXFSZ),
        ("x = [open('/dev/null') for _ in range(100)]", 1),
    ],
)
def test_a_child_is_bounded_in_all_it_may_use(does, code, tmp_path):
    file = tmp_path / "written"
    program = f"from bot.drafts.worker import limit\nlimit(0.3)\n{does.format(file=str(file))}"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)

    assert ended.returncode == code
    assert not file.exists() or not file.read_bytes()


def test_a_text_is_cut_and_made_sound():
    assert cut("a\ud800" + "字" * 1000) == "a?" + "字" * 597 + "…"
