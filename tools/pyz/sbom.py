"""What is inside the single file, as a CycloneDX 1.5 document.

Source: the CycloneDX 1.5 JSON schema and the package URL type `pypi`. Serial number and time are
left out: both are optional, and the document is the same for the same content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from wheels import Wheel, canonical


def sbom(version: str, wheels: Iterable[Wheel]) -> bytes:
    """Return the document for pipmedic `version` made of `wheels`."""
    ordered = sorted(wheels, key=lambda wheel: canonical(wheel.name))
    own = f"pkg:pypi/pipmedic@{version}"
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "pipmedic",
                "version": version,
                "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [_component(wheel) for wheel in ordered],
        "dependencies": [{"ref": own, "dependsOn": [_purl(wheel) for wheel in ordered]}],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def _purl(wheel: Wheel) -> str:
    return f"pkg:pypi/{canonical(wheel.name)}@{wheel.version}"


def _component(wheel: Wheel) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _purl(wheel),
        "name": wheel.name,
        "version": wheel.version,
        "purl": _purl(wheel),
        "licenses": [{"license": {"name": _licence(wheel)}}],
        "hashes": [
            {"alg": "SHA-256", "content": hashlib.sha256(wheel.path.read_bytes()).hexdigest()}
        ],
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{wheel.name}/{wheel.version}/",
            }
        ],
    }


def _licence(wheel: Wheel) -> str:
    """Return the licence expression, the classifier, or the first line of the old field."""
    expression = wheel.metadata["License-Expression"]
    if expression:
        return str(expression)
    for classifier in wheel.metadata.get_all("Classifier", []):
        if classifier.startswith("License ::"):
            return str(classifier).rpartition(" :: ")[2]
    return (str(wheel.metadata["License"] or "see licence text").splitlines() or [""])[0][:80]
