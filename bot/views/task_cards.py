"""Cards for the officers about loans in trouble: what is overdue, who has difficulties. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import loan_words, money, mrkdwn
from bot.views import office_words as office
from bot.views.blocks import Rendered, button, buttons, context, message, section
from bot.views.language import _
from bot.views.officer_cards import mention
from services.contracts.keys import Key
from services.contracts.posts import HardshipReported, OfficersTask


def task(content: OfficersTask) -> Rendered:
    """An instalment is overdue: talk to the customer, or write the rest of the loan off."""
    what = {
        "number": content.number,
        "credit_id": content.credit_id,
        "amount": money.amount(content.payment),
    }
    who = ", ".join(mention(officer) for officer in content.written_off_by)
    match content.state:
        case "open":
            overdue = _("Instalment {number} of {credit_id}, {amount}, is overdue.")
            text = f"{overdue.format(**what)} {_call(content)}"
            wanted = context(office.write_off_wanted(who)) if who else None
            return message(text, [section(text), wanted, _write_off(content)])
        case "paid":
            settled = _(
                "Instalment {number} of {credit_id}, {amount}, was overdue, and is settled."
            )
            text = settled.format(**what)
            return message(text, [section(text)])
        case "written_off":
            overdue = _("Instalment {number} of {credit_id}, {amount}, was overdue.")
            text = f"{overdue.format(**what)} {office.written_off(who)}"
            return message(text, [section(text)])


def hardship(content: HardshipReported) -> Rendered:
    """A customer in arrears has difficulties: what they wrote, and what is overdue."""
    text = office.hardship(
        mention(content.customer), content.credit_id, overdue=money.amount(content.overdue)
    )
    said = mrkdwn.quote(mrkdwn.cut(content.text, 2000))
    return message(text, [section(f"*{text}*\n{said}")])


def _call(content: OfficersTask) -> str:
    return office.task(mention(content.customer), final=content.final)


def _write_off(content: OfficersTask) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(f"instalment.{content.number}"))
    return buttons(
        button(_(loan_words.WRITE_OFF), action=names.LOAN_WRITE_OFF, target=target, style="danger")
    )
