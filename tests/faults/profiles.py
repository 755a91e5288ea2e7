"""How much happens in a run: who writes how much, and how often something is killed."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Profile:
    """One size of a run. Times in seconds; `messages` and `applications` are in all."""

    customers: int
    messages: int
    """In the chats alone; applications and their questions come on top."""
    applications: int
    kills: int
    pauses: int
    """How often a process is stopped and goes on."""
    replays: int
    """How often an operator restarts an invocation that has ended."""
    steps: int
    """How often a clock is set forward or back."""
    gap: float
    """From one strike to the next, on average."""
    month: float
    """Of a loan."""
    nodes: int = 1
    """Of Restate."""
    upgrade: bool = False
    """Whether another version of bot and services takes over in the middle."""
    held: float = 0.0
    """The share of applications with which people wait for that."""

    @property
    def seconds(self) -> float:
        """How long strikes and people go on."""
        return self.gap * (self.kills + self.pauses + self.replays + self.steps)

    def shared(self, share: float) -> "Profile":
        """A run that is shorter by that share, with as many people."""
        return replace(
            self,
            messages=round(self.messages * share),
            applications=round(self.applications * share),
            kills=round(self.kills * share),
            pauses=round(self.pauses * share),
            replays=round(self.replays * share),
            steps=round(self.steps * share),
        )


PROFILES = {
    "small": Profile(
        customers=5,
        messages=100,
        applications=15,
        kills=8,
        pauses=3,
        replays=8,
        steps=4,
        gap=2.1,
        month=4,
    ),
    "usual": Profile(
        customers=20,
        messages=600,
        applications=60,
        kills=16,
        pauses=5,
        replays=8,
        steps=6,
        gap=2.7,
        month=5,
    ),
    "cluster": Profile(
        customers=10,
        messages=300,
        applications=30,
        kills=18,
        pauses=6,
        replays=6,
        steps=4,
        gap=3.5,
        month=6,
        nodes=3,
    ),
    "upgrade": Profile(
        customers=40,
        messages=300,
        applications=180,
        kills=14,
        pauses=4,
        replays=6,
        steps=4,
        gap=8,
        month=6,
        upgrade=True,
        held=0.75,
    ),
    "long": Profile(
        customers=40,
        messages=10_000,
        applications=400,
        kills=240,
        pauses=60,
        replays=60,
        steps=60,
        gap=4.3,
        month=10,
    ),
}
