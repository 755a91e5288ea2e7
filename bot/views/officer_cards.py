"""Cards for the officers' and the approvals channel. Pure; figures only on the referral."""

from slack_sdk.models.blocks import ActionsBlock, Block, ContextBlock

from bot import identity, names
from bot.identity import Target
from bot.views import disclosure, language, money, mrkdwn, rights_cards, words
from bot.views import office_words as office
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from bot.views.language import _
from services.contracts.credit import Claim, Conditions, OfficerVote
from services.contracts.keys import Key, PersonKey
from services.contracts.posts import (
    ApplicationAborted,
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
    text = _("Referral {credit_id}: {wish}. {state}.").format(
        credit_id=content.credit_id,
        wish=words.over(content.amount, content.months),
        state=_(office.REFERRAL_STATES[content.state]),
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
            _claim(content.claim) if content.claim and _waits(content) else None,
            _buttons(content) if content.state == "open" else None,
        ],
    )


def reminder(content: OfficersReminder) -> Rendered:
    """Nobody has claimed or decided it yet, a claim has lapsed, or votes no longer count."""
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


def aborted(content: ApplicationAborted) -> Rendered:
    """A fault has stopped an application."""
    text = office.aborted(
        content.credit_id,
        customer=mention(content.customer),
        wish=words.over(content.amount, content.months),
        before=content.before,
    )
    return message(f":rotating_light: {text}", [section(f":rotating_light: {text}")])


def switch_turned(content: SwitchTurned) -> Rendered:
    """The automatic path was stopped, or goes on, and by whom."""
    what = _(words.STOPPED) if content.stopped else _(words.GOES_ON)
    text = f"{what} ({mention(content.by)})"
    return message(text, [section(text)])


def approval(content: ApprovalNotice) -> Rendered:
    """One line per approval."""
    officers = ", ".join(mention(officer) for officer in content.decided_by)
    text = _("Credit {credit_id} over {amount}, {term}: approved by {officers}.").format(
        credit_id=content.credit_id,
        amount=money.amount(content.amount),
        term=words.months(content.months),
        officers=officers or _("the automatic review"),
    )
    return message(text, [section(text)])


def mention(person: PersonKey) -> str:
    """The person as Slack shows a user."""
    return f"<@{identity.user_of(person)}>"


def _facts(content: Referral) -> list[tuple[str, str]]:
    return [
        (_(words.CUSTOMER), mention(content.customer)),
        (_(words.AMOUNT), money.amount(content.amount)),
        (_(words.TERM), words.months(content.months)),
        (_(words.INSTALMENT), money.amount(content.instalment)),
    ]


def _conditions(stands: Conditions) -> str:
    return words.over(stands.amount, stands.months)


def _grounds(content: Referral) -> list[Block | None]:
    why = "\n".join(
        [
            *(f"• {_(office.BECAUSE[ground])}" for ground in content.because),
            *(f"• {rights_cards.reason(item)}" for item in content.reasons),
        ]
    )
    said = "\n".join(_corrected(item) for item in content.corrected)
    figures = "\n".join(_figure(item) for item in content.figures)
    return [
        section(f"*{_(office.WHY)}*\n{why}") if why else None,
        section(f"*{_(office.FIGURES)}*\n{figures}") if figures else None,
        context(disclosure.bank()),
        section(f"*{_(office.CORRECTED)}*\n{said}") if said else None,
    ]


def _corrected(item: Corrected) -> str:
    bank, customer = (name.replace("_", " ") for name in (item.bank, item.customer))
    return f"• {language.day(item.day)}, {money.amount(item.amount)}: {bank} → {customer}"


def _figure(item: Figure) -> str:
    against = office.held(_shown(item.threshold)) if item.threshold else ""
    sign = ":warning:" if item.fired else "•"
    return f"{sign} {_(words.FIGURES[item.name])}: {_shown(item.value)}{against}"


def _shown(figure: str) -> str:
    return mrkdwn.escape(language.figure(figure))


def _history(content: Referral) -> list[Block | None]:
    answers = "\n".join(mrkdwn.quote(mrkdwn.cut(answer, 800)) for answer in content.answers)
    votes = "\n".join(f"• {_vote(vote)}" for vote in content.votes)
    approvals = sum(vote.action == "approve" for vote in content.votes)
    share = words.share(approvals, of=content.votes_needed)
    needed = _("Approvals: {share}").format(share=share)
    return [
        section(f"*{_(office.ANSWERS)}*\n{answers}") if answers else None,
        section(f"*{_(office.VOTES)}*\n{votes}") if votes else None,
        context(needed) if _waits(content) else None,
    ]


def _waits(content: Referral) -> bool:
    return content.state in ("open", "asked")


def _vote(vote: OfficerVote) -> str:
    what = ""
    match vote.action:
        case "approve":
            said, what = office.APPROVED, _wish(vote)
            if vote.wish is not None:
                said = office.APPROVED_WITH
        case "reject":
            said, what = office.REJECTED, "; ".join(map(rights_cards.reason, vote.reasons))
        case "ask":
            said, what = office.ASKED, mrkdwn.escape(mrkdwn.cut(vote.text, 500))
        case "claim":
            said = office.CLAIMED
        case "hand_over":
            said = office.HANDED_OVER
    return _(said).format(officer=mention(vote.officer), what=what)


def _wish(vote: OfficerVote) -> str:
    if vote.wish is None:
        return ""
    amount, months = vote.wish.amount, vote.wish.months
    parts = (
        money.major(amount) if amount is not None else "",
        _("over {term}").format(term=words.months(months)) if months is not None else "",
    )
    return " ".join(part for part in parts if part)


def _claim(claim: Claim) -> ContextBlock:
    return context(
        _(office.CLAIM).format(
            officer=mention(claim.by),
            since=language.moment(claim.since),
            until=language.moment(claim.until),
        )
    )


def _buttons(content: Referral) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.ballot))
    take = button(_(words.CLAIM), action=names.REFERRAL_CLAIM, target=target)
    give = button(_(words.HAND_OVER), action=names.REFERRAL_HAND_OVER, target=target)
    read = button(_(words.OPINION), action=names.REFERRAL_OPINION, target=target)
    return buttons(
        give if content.claim else take,
        button(_(words.APPROVE), action=names.REFERRAL_APPROVE, target=target, style="primary"),
        button(_(words.CONDITIONS), action=names.REFERRAL_CONDITIONS, target=target),
        button(_(words.REJECT), action=names.REFERRAL_REJECT, target=target, style="danger"),
        button(_(words.ASK), action=names.REFERRAL_ASK, target=target),
        *([read] if content.opinion else []),
    )
