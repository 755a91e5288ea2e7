"""A model's Markdown as Slack's marks: it reads the same, loses no word, and reaches nobody."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.views import markdown

PAD = "\N{FIGURE SPACE}"
APART = "\N{ZERO WIDTH SPACE}"

WORDS = ("alpha", "beta", "gamma", "delta")
MARKS = (
    *("*", "**", "_", "~~", "`", "\n", "\n\n", "# ", "- ", "1. ", "> ", "    ", "| ", "\n|---|\n"),
    *("[", "]", "](", ")", "![", "\\", "<", ">", "&", "&lt;", "<!channel>", "<b>", "---\n", "\n: "),
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** and *soft* and ~~gone~~", "*bold* and _soft_ and ~gone~"),
        ("**bold\nand** so on", "*bold*\n*and* so on"),
        ("# Head\n- one\n* two", "*Head*\n• one\n• two"),
        ("# **All** of it", "*All of it*"),
        ("- one\n  1. two\n  2. three\n\n- four", "• one\n    1. two\n    2. three\n\n• four"),
        ("see [the **bank**](https://evil.example)", "see the *bank*"),
        ("![a *chart*](https://evil.example/x.png)", "a _chart_"),
        ("[x]: https://evil.example\n\n[x]", f"[x]: https:{APART}//evil.example\n\n[x]"),
        ("<https://evil.example>", f"https:{APART}//evil.example"),
        ("3 * 4 * 5 and 2**3", "3 * 4 * 5 and 2**3"),
        ("`a*b*c` **d**", "`a*b*c` *d*"),
        ("```python\nx = **1\n```", "```\nx = **1\n```"),
        ("```\nopen", "```\nopen\n```"),
        ("````\na ``` b\n````", f"```\na ``{APART}` b\n```"),
        ("> so **it\n> is**", "> so *it*\n> *is*"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("one\r\ntwo", "one\ntwo"),
        ("---", "———"),
    ],
)
def test_it_reads_the_same(written: str, shown: str) -> None:
    assert markdown.to_mrkdwn(written) == shown


def test_a_table_stands_in_columns() -> None:
    """Figures to the right where the model says so, and marks don't show in code."""
    written = "| Item | Sum |\n|---|--:|\n| **Rent** & more | 900.00 |\n| `Gas` | 1,050.00 |"
    assert markdown.to_mrkdwn(written).replace(PAD, " ") == (
        "```\nItem              Sum\nRent &amp; more    900.00\nGas          1,050.00\n```"
    )


def test_a_row_that_is_longer_than_its_table_loses_no_cell() -> None:
    """The parser would leave it out, so the table is shown as it was written."""
    written = "| Item |\n|---|\n| Rent | 900.00 |"
    assert markdown.to_mrkdwn(written) == f"```\n{written}\n```"


@pytest.mark.parametrize("nested", ["> " * 60, "- " * 60, "**a *b " * 400, "![" * 2000])
def test_what_is_nested_beyond_reason_is_still_there(nested: str) -> None:
    assert "the end" in markdown.to_mrkdwn(f"{nested}the end{' c* d**' * 400}{'](x)' * 2000}")


@settings(deadline=None)
@given(st.text(alphabet="ab<>&*_`~[]()!@#\n\r\t -|\\0:", max_size=300))
def test_no_text_of_a_model_makes_markup(text: str) -> None:
    """Every `<` and `&` that is left is an escape, so no mention and no link."""
    shown = markdown.to_mrkdwn(text)
    assert "<" not in shown
    assert re.fullmatch(r"(?s)[^&]*(?:&(?:amp|lt|gt);[^&]*)*", shown)
    assert shown.count("```") % 2 == 0


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS + MARKS), max_size=60).map("".join))
@example("| alpha |\n|---|\n| beta | gamma |")
@example("- | alpha |\n  |---|\n  | beta | gamma |")
@example("> | alpha |\n> |---|\n> | beta | gamma |")
def test_no_word_is_lost(text: str) -> None:
    """But for where a link leads to, and what stands behind the first fence of code."""
    kept = re.sub(r"]\([^)]*\)", "]", text)
    kept = re.sub(r"`{3,}[^`\n]*|~{3,}[^\n]*", "", kept)
    shown = markdown.to_mrkdwn(text)
    for word in WORDS:
        assert shown.count(word) >= kept.count(word)
