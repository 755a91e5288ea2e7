"""Whatever a post or an answer holds, Slack takes what the bot makes of it, and reads it out."""

import re
from collections.abc import Callable, Iterator, Sized
from datetime import UTC, date, datetime
from typing import cast, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.identity import Sheet, Target, Wish
from bot.messenger import pages
from bot.slack import Json
from bot.views import (
    answers,
    apply_form,
    blocks,
    forms,
    home,
    language,
    prompts,
    rating,
    reminder_card,
    reply,
    rights_cards,
    sentences,
    words,
)
from services.contracts import posts
from services.contracts.account import Balance, Credits, CreditSummary
from services.contracts.audit import Chain
from services.contracts.credit import Explanation, Receipt
from services.contracts.keys import Key, PersonKey, PostId
from services.contracts.money import Money
from services.contracts.posts import LoanSchedule, Post
from services.contracts.referrals import Queue
from services.contracts.reminders import Reminders
from tests.unit.case import PLACE
from tests.unit.extremes import CREDIT, KEYS, values

KINDS = cast("tuple[type[BaseModel], ...]", get_args(get_args(posts.Content)[0]))
TAGS = st.sampled_from(language.TAGS)
TARGET = Target(credit_id=CREDIT, promise=Key("answer." + "9" * 121))


def _still_owed(own: Credits) -> Credits:
    """What is owed of a credit is a part of it."""
    items = (
        each.model_copy(update={"outstanding": min(each.outstanding, each.amount, key=_minor)})
        if each.outstanding
        else each
        for each in own.items
    )
    return Credits(items=tuple(items))


def _by_whom(receipt: Receipt) -> Receipt:
    """Who has claimed a referral is named by key."""
    claimed = receipt.outcome == "claimed"
    return receipt.model_copy(update={"detail": KEYS[PersonKey]}) if claimed else receipt


def _minor(money: Money) -> int:
    return money.minor


def fits(made: list[Json], *, most: int = blocks.BLOCKS, letters: int = 13_000) -> None:
    """The limits of Slack's reference; the whole as it was reported."""
    assert 0 < len(made) <= most
    for part in _parts(made):
        limits = LIMITS.get(str(part.get("type")), {})
        for name, limit in limits.items():
            assert len(_measured(part, name)) <= limit, (part["type"], name)
        for option in cast("list[Json]", part.get("options", [])):
            assert len(option["text"]["text"]) <= 75
            assert len(option["value"]) <= 150
        assert len(str(part.get("action_id", ""))) <= 255
        assert len(str(part.get("block_id", ""))) <= 255
        assert part.get("alt_text") or part.get("type") != "image"
    shown = [part["text"] for part in _parts(made) if isinstance(part.get("text"), str)]
    assert all(shown)
    assert sum(len(text) for text in shown) <= letters


def is_read_out(view: blocks.Rendered) -> None:
    """Who hears it is told the text alone: it has all that the blocks say, as far as it goes."""
    told = _letters(view.text.removesuffix("…"))
    for block in view.as_json():
        for part in _parts(block) if block["type"] in ("section", "context") else ():
            said = str(part["text"]).split("\n") if part.get("type") == "mrkdwn" else []
            assert all(_letters(line) in told for line in said) or view.text.endswith("…")


def _letters(text: str) -> str:
    return re.sub(r"[\s*>`:…]", "", text)


LIMITS: dict[str, dict[str, int]] = {
    "section": {"text": 3000, "fields": 10},
    "header": {"text": 150},
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "context_actions": {"elements": 5},
    "button": {"text": 75, "value": 2000},
    "mrkdwn": {"text": 3000},
    "plain_text": {"text": 3000},
    "modal": {
        "title": 24,
        "submit": 24,
        "close": 24,
        "private_metadata": 3000,
        "blocks": 100,
        "callback_id": 255,
    },
    "home": {"blocks": 100},
    "input": {"label": 2000, "hint": 2000},
    "plain_text_input": {"placeholder": 150, "initial_value": 3000},
    "users_select": {"placeholder": 150},
    "checkboxes": {"options": 10},
}


def _measured(part: Json, name: str) -> Sized:
    found = part.get(name, "")
    return str(cast("Json", found)["text"]) if isinstance(found, dict) else found


def _parts(of: object) -> Iterator[Json]:
    """Every object in a payload."""
    if isinstance(of, dict):
        found = cast("Json", of)
        yield found
        for value in found.values():
            yield from _parts(value)
    if isinstance(of, list):
        for each in cast("list[object]", of):
            yield from _parts(each)


