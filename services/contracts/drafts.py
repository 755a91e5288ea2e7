"""Messenger/{room} and Drafts: an answer that can be read while it is written. A courtesy.

A draft is no post: the post of the same id takes its place, whatever became of the draft.
"""

from typing import Literal

from services.contracts.keys import Key, PersonKey, PostId
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire


class Draft(Wire):
    """Show the beginning of the answer that will be posted under this id."""

    post_id: PostId
    place: Place
    reader: PersonKey
    answers: Key
    """The message that is answered."""
    text: str


class Begun(Wire):
    """`reference` names the draft at the front end; empty where nothing more is to be shown."""

    reference: str = ""


class Growth(Wire):
    """What was written since then."""

    place: Place
    reference: Key
    text: str


class Grown(Wire):
    """`later` shows nothing now; `over` nothing any more."""

    outcome: Literal["shown", "later", "over"]


class Retraction(Wire):
    """There will be no post under this id: take its draft away, if there is one."""

    post_id: PostId
    place: Place


BEGIN = Handler("Messenger", "begin", Draft, Begun, access="public")
GROW = Handler("Drafts", "grow", Growth, Grown, access="public")
RETRACT = Handler("Messenger", "retract", Retraction, Nothing)
