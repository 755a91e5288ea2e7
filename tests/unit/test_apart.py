"""A developer's own settings do not reach a test's stack."""

from pathlib import Path

from tests import apart


def test_what_a_developer_set_counts_as_not_set(tmp_path: Path) -> None:
    """A real workspace and model are never spoken to; what the test says holds."""
    mine = "SLACK_BOT_TOKEN=xoxb-real\nOPENAI_API_KEY=sk-real\nMONTH_SECONDS=5\n"
    (tmp_path / ".env").write_text(mine, encoding="utf-8")
    made = apart.stack(tmp_path / "desk", {"MONTH_SECONDS": "20"}, root=tmp_path)
    assert (made.local_slack, made.offline_model) == (True, True)
    assert made.environment["MONTH_SECONDS"] == "20"
    assert "real" not in str(made.environment)
