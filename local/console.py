"""The sentences that the local stack says. Pure, except that it reads the end of a log."""

import signal
from pathlib import Path

from local.parts import Part
from local.settings import Settings

LAST_LINES = 12
NAME_WIDTH, ADDRESS_WIDTH = 14, 30


def ready(part: Part, *, seconds: float, again: bool) -> str:
    """One line per part: name, address, seconds since its start."""
    note = "  (again)" if again else ""
    return f"  {part.name:<{NAME_WIDTH}} {part.address:<{ADDRESS_WIDTH}} {seconds:.1f} s{note}"


def ended(part: Part, *, code: int) -> str:
    return f"  {part.name} ended ({_cause(code)}); starting it again."


def failed(part: Part, *, code: int, log: Path, often: bool) -> str:
    """Why a part is given up, and the last lines that it wrote."""
    what = "keeps ending" if often else "did not start"
    return f"The part {part.name} {what} ({_cause(code)}). The end of {log}:\n{_end_of(log)}"


def not_installed(part: Part) -> str:
    return (
        f"{Path(part.command[0]).name} is not installed for this kind of machine, and the part"
        f" {part.name} needs it: run local/install (the local Slack exists for Linux on x64"
        " only; elsewhere set SLACK_BOT_TOKEN to use a real workspace)."
    )


def welcome(stack: Settings, *, seconds: float) -> str:
    """What stands under the parts: where to look, what the model is, what to type."""
    slack = stack.slack_page if stack.local_slack else "your workspace"
    lines = [
        "",
        f"Credit Desk is up after {seconds:.1f} s. Ctrl-C stops it; `make reset` forgets all.",
        "",
        f"  Slack       {slack}",
        f"  Restate UI  {stack.admin}/ui",
        f"  Logs        {stack.logs}",
        "",
    ]
    lines += ["Bank accounts are invented, and no money moves.", ""]
    if stack.offline_model:
        lines += [
            "The offline model answers by rules; it is no language model.",
            "Set OPENAI_API_KEY in .env to talk to a real one.",
            "",
        ]
    where = "As Alice, in the direct message Alice" if stack.local_slack else "In Slack"
    lines += [
        f"{where}, type for example:",
        "  What is my balance?",
        "  Hi, I would like to apply for a credit of 1000 euros.",
        "  /credit status",
        "The desk answers in the thread of a message: click on its reply, and go on there.",
        "",
    ]
    return "\n".join(lines)


def _cause(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _end_of(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-LAST_LINES:])
