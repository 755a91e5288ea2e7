"""A channel's messages follow each other as fast as Slack takes them: in order, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.messenger import handlers
from bot.messenger.delivery import Delivery
from bot.messenger.pace import APART, BURST, REMEMBERED, Pace
from bot.slack import Json, SlackBusy
from services.contracts.keys import PostId
from services.contracts.posts import Post, Reply
from tests.unit.test_delivery import PLACE, FakeContext, FakeSlack, as_context, messenger


@dataclass
class Clock:
    """A time that passes only where somebody waits for it."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def pace(self) -> Pace:
        return Pace(clock=lambda: self.now, sleep=self.sleep)


class Waits(list[float]):
    """Between the attempts of a step time passes, too."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def append(self, seconds: float, /) -> None:
        self._clock.now += seconds
        super().append(seconds)


@dataclass
class LimitedSlack(FakeSlack):
    """Takes a message a second after a burst; `whims` are calls that it refuses all the same."""

    clock: Clock = field(default_factory=Clock)
    burst: int = BURST
    whims: list[bool] = field(default_factory=list[bool])
    too_fast: int = 0
    _spent: float = 0
    _last: float = 0

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str:
        self._spent = max(0, self._spent - (self.clock.now - self._last) / APART)
        self._last = self.clock.now
        if self.whims and self.whims.pop():
            raise SlackBusy(code="ratelimited", undelivered=True, after=2)
        if self._spent > self.burst - 1 + 1e-6:
            self.too_fast += 1
            raise SlackBusy(code="ratelimited", undelivered=True, after=1)
        self._spent += 1
        return await super().post(channel=channel, thread=thread, text=text, blocks=blocks)


async def post_all(slack: LimitedSlack, pauses: Sequence[float]) -> list[str]:
    """One post after each pause, as the room's handler makes them; what the channel shows then."""
    delivery = Delivery(slack, slack.clock.pace())
    for number, pause in enumerate(pauses):
        slack.clock.now += pause
        ctx = FakeContext(attempts=50)
        ctx.waits = Waits(slack.clock)
        text = Reply(text=f"number {number}")
        request = Post(post_id=PostId(f"post.{number}"), place=PLACE, content=text)
        await handlers.post(as_context(ctx), request, messenger(delivery))
    return [message["text"] for message in slack.messages]


@given(
    st.lists(st.sampled_from([0, 0.3, 1, 20]), max_size=30),
    st.lists(st.booleans(), max_size=20),
    st.sampled_from([1, BURST]),
)
async def test_a_busy_slack_loses_nothing_and_changes_no_order(
    pauses: list[float], whims: list[bool], burst: int
) -> None:
    """Whenever it refuses, and even where it takes no burst at all."""
    slack = LimitedSlack(whims=whims, burst=burst)
    shown = await post_all(slack, pauses)
    assert shown == [f"number {number}" for number in range(len(pauses))]
    assert slack.look_ups == 0


@given(st.lists(st.sampled_from([0, 0.3, 1, 20]), max_size=40))
async def test_a_channel_is_never_posted_to_faster_than_it_takes(pauses: list[float]) -> None:
    """No message is refused for it, and none waits longer than a second."""
    slack = LimitedSlack()
    await post_all(slack, pauses)
    assert slack.too_fast == 0
    assert all(wait <= APART + 1e-6 for wait in slack.clock.slept)


async def test_a_quiet_channel_does_not_wait() -> None:
    """What a turn posts goes out at once, and again when the channel was quiet for a while."""
    slack = LimitedSlack()
    await post_all(slack, [*[0.0] * BURST, BURST * APART, *[0.0] * (BURST - 1)])
    assert slack.clock.slept == []


async def test_channels_do_not_wait_for_each_other() -> None:
    clock = Clock()
    pace = clock.pace()
    for number in range(REMEMBERED + 10):
        await pace.wait(f"C{number}")
    assert clock.slept == []
