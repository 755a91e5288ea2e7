"""The Slack manifest against Slack's own types of it, by the TypeScript compiler."""

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

from tests.house.test_manifest import ROOT, manifest

UNTYPED = "assistant:write"
"""A scope of Slack's reference that its types don't know: the rest is held to them without it."""
SOURCE = """
import type { AppsManifestCreateArguments } from "@slack/web-api";

type Manifest = AppsManifestCreateArguments["manifest"];
// Without its index signature, which would take any section.
type Sections = { [K in keyof Manifest as string extends K ? never : K]: Manifest[K] };
type Scopes = NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>;

export const manifest = %s satisfies Sections;
// @ts-expect-error
export const untyped: NonNullable<Scopes["bot"]> = ["%s"];
"""


def test_slack_would_know_every_key_and_value(tmp_path: Path) -> None:
    """Sections, fields, scopes, events; and the types still don't know the one scope."""
    assert complaints(tmp_path, as_it_is=manifest()) == []


def test_a_mistake_is_named(tmp_path: Path) -> None:
    """One in each manifest, and nothing else is said of it."""
    key, section, scope, event, kind = (manifest() for _ in range(5))
    key["features"]["slash_commands"][0]["usage_hints"] = ""
    section["feature"] = {}
    scope["oauth_config"]["scopes"]["bot"].append("chat:writes")
    event["settings"]["event_subscriptions"]["bot_events"].append("app_mentioned")
    kind["settings"]["socket_mode_enabled"] = "yes"
    said = complaints(tmp_path, key=key, section=section, scope=scope, event=event, kind=kind)
    named = {
        "key.ts": "usage_hints",
        "section.ts": '"feature"',
        "scope.ts": "chat:writes",
        "event.ts": "app_mentioned",
        "kind.ts": "'string' is not assignable to type 'boolean",
    }
    assert len(said) == len(named)
    for line in said:
        assert named[Path(line.partition("(")[0]).name] in line


def complaints(place: Path, **manifests: dict[str, Any]) -> list[str]:
    """What the compiler has against them."""
    for name, told in manifests.items():
        typed = copy.deepcopy(told)
        typed["oauth_config"]["scopes"]["bot"].remove(UNTYPED)
        source = SOURCE % (json.dumps(typed, indent=2), UNTYPED)
        (place / f"{name}.ts").write_text(source, encoding="utf-8")
    options: dict[str, object] = {
        "strict": True,
        "noEmit": True,
        "module": "preserve",
        "skipLibCheck": True,
        "types": [],
        "paths": {"@slack/web-api": [str(ROOT / "node_modules/@slack/web-api")]},
    }
    (place / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}), encoding="utf-8")
    done = subprocess.run(
        [ROOT / "node_modules/.bin/tsc", "--project", place, "--pretty", "false"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = [line for line in done.stdout.splitlines() if ": error TS" in line]
    assert bool(found) == bool(done.returncode), done
    return found
