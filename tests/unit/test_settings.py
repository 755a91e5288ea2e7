"""The services' settings: their defaults, and that a wrong one is refused by its name."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import __main__ as services_main
from services import settings
from services.settings import SettingsError
from tests.unit.case import OLIVIA, OMAR

LEAST = {
    "OPENAI_API_KEY": "key",
    "SYNTHETIC_BANK": "yes",
    "OFFICERS_CHANNEL": "T0DESK.C0OFFICERS",
    "APPROVALS_CHANNEL": "T0DESK.C0APPROVALS",
}


def test_four_settings_are_enough() -> None:
    """Everything else has a default; months take as long as they do."""
    read = settings.read(LEAST)
    assert (read.host, read.port, read.base_url, read.model) == ("127.0.0.1", 9080, None, "gpt-5.4")
    assert (read.model_timeout, read.month, str(read.zone)) == (60.0, None, "Europe/Berlin")
    assert (read.policy_file, read.officers, read.identity_keys) == (
        settings.POLICY,
        frozenset(),
        (),
    )
    assert read.policy_file.is_file()
    assert read.ops_room == read.officers_room


def test_all_can_be_set() -> None:
    """Lists are separated by commas; blanks around a name are nothing."""
    read = settings.read(
        LEAST
        | {
            "BIND_HOST": "0.0.0.0",
            "SERVICES_PORT": " 9999 ",
            "SERVICES_WORKERS": "4",
            "OPENAI_BASE_URL": "http://localhost:4010/v1",
            "OPENAI_MODEL": "other",
            "MODEL_TIMEOUT_SECONDS": "2.5",
            "POLICY_FILE": "own.toml",
            "OFFICERS": "T0DESK.U0OLIVIA, T0DESK.U0OMAR,",
            "RESTATE_IDENTITY_KEYS": "publickeyv1_a, publickeyv1_b",
            "BANK_TIME_ZONE": "Pacific/Auckland",
            "MONTH_SECONDS": "60",
            "SUSPEND_AFTER_SECONDS": "0",
            "CUSTOMER_DAILY_TURNS": "1",
            "CUSTOMER_DAILY_MODEL_CALLS": "2",
            "CUSTOMER_DAILY_TOKENS": "3",
            "LONGER_AFTER_SECONDS": "5",
            "ANSWER_WITHIN_SECONDS": "60",
            "OPS_CHANNEL": "T0DESK.C0OPS",
            "WATCH_EVERY_SECONDS": "1",
            "RESTATE_ADMIN_URL": "http://restate:9070",
            "RETENTION_DAYS": "0.5",
        }
    )
    assert (read.host, read.port, read.model_timeout) == ("0.0.0.0", 9999, 2.5)
    assert read.workers == 4
    assert (read.base_url, read.model) == ("http://localhost:4010/v1", "other")
    assert read.policy_file == Path("own.toml")
    assert read.officers == {OLIVIA, OMAR}
    assert read.identity_keys == ("publickeyv1_a", "publickeyv1_b")
    assert (str(read.zone), read.month) == ("Pacific/Auckland", timedelta(minutes=1))
    assert read.suspend_after == timedelta(0)
    assert (read.daily_turns, read.daily_model_calls, read.daily_tokens) == (1, 2, 3)
    assert (read.ops_room, read.watch_every) == ("T0DESK.C0OPS", 1)
    assert read.admin_url == "http://restate:9070"
    assert (read.longer_after, read.answer_within) == (timedelta(seconds=5), timedelta(minutes=1))
    assert read.retention == timedelta(hours=12)


@pytest.mark.parametrize("blank", ["", "   "])
@pytest.mark.parametrize("name", ["SERVICES_PORT", "OFFICERS", "POLICY_FILE", "MONTH_SECONDS"])
def test_an_empty_setting_is_one_that_is_not_set(name: str, blank: str) -> None:
    """As a line of an .env file that was left open."""
    assert settings.read(LEAST | {name: blank}) == settings.read(LEAST)


@pytest.mark.parametrize("name", sorted(LEAST))
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_missing_setting_is_named(name: str, blank: str | None) -> None:
    """And the sentence says what it should be."""
    rest = {key: value for key, value in LEAST.items() if key != name}
    given = rest if blank is None else rest | {name: blank}
    with pytest.raises(SettingsError, match=f"^{name} is not set: it must be "):
        settings.read(given)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("SERVICES_PORT", text) for text in ("http", "-1", "0", "65536", "9080.5", "nan", "1e3")],
        *[("SERVICES_WORKERS", text) for text in ("all", "0", "-1", "65", "1.5")],
        *[("MONTH_SECONDS", text) for text in ("soon", "-1", "nan", "inf", "1e300")],
        *[("MODEL_TIMEOUT_SECONDS", text) for text in ("soon", "0", "-5", "nan", "inf")],
        *[("LONGER_AFTER_SECONDS", text) for text in ("soon", "0", "nan")],
        *[("ANSWER_WITHIN_SECONDS", text) for text in ("soon", "-1", "inf")],
        *[("SUSPEND_AFTER_SECONDS", text) for text in ("soon", "-1", "nan", "inf")],
        *[("RETENTION_DAYS", text) for text in ("ever", "0", "-1", "nan", "inf", "3661")],
        *[("OFFICERS_CHANNEL", text) for text in ("C0OFFICERS", "a.b.c", "T0.C0/x", "T0.")],
        ("APPROVALS_CHANNEL", "#approvals"),
        ("OPS_CHANNEL", "#ops"),
        ("RESTATE_ADMIN_URL", "restate:9070"),
        *[("WATCH_EVERY_SECONDS", text) for text in ("soon", "0", "nan")],
        ("OFFICERS", "T0DESK.U0OLIVIA,@omar"),
        *[("BANK_TIME_ZONE", text) for text in ("Berlin", "../etc/passwd", "Europe", "x" * 3000)],
    ],
)
def test_a_malformed_setting_is_named_with_what_it_is(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} (is|has) '"):
        settings.read(LEAST | {name: text})


def test_the_key_of_the_api_is_in_no_complaint() -> None:
    """What goes to the log must not hold a secret."""
    with pytest.raises(SettingsError) as refused:
        settings.read(LEAST | {"OPENAI_API_KEY": "sk-secret", "SERVICES_PORT": "x"})
    assert "sk-secret" not in str(refused.value)
    assert "sk-secret" not in repr(settings.read(LEAST | {"OPENAI_API_KEY": "sk-secret"}))


def test_the_services_refuse_a_wrong_policy_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence with file, line and field; the exit code is 2."""
    file = tmp_path / "policy.toml"
    text = settings.POLICY.read_text(encoding="utf-8")
    file.write_text(text.replace('fee = "0.00"', "fee = 0"), encoding="utf-8")
    for name, value in (LEAST | {"POLICY_FILE": str(file)}).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        services_main.main()

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"services: {file}: line 15: product.fee: must be an amount in quotes")
    assert said.count("\n") == 1
