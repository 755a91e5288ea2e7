"""`make audit`: what it finds, and that it says so where it could not look.

npm is the real one, before an advisory service of the test's own or none. pip-audit, which these
tests do not install, is a script that writes what the real one wrote in the same case.
"""

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from local.audit import __main__ as command
from local.audit import advisories, licences, locks
from local.audit.outcome import Outcome, exit_code, told

HASH = f"--hash=sha256:{'0a' * 32}"
GOOD_LOCK = (
    f"# made by a test\npytest==9.2.0 ; python_version < '4' \\\n    {HASH} \\\n    {HASH}\n"
)
INTEGRITY = f"sha512-{'A' * 86}=="
OFFLINE = (
    "requests.exceptions.ProxyError: HTTPSConnectionPool(host='index.example', port=443):"
    " Max retries exceeded with url: /pypi/pytest/9.2.0/json"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one package of each kind."""
    (tmp_path / "requirements.lock").write_text(GOOD_LOCK, "utf-8")
    npm_lock(tmp_path, integrity=INTEGRITY, license="MIT")
    pip_audit(tmp_path, prints={"dependencies": [{"name": "pytest", "version": "9.2.0"}]})
    return tmp_path


def npm_lock(root: Path, **told: str) -> None:
    needs = {"name": "x", "version": "1.0.0", "dependencies": {"left": "1.0.0"}}
    (root / "package.json").write_text(json.dumps(needs), "utf-8")
    packages = {"": needs, "node_modules/left": {"version": "1.0.0", **told}}
    lock = {"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (root / "package-lock.json").write_text(json.dumps(lock), "utf-8")


def pip_audit(root: Path, *, prints: object = "", complains: str = "", code: int = 0) -> None:
    script = root / advisories.PIP_AUDIT
    script.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"echo {json.dumps(complains)} >&2", f"cat <<'END'\n{json.dumps(prints)}\nEND")
    script.write_text("\n".join(("#!/bin/sh", *lines, f"exit {code}\n")), "utf-8")
    script.chmod(0o755)


@pytest.mark.parametrize(
    "line",
    [
        "aiohttp==3.14.5",
        f"aiohttp>=3 {HASH}",
        f"aiohttp {HASH}",
        "aiohttp==3.14.5 --hash=md5:0a0a",
        f"aiohttp==3.14.5 {HASH} --hash=sha1:{'0a' * 20}",
        f"aiohttp @ https://index.example/aiohttp.whl {HASH}",
        "--index-url https://index.example/simple",
        "-r others.lock",
    ],
)
def test_what_no_hash_holds_is_found(root: Path, line: str) -> None:
    (root / "requirements-more.lock").write_text(f"{GOOD_LOCK}{line}\n", "utf-8")
    assert locks.check(root).found == (f"requirements-more.lock: {line.split(maxsplit=1)[0]}",)


@pytest.mark.parametrize("given", [{}, {"integrity": ""}, {"integrity": "sha1-c2hvcnQ="}])
def test_an_npm_package_without_integrity_is_found(root: Path, given: dict[str, str]) -> None:
    assert locks.check(root).found == ()
    npm_lock(root, **given)
    assert locks.check(root).found == ("package-lock.json: left",)


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("left", ""),
        ("left", "Proprietary"),
        ("left", "MIT AND Proprietary"),
        ("left", "MIT OR (Proprietary AND ISC)"),
        ("left", "Apache-2.0 WITH LLVM-exception"),
        ("left", "BSL"),
        ("left", "LGPL-3.0-only"),
        ("fpdf2", "AGPL-3.0-only"),
        ("@restatedev/restate-server", "SSPL-1.0"),
    ],
)
def test_an_unknown_licence_is_found(name: str, licence: str) -> None:
    """One that is allowed for a package is allowed for no other, and no other for it."""
    [found] = licences.refused([("right", "MIT OR (Apache-2.0 AND ISC)"), (name, licence)])
    assert found.startswith(f"{name}: {licence}")


def test_the_licences_of_both_kinds_are_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is installed, and what npm's lock says; what is not installed here, is not used here."""
    (root / "requirements.lock").write_text(f"strange==1 {HASH}\nabsent==1 {HASH}\n", "utf-8")
    (root / "strange-1.dist-info").mkdir()
    metadata = "Metadata-Version: 2.4\nName: strange\nVersion: 1\nLicense-Expression: Odd-1.0\n"
    (root / "strange-1.dist-info/METADATA").write_text(metadata, "utf-8")
    npm_lock(root, integrity=INTEGRITY, license="Odd-2.0")
    monkeypatch.setattr(sys, "path", [str(root), *sys.path])
    outcome = licences.check(root)
    assert outcome.looked_at == "1 Python packages of the runtime, 1 npm packages"
    assert outcome.found == ("strange: Odd-1.0", "left: Odd-2.0")


@pytest.mark.parametrize(
    ("licence", "classifiers", "name"),
    [
        ("Apache 2.0", [], "Apache-2.0"),
        ("", ["Typing :: Typed", "License :: OSI Approved :: MIT License"], "MIT"),
        ("", ["License :: OSI Approved :: BSD License"], "OSI Approved :: BSD License"),
        ("", ["Typing :: Typed"], ""),
    ],
)
def test_how_packages_write_their_licence(licence: str, classifiers: list[str], name: str) -> None:
    """Only where it is plain which one is meant."""
    assert licences.told_by(licence, classifiers) == name


def test_a_known_vulnerability_is_found(root: Path) -> None:
    vulns = [{"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"], "aliases": ["CVE-1"]}, {"id": "X-2"}]
    report = {"dependencies": [{"name": "left", "version": "2.0", "vulns": vulns}], "fixes": []}
    pip_audit(root, prints=report, complains="Found 2 known vulnerabilities", code=1)
    outcome = advisories.check_python(root)
    assert outcome.found == ("left 2.0: PYSEC-1, fixed in 2.1, 3.0", "left 2.0: X-2")
    assert outcome.not_checked == ""


