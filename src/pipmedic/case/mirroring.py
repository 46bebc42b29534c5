"""Testing public indexes before one is recommended, for every face alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Optional

from ..checks.mirrors import MirrorHealth, MirrorState, examine_mirrors
from ..i18n import Translator
from ..knowledge import Mirror
from ..remedies import mirrors as choice
from ..remedies.versions import NEWEST_PIP
from .case import Case
from .plan import PlanItem

TESTED = 6


def candidates(case: Case) -> tuple[Mirror, ...]:
    """Return the mirrors worth testing for a case, best first: https only, never a retired one."""
    avoid = case.target.index_host or case.parameters.get("index_host", "")
    fit = choice.offered(case.knowledge.mirrors, avoid)
    return tuple(mirror for mirror in fit if mirror.https)[:TESTED]


def wants_mirror(case: Case, item: PlanItem) -> bool:
    """Tell whether a remedy names a mirror that nobody has tested or chosen yet."""
    chosen = "mirror_url" in case.state.given
    return not chosen and "{mirror_url}" in str((item.operations, item.undo))


def examine_candidates(case: Case, at: float) -> tuple[MirrorHealth, ...]:
    """Contact the hosts of ``candidates``. Call this only after the person agreed to that.

    Args:
        at: seconds since the epoch, against which freshness is judged.
    """
    urls = [mirror.url for mirror in candidates(case)]
    return examine_mirrors(urls, NEWEST_PIP, datetime.fromtimestamp(at, timezone.utc))


def best(results: Iterable[MirrorHealth]) -> Optional[MirrorHealth]:
    """Return the first healthy index; None when none is."""
    return next((found for found in results if found.state is MirrorState.HEALTHY), None)


def result_line(found: MirrorHealth, say: Translator) -> str:
    """Return one result in words."""
    state = say(f"mirrors.state.{found.state.value}")
    parts = [f"{state}: {found.url}"]
    if found.newest_pip:
        parts.append(f"pip {found.newest_pip}")
    if found.changed:
        parts.append(say("mirrors.changed", when=found.changed))
    if found.seconds:
        parts.append(f"{found.seconds:.1f} s")
    if found.detail:
        parts.append(found.detail)
    return ", ".join(parts)


def listed_line(mirror: Mirror, say: Translator) -> str:
    """Return what is known of a mirror that was not tested, and since when."""
    state = say(f"mirrors.status.{mirror.status}")
    name = mirror.name(say.language)
    return say("mirrors.listed", state=state, name=name, url=mirror.url, date=mirror.evidence_date)
