"""Home/{person}: what a front end shows a person of their own beside any conversation."""

from services.contracts.wire import Handler, Nothing

OPENED = Handler("Home", "opened", Nothing, Nothing, access="public")
"""The person has looked at it: from now on it is kept up to date."""
CHANGED = Handler("Home", "changed", Nothing, Nothing)
"""Something that it shows may have changed. Nothing for who has never opened it."""
