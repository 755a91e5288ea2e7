"""The keys by which a stack's Restate signs: made once, kept private, a developer's win."""

import json
import os
import sys
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from restate import app

from local import data_dir, parts, ports, settings, signing
from local.parts import Part
from local.settings import Misconfigured, Settings
from local.supervisor import Stack

OWN = {signing.KEYS: "publickeyv1_own", signing.PEM_FILE: "/own.pem"}

TELL = """
import http.server, json, os, sys
class Told(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(json.dumps(dict(os.environ)).encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Told).serve_forever()
"""


def test_the_pair_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    key = signing.public_key(tmp_path)
    assert signing.public_key(tmp_path) == key
    assert (tmp_path / signing.FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [signing.FILE]
    data_dir.wipe(tmp_path)
    assert not tmp_path.exists()


def test_a_known_key_is_written_as_restate_writes_it(tmp_path: Path) -> None:
    """The public key of RFC 8032's first test vector."""
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    pem = Ed25519PrivateKey.from_private_bytes(secret).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / signing.FILE).write_bytes(pem)
    key = signing.public_key(tmp_path)
    assert key == "publickeyv1_FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z"


def test_the_sdk_takes_what_was_made(tmp_path: Path) -> None:
    """It parses the key when the endpoint is built."""
    key = signing.public_key(tmp_path)
    assert app([], identity_keys=[key])
    with pytest.raises(Exception, match="base58"):
        app([], identity_keys=[key[:-1] + "0"])


@pytest.mark.parametrize("content", ["", "half a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / signing.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(signing.UnusableKey, match=signing.FILE):
        signing.public_key(tmp_path)


def test_restate_signs_by_default() -> None:
    given = parts.of(settings.read({}, root=Path("/desk")))
    told = {part.name: part for part in given}
    assert told["restate"].environment[signing.PEM_FILE] == f"/desk/.data/{signing.FILE}"
    assert {part.name for part in given if part.wants_signatures} == {"services", "bot"}


def test_a_developers_own_pair_wins() -> None:
    stack = settings.read(OWN, root=Path("/desk"))
    told = {part.name: part.environment for part in parts.of(stack)}
    assert told["restate"][signing.PEM_FILE] == "/own.pem"
    assert told["services"][signing.KEYS] == told["bot"][signing.KEYS] == "publickeyv1_own"


@pytest.mark.parametrize("half", list(OWN))
def test_half_a_pair_is_refused(half: str, tmp_path: Path) -> None:
    """It would make Restate sign with one key and the handlers ask for another."""
    with pytest.raises(Misconfigured, match=half):
        settings.read({half: OWN[half]}, root=tmp_path)


@pytest.mark.parametrize(("given", "wins"), [({}, ""), (OWN, "publickeyv1_own")])
async def test_handlers_are_told_the_key(given: dict[str, str], wins: str, tmp_path: Path) -> None:
    """Who wants signatures is told by which key, and a part without handlers is not."""
    moved = ports.free() | {"DATA_DIR": str(tmp_path / "data"), "PATH": os.environ["PATH"]}
    stack = settings.read(moved | given, root=tmp_path)
    wants = part(stack, "SERVICES_PORT", wants_signatures=True)
    other = part(stack, "MESSENGER_PORT", wants_signatures=False)
    async with Stack(stack, chosen=(wants, other)):
        told = (await environment(wants)).get(signing.KEYS)
        assert told == (wins or signing.public_key(stack.data_dir))
        assert signing.KEYS not in await environment(other) or given


def part(stack: Settings, variable: str, *, wants_signatures: bool) -> Part:
    """A stand-in that tells its environment."""
    address = f"http://127.0.0.1:{stack.ports[variable]}"
    return Part(
        name=variable.removesuffix("_PORT").lower(),
        command=(sys.executable, "-c", TELL, str(stack.ports[variable])),
        environment=stack.environment,
        address=address,
        ready=(address,),
        ports=(variable,),
        wants_signatures=wants_signatures,
    )


async def environment(of: Part) -> dict[str, str]:
    async with aiohttp.ClientSession() as http, http.get(of.address) as reply:
        return json.loads(await reply.text())
