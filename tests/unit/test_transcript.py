"""What a conversation remembers: whose it is, what can be answered, what the model sees."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agent.items import Called, Item, Returned, Said
from services.contracts.keys import CreditId, Key, PersonKey
from services.contracts.session import Message, Note, OpenQuestion, Standing
from services.session import transcript
from services.session.transcript import Head, Record
from tests.unit.case import ALICE, BOB, CREDIT, OTHER, PLACE, TODAY

FRONT = Head(agent="front_desk")
OWNED = Head(agent="front_desk", owner=ALICE)
MEMBERS: frozenset[Standing] = frozenset({"member"})


def message(text: str, *, author: PersonKey = ALICE, addressed: bool = True) -> Message:
    return Message(
        author=author,
        place=PLACE,
        reference=Key("1"),
        sent_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        text=text,
        addressed=addressed,
    )


def asked(credit_id: CreditId = CREDIT, *, question: str = "answer.1") -> OpenQuestion:
    return OpenQuestion(credit_id=credit_id, question=question, text="What is the 1,200 for?")


def turn(text: str, reply: str = "Fine.") -> Record:
    return Record(items=(Said(role="user", text=text), Said(role="assistant", text=reply)))


def written(texts: list[str]) -> Head:
    """The head after one turn for each text; the store holds what was written."""
    head, store = OWNED, dict[int, Record]()
    for text in texts:
        leaving = transcript.leaves(head)
        store[head.records] = turn(text)
        head = transcript.appended(head, leaving=None if leaving is None else store.pop(leaving))
        assert list(store) == list(transcript.window(head))
    return head


def test_the_first_who_addresses_the_desk_owns_the_thread() -> None:
    """Before that, people talk among themselves."""
    assert transcript.welcome(FRONT, message("hello"), served=MEMBERS) == "turn"
    unaddressed = message("hello", addressed=False)
    assert transcript.welcome(FRONT, unaddressed, served=MEMBERS) == "ignore"


@pytest.mark.parametrize(
    ("author", "addressed", "becomes"),
    [
        (ALICE, True, "turn"),
        (ALICE, False, "turn"),
        (BOB, True, "refuse"),
        (BOB, False, "ignore"),
    ],
)
def test_in_an_owned_thread_only_the_owner_gets_turns(
    author: PersonKey, *, addressed: bool, becomes: str
) -> None:
    """The owner need not address the desk again; others are refused when they do."""
    said = message("what is my balance?", author=author, addressed=addressed)
    assert transcript.welcome(OWNED, said, served=MEMBERS) == becomes


@pytest.mark.parametrize("head", [FRONT, OWNED])
@pytest.mark.parametrize(
    ("standing", "addressed", "becomes"),
    [
        ("guest", True, "turn_away"),
        ("stranger", True, "turn_away"),
        ("machine", True, "ignore"),
        ("guest", False, "ignore"),
    ],
)
def test_who_is_not_served_is_told_once(
    head: Head, standing: Standing, *, addressed: bool, becomes: str
) -> None:
    """In each thread; not even a thread of their own makes them an owner."""
    said = message("hello", addressed=addressed).model_copy(update={"standing": standing})
    assert transcript.welcome(head, said, served=MEMBERS) == becomes
    told = transcript.turned_away(head, ALICE)
    assert transcript.welcome(told, said, served=MEMBERS) == "ignore"
    if standing == "guest":
        served: frozenset[Standing] = frozenset({"member", "guest"})
        assert transcript.welcome(OWNED, said, served=served) == "turn"


def test_who_was_told_is_remembered_within_bounds() -> None:
    head = FRONT
    for number in range(3 * transcript.LONGEST_LIST):
        head = transcript.turned_away(head, PersonKey(f"T0DESK.U{number}"))
    assert len(head.turned_away) == transcript.LONGEST_LIST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        "...?!",
        ":tada:",
        ":+1:",
        ":-1: :thumbs_up:",
        ":wave::skin-tone-3:",
        ":tada::tada:",
        "\U0001f389",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        "\U0001f1e9\U0001f1ea",
    ],
)
def test_without_words_there_is_nothing_to_answer(text: str) -> None:
    """Emoji, however they are written, and punctuation are no words."""
    assert transcript.unusable(message(text)) == "no_text"


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "no",
        "12:30: meeting",
        "12:30:15",
        "12:30: ",
        ":tada:yes:tada:",
        "yes:tada:",
        ":tada:yes",
        "first: the car: second: rent",
        "\u4f59\u989d\u591a\u5c11",
        "\U0001f389 1000",
    ],
)
def test_words_beside_emoji_and_colons_are_words(text: str) -> None:
    """A time or a list is not taken for an emoji, nor are the words next to one."""
    assert transcript.unusable(message(text)) is None


@pytest.mark.parametrize("shared", [True, False])
def test_where_others_read_nothing_is_watched(*, shared: bool) -> None:
    """Not even where it could be shown: who may read an answer is known at its end."""
    said = message("balance?").model_copy(update={"live": True, "shared": shared})
    assert transcript.is_watched(said) != shared


def test_the_longest_message_that_is_read_has_4000_characters() -> None:
    assert transcript.unusable(message("x" * 4000)) is None
    assert transcript.unusable(message("x" * 4001)) == "too_long"


@pytest.mark.parametrize(
    ("records", "seen", "leaving"),
    [
        (0, range(0), None),
        (1, range(1), None),
        (11, range(11), None),
        (12, range(12), 0),
        (13, range(1, 13), 1),
        (1000, range(988, 1000), 988),
    ],
)
def test_the_model_sees_the_last_twelve_records(
    records: int, seen: range, leaving: int | None
) -> None:
    """One more record pushes out the oldest that is seen."""
    head = OWNED.model_copy(update={"records": records})
    assert transcript.window(head) == seen
    assert transcript.leaves(head) == leaving


def test_what_leaves_the_window_leaves_a_line_in_the_summary() -> None:
    """Each record is either seen in full or summed up, none in both, none in neither."""
    head = written([f"message {number}." for number in range(14)])
    assert head.summary == ("customer: message 0.; desk: Fine. | customer: message 1.; desk: Fine.")


def test_a_thousand_long_turns_leave_a_short_summary() -> None:
    """What a turn costs does not grow with the age of the thread; the newest lines stay."""
    head = written([f"message {number} " + "x" * 4000 for number in range(1000)])
    assert head.records == 1000
    assert len(head.summary) <= transcript.LONGEST_SUMMARY
    assert "message 987" in head.summary
    assert "message 988" not in head.summary
    assert len(head.model_dump_json()) < 2000


def test_tools_and_their_results_are_not_summed_up() -> None:
    """What a tool gave is asked for again rather than remembered wrong."""
    items = (
        Called(call_id="c", name="get_balance", arguments="{}"),
        Returned(call_id="c", output="9"),
    )
    head = transcript.appended(OWNED, leaving=Record(items=items))
    assert (head.summary, head.records) == ("", 1)


def test_history_ends_with_the_day_the_open_questions_and_the_summary() -> None:
    """First what was said, in order, then the desk's own context for this turn."""
    head = OWNED.model_copy(update={"questions": (asked(),), "summary": "customer: hi"})
    items = transcript.history(head, [turn("one"), turn("two")], today=TODAY)
    assert [item.text for item in items[:4] if isinstance(item, Said)] == [
        "one",
        "Fine.",
        "two",
        "Fine.",
    ]
    assert items[4:] == (
        Said(
            role="developer",
            text="Today is 2026-01-31.\n"
            "Open question for CR-AAAAAAAA: What is the 1,200 for?\n"
            "Earlier: customer: hi",
        ),
    )


