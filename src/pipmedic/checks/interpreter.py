"""The interpreter: its system, its versions, its ssl module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..diagnosis.parsers import parse_value
from ..diagnosis.sanitize import sanitize
from ..knowledge import Knowledge
from .document import Document, text
from .findings import Machine


def machine_of(doc: Document) -> Machine:
    """Return the machine that the document describes."""
    env, pip = doc.data("environment"), doc.data("pip")
    target = doc.raw.get("target")
    proxy = doc.data("proxies").get("effective")
    hosts = target.get("hosts") if isinstance(target, Mapping) else None
    files = hosts[-1] if isinstance(hosts, list) and hosts else ""
    return Machine(
        os=_os(env),
        os_version=text(env, "release"),
        distro=text(env, "distro"),
        shell=_shell(env),
        python=text(env, "executable"),
        python_version=text(env, "python"),
        pip_version=text(pip, "version"),
        openssl=text(doc.data("ssl"), "openssl"),
        venv=env.get("venv") is True,
        prefix=text(env, "prefix"),
        externally_managed=env.get("externally_managed") is True and env.get("venv") is not True,
        conda=env.get("conda") is True,
        admin=env.get("admin") is True,
        index_url=text(target, "index_url"),
        index_host=text(target, "host"),
        file_host=sanitize(files) if isinstance(files, str) else "",
        proxy=text(proxy, "url"),
        home=text(env, "home"),
    )


def _os(env: Mapping[str, Any]) -> str:
    if not env:
        return ""
    if env.get("wsl"):
        return "wsl"
    if env.get("container"):
        return "container"
    return {"Windows": "win", "Darwin": "mac"}.get(text(env, "system"), "linux")


def _shell(env: Mapping[str, Any]) -> str:
    name = text(env, "shell")
    return name if name in ("bash", "zsh", "fish") else ""


def platform(doc: Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return the operating system, and where the interpreter comes from."""
    env = doc.data("environment")
    if not env:
        return {}
    found = {"os": (_os(env), text(env, "release"))}
    if env.get("conda"):
        found["origin"] = ("conda", text(env, "prefix"))
    elif env.get("pyenv"):
        found["origin"] = ("pyenv", text(env, "prefix"))
    return found


def _default_store(doc: Document) -> dict[str, tuple[str, str]]:
    """Whether this OpenSSL finds roots by default, be it from a file or from a folder."""
    paths = doc.data("verify_paths").get("paths")
    if not isinstance(paths, Mapping):
        return {}
    places = [item for item in paths.values() if isinstance(item, Mapping)]
    if not places or text(doc.data("environment"), "system") == "Windows":
        return {}
    full = [item for item in places if item.get("count")]
    detail = ", ".join(text(item, "path") for item in full or places)
    return {"default_store": ("ok" if full else "empty", detail)}


_OPENSSL = re.compile(r"OpenSSL (\d+\.\d+\.\d+[a-z]*)")
"""LibreSSL and others count by numbers of their own, which say nothing about OpenSSL's."""

_FEW_ROOTS = 30
"""No pip ever came with so few roots; the smallest had about 130."""


def _vendored(doc: Document) -> tuple[str, str]:
    bundle = doc.data("vendored_bundle")
    count = bundle.get("count")
    detail = f"{text(bundle, 'path')}: {count}"
    if doc.data("pip").get("patched"):
        return "debundled", detail
    whole = bundle.get("exists") is not False and (not isinstance(count, int) or count > _FEW_ROOTS)
    return ("ok" if whole else "broken"), detail


def release_here(found: Mapping[str, tuple[str, str]], trusted: bool) -> dict[str, tuple[str, str]]:
    """Return that a pip which fails in some surroundings only has no fault in these.

    The releases from 24.2 stumble over a proxy or an index named by its address, those of 21.1
    and 21.2 over a proxy with TLS of its own: a direct handshake made as this pip makes it, which
    succeeds, shows that none of this is so.
    """
    undecided = "pip" in found and "pip_release" not in found
    direct = found.get("proxy", ("",))[0] == "none"
    return {"pip_release": ("sound", found["pip"][1])} if undecided and direct and trusted else {}


def versions(doc: Document, knowledge: Knowledge) -> dict[str, tuple[str, str]]:
    """Return the versions of Python, pip and OpenSSL, and whether they are whole."""
    found: dict[str, tuple[str, str]] = {}
    env, pip, ssl = doc.data("environment"), doc.data("pip"), doc.data("ssl")
    for fact, stated in (("python", text(env, "python")), ("pip", text(pip, "version"))):
        parsed = parse_value(knowledge.facts[fact], stated) if stated else None
        if parsed:
            found[fact] = (parsed[0], stated)
    if found.get("pip"):
        release = parse_value(knowledge.facts["pip_release"], found["pip"][1])
        if release:
            found["pip_release"] = release
    if pip.get("found") and pip.get("vendored"):
        found["vendored"] = _vendored(doc)
    if ssl.get("imported") is False:
        error = text(ssl, "error")
        library = "lib" in error and "open" in error
        kind = "dll" if "DLL" in error else "library" if library else "missing"
        found.update(openssl=("fail", error), ssl_import=(kind, error))
    elif ssl:
        found.update(_default_store(doc))
        version = parse_value(knowledge.facts["openssl"], text(ssl, "openssl"))
        found["ssl_import"] = ("ok", text(ssl, "openssl"))
        if version:
            number = _OPENSSL.match(text(ssl, "openssl"))
            found["openssl"] = (version[0], number[1] if number else text(ssl, "openssl"))
    return found
