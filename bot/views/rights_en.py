"""What customers and officers read of a customer's rights, in English: a part of `words_en`."""

WHY = "Why?"
HUMAN = "Talk to a human"
TAKE = "I take it"
TITLE = "Why?"
REASONS = "The reasons"
FIGURES = "The figures that were held against our policy"
FIRED = " :warning:"
LIMIT = "limit "
CAN_TALK = "You can talk to a human: with the button on the card, or write so in the thread."
CAN_CONTEST = (
    "You can contest this, once, and you can talk to a human: with the buttons on the card, or "
    "write so in the thread."
)
NOT_DECIDED = "This is not decided yet."
CALLED = "Our credit officers know that you want to talk to a human. One of them will write to you."
CALLED_ALREADY = "Our credit officers know already; one of them will write to you."
NO_CALL = "There is no such call."
TAKEN = "That was taken already."
YOUR_OWN = "This is your own call: another officer takes it."


def head(credit_id: str, *, approved: bool) -> str:
    """What is explained."""
    outcome = "was approved" if approved else "was not approved"
    return f"Why your application {credit_id} {outcome}"


def contestable(until: str) -> str:
    """Under the explanation of a rejection, in the thread."""
    return (
        f"You can contest it once, until {until}: with the button on the decision's card, or in "
        "your own words here. A person then looks again."
    )


def held(threshold: str) -> str:
    """What a figure is held against."""
    return f" ({LIMIT}{threshold})"


def basis(policy: str, *, automated: bool) -> str:
    """What the decision rests on, and whether a person made it."""
    who = (
        "No person took part in this decision: rules decided it."
        if automated
        else "Our credit officers made this decision."
    )
    return f"{who} The figures are from your account's transactions; policy version {policy}."


def wanted(customer: str, *, credit_id: str) -> str:
    """To the officers; `customer` is a mention."""
    about = f" about {credit_id}" if credit_id else ""
    return f"{customer} wants to talk to a human{about}. Please write to them."


def taken(officer: str) -> str:
    """On the card, once somebody has it; `officer` is a mention."""
    return f"{officer} has taken this."


def taken_by_other(officer: str) -> str:
    """To an officer who came second."""
    return f"{officer} has taken this already."


def coming(officer: str, *, credit_id: str) -> str:
    """To the customer; `officer` is a mention."""
    about = f" about {credit_id}" if credit_id else ""
    return f"{officer} will write to you{about}."


def awaited(customer: str, *, credit_id: str, final: bool, called: str) -> str:
    """To the officers whom `called` mentions; nobody has taken the call yet."""
    about = f" about {credit_id}" if credit_id else ""
    late = " *The time for it is over.*" if final else ""
    return f"{customer} still waits to talk to a human{about}.{late} {called}".strip()