def told(head: Head, *records: Record) -> str:
    """All that the model reads before the new message."""
    items = transcript.history(head, records, today=TODAY)
    return "\n".join(item.text for item in items if isinstance(item, Said))


def test_where_others_read_the_model_knows_of_no_question_what_it_says() -> None:
    """It knows that one is open, so that an answer there resolves it."""
    head = OWNED.model_copy(update={"questions": (asked(),)})
    read = told(transcript.heard(head, shared=True))
    assert "Open question for CR-AAAAAAAA" in read
    assert "1,200" not in read
    assert "1,200" in told(transcript.heard(head, shared=False))


def test_of_what_was_answered_in_private_only_the_question_is_kept() -> None:
    """Else the next answer, which needs no tool, could repeat a figure where others read."""
    answer = Said(role="assistant", text="You have 3,110.15 EUR.")
    returned = Returned(call_id="c", output="3,110.15 EUR")
    items = (Said(role="user", text="my balance?"), returned, answer)
    kept = transcript.kept(transcript.hidden(items))
    read = told(OWNED, kept)
    assert "my balance?" in read
    assert "3,110.15" not in read + kept.model_dump_json()


def test_a_note_is_kept_as_far_as_others_may_read() -> None:
    """One that does not say how far, such as an older version's, is kept as nothing."""
    note = Note(text="offered 1,500 for CR-AAAAAAAA", openly="offered CR-AAAAAAAA")
    discreet = transcript.heard(OWNED, shared=True)
    assert transcript.said(OWNED, note).text == "[desk] offered 1,500 for CR-AAAAAAAA"
    assert transcript.said(discreet, note).text == "[desk] offered CR-AAAAAAAA"
    assert "1,500" not in transcript.said(discreet, Note(text=note.text)).text


