"""No bank can be connected yet: nobody lends on invented accounts without having said so.

And whoever reads a figure of theirs is told what they are.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import bot.__main__
import bot.settings
import local.settings
import services.__main__
import services.settings
from bot.views import answers, data_words, home, language, render
from local import console
from services.contracts import posts
from services.contracts.account import Balance, Credits
from services.contracts.money import Money
from services.contracts.posts import Reply
from services.contracts.reminders import Reminders
from tests.unit import test_bot_start, test_local_settings, test_settings
from tests.unit.case import TODAY, document
from tests.unit.test_home import NOW
from tests.unit.test_offer_document import printed
from tests.unit.test_views import CONTENTS, all_text, offer, texts

SAID = {
    "en": "This is a demo: bank accounts are invented, and no money moves.",
    "de": "Dies ist eine Demo: Die Bankkonten sind erfunden, und es fließt kein Geld.",
}
UNSAID = (None, "", "   ")
NOT_YES = (
    "no",
    "true",
    "1",
    "y",
    "Yes",
    "yes please",
    "yes,no",
    "\N{FULLWIDTH LATIN SMALL LETTER Y}es",
)
SERVICES = {name: text for name, text in test_settings.LEAST.items() if name != "SYNTHETIC_BANK"}
BOT = {name: text for name, text in test_bot_start.TOKENS.items() if name != "SYNTHETIC_BANK"}
REAL = {
    name: text for name, text in test_local_settings.REAL_SLACK.items() if name != "SYNTHETIC_BANK"
}


def told(given: dict[str, str], answer: str | None) -> dict[str, str]:
    return given if answer is None else given | {"SYNTHETIC_BANK": answer}


@pytest.mark.parametrize("answer", UNSAID)
def test_the_services_do_not_start_on_invented_accounts_unsaid(answer: str | None) -> None:
    """They know no other bank. The sentence names what to set, and what that means."""
    with pytest.raises(services.settings.SettingsError) as refused:
        services.settings.read(told(SERVICES, answer))
    assert str(refused.value).startswith("SYNTHETIC_BANK is not set: it must be yes, ")
    assert "no bank can be connected yet" in str(refused.value)


@pytest.mark.parametrize("answer", UNSAID)
def test_neither_does_the_bot(answer: str | None) -> None:
    """It may run on another machine, started by another person."""
    with pytest.raises(
        bot.settings.SettingsError, match=r"^SYNTHETIC_BANK is missing: "
    ) as refused:
        bot.settings.read(told(BOT, answer))
    assert "SYNTHETIC_BANK=yes" in str(refused.value)


@pytest.mark.parametrize("mode", [{}, {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": "s"}])
@pytest.mark.parametrize("answer", UNSAID)
def test_nor_the_stack_in_a_real_workspace(
    answer: str | None, mode: dict[str, str], tmp_path: Path
) -> None:
    """Said before anything starts, whichever way Slack's events come."""
    with pytest.raises(local.settings.Misconfigured, match="SYNTHETIC_BANK=yes") as refused:
        local.settings.read(told(REAL | mode, answer), root=tmp_path)
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("answer", NOT_YES)
def test_nothing_but_yes_is_taken_for_it(answer: str, tmp_path: Path) -> None:
    """Also where the stack would say it by itself: `no` is not answered with a demo."""
    with pytest.raises(services.settings.SettingsError, match=r"^SYNTHETIC_BANK is '"):
        services.settings.read(told(SERVICES, answer))
    with pytest.raises(bot.settings.SettingsError, match=r"^SYNTHETIC_BANK is malformed: "):
        bot.settings.read(told(BOT, answer))
    for stack in (REAL, {}):
        with pytest.raises(local.settings.Misconfigured, match=r"^SYNTHETIC_BANK is '"):
            local.settings.read(told(stack, answer), root=tmp_path)


@pytest.mark.parametrize("answer", ["yes", " yes "])
def test_who_says_yes_starts(answer: str, tmp_path: Path) -> None:
    """In the environment or in `.env`; bot and services are told the same."""
    assert services.settings.read(told(SERVICES, answer))
    assert bot.settings.read(told(BOT, answer))
    stack = local.settings.read(told(REAL, answer), root=tmp_path)
    assert local.settings.for_parts(stack)["SYNTHETIC_BANK"].strip() == "yes"
    (tmp_path / ".env").write_text("SYNTHETIC_BANK=yes\n", encoding="utf-8")
    assert local.settings.read(REAL, root=tmp_path)


@pytest.mark.parametrize("answer", UNSAID)
def test_the_local_stack_says_it_by_itself(answer: str | None, tmp_path: Path) -> None:
    """Nobody there could take it for a bank; both processes start with what it tells them."""
    parts = local.settings.for_parts(local.settings.read(told({}, answer), root=tmp_path))
    assert parts["SYNTHETIC_BANK"] == "yes"
    assert services.settings.read(parts)
    assert bot.settings.read(parts)


