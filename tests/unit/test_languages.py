"""A person reads the desk in their language, whatever is said, and English where none is known."""

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest

from bot import readers
from bot.messenger import handlers
from bot.messenger.delivery import Delivery
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import home, language, money, prompts, render
from services.contracts import posts
from services.contracts.account import Credits
from services.contracts.keys import PersonKey, PostId
from services.contracts.money import Money
from services.contracts.posts import Post, StatusLine, Update
from services.contracts.reminders import Reminders
from tests.unit.case import BERLIN, PLACE, document
from tests.unit.reading import DIETER, Locales
from tests.unit.test_delivery import (
    FakeContext,
    FakeSigns,
    FakeSlack,
    as_context,
    line,
    messenger,
    post,
)
from tests.unit.test_offer_document import printed
from tests.unit.test_views import ALICE, CONTENTS, CREDIT, all_text, offer, texts

READER = PersonKey(f"T0DESK.{DIETER}")
OURS = {"warning", "rotating_light", *calendar.month_name[1:], *calendar.day_name}
"""Words that no catalog has: names of signs, of months and of days."""


class Mute(NullTranslations):
    """A language in which no sentence has a letter, but for what is filled in."""

    def gettext(self, message: str) -> str:
        return re.sub(
            r"\{[^}]*\}|[A-Za-z]", lambda found: found[0] if found[0][1:] else "·", message
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _mute(_tag: str) -> Mute:
    return Mute()


TRANSLATED = [each for each in CONTENTS if not isinstance(each, posts.ReferralChart)]
"""Officers alone see a chart, which is in English."""


@pytest.mark.parametrize("content", TRANSLATED, ids=lambda content: content.kind)
def test_every_word_of_a_post_can_be_translated(
    content: posts.Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is left in letters is of the content itself."""
    monkeypatch.setattr(language, "_catalog", _mute)
    given = set(re.findall(r"[A-Za-z_]{3,}", content.model_dump_json())) | OURS
    said = re.sub(r"&(?:amp|lt|gt);|[a-z]+…", " ", all_text(render.render(content)))
    left = set(re.findall(r"[a-z]{3,}|[A-Z][a-z]{2,}", said))
    assert left <= {part for word in given for part in re.findall(r"[A-Z]?[a-z]+", word)} | OURS


def test_an_offer_in_german() -> None:
    """Figures, days and the law's sentences as a German reads them."""
    with language.of("de"):
        view = render.render(offer())
    shown = all_text(view).replace("\N{NO-BREAK SPACE}", " ")
    for said in (
        *("Angebot für Ihren Kredit CR-ABCDEFGH", "1.000,00 EUR über 12 Monate", "6,2 %"),
        *("Effektiver Jahreszins", "1.032,80 EUR", "Erste Rate fällig", "1. September 2026"),
        *("15. August 2026, 14:00 Uhr MESZ", "Annehmen", "Ablehnen", "innerhalb von 14 Tagen"),
    ):
        assert said in shown


def test_the_document_is_printed_in_the_language_of_its_offer() -> None:
    """Also when it is made, after the message was rendered."""
    with language.of("de"):
        view = render.render(document())
    assert view.file
    assert view.file.comment.startswith("Ihr Angebot zum Aufbewahren")
    german = printed(document(), tag="de")
    for said in ("Ihr Kreditangebot", "1.032,80 EUR", "6,2", "28.02.2026", "Seite 1 von", "Gebühr"):
        assert said in german
    assert view.file.content() == render_again()


def render_again() -> bytes:
    with language.of("de"):
        view = render.render(document())
    assert view.file
    return view.file.content()


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en", ["-1,032.80 EUR", "6%", "6.2%", "1 December 2026", "2026-12-01", "52.5 %"]),
        ("de", ["-1.032,80 EUR", "6 %", "6,2 %", "1. Dezember 2026", "01.12.2026", "52,5 %"]),
    ],
)
def test_figures_and_days(tag: str, shown: list[str]) -> None:
    day = date(2026, 12, 1)
    with language.of(tag):
        said = [
            money.amount(Money(minor=-103_280)),
            *(language.percent(Decimal(rate)) for rate in ("6.00", "6.2")),
            *(language.day(day), language.short_day(day), language.figure("52.5 %")),
        ]
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in said] == shown


@pytest.mark.parametrize(
    ("zone", "english", "german"),
    [
        ("Europe/Berlin", "14:05 CEST", "14:05 Uhr MESZ"),
        ("Europe/London", "13:05 BST", "13:05 Uhr GMT+01:00"),
        ("Asia/Tokyo", "21:05 GMT+09:00", "21:05 Uhr GMT+09:00"),
        ("UTC", "12:05 UTC", "12:05 Uhr UTC"),
    ],
)
def test_every_time_says_by_which_clock(zone: str, english: str, german: str) -> None:
    """The bank's, whatever clock the moment comes with."""
    moment = datetime(2026, 8, 1, 12, 5, tzinfo=UTC)
    language.bank_time(ZoneInfo(zone))
    try:
        for at in (moment, moment.astimezone(ZoneInfo("America/New_York"))):
            assert language.moment(at) == f"1 August 2026, {english}"
            assert language.moment(at, with_weekday=True) == f"Saturday, 1 August 2026, {english}"
            with language.of("de"):
                assert language.moment(at) == f"1. August 2026, {german}"
    finally:
        language.bank_time(BERLIN)


def test_winter_and_the_banks_day() -> None:
    """Shortly before midnight in Greenwich it is tomorrow at the bank."""
    late = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert language.moment(late, with_weekday=True) == "Monday, 30 November 2026, 00:30 CET"
    with language.of("de"):
        said = language.moment(late, with_weekday=True)
    assert said == "Montag, 30. November 2026, 00:30 Uhr MEZ"


