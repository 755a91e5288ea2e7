"""Cards for the officers' and the approvals channel. Pure; figures only on the referral."""

from slack_sdk.models.blocks import ActionsBlock, Block, ContextBlock

from bot import identity, names
from bot.identity import Target
from bot.views import money, mrkdwn, rights_cards
from bot.views import office_en as office
from bot.views import words_en as words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from services.contracts.credit import Claim, Conditions, OfficerVote
from services.contracts.keys import Key, PersonKey
from services.contracts.posts import (
    ApprovalNotice,
    Corrected,
    Figure,
    NobodyMayDecide,
    OfficersReminder,
    Referral,
    SwitchTurned,
)


def referral(content: Referral) -> Rendered:
    """What the officers decide on, what was voted, and the buttons while it is open."""
    text = (
        f"Referral {content.credit_id}: {money.amount(content.amount)} over "
        f"{words.months(content.months)}. {words.REFERRAL_STATES[content.state]}."
    )
    return message(
        text,
        [
            section(f"*{text}*"),
            facts(_facts(content)),
            section(office.conditions(_conditions(content.conditions)))
            if content.conditions
            else None,
            *_grounds(content),
            *_history(content),
            _claim(content.claim) if content.claim else None,
            _buttons(content) if content.state == "open" else None,
        ],
    )


def reminder(content: OfficersReminder) -> Rendered:
    """Nobody has claimed or decided it yet, or a claim has lapsed."""
    who = mention(content.claimed_by) if content.claimed_by else ""
    called = ", ".join(mention(officer) for officer in content.officers)
    text = office.reminder(
        content.credit_id, what=content.what, final=content.final, claimed_by=who, called=called
    )
    return message(text, [section(text)])


def nobody(content: NobodyMayDecide) -> Rendered:
    """There are not enough officers who may decide."""
    text = office.nobody_may_decide(content.credit_id, needed=content.needed, able=content.able)
    return message(f":rotating_light: {text}", [section(f":rotating_light: *{text}*")])


def switch_turned(content: SwitchTurned) -> Rendered:
    """The automatic path was stopped, or goes on, and by whom."""
    what = words.STOPPED if content.stopped else words.GOES_ON
    text = f"{what} ({mention(content.by)})"
    return message(text, [section(text)])


def approval(content: ApprovalNotice) -> Rendered:
    """One line per approval."""
    who = ", ".join(mention(officer) for officer in content.decided_by) or "the automatic review"
    text = (
        f"Credit {content.credit_id} over {money.amount(content.amount)}, "
        f"{words.months(content.months)}: approved by {who}."
    )
    return message(text, [section(text)])


def mention(person: PersonKey) -> str:
    """The person as Slack shows a user."""
    return f"<@{identity.user_of(person)}>"


def _facts(content: Referral) -> list[tuple[str, str]]:
    return [
        (words.CUSTOMER, mention(content.customer)),
        (words.AMOUNT, money.amount(content.amount)),
        (words.TERM, words.months(content.months)),
        (words.INSTALMENT, money.amount(content.instalment)),
    ]


def _conditions(stands: Conditions) -> str:
    return f"{money.amount(stands.amount)} over {words.months(stands.months)}"


def _grounds(content: Referral) -> list[Block | None]:
    why = "\n".join(
        [
            *(f"• {words.BECAUSE[ground]}" for ground in content.because),
            *(f"• {rights_cards.reason(item)}" for item in content.reasons),
        ]
    )
    said = "\n".join(_corrected(item) for item in content.corrected)
    figures = "\n".join(_figure(item) for item in content.figures)
    return [
        section(f"*Why a person decides*\n{why}") if why else None,
        section(f"*Figures*\n{figures}") if figures else None,
        section(f"*What the customer corrects*\n{said}") if said else None,
    ]


def _corrected(item: Corrected) -> str:
    bank, customer = (name.replace("_", " ") for name in (item.bank, item.customer))
    return f"• {words.day(item.day)}, {money.amount(item.amount)}: {bank} → {customer}"


def _figure(item: Figure) -> str:
    against = f" (threshold {mrkdwn.escape(item.threshold)})" if item.threshold else ""
    sign = ":warning:" if item.fired else "•"
    return f"{sign} {words.FIGURES[item.name]}: {mrkdwn.escape(item.value)}{against}"


def _history(content: Referral) -> list[Block | None]:
    answers = "\n".join(mrkdwn.quote(mrkdwn.cut(answer, 800)) for answer in content.answers)
    votes = "\n".join(f"• {_vote(vote)}" for vote in content.votes)
    approvals = sum(vote.action == "approve" for vote in content.votes)
    needed = f"Approvals: {approvals} of {content.votes_needed}"
    return [
        section(f"*The customer's answers*\n{answers}") if answers else None,
        section(f"*Votes*\n{votes}") if votes else None,
        context(needed) if content.state in ("open", "asked") else None,
    ]


def _vote(vote: OfficerVote) -> str:
    who = mention(vote.officer)
    match vote.action:
        case "approve":
            return f"{who} approved{_wish(vote)}"
        case "reject":
            why = "; ".join(rights_cards.reason(item) for item in vote.reasons)
            return f"{who} rejected: {why}"
        case "ask":
            return f"{who} asked: {mrkdwn.escape(mrkdwn.cut(vote.text, 500))}"
        case "claim":
            return f"{who} claimed it"
        case "hand_over":
            return f"{who} handed it over"


def _wish(vote: OfficerVote) -> str:
    if vote.wish is None:
        return ""
    amount = f" {vote.wish.amount / 100:,.2f}" if vote.wish.amount is not None else ""
    term = f" over {words.months(vote.wish.months)}" if vote.wish.months is not None else ""
    return f" with conditions:{amount}{term}"


def _claim(claim: Claim) -> ContextBlock:
    return context(
        f"Claimed by {mention(claim.by)} since {words.moment(claim.since)}. Nobody else decides "
        f"until it is handed over, or until {words.moment(claim.until)}."
    )


def _buttons(content: Referral) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.ballot))
    take = button(words.CLAIM, action=names.REFERRAL_CLAIM, target=target)
    give = button(words.HAND_OVER, action=names.REFERRAL_HAND_OVER, target=target)
    read = button(words.OPINION, action=names.REFERRAL_OPINION, target=target)
    return buttons(
        give if content.claim else take,
        button(words.APPROVE, action=names.REFERRAL_APPROVE, target=target, style="primary"),
        button(words.CONDITIONS, action=names.REFERRAL_CONDITIONS, target=target),
        button(words.REJECT, action=names.REFERRAL_REJECT, target=target, style="danger"),
        button(words.ASK, action=names.REFERRAL_ASK, target=target),
        *([read] if content.opinion else []),
    )
