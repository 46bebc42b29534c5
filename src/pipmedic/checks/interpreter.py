"""The interpreter: its system, its versions, its ssl module."""

from __future__ import annotations

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
    if pip.get("found") and pip.get("vendored") and not pip.get("patched"):
        size = pip.get("bundle_bytes")
        broken = isinstance(size, int) and size < 100_000
        found["vendored"] = ("broken" if broken else "ok", f"{size} bytes")
    if ssl.get("imported") is False:
        error = text(ssl, "error")
        library = "lib" in error and "open" in error
        kind = "dll" if "DLL" in error else "library" if library else "missing"
        found.update(openssl=("fail", error), ssl_import=(kind, error), handshake=("nossl", error))
    elif ssl:
        version = parse_value(knowledge.facts["openssl"], text(ssl, "openssl"))
        found["ssl_import"] = ("ok", text(ssl, "openssl"))
        if version:
            found["openssl"] = (version[0], text(ssl, "openssl"))
    return found
