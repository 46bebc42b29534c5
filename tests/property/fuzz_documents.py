"""Probe documents of sick machines, with every check filled, as seeds for fuzzing."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

CA = {"exists": True, "kind": "pem", "count": 3, "bytes": 9000, "path": "/etc/ssl/ca.pem"}
ENVIRONMENT = {
    "system": "Windows",
    "release": "10.0.19045",
    "distro": "debian",
    "wsl": False,
    "python": "3.8.10",
    "executable": "C:\\Python38\\python.exe",
    "prefix": "C:\\Python38",
    "venv": True,
    "conda": False,
    "pyenv": False,
    "externally_managed": False,
    "admin": False,
    "shell": "bash",
    "home": "/home/me",
}
CHECKS: dict[str, dict[str, Any]] = {
    "environment": ENVIRONMENT,
    "pip": {"found": True, "version": "20.0.2", "vendored": True, "bundle_bytes": 280_000},
    "ssl": {"imported": True, "openssl": "OpenSSL 1.1.1k  25 Mar 2021", "tls12": True},
    "verify_paths": {"paths": {"cafile": CA}, "stores": [CA]},
    "ca_variables": {"PIP_CERT": CA, "SSL_CERT_DIR": {"exists": False, "kind": "missing"}},
    "pip_config": {
        "files": [{"origin": "user", "path": "/home/me/pip.conf", "keys": {"global.cert": "x"}}],
        "effective": {"index-url": {"value": "https://i.example/simple", "origin": "user"}},
    },
    "proxies": {
        "effective": {"url": "http://p.example:8080", "scheme": "http", "origin": "HTTPS_PROXY"}
    },
    "trust": {"files": [CA], "os_store": False},
    "openssl_policy": {"conf": "/etc/ssl/openssl.cnf", "exists": True, "settings": ["x"]},
    "keylog": {"set": True, "writable": False, "path": "/tmp/keys"},
    "clock": {"now": 1_795_251_247, "built": 1_763_683_200},
    "dns": {"pypi.org": {"addresses": ["10.0.0.1", "::1"], "error": ""}},
    "tcp": {"pypi.org": {"ok": False, "errno": 111, "message": "refused"}},
    "proxy_connect": {"proxy": "p.example", "connected": True, "status": "HTTP/1.1 407 No"},
    "tls_pip": {"ok": False, "verify_code": 20, "reason": "X", "message": "ALERT_PROTOCOL_VERSION"},
    "tls_unverified": {"chain": []},
    "plain_http": {"first": "485454502f312e31"},
}


def documents(certificates: Sequence[bytes]) -> list[dict[str, Any]]:
    """Whole documents: each with one of these certificates presented, one without a proxy."""
    found = []
    for number, der in enumerate(certificates):
        data = {**CHECKS, "tls_unverified": {"chain": [base64.b64encode(der).decode()]}}
        if number % 2:
            data["proxies"] = {"effective": None}
        found.append(document(data))
    return found


def document(data: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One document in which every check is done and holds this data."""
    checks = [
        {"id": name, "status": "done", "seconds": 0.1, "data": item} for name, item in data.items()
    ]
    target = {"index_url": "https://pypi.org/simple", "host": "pypi.org", "hosts": ["pypi.org"]}
    return {"schema": 1, "probe": "1.0", "target": target, "seconds": 0.1, "checks": checks}
