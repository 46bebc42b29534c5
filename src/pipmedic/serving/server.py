"""textual-serve with a cap on sessions, an origin check, and a page that asks nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server, to_int

from ..i18n import SUPPORTED, translator
from .sessions import Session

LARGEST = 500
"""Columns and rows that a browser may ask for at most."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class WizardServer(Server):
    """Serves the wizard.

    Attributes:
        argv: the program of a session.
        most: how many sessions may run at once.
        language: of what is said to the one who serves.
        sessions: those that run.
    """

    def __init__(
        self,
        argv: Sequence[str],
        host: str,
        port: int,
        public_url: str | None,
        most: int,
        language: str = "en",
    ) -> None:
        super().__init__(
            argv[0],
            host=host,
            port=port,
            title="pipmedic",
            public_url=public_url,
            templates_path=str(files("pipmedic.serving")),
        )
        self.argv = tuple(argv)
        self.most = most
        self.language = language
        self.sessions: set[Session] = set()

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.on_response_prepare.append(_add_headers)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say where the wizard is."""
        print(translator(self.language)("serve.ready", url=self.public_url), flush=True)

    async def on_shutdown(self, app: web.Application) -> None:
        """End every session."""
        await asyncio.gather(*(session.stop() for session in tuple(self.sessions)))

    async def handle_index(self, request: web.Request) -> Any:
        """Serve the page, or say that all sessions are taken."""
        if len(self.sessions) >= self.most:
            said = "\n".join(translator(code)("serve.full", most=self.most) for code in SUPPORTED)
            raise web.HTTPServiceUnavailable(text=said, headers={"Retry-After": "60"})
        return await super().handle_index(request)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run one session for as long as its browser tab stays."""
        self._check(request)
        websocket = web.WebSocketResponse(heartbeat=15, max_msg_size=4_000_000)
        session = Session(
            self.argv,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
            download_manager=self.download_manager,
        )
        self.sessions.add(session)
        try:
            await websocket.prepare(request)
            await session.start(_size(request, "width", 80), _size(request, "height", 24))
            await self._process_messages(websocket, session)
        except (ConnectionError, ValueError, KeyError, TypeError, AssertionError):
            await websocket.close(code=1003)
        finally:
            await session.stop()
            self.sessions.discard(session)
        return websocket

    def _check(self, request: web.Request) -> None:
        """Refuse pages of other sites, which a browser would let connect, and one tab too many.

        Raises:
            web.HTTPForbidden, web.HTTPServiceUnavailable: the connection is refused.
        """
        ours = urlsplit(self.public_url)
        theirs = urlsplit(request.headers.get("Origin", ""))
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
            raise web.HTTPForbidden(text="another origin")
        if len(self.sessions) >= self.most:
            raise web.HTTPServiceUnavailable(text="all sessions are taken")


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def _size(request: web.Request, name: str, default: int) -> int:
    return min(max(to_int(request.query.get(name, ""), default), 1), LARGEST)
