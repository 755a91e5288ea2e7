"""What officers are told of a referral beside its card: reminders, calls back and an alarm."""

import logging

from services.contracts import posts
from services.contracts.credit import Claim, OfficerVote
from services.contracts.keys import PersonKey
from services.credit.case import Case
from services.credit.deadlines import Reminder
from services.credit.voting import Standing

_log = logging.getLogger(__name__)


class OfficerNotices:
    """The notices of one referral, `name`; each is a post of its own."""

    def __init__(self, case: Case, name: str) -> None:
        self._case = case
        self._name = name
        self._credit_id = case.application.credit_id
        self._sent = 0
        self._missing = 0

    def remind(
        self, due: Reminder, *, claim: Claim | None, eligible: tuple[PersonKey, ...]
    ) -> None:
        """Say that nobody has decided yet; by name where it is the last time, or nobody has it."""
        self._send(
            posts.OfficersReminder(
                credit_id=self._credit_id,
                what=due.what,
                final=due.final,
                claimed_by=claim.by if claim else None,
                officers=eligible if due.final or due.what == "lapsed" else (),
            )
        )

    def call_back(self, voided: tuple[OfficerVote, ...]) -> None:
        """Who has voted thinks that it is done, and would not look again by themselves."""
        voters = tuple(vote.officer for vote in voided)
        self._send(
            posts.OfficersReminder(
                credit_id=self._credit_id, what="changed", final=False, officers=voters
            )
        )

    async def alarm(self, standing: Standing, *, able: int) -> None:
        """Say at once that there are not enough officers who may decide."""
        missing = standing.needed - len(standing.votes) - able
        if missing <= self._missing:
            return
        self._missing = missing
        credit_id = self._credit_id

        async def log() -> None:
            _log.error("ALERT %s: nobody may decide, %d officers lacking", credit_id, missing)

        await self._case.ctx.run_typed("log that nobody may decide", log)
        alarm = posts.NobodyMayDecide(credit_id=credit_id, needed=standing.needed, able=able)
        self._case.post_officers(f"{self._name}.alarm.{missing}", alarm)

    def _send(self, reminder: posts.OfficersReminder) -> None:
        self._sent += 1
        self._case.post_officers(f"{self._name}.reminder.{self._sent}", reminder)
