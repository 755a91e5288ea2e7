"""What the bot loads at its start, and what it leaves until it is needed."""

import subprocess
import sys

MAKERS = {"PIL", "fpdf", "fontTools"}
"""What makes files. Few of the bot's posts are one."""


def test_what_makes_files_is_loaded_when_one_is_made() -> None:
    """A third of the bot's memory, and of the time to its start."""
    told = "import sys, bot.app; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert MAKERS & set(ran.stdout.split()) == set()
