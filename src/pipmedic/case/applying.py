"""“Do it for me”, for every face alike: what can be done, doing it after consent, taking it back.

``offer`` only reads. Nothing is changed before ``carry_out``, which a face calls after the person
saw ``offer_lines`` and agreed to exactly that.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional, Union

from ..diagnosis.sanitize import sanitize
from ..i18n import Translator
from ..remedies import apply
from ..remedies.apply import Applied, Failed, FileChange, NothingToUndo, Refusal
from ..remedies.journal import Batch, Journal
from ..remedies.operations import Operation
from ..remedies.proposal import Proposal, propose
from ..remedies.render import render
from .case import Case
from .mirroring import wants_mirror
from .parameters import check_data
from .plan import PlanItem, shells_of
from .settings import data_folder

MAX_DIFF_LINES = 60
_EXPLAINED = (
    Refusal.NEEDS_ADMIN,
    Refusal.OUTSIDE_HOME,
    Refusal.PLACE_UNKNOWN,
    Refusal.FILE_NOT_EDITABLE,
    Refusal.BAD_CERTIFICATES,
)


@dataclass(frozen=True)
class Offer:
    """What can be done for the person about one remedy.

    Attributes:
        refused: message id of why nothing can be done here; empty when ``proposal`` counts.
        interrupted: a former batch that was cut short and must be taken back first.
    """

    item: PlanItem
    proposal: Proposal
    refused: str = ""
    interrupted: Optional[Batch] = None

    @property
    def possible(self) -> bool:
        """Whether there is anything to agree to."""
        return not self.refused and bool(self.proposal.changes)


def journal() -> Journal:
    """Return the person's undo journal."""
    return Journal(data_folder())


def offer(case: Case, item: PlanItem) -> Offer:
    """Return what can be done about a remedy of the plan on this machine; changes nothing."""
    nothing = Proposal((), ())
    if item.remedy.pack:
        return Offer(item, nothing, "packs.shown_only")
    if not _is_here(case):
        return Offer(item, nothing, "applying.elsewhere")
    if wants_mirror(case, item):
        return Offer(item, nothing, "applying.untested_mirror")
    cut = next((batch for batch in journal().batches() if not batch.complete), None)
    if cut is not None:
        return Offer(item, nothing, "applying.interrupted", cut)
    proposal = propose(item.operations, item.target, item.values, os.environ, _own_roots(case))
    reason = "applying.open" if item.open else "applying.nothing"
    return Offer(item, proposal, "" if proposal.changes else reason)


def _is_here(case: Case) -> bool:
    home = case.opened.home
    return case.opened.here and (not home or Path(home) == Path.home())


def _own_roots(case: Case) -> Optional[bytes]:
    """The public roots of the sick pip; None when its bundle is not known."""
    bundle = check_data(case.state, "pip").get("bundle")
    try:
        return Path(str(bundle)).read_bytes() or None if bundle else None
    except OSError:
        return None


def carry_out(given: Offer, at: float) -> Union[Applied, Failed]:
    """Make the changes of an offer, all or none. Call this only after the person agreed.

    Args:
        at: seconds since the epoch.
    """
    return make(given.proposal.changes, at)


def make(changes: Sequence[FileChange], at: float) -> Union[Applied, Failed]:
    """Make changes that the person agreed to, all or none, so that they can be taken back."""
    when = datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
    return apply.apply(changes, journal(), when)


def take_back(batch: Optional[str] = None) -> Union[apply.Undone, Failed, NothingToUndo]:
    """Restore what one batch (the last when None) changed, byte for byte."""
    return apply.undo(journal(), batch)


def offer_lines(given: Offer, say: Translator, shell: str = "") -> list[str]:
    """Return everything the person agrees to, or why there is nothing to agree to."""
    if given.refused and not given.proposal.left:
        return [refusal(given, say)]
    name = shells_of(given.item.target, shell)[0]
    lines = [refusal(given, say)] if given.refused else [say("applying.will")]
    for change in given.proposal.changes:
        lines += change_lines(change, say)
    lines += _reasons(given, say)
    rest = left_lines(given, name)
    return [*lines, say("applying.left"), *rest] if rest else lines


def _reasons(given: Offer, say: Translator) -> list[str]:
    """Why steps that change files stay with the person after all."""
    found = (step for step in given.proposal.left if step.reason in _EXPLAINED)
    return [
        say(f"applying.refusal.{step.reason.value}", detail=sanitize(step.detail)) for step in found
    ]


def refusal(given: Offer, say: Translator) -> str:
    """Return why nothing can be done for the person."""
    missing = ", ".join(given.item.open)
    cut = given.interrupted.name if given.interrupted else ""
    return say(given.refused, names=missing, batch=cut)


def left_lines(given: Offer, shell: str) -> list[str]:
    """Return the commands that stay with the person, in the words of their shell."""
    steps: list[Operation] = [step.operation for step in given.proposal.left]
    item = given.item
    return list(render(steps, item.target, shell, item.values, item.language))


def change_lines(change: FileChange, say: Translator) -> list[str]:
    """Return one change as a person can judge it: file, difference, certificates added."""
    kind = "new" if change.before is None else "gone" if change.after is None else "changed"
    lines = [say(f"applying.file_{kind}", path=change.path)]
    if change.built is None:
        diff = change.diff().splitlines()
        rest = len(diff) - MAX_DIFF_LINES
        more = [say("applying.more", count=rest)] if rest > 0 else []
        return lines + [f"  {line}" for line in diff[:MAX_DIFF_LINES]] + more
    lines.append("  " + say("applying.public_roots", count=change.built.public_roots))
    for certificate in change.built.added:
        subject = sanitize(str(certificate.subject))
        until = certificate.not_after.date().isoformat()
        lines.append("  + " + say("applying.added", subject=subject, until=until))
        lines.append(f"    SHA-256 {certificate.fingerprint}")
    if change.built.added:
        lines.append("  " + say("applying.compare"))
    if change.built.not_authorities:
        lines.append("  " + say("applying.no_authority"))
    return lines


def outcome_text(
    outcome: Union[Applied, apply.Undone, Failed, NothingToUndo], say: Translator
) -> str:
    """Return what was really done, in words."""
    if isinstance(outcome, Applied):
        return say("applying.applied", batch=outcome.batch)
    if isinstance(outcome, apply.Undone):
        paths = ", ".join(dict.fromkeys(str(path) for path in outcome.paths))
        return say("applying.undone", paths=paths)
    if isinstance(outcome, NothingToUndo):
        return say("applying.nothing_to_undo")
    text = say(f"applying.fault.{outcome.fault.value}", path=outcome.path)
    detail = f" ({sanitize(outcome.detail)})" if outcome.detail else ""
    left = ", ".join(str(path) for path in outcome.left)
    return text + detail + (" " + say("applying.left_changed", paths=left) if left else "")
