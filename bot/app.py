"""The bot's composition root: everything is built and joined here, and nowhere else.

One process, one event loop: the Slack listeners and the messenger's Restate endpoint.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import restate
from aiohttp import ClientSession, ClientTimeout, web
from restate.server_types import RestateAppT
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot import connection as connections
from bot import introduction, tab
from bot.connection import Connection
from bot.ingress import Ingress
from bot.links import Links
from bot.listeners import messages
from bot.listeners.held import Held
from bot.listeners.parts import Asides, Parts
from bot.listeners.register import register
from bot.messenger import drafting, handlers, homes
from bot.messenger.delivery import Delivery
from bot.messenger.drafts import Drafts
from bot.messenger.pace import Pace
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.rooms import Rooms
from bot.settings import Settings
from bot.slack import Bot, Slack
from bot.streams import Streams
from bot.views import language
from services import serving
from services.contracts import journal
from services.contracts.keys import PersonKey

SLACK_PATIENCE = 10
"""Seconds for one call of Slack's Web API."""
FIRST_WORD = 3.0
"""Seconds for Slack's first answer, before posts are taken on without it."""
GRACE = 1.0
"""Seconds that open requests get when the process ends."""

LARGEST_BODY = 1024 * 1024
"""Bytes of one delivery of Slack's, which sends far less; what is larger is refused."""

_log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT.

    Raises `OSError` or `PortTaken` where a port is taken, `NotAdmitted` where Slack refuses us.
    """
    stop = asyncio.Event()
    serving.on_end(stop.set)
    language.bank_time(settings.zone)
    async with AsyncExitStack() as stack:
        to_restate = await stack.enter_async_context(ClientSession())
        to_slack = await stack.enter_async_context(
            ClientSession(timeout=ClientTimeout(total=SLACK_PATIENCE))
        )
        slack = Slack(_client(settings, to_slack, token=settings.bot_token))
        ingress = Ingress(to_restate, url=settings.ingress_url, keys=settings.journal_keys)
        front = await _serve_front(settings)
        stack.push_async_callback(front.runner.cleanup)
        front_client = _client(settings, to_slack, token=None)
        readers, links = Readers(slack), Links(slack)
        rooms = Rooms(settings.open_channels)
        messenger = _messenger(slack, readers, rooms, settings.officers)
        asides = Asides(slack)
        held = Held(
            partial(messages.hand_over, ingress, readers),
            tell=asides.say,
            heard=messenger.signs.begin,
            longer_after=settings.longer_after,
        )
        parts_of = partial(
            Parts,
            ingress=ingress,
            slack=slack,
            readers=readers,
            links=links,
            asides=asides,
            held=held,
            rooms=rooms,
            live=messenger.drafts.live,
            served=settings.served,
        )
        introduce = partial(_introduce, slack, messenger.drafts)
        listening = asyncio.create_task(_listen(settings, introduce, parts_of, front, front_client))
        listening.add_done_callback(lambda task: _ended(task, stop))
        try:
            await _first(front.connection, listening)
            if not listening.done():
                publish = partial(tab.publish, ingress, slack, readers, links)
                await _serve_messenger(settings, messenger, publish, stop)
        finally:
            listening.cancel()
            await asyncio.wait([listening], timeout=2 * GRACE)
    if not listening.cancelled():
        listening.result()


def _messenger(
    slack: Slack, readers: Readers, rooms: Rooms, officers: frozenset[PersonKey]
) -> handlers.MessengerParts:
    pace = Pace()
    return handlers.MessengerParts(
        delivery=Delivery(slack, pace),
        signs=Signs(slack, readers),
        drafts=Drafts(Streams(slack), slack.update, pace),
        readers=readers,
        rooms=rooms,
        officers=officers,
    )


class _Front:
    """The bot's web server, and the Bolt app once Slack has told us who we are."""

    def __init__(self, runner: web.AppRunner) -> None:
        self.runner = runner
        self.connection = Connection()
        self.bolt: AsyncApp | None = None


