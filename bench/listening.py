"""A web server of our own on a free port of this machine: a model, a Slack, an ingress."""

from aiohttp import web


class Listener:
    """Listens from `start` to `close`; used by every server of the benchmarks and the tests."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.port = 0
        """Once started."""
        self._host = host
        self._runner: web.BaseRunner | None = None

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self._host}:{self.port}"

    async def start(self, runner: web.BaseRunner) -> None:
        """Let it serve from now on."""
        self._runner = runner
        await runner.setup()
        await web.TCPSite(runner, self._host, 0, backlog=1024).start()
        self.port = int(runner.addresses[0][1])

    async def close(self) -> None:
        """End it; nothing where it never started."""
        if self._runner:
            await self._runner.cleanup()
