"""Who acts, and so reads what a listener answers: for the language, and whether they are served.

Called by `register` before a listener's own parsing; what can't be read is nobody here.
"""

from bot import identity
from bot.slack import Json
from services.contracts.keys import MalformedKey, PersonKey


def person(body: Json) -> PersonKey | None:
    """Who clicked, submitted, typed a command or opened the app. Messages are answered by turns."""
    match body:
        case {"command": str(), "team_id": str(team), "user_id": str(user)}:
            pass
        case {"user": {"id": str(user), "team_id": str(team)}}:
            pass
        case {"user": {"id": str(user)}, "team": {"id": str(team)}}:
            pass
        case {"team_id": str(team), "event": {"type": "app_home_opened", "user": str(user)}}:
            pass
        case _:
            return None
    try:
        return identity.person(team=team, user=user)
    except MalformedKey:
        return None
