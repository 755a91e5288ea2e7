"""What each part of the local stack is: its command, environment, readiness, order. Pure."""

import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from local import ports, settings, signing, workspace
from local.settings import Settings

RESTATE = "restate"
LOCAL_SLACK = "local-slack"
OFFLINE_MODEL = "offline-model"
SERVICES = "services"
BOT = "bot"

SMALL = {
    "RESTATE_DEFAULT_NUM_PARTITIONS": "4",
    "RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE": "256MiB",
    "RESTATE_BIFROST__RECORD_CACHE_MEMORY_SIZE": "32MiB",
}
"""For one developer's machine: an idle server takes about 150 MB instead of 260 (measured)."""


@dataclass(frozen=True)
class Part:
    """One thing that runs. It is ready when all of `ready` answer 200."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    address: str
    ready: tuple[str, ...]
    ports: tuple[str, ...]
    """The variables of the ports that it listens on."""
    after: tuple[str, ...] = ()
    """The parts that must be ready before it starts."""
    deployment: str = ""
    """Where Restate finds its handlers, if it has any."""
    wants_signatures: bool = False
    """Its handlers are told by which key Restate signs, and refuse what is not signed."""
    connects_to: str = ""
    """The page of the local Slack to which it must have connected before it is ready."""
    files: Mapping[Path, str] = field(default_factory=dict[Path, str], repr=False)
    """What is written before it starts."""


def of(stack: Settings) -> tuple[Part, ...]:
    """The parts of a stack in the order in which they start."""
    chosen = [_restate(stack)]
    if stack.local_slack:
        chosen.append(_local_slack(stack))
    if stack.offline_model:
        chosen.append(_offline_model(stack))
    return (*chosen, _services(stack), _bot(stack))


def restate_binary(root: Path) -> Path:
    return root / f"node_modules/@restatedev/restate-server-{_platform()}/bin/restate-server"


def local_slack_binary(root: Path) -> Path:
    return root / f"node_modules/local-slack-{_platform()}/bin/local-slack"


def _platform() -> str:
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}
    kind = platform.machine().lower()
    return f"{platform.system().lower()}-{machine.get(kind, kind)}"


def _restate(stack: Settings) -> Part:
    ingress, admin, node = (
        stack.ports[name]
        for name in ("RESTATE_INGRESS_PORT", "RESTATE_ADMIN_PORT", "RESTATE_NODE_PORT")
    )
    # The server takes every RESTATE_ variable for its own configuration: ours must not reach it.
    ours = {port.variable for port in ports.DEFAULTS} | {*settings.SET_BY_THE_STACK, signing.KEYS}
    given = {k: v for k, v in settings.without_secrets(stack).items() if k not in ours}
    environment = SMALL | {signing.PEM_FILE: str(stack.data_dir / signing.FILE)} | given
    environment |= {
        "RESTATE_LISTEN_MODE": "tcp",
        "RESTATE_BIND_IP": "127.0.0.1",
        "RESTATE_BIND_PORT": str(node),
        "RESTATE_ADVERTISED_HOST": "127.0.0.1",
        "RESTATE_INGRESS__BIND_PORT": str(ingress),
        "RESTATE_ADMIN__BIND_PORT": str(admin),
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_LOG_DISABLE_ANSI_CODES": "true",
        "DO_NOT_TRACK": "1",
    }
    binary, home = str(restate_binary(stack.root)), str(stack.data_dir / "restate")
    return Part(
        name=RESTATE,
        command=(binary, "--no-logo", "--node-name", "desk", "--base-dir", home),
        environment=environment,
        address=stack.ingress,
        ready=(
            f"http://127.0.0.1:{ingress}/restate/health",
            f"http://127.0.0.1:{admin}/health",
        ),
        ports=("RESTATE_INGRESS_PORT", "RESTATE_ADMIN_PORT", "RESTATE_NODE_PORT"),
    )


def _local_slack(stack: Settings) -> Part:
    written = stack.data_dir / "local-slack.json"
    port = stack.ports["LOCAL_SLACK_PORT"]
    return Part(
        name=LOCAL_SLACK,
        command=(
            *(str(local_slack_binary(stack.root)), "--config", str(written)),
            *("--port", str(port), "--files-dir", str(stack.data_dir / "slack-files")),
        ),
        environment=settings.without_secrets(stack),
        address=stack.slack_page,
        ready=(f"{stack.slack_page}/_control/state",),
        ports=("LOCAL_SLACK_PORT",),
        files={written: _workspace(stack)},
    )


def _workspace(stack: Settings) -> str:
    config = workspace.config(slack_mode=stack.slack_mode, bot_port=stack.ports["BOT_PORT"])
    return json.dumps(config, indent=2)


def _offline_model(stack: Settings) -> Part:
    address = f"http://127.0.0.1:{stack.ports['OFFLINE_MODEL_PORT']}"
    return _python(
        stack,
        OFFLINE_MODEL,
        ("local.offline_model", "--port", str(stack.ports["OFFLINE_MODEL_PORT"])),
        address=address,
        listens=("OFFLINE_MODEL_PORT",),
    )


def _services(stack: Settings) -> Part:
    address = f"http://127.0.0.1:{stack.ports['SERVICES_PORT']}"
    part = _python(stack, SERVICES, ("services",), address=address, listens=("SERVICES_PORT",))
    return replace(part, deployment=f"{address}/", wants_signatures=True)


def _bot(stack: Settings) -> Part:
    address = f"http://127.0.0.1:{stack.ports['MESSENGER_PORT']}"
    socket = stack.slack_mode == "socket"
    listens = ("MESSENGER_PORT", "BOT_PORT")
    part = _python(stack, BOT, ("bot",), address=address, listens=listens)
    hears = f"http://127.0.0.1:{stack.ports['BOT_PORT']}/health"
    return replace(
        part,
        ready=part.ready if socket else (*part.ready, hears),
        deployment=f"{address}/",
        wants_signatures=True,
        after=(LOCAL_SLACK,) if stack.local_slack else (),
        connects_to=stack.slack_page if stack.local_slack and socket else "",
    )


def _python(
    stack: Settings,
    name: str,
    module: tuple[str, ...],
    *,
    address: str,
    listens: tuple[str, ...],
) -> Part:
    return Part(
        name=name,
        command=(sys.executable, "-m", *module),
        environment=settings.for_parts(stack) | {"PYTHONUNBUFFERED": "1"},
        address=address,
        ready=(f"{address}/health",),
        ports=listens,
    )