def test_pip_audit_without_a_network(root: Path) -> None:
    pip_audit(root, complains=OFFLINE, code=1)
    outcome = advisories.check_python(root)
    assert outcome == Outcome(
        "Advisories, Python", "1 packages", (), f"pip-audit got no answer: {OFFLINE}"
    )


def test_packages_that_the_service_does_not_know(root: Path) -> None:
    """As behind a mirror without advisories: silence is no good news."""
    skipped = {"name": "left", "skip_reason": "not found"}
    pip_audit(root, prints={"dependencies": [skipped, {"name": "right", "version": "1"}]})
    outcome = advisories.check_python(root)
    assert (outcome.looked_at, outcome.not_checked) == (
        "2 packages",
        "1 of them, the first: not found",
    )


def test_pip_audit_that_could_not_be_installed(root: Path) -> None:
    (root / advisories.PIP_AUDIT).unlink()
    assert advisories.check_python(root).not_checked == "pip-audit could not be installed"


@pytest.fixture
def closed_port(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Nobody listens where npm asks."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        ask_at(address, root, monkeypatch)
        yield address


def ask_at(address: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", address)
    monkeypatch.setenv("npm_config_cache", str(root / "npm-cache"))
    monkeypatch.setenv("npm_config_noproxy", "127.0.0.1")


def test_npm_without_a_network(root: Path, closed_port: str) -> None:
    outcome = advisories.check_npm(root)
    assert outcome.found == ()
    assert outcome.not_checked.startswith("npm audit got no answer: ")
    assert closed_port in outcome.not_checked


@pytest.mark.parametrize(("versions", "found"), [("<2.0.0", 1), (">=2.0.0", 0)])
async def test_npm_before_an_advisory_service(
    root: Path, monkeypatch: pytest.MonkeyPatch, versions: str, found: int
) -> None:
    """The versions that an advisory names decide."""
    advisory = {"id": 1, "url": "https://example/1", "title": "Leaks", "severity": "high"}

    async def known(_request: web.Request) -> web.Response:
        return web.json_response({"left": [{**advisory, "vulnerable_versions": versions}]})

    async def package(_request: web.Request) -> web.Response:
        version: dict[str, Any] = {"name": "left", "version": "1.0.0"}
        return web.json_response({"name": "left", "versions": {"1.0.0": version}})

    app = web.Application()
    app.router.add_post("/-/npm/v1/security/advisories/bulk", known)
    app.router.add_get("/left", package)
    async with TestServer(app) as server:
        ask_at(str(server.make_url("/")), root, monkeypatch)
        outcome = await asyncio.to_thread(advisories.check_npm, root)
    assert outcome.found == ("left (high): Leaks https://example/1",) * found
    assert outcome.not_checked == ""


FOUND = Outcome("A", "1 packages", ("left: odd",))
NOT_CHECKED = Outcome("B", "1 packages", (), "no network")


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([Outcome("C", "1 packages")], 0),
        ([FOUND, Outcome("C", "1 packages")], 1),
        ([NOT_CHECKED, Outcome("C", "1 packages")], 3),
        ([NOT_CHECKED, FOUND], 1),
    ],
)
def test_the_exit_code_tells_them_apart(outcomes: list[Outcome], code: int) -> None:
    assert exit_code(outcomes) == code


def test_a_line_for_each_check_and_each_thing_found() -> None:
    assert told(FOUND).splitlines() == ["A                   1 packages: 1 found", "  - left: odd"]
    assert told(NOT_CHECKED).endswith("1 packages: NOT CHECKED, no network")


@pytest.mark.usefixtures("closed_port")
def test_offline_the_rest_is_checked(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pip_audit(root, complains=OFFLINE, code=1)
    monkeypatch.setattr(command, "ROOT", root)
    assert command.main() == 3
    pinned, licensed, python, npm = capsys.readouterr().out.splitlines()
    assert pinned.endswith("1 requirements in 1 files, 1 npm packages: all good")
    assert licensed.endswith("all good")
    assert "NOT CHECKED" in python
    assert "NOT CHECKED" in npm
