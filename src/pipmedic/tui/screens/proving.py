"""Carrying a remedy out and proving it: with the real pip here, by what was printed elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...case.plan import PlanItem
    from ..widgets.plan import Plan
    from .wizard import WizardMain


class Proving:
    """What the plan's buttons set off."""

    def __init__(self, main: WizardMain, plan: Plan) -> None:
        self._main = main
        self._plan = plan

    def offer(self) -> None:
        """Show what “do it for me” would change; after it was done, prove it."""
        from ...case.applying import offer
        from .consent import ConsentScreen

        if self._plan.item is not None:
            given = offer(self._main.case, self._plan.item)
            screen = ConsentScreen(given, self._plan.shell_shown, self.prove)
            self._main.app.push_screen(screen)

    def prove(self) -> None:
        """Run the real pip again, or ask what it printed where that may not be done."""
        from ...case.verifying import may_run

        item = self._plan.item
        if not may_run(self._main.case):
            self._ask_for_proof(item)
            return
        self._main.busy("verify.running")
        self._main.run_worker(
            lambda: self._verify(item),
            thread=True, exclusive=True, group="verify", exit_on_error=False,
        )  # fmt: skip

    def _ask_for_proof(self, item: PlanItem | None) -> None:
        from .proof import ProofScreen

        commands = item.verify_lines(self._plan.shell_shown) if item else ()
        asked = "verify.by_hand" if self._main.case.opened.here else "verify.elsewhere"
        self._main.app.push_screen(ProofScreen(asked, commands), self._told)

    def _verify(self, item: PlanItem | None) -> None:
        from ...case.verifying import verify_case

        proof = verify_case(self._main.case, item)
        self._main.app.call_from_thread(self._proven, item, proof.kind, proof.output)

    def _told(self, text: str | None) -> None:
        from ...case.told import told

        if not text:
            return
        proof = told(self._main.case, text)
        if proof is None:
            self._main.wizard.tell("verify.unread", "warning")
            return
        self._proven(self._plan.item, proof.kind, proof.output)

    def _proven(self, item: PlanItem | None, kind: str, output: str) -> None:
        remedy = item.remedy.id if item else ""
        case = self._main.case.verified(kind, output, time.time(), remedy)
        self._main.wizard.tell(f"verify.{kind}", "information" if kind == "works" else "warning")
        self._main.go(case)