def test_a_figure_of_the_services_is_written_anew_and_an_id_is_not() -> None:
    with language.of("de"):
        assert language.figure("2,450.00 EUR") == "2.450,00 EUR"
        assert language.figure("CR-04567892 and 12") == "CR-04567892 and 12"


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("de-DE", "de"), ("de-AT", "de"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en"), ("?!", "en")],
)
def test_who_reads_a_language_that_we_have_not_reads_english(locale: str, tag: str) -> None:
    assert language.nearest(locale) == tag


async def test_a_person_is_asked_about_once_in_a_while() -> None:
    slack = Locales()
    known = Readers(slack)
    assert [await known.language(person) for person in (READER, READER, ALICE, None)] == [
        *("de", "de", "en", "en")
    ]
    assert slack.asked == [DIETER, "U0ALICE"]


@pytest.mark.parametrize("code", ["missing_scope", "unknown_method"])
async def test_a_workspace_that_tells_no_locales_is_not_asked_again(code: str) -> None:
    slack = Locales(SlackRefused(code=code))
    known = Readers(slack)
    assert [await known.language(person) for person in (READER, ALICE)] == ["en", "en"]
    assert slack.asked == [DIETER]


async def test_one_person_that_slack_does_not_know_is_one_person() -> None:
    slack = Locales(SlackRefused(code="user_not_found"))
    known = Readers(slack)
    assert await known.language(ALICE) == "en"
    slack.failure = None
    assert await known.language(READER) == "de"


async def test_a_busy_slack_costs_a_message_its_language_and_no_more() -> None:
    """English now, and asked again with the next."""
    slack = Locales(SlackBusy(code="ratelimited"))
    known = Readers(slack)
    assert await known.language(READER) == "en"
    slack.failure = None
    assert await known.language(READER) == "de"


async def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "REMEMBERED", 2)
    slack = Locales()
    known = Readers(slack)
    for user in ("U1", "U2", "U3", "U3", "U1"):
        await known.language(PersonKey(f"T0DESK.{user}"))
    assert slack.asked == ["U1", "U2", "U3", "U1"]


class Threads(FakeSlack):
    """A workspace in which every thread still stands."""

    async def permalink(self, *, channel: str, ts: str) -> str:
        return f"https://{channel}/{ts}"


def to(reader: PersonKey | None, content: posts.Content) -> Post:
    return Post(post_id=PostId("reply.1"), place=PLACE, content=content, reader=reader)


async def test_a_post_speaks_to_its_reader_and_costs_no_step() -> None:
    """The language is asked within the step that posts; what has no reader is in English."""
    slack, ctx = Threads(), FakeContext()
    await post(ctx, slack, request=to(READER, posts.Referred(credit_id=CREDIT)))
    assert "sehen sich jetzt Ihren Antrag" in str(slack.messages[-1]["blocks"])
    assert list(ctx.journal) == ["intend", "post"]
    await post(FakeContext(), slack, request=to(None, posts.Referred(credit_id=CREDIT)))
    assert "now look at your application" in str(slack.messages[-1]["blocks"])


async def test_what_one_person_alone_sees_is_in_their_language() -> None:
    class Whispered(Threads):
        async def whisper(
            self, *, channel: str, user: str, thread: str | None, text: str, blocks: Sequence[Json]
        ) -> None:
            assert (channel, user, thread) == ("D0ALICE", DIETER, PLACE.thread)
            assert blocks[0]["text"]["text"] == text
            self.shown[user] = {"text": text}

    slack = Whispered()
    refusal = posts.Sentence(code="not_your_thread")
    request = to(None, refusal).model_copy(update={"only_for": READER})
    await post(FakeContext(), slack, request=request)
    assert "gehört jemand anderem" in slack.shown[DIETER]["text"]


async def test_an_answer_has_as_many_pages_in_every_language() -> None:
    """A replay that finds another language counts the same pages."""
    long = posts.Reply(text="A word and more. " * 2000, disclose=True)
    steps: list[list[str]] = []
    for reader in (READER, None):
        ctx = FakeContext()
        await post(ctx, Threads(), request=to(reader, long))
        steps.append(list(ctx.journal))
    assert steps[0] == steps[1]
    assert "post 3" in steps[0]


async def test_an_update_speaks_to_its_reader() -> None:
    slack, ctx = Threads(), FakeContext()
    await post(ctx, slack, request=to(READER, posts.Referred(credit_id=CREDIT)))
    changed = Update(post_id=PostId("reply.1"), place=PLACE, content=offer(), reader=READER)
    await handlers.update(as_context(ctx), changed, messenger(Delivery(slack)))
    assert "Angebot für Ihren Kredit" in str(slack.shown)


async def test_a_status_line_speaks_to_its_reader() -> None:
    slack = FakeSigns()
    asked: StatusLine = line("account").model_copy(update={"reader": READER})
    assert await Signs(slack, Readers(Locales())).show(asked) == "status"
    assert slack.calls == ["status sieht auf Ihrem Konto nach…"]


def test_the_tab_and_the_prompts_are_in_german() -> None:
    with language.of("de"):
        tab = home.view(
            Credits(items=()), reminders=Reminders(), now=datetime(2026, 8, 1, tzinfo=UTC)
        )
        suggested = prompts.of(Credits(items=()))
    shown = " ".join(texts(tab))
    assert "Ihre Kredite" in shown
    assert "Beantragen" in shown
    assert suggested.title == "Was kann ich für Sie tun?"
    assert suggested.as_json()[0]["message"] == "Wie ist mein Kontostand?"