def test_what_was_kept_while_the_desk_spoke_openly_is_not_read_where_others_do() -> None:
    """A channel may be closed again, and an older version knew of no discretion."""
    head = written(["1,100", "1,200"]).model_copy(update={"summary": "customer: 1,500"})
    now = transcript.heard(head, shared=True)
    read = told(now, turn("1,100"), turn("1,200"))
    assert not [figure for figure in ("1,100", "1,200", "1,500") if figure in read]
    later = transcript.appended(now, leaving=None)
    assert "hello" in told(later, turn("1,100"), turn("1,200"), turn("hello"))
    assert transcript.heard(later, shared=True) == later


def test_what_is_not_read_any_more_is_not_summed_up_either() -> None:
    """The records before are deleted one by one as new ones are written."""
    head = transcript.heard(written(["secret"] * transcript.WINDOW), shared=True)
    for _ in range(transcript.WINDOW):
        head = transcript.appended(head, leaving=turn("secret"))
    assert head.summary == ""
    assert "open" in transcript.appended(head, leaving=turn("open")).summary


def test_a_question_is_opened_and_closed() -> None:
    opened = transcript.noted(OWNED, Note(text="asked", opened=asked()))
    assert opened.questions == (asked(),)
    closed = transcript.noted(opened, Note(text="answered", closed=asked()))
    assert closed.questions == ()


def test_a_question_that_is_opened_twice_is_one() -> None:
    """A note that arrives again changes nothing."""
    once = transcript.noted(OWNED, Note(text="asked", opened=asked()))
    assert transcript.noted(once, Note(text="asked", opened=asked())) == once


def test_questions_of_two_credits_do_not_mix() -> None:
    """Both credits number their questions alike; closing one leaves the other's open."""
    head = OWNED
    for credit_id in (CREDIT, OTHER):
        head = transcript.noted(head, Note(text="asked", opened=asked(credit_id)))
    assert [q.credit_id for q in head.questions] == [CREDIT, OTHER]
    head = transcript.noted(head, Note(text="answered", closed=asked(CREDIT)))
    assert head.questions == (asked(OTHER),)


def test_closing_an_earlier_question_leaves_the_next_one_open() -> None:
    head = transcript.noted(OWNED, Note(text="asked", opened=asked(question="answer.2")))
    head = transcript.noted(head, Note(text="late", closed=asked(question="answer.1")))
    assert [q.question for q in head.questions] == ["answer.2"]


def test_a_plain_note_changes_no_question() -> None:
    head = transcript.noted(OWNED, Note(text="asked", opened=asked()))
    assert transcript.noted(head, Note(text="collected instalment 1")) == head


def test_long_results_are_cut_when_they_are_kept() -> None:
    """And long answers. What a person said stays; calls stay paired with their results."""
    items: tuple[Item, ...] = (
        Said(role="user", text="u" * 4000),
        Called(call_id="c", name="quote", arguments='{"x":"' + "a" * 900 + '"}'),
        Returned(call_id="c", output="r" * 801),
        Returned(call_id="d", output="r" * 800),
        Said(role="assistant", text="w" * 4001),
    )
    said, called, cut, whole, words = transcript.kept(items).items
    assert (said, whole) == (items[0], items[3])
    assert called == Called(call_id="c", name="quote", arguments="{}")
    assert cut == Returned(call_id="c", output="r" * 800 + "…")
    assert words == Said(role="assistant", text="w" * 4000 + "…")


@given(st.lists(st.text(max_size=300), max_size=40))
def test_the_summary_is_bounded_whatever_people_write(texts: list[str]) -> None:
    head = written(texts)
    assert head.records == len(texts)
    assert len(head.summary) <= transcript.LONGEST_SUMMARY
