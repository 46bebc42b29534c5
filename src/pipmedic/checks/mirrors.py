"""Whether a public index can be recommended from here: reached over verified TLS, and fresh.

Two requests an index: the page of pip (GET), which must list a pip at least as new as the newest
one known, and the page of a package that is released nearly every working day (HEAD), whose
Last-Modified tells when the mirror last took over a release. Sources: PEP 503, PEP 691;
``X-PyPI-Last-Serial`` as PyPI and bandersnatch send it.
"""

from __future__ import annotations

import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Optional, Union

from ..diagnosis.sanitize import sanitize

TIME_LIMIT = 10.0
MAX_PAGE = 4_000_000
AT_ONCE = 4
STALE_AFTER = timedelta(days=7)
DAILY_PACKAGE = "boto3"
SERIAL = "X-PyPI-Last-Serial"
_PIP_FILE = re.compile(r"\bpip-(\d+(?:\.\d+)*)(?:-py|\.tar\.gz)")
_ACCEPT = "application/vnd.pypi.simple.v1+html, text/html;q=0.5"


class MirrorState(str, Enum):
    """What a test of one index showed."""

    HEALTHY = "healthy"
    STALE = "stale"
    PLAIN_HTTP = "plain-http"
    UNTRUSTED = "untrusted"
    UNREACHABLE = "unreachable"
    NOT_AN_INDEX = "not-an-index"


@dataclass(frozen=True)
class MirrorHealth:
    """One tested index.

    Attributes:
        newest_pip: the highest version it lists, such as ``26.3``.
        changed: when it last took over a release, ISO 8601; empty when it does not say.
        serial: PyPI's serial that it has reached; empty when it does not say.
        seconds: how long the page took.
    """

    url: str
    state: MirrorState
    newest_pip: str = ""
    changed: str = ""
    serial: str = ""
    seconds: float = 0.0
    detail: str = ""


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: object,
        newurl: str,
    ) -> Optional[urllib.request.Request]:  # fmt: skip
        if not newurl.lower().startswith("https://"):
            raise urllib.error.URLError(f"redirects to {newurl.partition('://')[0]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def examine_mirrors(
    urls: Iterable[str],
    newest_known: tuple[int, ...],
    now: datetime,
    context: Optional[ssl.SSLContext] = None,
) -> tuple[MirrorHealth, ...]:
    """Test indexes side by side; the results are in the order of ``urls``.

    Call this only after the person agreed to their hosts being contacted.

    Args:
        newest_known: the newest pip release that pipmedic knows of.
        now: an aware time, against which freshness is judged.
        context: how to verify; Python's default when None.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(lambda url: _examine(url, newest_known, now, context), urls))


def _examine(
    url: str, newest_known: tuple[int, ...], now: datetime, context: Optional[ssl.SSLContext]
) -> MirrorHealth:
    if not url.lower().startswith("https://"):
        return MirrorHealth(url, MirrorState.PLAIN_HTTP)
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context or ssl.create_default_context()),
        _NoDowngrade(),
    )
    began = time.monotonic()
    try:
        page, _ = _get(opener, f"{url.rstrip('/')}/pip/", "GET")
        health = _judged(url, page, newest_known, time.monotonic() - began)
        if health.state is not MirrorState.HEALTHY:
            return health
        return _with_freshness(health, opener, now)
    except (OSError, ValueError) as error:
        return replace(_failed(url, error), seconds=time.monotonic() - began)


def _get(
    opener: urllib.request.OpenerDirector, url: str, method: str
) -> tuple[str, Mapping[str, str]]:
    headers = {"Accept": _ACCEPT, "User-Agent": "pipmedic (mirror test)"}
    request = urllib.request.Request(url, method=method, headers=headers)
    with opener.open(request, timeout=TIME_LIMIT) as answer:
        return answer.read(MAX_PAGE).decode("utf-8", "replace"), answer.headers


def _judged(url: str, page: str, newest_known: tuple[int, ...], seconds: float) -> MirrorHealth:
    versions = [tuple(map(int, found.split("."))) for found in _PIP_FILE.findall(page)]
    if not versions:
        return MirrorHealth(url, MirrorState.NOT_AN_INDEX, seconds=seconds)
    newest = max(versions)
    state = MirrorState.HEALTHY if newest >= newest_known else MirrorState.STALE
    return MirrorHealth(url, state, ".".join(map(str, newest)), seconds=seconds)


def _with_freshness(
    health: MirrorHealth, opener: urllib.request.OpenerDirector, now: datetime
) -> MirrorHealth:
    """The same, with what the headers of a daily package tell; silence is no fault."""
    try:
        _, headers = _get(opener, f"{health.url.rstrip('/')}/{DAILY_PACKAGE}/", "HEAD")
        changed = parsedate_to_datetime(headers["Last-Modified"])
    except (OSError, ValueError, TypeError):
        return health
    changed = changed if changed.tzinfo else changed.replace(tzinfo=timezone.utc)
    state = MirrorState.STALE if now - changed > STALE_AFTER else health.state
    serial = sanitize(str(headers.get(SERIAL) or ""))[:20]
    moment = changed.astimezone(timezone.utc).isoformat(timespec="minutes")
    return replace(health, state=state, changed=moment, serial=serial)


def _failed(url: str, error: Union[OSError, ValueError]) -> MirrorHealth:
    if isinstance(error, urllib.error.HTTPError):
        return MirrorHealth(url, MirrorState.NOT_AN_INDEX, detail=f"HTTP {error.code}")
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    untrusted = isinstance(reason, ssl.SSLCertVerificationError)
    state = MirrorState.UNTRUSTED if untrusted else MirrorState.UNREACHABLE
    return MirrorHealth(url, state, detail=sanitize(str(reason))[:200])
