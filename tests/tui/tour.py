"""Going round every screen of the wizard."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from textual.pilot import Pilot

from pipmedic.case.case import Case

from .driving import TEXTS, new_case, paste, press, settle

OVERLAYS = (
    "f1",
    "f3",
    "f4",
    "f7",
    "f9",
    "f10",
    "f11",
    "f12",
    "ctrl+p",
    "ctrl+g",
    "ctrl+f",
    "ctrl+t",
    "ctrl+k",
)
NOW = 1_760_000_000.0


def certificate(subject: str, issuer: str, days: int) -> str:
    """Return a certificate in DER and Base64, as a probe document holds it."""
    key = ec.generate_private_key(ec.SECP256R1())

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, text)])

    start = datetime.fromtimestamp(NOW, timezone.utc) - timedelta(days=400)
    built = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(built.public_bytes(serialization.Encoding.DER)).decode("ascii")


@lru_cache(maxsize=8)
def gateway_document(gateway: str = "Zscaler Inc.") -> dict[str, Any]:
    """Return the probe document of a machine behind a gateway whose leaf has expired."""
    data: dict[str, dict[str, Any]] = {
        "environment": {"python": "3.11.7"},
        "clock": {"now": NOW},
        "tls_pip": {"ok": False, "verify_code": 20, "error": "unable to get local issuer"},
        "tls_unverified": {
            "chain": [certificate("pypi.org", gateway, 90), certificate(gateway, gateway, 4000)]
        },
    }
    checks = [
        {"id": name, "status": "done", "seconds": 0.1, "data": item} for name, item in data.items()
    ]
    target = {"host": "pypi.org", "hosts": ["pypi.org"], "index_url": "https://pypi.org/simple"}
    return {"schema": 1, "target": target, "checks": checks}


def examined_case(language: str, **opened: Any) -> Case:
    """Return a case in which the checks ran behind a gateway."""
    case = new_case(language, **opened).observe(TEXTS["issuer"], NOW)
    return case.examine(gateway_document(), "check", NOW).note("called back at ten", NOW)


async def tour(pilot: Pilot[Any], language: str) -> AsyncIterator[str]:
    """Open every screen in turn; the name of each is yielded while it is on show."""
    wizard = pilot.app
    await settle(pilot)
    yield "start"
    await press(pilot, "f1")
    yield "start f1"
    await press(pilot, "escape")
    await pilot.click("#start-go")
    await settle(pilot)
    yield "start empty"
    await paste(pilot, TEXTS["issuer"])
    yield "question"
    await press(pilot, "ctrl+l")
    yield "question in two languages"
    await press(pilot, "ctrl+l", "0")
    wizard.advance(examined_case(language))
    await settle(pilot)
    yield "step after the checks"
    wizard.main.show_plan()
    await settle(pilot)
    yield "plan"
    for key in OVERLAYS:
        await press(pilot, key)
        yield key
        await press(pilot, "escape")
    wizard.tell("verify.works")
    wizard.tell("checks.could_not", "error")
    wizard.tell("linear.not_understood", "warning")
    await settle(pilot)
    yield "toasts"
    wizard.clear_notifications()
    wizard.main.steps.hand_over.show(wizard.case)
    wizard.main.steps._show("hand-over-step")
    await settle(pilot)
    yield "hand-over"
    wizard.main.steps._show("checks")
    wizard.main.steps.checks.ask(("pypi.org", "files.pythonhosted.org"))
    await settle(pilot)
    yield "consent"
