"""What scripts weigh: a reader on a slow phone pays for every byte."""

import gzip
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
SCRIPTS = Path(__file__).parents[2] / "lupusinfo" / "static" / "js"
OTHERS = {"desk.js", "worker-off.js"}  # for staff, and instead of worker.js


def test_all_scripts_for_readers_together_are_under_15_kb_compressed():
    scripts = [path for path in SCRIPTS.glob("*.js") if path.name not in OTHERS]
    assert len(scripts) >= 9
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < 15_000


def test_modules_are_short_enough_to_read_in_one_go():
    long = {path.name for path in SCRIPTS.glob("*.js") if path.read_text().count("\n") >= 80}
    assert long <= {"worker.js"}  # one file, because a worker that keeps files must not fetch more
