"""What policy makes of classes that only a model gave. Pure; called where facts are judged."""

from services.review import policy
from services.review.measured import Metrics
from services.review.policy import Policy, Verdict


def can_help(metrics: Metrics, rules: Policy) -> bool:
    """Whether nothing fires but the rule on debits whose class the rules can't tell."""
    return [each.rule for each in _fired(metrics, rules)] == ["unclassified"]


def softened(ruled: Verdict, refined: Verdict) -> Verdict:
    """The verdict where a model gave classes: `ruled` is by the rules alone, `refined` with them.

    What the rules fail fails. A model's class never supports a rejection: with it an
    application passes or is referred, and the reasons are those of the rules alone.
    """
    if ruled.outcome == "fail":
        return ruled
    if refined.outcome == "pass":
        return Verdict(outcome="pass", reasons=())
    return Verdict(outcome="refer", reasons=ruled.reasons)


def doubts(ruled: Metrics, refined: Metrics, rules: Policy) -> bool:
    """Whether the model's classes make a rule fire, or fire harder, than without them."""
    before = {(each.rule, each.level) for each in _fired(ruled, rules)}
    return any((each.rule, each.level) not in before for each in _fired(refined, rules))


def _fired(metrics: Metrics, rules: Policy) -> list[policy.Judgement]:
    return [each for each in policy.judgements(metrics, rules) if each.level != "pass"]
