"""What has ended with a failure: which of it is news, and the cards that tell it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey, PostId
from services.contracts.watch import DeskFailures, Failed, FailedWork
from services.contracts.wire import Wire

AT_ONCE = 500
"""Failures that a look reads; the later ones at the next."""
OVERLAP = timedelta(minutes=10)
"""How much later than another that ended after it a failure can be seen."""
GROWS_FOR = timedelta(hours=1)
"""How long what fails is added to the same card; after that nobody would look there."""
REMEMBERED = 2_000
"""Of the last failures, by their ids."""
KEPT = 50
"""Cards whose button is still heard."""
NAMED = 5
"""Keys and invocations that a card names."""

FAILED = """
    SELECT id, target_service_name AS service, COALESCE(target_service_key, '') AS key,
        target_handler_name AS handler, completed_at AS at
    FROM sys_invocation
    WHERE completion_result = 'failure' AND target_service_name NOT IN ('Home')
        AND completed_at >= '{since}'
    ORDER BY completed_at
    LIMIT {most}
"""
"""All but a Home tab, which is a courtesy, and made anew at the next look. No failure's text."""


class Told(Wire):
    """What was told: the cards nobody has seen to yet, and the last failures in them."""

    cards: tuple[DeskFailures, ...] = ()
    number: int = 0
    until: datetime | None = None
    """When the last of them ended."""
    recent: tuple[Failed, ...] = ()
    """Those that ended so shortly before that another may still be seen."""


@dataclass(frozen=True)
class Seen:
    """How far one that looks has come: what it asks for next, and what of that it has told."""

    since: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    ids: frozenset[str] = frozenset()

    def query(self) -> str:
        """For all that failed from then on."""
        moment = f"{self.since:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
        return FAILED.format(since=moment, most=AT_ONCE)

    def new(self, found: Iterable[Failed]) -> tuple[Failed, ...]:
        """What of these was not told."""
        return tuple(each for each in found if each.id not in self.ids)

    def then(self, found: Sequence[Failed]) -> "Seen":
        """After these were told."""
        if not found:
            return self
        last = found[-1].at
        # Where there is more, go on behind it; else look back for what is seen later.
        since = last if len(found) >= AT_ONCE else last - OVERLAP
        return Seen(max(self.since, since), frozenset(each.id for each in found))


def told(before: Told, found: Iterable[Failed], *, now: datetime) -> Told:
    """With what is new among these. Equal where nothing is."""
    new = [each for each in found if not _is_known(before, each)]
    if not new:
        return before
    last = before.cards[-1] if before.cards else None
    if last and now - last.since < GROWS_FOR:
        cards, number = (*before.cards[:-1], _grown(last, new)), before.number
    else:
        number = before.number + 1
        empty = DeskFailures(number=number, since=now, works=())
        cards = (*before.cards, _grown(empty, new))[-KEPT:]
    until = max([each.at for each in new] + ([before.until] if before.until else []))
    recent = [each for each in (*before.recent, *new) if each.at >= until - OVERLAP][-REMEMBERED:]
    now_told = {"cards": cards, "number": number, "until": until, "recent": tuple(recent)}
    return before.model_copy(update=now_told)


def judge(
    before: Told, number: int, by: PersonKey, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """Why this person can't see to that card, or None."""
    if by not in officers:
        return Receipt(outcome="not_an_officer")
    if not any(card.number == number for card in before.cards):
        return Receipt(outcome="already_done" if 0 < number <= before.number else "unknown")
    return None


def acknowledged(before: Told, number: int, by: PersonKey) -> tuple[Told, DeskFailures]:
    """Without that card, and how it looks now. It must be one of them."""
    card = next(each for each in before.cards if each.number == number)
    left = tuple(each for each in before.cards if each.number != number)
    return before.model_copy(update={"cards": left}), card.model_copy(update={"seen_by": by})


def post_id(card: DeskFailures) -> PostId:
    """The one post of a card."""
    return PostId(f"failures.{card.number}.{int(card.since.timestamp() * 1000)}")


def _is_known(before: Told, failed: Failed) -> bool:
    if before.until is None:
        return False
    if failed.at < before.until - OVERLAP:
        return True
    return any(each.id == failed.id for each in before.recent)


def _grown(card: DeskFailures, new: Iterable[Failed]) -> DeskFailures:
    works = {(each.service, each.handler): each for each in card.works}
    named = list(card.invocations)
    for each in new:
        name = (each.service, each.handler)
        before = works.get(name) or FailedWork(service=each.service, handler=each.handler, count=0)
        keys = dict.fromkeys((*before.keys, *filter(None, [each.key])))
        now = {"count": before.count + 1, "keys": tuple(keys)[:NAMED]}
        works[name] = before.model_copy(update=now)
        named.append(each.id)
    ordered = tuple(works[name] for name in sorted(works))
    return card.model_copy(update={"works": ordered, "invocations": tuple(named[:NAMED])})
