"""What customers and officers read of a customer's rights: a part of `words`."""

from bot.views.language import N_, _

WHY = N_("Why?")
HUMAN = N_("Talk to a human")
TAKE = N_("I take it")
TITLE = N_("Why?")
REASONS = N_("The reasons")
FIGURES = N_("The figures that were held against our policy")
FIRED = " :warning:"
CAN_TALK = N_("You can talk to a human: with the button on the card, or write so in the thread.")
CAN_CONTEST = N_(
    "You can contest this, once, and you can talk to a human: with the buttons on the card, or "
    "write so in the thread."
)
NO_PERSON = N_("No person took part in this decision: rules decided it.")
BY_OFFICERS = N_("Our credit officers made this decision.")
LATE = N_("*The time for it is over.*")
NOT_DECIDED = N_("This is not decided yet.")
CALLED = N_(
    "Our credit officers know that you want to talk to a human. One of them will write to you."
)
CALLED_ALREADY = N_("Our credit officers know already; one of them will write to you.")
NO_CALL = N_("There is no such call.")
TAKEN = N_("That was taken already.")
YOUR_OWN = N_("This is your own call: another officer takes it.")


def head(credit_id: str, *, approved: bool) -> str:
    """What is explained."""
    if approved:
        said = _("Why your application {credit_id} was approved")
    else:
        said = _("Why your application {credit_id} was not approved")
    return said.format(credit_id=credit_id)


def contestable(until: str) -> str:
    """Under the explanation of a rejection, in the thread."""
    return _(
        "You can contest it once, until {moment}: with the button on the decision's card, or in "
        "your own words here. A person then looks again."
    ).format(moment=until)


def limit(threshold: str) -> str:
    """What a figure is held against."""
    return _("limit {threshold}").format(threshold=threshold)


def basis(policy: str, *, automated: bool) -> str:
    """What the decision rests on, and whether a person made it."""
    who = _(NO_PERSON) if automated else _(BY_OFFICERS)
    rests = _("The figures are from your account's transactions; policy version {policy}.")
    return f"{who} {rests.format(policy=policy)}"


def contest_until(moment: str) -> str:
    """Beside the button to contest."""
    said = _("You can contest this until {moment}; a person then looks again.")
    return said.format(moment=moment)


def called(credit_id: str) -> str:
    """To the customer; the credit's id is empty where it is about none."""
    return f"{credit_id}: {_(CALLED)}" if credit_id else _(CALLED)


def wanted(customer: str, *, credit_id: str) -> str:
    """To the officers; `customer` is a mention."""
    if credit_id:
        said = _("{customer} wants to talk to a human about {credit_id}. Please write to them.")
    else:
        said = _("{customer} wants to talk to a human. Please write to them.")
    return said.format(customer=customer, credit_id=credit_id)


def taken(officer: str) -> str:
    """On the card, once somebody has it; `officer` is a mention."""
    return _("{officer} has taken this.").format(officer=officer)


def taken_by_other(officer: str) -> str:
    """To an officer who came second."""
    return _("{officer} has taken this already.").format(officer=officer)


def coming(officer: str, *, credit_id: str) -> str:
    """To the customer; `officer` is a mention."""
    if credit_id:
        said = _("{officer} will write to you about {credit_id}.")
    else:
        said = _("{officer} will write to you.")
    return said.format(officer=officer, credit_id=credit_id)


def awaited(customer: str, *, credit_id: str, final: bool, called: str) -> str:
    """To the officers whom `called` mentions; nobody has taken the call yet."""
    if credit_id:
        said = _("{customer} still waits to talk to a human about {credit_id}.")
    else:
        said = _("{customer} still waits to talk to a human.")
    waits = said.format(customer=customer, credit_id=credit_id)
    return " ".join(part for part in (waits, _(LATE) if final else "", called) if part)
