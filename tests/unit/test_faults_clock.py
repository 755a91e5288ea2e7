"""The clock that the faults set wrong, as a process reads it that lives by it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from local import parts
from tests.apart import ROOT
from tests.faults import clock

READS = (
    "import sys, time; from time import time as now; from pathlib import Path;"
    "from tests.faults import clock; clock.live_by(Path(sys.argv[1]), sys.argv[2]);"
    "print(time.time(), now())"
)


@pytest.mark.parametrize("off", [-90.0, 0.0, 90.0])
def test_a_process_reads_the_clock_that_was_set_for_it(tmp_path: Path, off: float) -> None:
    """By whatever name; a clock of another part has no part in it."""
    clock.create(tmp_path)
    clock.put(tmp_path, parts.SERVICES, 7.0)
    clock.put(tmp_path, parts.BOT, off)
    command = (sys.executable, "-c", READS, str(tmp_path), parts.BOT)
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    read = [float(each) - time.time() for each in told.stdout.split()]
    assert read == pytest.approx([off, off], abs=10)
