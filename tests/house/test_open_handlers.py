"""Which handlers the ingress can reach: those that somebody outside calls, and no other."""

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import Any, cast

import restate

from bot.messenger import drafting, homes
from bot.messenger import handlers as messenger
from services import app, contracts, settings
from services.contracts.wire import Handler
from tests.house import manifests

ROOT = Path(__file__).parents[2]
OUTSIDE = (
    *(ROOT / "bot").rglob("*.py"),
    ROOT / "services/operations.py",
    ROOT / "services/session/drafting.py",
    ROOT / "services/watch/looking.py",
)
"""What calls through the ingress: bot, engineers' command, a step that writes, the watch."""
TOLD = {
    "OPENAI_API_KEY": "none",
    "SYNTHETIC_BANK": "yes",
    "OFFICERS_CHANNEL": "T0DESK.C0OFFICERS",
    "APPROVALS_CHANNEL": "T0DESK.C0APPROVALS",
}

Name = tuple[str, str]


async def test_only_what_is_called_from_outside_is_open() -> None:
    """A handler that nobody outside calls is closed to the ingress, whatever it checks itself."""
    assert {name for name, is_open in (await served()).items() if is_open} == called_from_outside()


async def test_the_contracts_say_so_too() -> None:
    """What a contract calls public is open, and what it calls private is not."""
    served_by_name = await served()
    told = {name: handler.access == "public" for name, handler in declared().items()}
    assert told == {name: served_by_name[name] for name in told}


async def served() -> dict[Name, bool]:
    """All handlers of the services and of the bot."""
    parts = cast("Any", None)
    built = [messenger.build(parts), drafting.build(parts), homes.build(parts)]
    endpoint = restate.app(built)
    services = app.build(settings.read(TOLD), cast("Any", None))
    return await manifests.handlers(services) | await manifests.handlers(endpoint)


def declared() -> dict[Name, Handler[Any, Any]]:
    return {
        (value.service, value.name): value
        for found in pkgutil.iter_modules(contracts.__path__)
        for value in vars(importlib.import_module(f"services.contracts.{found.name}")).values()
        if isinstance(value, Handler)
    }


def called_from_outside() -> set[Name]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in OUTSIDE]
    return {name for tree in trees for name in _mentioned(tree)}


def _mentioned(tree: ast.Module) -> set[Name]:
    """The handlers that a file hands on; one whose name only is used, is declared there."""
    modules = {
        alias.asname or alias.name: f"services.contracts.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "services.contracts"
        for alias in node.names
    }
    named_only = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("name", "service")
    }
    found = [
        getattr(importlib.import_module(modules[node.value.id]), node.attr, None)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
        and id(node) not in named_only
    ]
    return {(each.service, each.name) for each in found if isinstance(each, Handler)}