def test_it_is_only_said_for_the_local_slack(tmp_path: Path) -> None:
    """What a real workspace's parts are told is what its operator said."""
    stack = local.settings.read(REAL | {"SYNTHETIC_BANK": "yes"}, root=tmp_path)
    unsaid = {name: text for name, text in stack.environment.items() if name != "SYNTHETIC_BANK"}
    forgetful = replace(stack, environment=unsaid)
    assert "SYNTHETIC_BANK" not in local.settings.for_parts(forgetful)


@pytest.mark.parametrize(
    ("given", "main"), [(SERVICES, services.__main__.main), (BOT, bot.__main__.main)]
)
def test_a_process_that_is_started_by_hand_ends_with_the_sentence(
    given: dict[str, str],
    main: Callable[[], int | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`python -m services` and `python -m bot`: one line, and the code of a wrong setting."""
    monkeypatch.setattr("uvloop.run", _started)
    monkeypatch.setattr("services.workers.run", _started)
    for name in {*os.environ} & {"SYNTHETIC_BANK"}:
        monkeypatch.delenv(name)
    for name, text in given.items():
        monkeypatch.setenv(name, text)
    try:
        code = main()
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr().err
    assert code == 2
    assert "SYNTHETIC_BANK is " in said
    assert said.count("\n") == 1


def _started(*_: object, **__: object) -> int:
    return 0


def times(content: posts.Content, sentence: str) -> tuple[int, int]:
    """How often it is heard, in the text alone, and how often it is seen, in the blocks."""
    view = render.render(content)
    return view.text.count(sentence), all_text(replace(view, text="")).count(sentence)


SOME = {content.kind: content for content in CONTENTS}
FIRST = {"reply": Reply(text="Hello.", disclose=True)}
ANSWERS = (
    *("reply", "applied", "application_received", "decision_explained"),
    *("loan_schedule", "repayment_offered", "human_called"),
)
"""What can be the first answer of a thread: words, or a card that stands for them."""
TELLING = (*ANSWERS, "offer", "offer_document", "disbursed", "referral")
"""And where somebody decides on figures, or reads that money was paid."""


@pytest.mark.parametrize("tag", SAID)
@pytest.mark.parametrize("kind", TELLING)
def test_a_post_says_that_the_accounts_are_invented(kind: str, tag: str) -> None:
    """Once, in the language of its reader."""
    with language.of(tag):
        assert times((SOME | FIRST)[kind], SAID[tag]) == (1, 1)


@pytest.mark.parametrize("tag", SAID)
@pytest.mark.parametrize("state", ["open", "accepted", "declined", "expired", "withdrawn"])
def test_an_offer_says_it_whatever_becomes_of_it(state: str, tag: str) -> None:
    """An accepted card is the one that is kept."""
    with language.of(tag):
        assert times(offer(state=state), SAID[tag]) == (1, 1)


@pytest.mark.parametrize("tag", SAID)
@pytest.mark.parametrize("months", [12, 120])
def test_every_page_of_the_document_says_it(months: int, tag: str) -> None:
    """A page may be shown without the others."""
    content = document(amount=2_500_000, months=months)
    said = printed(content, tag=tag)
    pages = said.count("Page " if tag == "en" else "Seite ")
    assert pages >= 2
    assert said.count(SAID[tag]) == pages


@pytest.mark.parametrize("tag", SAID)
def test_home_says_it(tag: str) -> None:
    with language.of(tag):
        view = home.view(Credits(items=()), reminders=Reminders(), now=NOW)
    assert "\n".join(texts(view["blocks"])).count(SAID[tag]) == 1


@pytest.mark.parametrize("tag", SAID)
def test_what_a_command_tells_of_an_account_says_it(tag: str) -> None:
    """Nobody needs to have written before to read a balance, or to have their data."""
    own = Balance(balance=Money(minor=1), as_of=TODAY)
    with language.of(tag):
        assert SAID[tag] in all_text(answers.balance(own))
        assert SAID[tag] in data_words.introduction("my-data.json")


@pytest.mark.parametrize("tag", SAID)
def test_the_file_of_a_persons_data_says_it(tag: str) -> None:
    """It is kept, and handed on, without the message that it came with."""
    with language.of(tag):
        file = render.render(SOME["personal_data"]).file
    assert file
    read = json.loads(file.content())
    assert read["note"] == SAID[tag]
    assert "balance" in read


def test_a_later_answer_of_a_thread_does_not_repeat_it() -> None:
    assert times(Reply(text="Hello again."), SAID["en"]) == (0, 0)


@pytest.mark.parametrize("given", [{}, REAL | {"SYNTHETIC_BANK": "yes"}])
def test_who_starts_the_stack_reads_it(given: dict[str, str], tmp_path: Path) -> None:
    welcome = console.welcome(local.settings.read(given, root=tmp_path), seconds=1)
    assert "Bank accounts are invented, and no money moves." in welcome
