"""The bot's entry: `python -m bot`. Reads the environment once and runs the app."""

import os
import sys

import uvloop

from bot import app, introduction, logs, settings
from services import serving


def main() -> int:
    """Run the bot.

    Ends with 2 for bad settings or what Slack refuses, 1 for a taken port or a failure, else 0.
    """
    try:
        chosen = settings.read(os.environ)
    except settings.SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.start()
    try:
        uvloop.run(app.run(chosen))
    except introduction.NotAdmitted as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except serving.PortTaken as taken:
        sys.stderr.write(f"bot: {taken}: set MESSENGER_PORT.\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"The bot can't listen: {error.strerror}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
