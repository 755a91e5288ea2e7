"""What Slack sends, as small frozen models: parsed in a listener's first line. Pure."""

from pydantic import BaseModel, ConfigDict, Field

from bot import identity
from services.contracts.keys import PersonKey


class Payload(BaseModel):
    """Slack's payloads hold much more than we read; the rest is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Edited(Payload):
    ts: str


class MessageEvent(Payload):
    """A `message` or `app_mention` event."""

    type: str
    channel: str
    ts: str
    thread_ts: str | None = None
    user: str | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    hidden: bool = False
    files: tuple[Payload, ...] | None = None
    team: str | None = None
    user_team: str | None = None
    source_team: str | None = None
    edited: Edited | None = None


class MessageEnvelope(Payload):
    team_id: str
    event: MessageEvent


class HomeOpened(Payload):
    """Either tab of the app; `channel` is the direct message with it."""

    user: str
    channel: str = ""
    tab: str = "home"


class HomeEnvelope(Payload):
    team_id: str
    event: HomeOpened


class Named(Payload):
    id: str


class User(Payload):
    id: str
    team_id: str | None = None


class ClickedMessage(Payload):
    ts: str | None = None
    thread_ts: str | None = None


class Action(Payload):
    action_id: str
    action_ts: str = ""
    value: str = ""


class Click(Payload):
    """A press of a button in a message. Who pressed it is `person`, and nothing else is."""

    user: User
    team: Named
    channel: Named
    message: ClickedMessage | None = None
    trigger_id: str = ""
    actions: tuple[Action, ...] = Field(min_length=1)

    @property
    def person(self) -> PersonKey:
        """The person who clicked, of their own workspace."""
        return identity.person(team=self.user.team_id or self.team.id, user=self.user.id)

    @property
    def action(self) -> Action:
        return self.actions[0]


class HomeClick(Payload):
    """A press of a button in the Home tab, where there is no channel and no message."""

    user: User
    team: Named
    trigger_id: str = ""
    actions: tuple[Action, ...] = Field(min_length=1)

    @property
    def person(self) -> PersonKey:
        """The person who clicked, of their own workspace."""
        return identity.person(team=self.user.team_id or self.team.id, user=self.user.id)


class Choice(Payload):
    value: str


class Filled(Payload):
    value: str | None = None
    selected_option: Choice | None = None
    selected_options: tuple[Choice, ...] = ()
    selected_user: str | None = None


class FormState(Payload):
    values: dict[str, dict[str, Filled]] = {}


class FormView(Payload):
    private_metadata: str = ""
    state: FormState = FormState()


class Submission(Payload):
    """A form that was sent. Who sent it is `person`, and nothing else is."""

    user: User
    team: Named
    view: FormView

    @property
    def person(self) -> PersonKey:
        """The person who sent the form, of their own workspace."""
        return identity.person(team=self.user.team_id or self.team.id, user=self.user.id)

    def field(self, name: str) -> str:
        """What was typed or chosen in a field, as it is; empty for nothing."""
        filled = self.view.state.values.get(name, {}).get(name, Filled())
        chosen = filled.selected_option.value if filled.selected_option else None
        return chosen or filled.selected_user or filled.value or ""

    def choices(self, *fields: str) -> tuple[str, ...]:
        """The values that were ticked in these fields, in their order."""
        values = self.view.state.values
        filled = (values.get(name, {}).get(name, Filled()) for name in fields)
        return tuple(choice.value for each in filled for choice in each.selected_options)


class Command(Payload):
    """A slash command."""

    team_id: str
    user_id: str
    text: str | None = None
    trigger_id: str = ""

    @property
    def person(self) -> PersonKey:
        """The person who typed it."""
        return identity.person(team=self.team_id, user=self.user_id)
