"""What the bot loads at its start, and what it leaves until it is needed."""

import subprocess
import sys

import pytest

from bot import settings
from bot.settings import SettingsError

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SYNTHETIC_BANK": "yes"}
MAKERS = {"PIL", "fpdf", "fontTools"}
"""What makes files. Few of the bot's posts are one."""


def test_what_makes_files_is_loaded_when_one_is_made() -> None:
    """A third of the bot's memory, and of the time to its start."""
    told = "import sys, bot.app; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert MAKERS & set(ran.stdout.split()) == set()


def test_people_are_told_the_banks_time() -> None:
    """In the zone that the services reckon with; one that there isn't is refused by name."""
    assert str(settings.read(TOKENS).zone) == "Europe/Berlin"
    chosen = settings.read({**TOKENS, "BANK_TIME_ZONE": "Pacific/Auckland"})
    assert str(chosen.zone) == "Pacific/Auckland"
    with pytest.raises(SettingsError, match=r"^BANK_TIME_ZONE is malformed: .*'Berlin'"):
        settings.read({**TOKENS, "BANK_TIME_ZONE": "Berlin"})