thorough = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@thorough
@given(data=st.data())
def test_every_post_fits(kind: type[BaseModel], data: st.DataObject) -> None:
    """As itself, and in the forms that replace it where Slack finds it unfit."""
    content = cast("posts.Content", data.draw(values(kind)))
    request = Post(post_id=PostId("p" * 200), place=PLACE, content=content, answers=Key("k" * 128))
    made = pages.of(request)
    with language.of(data.draw(TAGS)):
        shown = [(page, make()) for page, make in made]
        unreadable, moved = language._(words.UNREADABLE), language._(words.ELSEWHERE)
    for page, view in shown:
        assert view.text != unreadable
        is_read_out(view)
        forms = blocks.forms(rating.under(view, Key("k" * 128)))
        for form in (*forms, *(blocks.headed(moved, form) for form in forms)):
            assert 0 < len(form.text) <= 4000
            fits(form.as_json(mark=f"p:{page.post_id}"))


@thorough
@given(
    TAGS,
    values(Credits),
    values(CreditSummary),
    values(Chain),
    values(Balance),
    values(Reminders),
)
def test_every_private_answer_fits(
    tag: str,
    owned: Credits,
    one: CreditSummary,
    chain: Chain,
    balance: Balance,
    reminders: Reminders,
) -> None:
    with language.of(tag):
        views = (
            answers.credits_list(owned),
            answers.one_credit(one),
            answers.audit(chain),
            answers.balance(balance),
            reminder_card.listed(reminders),
        )
    for view in views:
        assert 0 < len(view.text) <= 4000
        is_read_out(view)
        fits(view.as_json())


@thorough
@given(TAGS, values(Explanation), values(str), values(LoanSchedule), values(Wish))
def test_every_form_fits(
    tag: str, why: Explanation, text: str, table: LoanSchedule, wish: Wish
) -> None:
    opened: tuple[Callable[[Target], Json], ...] = (
        *(forms.answer, forms.contest, forms.difficulties, forms.told_of_difficulties),
        *(forms.hand_over, forms.conditions, forms.reject, forms.ask),
    )
    with language.of(tag):
        shown = (
            *(form(TARGET) for form in opened),
            *(forms.opinion(TARGET, text), rights_cards.form(why)),
            *(home.schedule(table), home.schedule(None), home.asking()),
            *(apply_form.form(Sheet(Key("k" * 128), wish)), apply_form.received(CREDIT)),
        )
    for view in shown:
        fits([view], most=1)


@thorough
@given(data=st.data())
def test_every_home_tab_fits(data: st.DataObject) -> None:
    """Drawn one by one: together they are too much for Hypothesis to print."""
    own, now = data.draw(values(Credits).map(_still_owed)), data.draw(values(datetime))
    queue, reminders = data.draw(values(Queue) | st.none()), data.draw(values(Reminders))
    with language.of(data.draw(TAGS)):
        view = home.view(own, reminders=reminders, now=now, queue=queue)
    fits([view], most=1, letters=24_900)


def test_a_home_tab_full_of_long_questions_fits() -> None:
    asked = CreditSummary(
        credit_id=CREDIT,
        amount=Money(minor=1),
        months=1,
        state="info_requested",
        submitted_on=date(2026, 1, 1),
        question="&" * 4_000,
    )
    own, now = Credits(items=(asked,) * 40), datetime(2026, 1, 1, tzinfo=UTC)
    view = home.view(own, reminders=Reminders(), now=now)
    fits([view], most=1, letters=24_900)


@thorough
@given(TAGS, values(Credits))
def test_every_suggestion_fits(tag: str, own: Credits) -> None:
    """Slack shows four, each on one line."""
    with language.of(tag):
        found = prompts.of(own)
    assert 0 < len(found.title) <= 75
    assert 0 < len(found.as_json()) <= 4
    for prompt in found.as_json():
        assert 0 < len(prompt["title"]) <= 75
        assert 0 < len(prompt["message"]) <= 300


@pytest.mark.parametrize("tag", language.TAGS)
@pytest.mark.parametrize("code", get_args(posts.StatusCode))
def test_every_status_fits(code: posts.StatusCode, tag: str) -> None:
    """Under a thread, behind the bot's name."""
    with language.of(tag):
        assert 0 < len(language._(words.STATUS[code])) <= 50


@thorough
@given(TAGS, values(Receipt).map(_by_whom))
def test_every_sentence_to_one_person_fits(tag: str, receipt: Receipt) -> None:
    """Beside a channel's messages, and as a form's error."""
    for tell in (sentences.for_customer, sentences.for_officer):
        with language.of(tag):
            sentence = tell(receipt)
        assert len(sentence) <= 2000
        if sentence:
            fits(reply.plain(sentence).as_json())
