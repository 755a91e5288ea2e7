"""How long may be what people write, in characters. The services hold to it; forms show it."""

MESSAGE = 4000
"""One message of a chat, and whatever the desk takes in a customer's own words."""
ANSWER = 3000
"""What a form takes of a customer; Slack's fields end there."""
NOTE = 500
"""An officer's note or question."""
REFERENCE = 50
"""The front end's name of a message: a post's name has room for it behind a thread's key."""


def figure(limit: int) -> str:
    """`4,000`, as receipts carry it."""
    return f"{limit:,}"
