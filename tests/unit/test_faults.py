"""What the faults run checks, told as small records in which one thing is wrong."""

import itertools
from collections.abc import Iterable

import pytest

from tests.faults import check_messages, marks, nemesis, plan, record, versions
from tests.faults.fates import Fates
from tests.faults.findings import Violation
from tests.faults.profiles import PROFILES
from tests.faults.record import Asked, Kind, Message, Post, Record

ALICE, BOB = "U0ALICE", "U0BOB"
_numbers = itertools.count(1)


def wrote(noted: Record, user: str = ALICE, *, at: float = 0, kind: Kind = "chat") -> Message:
    """A message that was acknowledged a second later, all in one thread of the person."""
    number = next(_numbers)
    root = next((m.root for m in noted.messages if m.user == user), f"1.{number}")
    message = Message(
        token=marks.token(number),
        user=user,
        channel=record.direct(user),
        ts=f"1.{number}",
        root=root,
        kind=kind,
        sent=at,
        acknowledged=at + 1,
    )
    noted.wrote(message)
    return message


def posted(
    noted: Record, message: Message, *, at: float = 5, mark: str = "", text: str = ""
) -> None:
    mark = mark or message.answer_mark
    noted.posts.append(Post(at, message.channel, message.root, f"2.{next(_numbers)}", mark, text))


def promises(found: Iterable[Violation]) -> list[str]:
    return [each.promise for each in found]


def test_nothing_is_found_where_all_is_well() -> None:
    """A question with its answer, and an application with its card."""
    noted = Record()
    posted(noted, wrote(noted))
    applied = wrote(noted, BOB, kind="apply")
    posted(noted, applied, mark="p:CR-22222222.received")
    checks = (check_messages.answered, check_messages.posted_once, check_messages.in_order)
    assert [each for check in checks for each in check(noted)] == []


def test_a_lost_message_is_named() -> None:
    """By its token and its thread; one that was never acknowledged is not lost."""
    noted = Record()
    message = wrote(noted)
    wrote(noted).acknowledged = None
    (found,) = check_messages.answered(noted)
    assert found.promise == "lost"
    assert message.token in found.what
    assert found.key == message.thread


def test_an_application_that_nobody_heard_of_is_lost() -> None:
    noted = Record()
    wrote(noted, kind="apply")
    assert promises(check_messages.answered(noted)) == ["lost"]


def test_one_message_is_one_application() -> None:
    """Two cards for one message are found, though each card is posted once."""
    noted = Record()
    applied = wrote(noted, kind="apply")
    for credit in ("CR-22222222", "CR-33333333"):
        posted(noted, applied, mark=f"p:{credit}.received")
    assert promises(check_messages.answered(noted)) == ["applied twice"]
    assert promises(check_messages.posted_once(noted)) == []


def test_a_post_that_stands_twice_is_found() -> None:
    noted = Record()
    message = wrote(noted)
    posted(noted, message)
    posted(noted, message)
    (found,) = check_messages.posted_once(noted)
    assert message.token in found.what


def test_who_talks_in_another_ones_thread_is_not_answered() -> None:
    noted = Record()
    posted(noted, wrote(noted, kind="aside"))
    assert promises(check_messages.answered(noted)) == ["answered who does not own the thread"]


@pytest.mark.parametrize(("second", "found"), [(2.0, ["out of order"]), (0.5, [])])
def test_order_is_that_of_acknowledgements(second: float, found: list[str]) -> None:
    """Only what was sent after the other's acknowledgement has to be answered after it."""
    noted = Record()
    first, later = wrote(noted, at=0), wrote(noted, at=second)
    posted(noted, later, at=5)
    posted(noted, first, at=6)
    assert promises(check_messages.in_order(noted)) == found


def test_words_of_another_customer_are_a_leak() -> None:
    """In a post, and in what the model was given to read."""
    noted = Record()
    message = wrote(noted)
    posted(noted, message, text=f"{marks.canary(ALICE)} and {marks.canary(BOB)}")
    both = frozenset({marks.canary(ALICE), marks.canary(BOB)})
    noted.asked.append(Asked(1, message.token, (), both, ""))
    found = list(check_messages.kept_apart(noted, customer_of=lambda _: None))
    assert promises(found) == ["leaked", "leaked"]
    assert all(marks.canary(BOB) in each.what for each in found)
    assert {(each.key, each.message) for each in found} == {
        (message.thread, message.idempotency_key)
    }


def test_an_answer_to_another_message_is_found() -> None:
    noted = Record()
    first, second = wrote(noted), wrote(noted)
    posted(noted, first, text=f"Here you are ({second.token})")
    assert promises(check_messages.to_the_point(noted)) == ["answered another message"]


def test_the_same_seed_is_the_same_run() -> None:
    """People, blows and fates: nothing of the plan depends on what happens."""
    profile, users = PROFILES["small"], ["U1", "U2", "U3", "U4", "U5"]
    drawn = [plan.customers(profile, seed=7, users=users) for _ in "ab"]
    assert drawn[0] == drawn[1] != plan.customers(profile, seed=8, users=users)
    assert list(nemesis.plan(profile, seed=7)) == list(nemesis.plan(profile, seed=7))
    first, second = Fates(7), Fates(7)
    tried = [[fates.next(f"post/{n % 50}") for n in range(500)] for fates in (first, second)]
    assert tried[0] == tried[1]
    assert set(tried[0]) > {"done", "cut", "busy"}


def test_a_plan_has_as_much_as_its_profile_says() -> None:
    profile = PROFILES["usual"]
    users = [f"U{number}" for number in range(profile.customers)]
    drawn = plan.customers(profile, seed=1, users=users)
    assert sum(len(chat) for each in drawn for chat in each.chats) == profile.messages
    assert sum(len(each.wishes) for each in drawn) == profile.applications
    blows = [blow.what for blow in nemesis.plan(profile, seed=1)]
    assert blows.count("kill") == profile.kills


def test_the_next_version_is_struck_when_it_is_there() -> None:
    """Before that nothing depends on it, and a kill of it would be none."""
    struck = [blow.part for blow in nemesis.plan(PROFILES["upgrade"], seed=1)]
    half = len(struck) // 2
    later = [part.endswith(versions.SECOND) for part in struck]
    assert not any(later[:half])
    assert any(later[half:])


@pytest.mark.parametrize(
    ("channel", "found"), [(record.GENERAL, ["told to all"]), (record.direct(ALICE), [])]
)
def test_an_offer_in_a_channel_is_found(channel: str, found: list[str]) -> None:
    """There stands how far an application has come; the offer is for its customer alone."""
    noted = Record()
    for name in ("received", "offer.1"):
        noted.posts.append(Post(1, channel, "1.1", f"2.{name}", f"p:CR-22222222.{name}", ""))
    assert promises(check_messages.told_aside(noted)) == found


def test_an_offers_file_in_a_channel_is_found() -> None:
    """Not the officers' chart, which is for their channel."""
    noted = Record()
    for name in ("offer-1.pdf", "account-1.png"):
        mark = f"file:CR-22222222-{name}"
        noted.posts.append(Post(1, record.OFFICERS_ROOM, "", f"2.{name}", mark, ""))
    (found,) = check_messages.told_aside(noted)
    assert (found.promise, found.key) == ("told to all", "CR-22222222")
    assert "offer" in found.what