async def _serve_front(settings: Settings) -> _Front:
    application = web.Application(client_max_size=LARGEST_BODY)
    front = _Front(web.AppRunner(application, access_log=None, shutdown_timeout=GRACE))

    async def health(_: web.Request) -> web.Response:
        up = front.connection.up
        return web.json_response({"slack": up}, status=200 if up else 503)

    async def hear(request: web.Request) -> web.Response:
        if front.bolt is None:
            return web.Response(status=503)
        answer = await front.bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    application.router.add_get("/health", health)
    if settings.slack_mode == "http":
        application.router.add_post("/slack/events", hear)
    await front.runner.setup()
    await web.TCPSite(front.runner, settings.bind_host, settings.bot_port).start()
    return front


async def _first(connection: Connection, listening: "asyncio.Task[None]") -> None:
    """Wait for Slack's first word, a while: who started us is to hear of a refusal at once."""
    meeting = asyncio.create_task(connection.met.wait())
    await asyncio.wait(
        [meeting, listening], timeout=FIRST_WORD, return_when=asyncio.FIRST_COMPLETED
    )
    meeting.cancel()


async def _introduce(slack: Slack, drafts: Drafts) -> Bot:
    bot = await introduction.introduce(slack)
    await drafts.look()
    return bot


async def _listen(
    settings: Settings,
    introduce: Callable[[], Awaitable[Bot]],
    parts_of: Callable[[Bot], Parts],
    front: _Front,
    client: AsyncWebClient,
) -> None:
    bot = await introduce()
    bolt = bolt_app(settings, bot, client)
    register(bolt, parts_of(bot))
    if settings.slack_mode == "http":
        front.bolt = bolt
        front.connection.say(up=True)
        await asyncio.Event().wait()

    def connect() -> AsyncSocketModeHandler:
        return AsyncSocketModeHandler(
            bolt, settings.app_token, logger=bolt.logger, ping_interval=connections.PING
        )

    await connections.keep(connect, front.connection)


def bolt_app(settings: Settings, bot: Bot, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app: acknowledges after its listener is done, and not where that failed."""
    logger = logging.getLogger("slack_bolt.desk")
    logger.setLevel(logging.ERROR)

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=bot.team,
            bot_user_id=bot.user,
            bot_id=bot.bot,
            bot_token=settings.bot_token,
        )

    async def failed(error: Exception) -> None:
        _log.warning("Slack not acknowledged: %s %s", type(error).__name__, error)

    bolt = AsyncApp(
        logger=logger,
        client=client,
        authorize=authorize,
        signing_secret=settings.signing_secret,
        request_verification_enabled=settings.slack_mode == "http",
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )
    bolt.error(failed)
    return bolt


def _client(settings: Settings, http: ClientSession, *, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=SLACK_PATIENCE,
        session=http,
        retry_handlers=[],
    )


async def _serve_messenger(
    settings: Settings,
    messenger: handlers.MessengerParts,
    publish: homes.Publish,
    stop: asyncio.Event,
) -> None:
    address = serving.address_of(settings.bind_host, settings.messenger_port)
    served = endpoint(settings, messenger, publish)
    _log.info("messenger on port %d, Slack by %s", settings.messenger_port, settings.slack_mode)
    await serving.serve(served, address=address, port=settings.messenger_port, stop=stop)


def endpoint(
    settings: Settings, messenger: handlers.MessengerParts, publish: homes.Publish
) -> RestateAppT:
    """The ASGI application that Restate calls."""
    built = [handlers.build(messenger), drafting.build(messenger.drafts), homes.build(publish)]
    journal.guarded(settings.journal_keys, built)
    journal.addressed(built)
    journal.heard(built)
    return restate.app(
        built,
        identity_keys=list(settings.identity_keys) or None,
        journal_value_codec=journal.codec(settings.journal_keys),
    )


def _ended(task: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    if not task.cancelled() and (failure := task.exception()) is not None:
        if not isinstance(failure, introduction.NotAdmitted):
            _log.error("listening to Slack failed: %r", failure)
        stop.set()
