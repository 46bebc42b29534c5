"""Keeping secrets and names out of what leaves the machine.

Every value is typed (secret, user, path, host, ip) and gets a stable placeholder, so that a
redacted report can still be followed. Secrets go at every level.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Level(str, Enum):
    """How much is hidden: only secrets; what names people and machines; also public hosts."""

    NONE = "none"
    SHARE = "share"
    STRICT = "strict"


PUBLIC_HOSTS = frozenset(
    {
        "pypi.org",
        "files.pythonhosted.org",
        "pypi.python.org",
        "test.pypi.org",
        "bootstrap.pypa.io",
        "www.python.org",
        "python.org",
        "github.com",
        "docs.python.org",
        "pip.pypa.io",
        "packaging.python.org",
        "localhost",
    }
)
_PUBLIC_SUFFIXES = (
    ".edu.cn",
    ".pypa.io",
    ".python.org",
    ".aliyun.com",
    ".tencent.com",
    ".huaweicloud.com",
    ".readthedocs.io",
    ".openssl.org",
)

MIN_LEARNED = 3
"""Shorter values would hide half of the words of a text."""

_SECRETS = (
    re.compile(r"(?P<keep>://)(?P<hide>[^\s/@'\"<>]{1,300})(?=@)", re.I),
    re.compile(
        r"(?P<keep>(?:proxy-)?authorization\s{0,3}[:=]\s{0,3}[\"']?(?:basic|bearer|negotiate|ntlm"
        r"|token|digest)\s{1,3})(?P<hide>[^\s\"',;]{4,4000})",
        re.I,
    ),
    re.compile(
        r"(?P<keep>(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key)"
        r"[\w-]{0,40}[\"']?\s{0,3}[:=]\s{0,3}[\"']?)(?P<hide>[^\s\"'&,;]{3,4000})",
        re.I,
    ),
    re.compile(r"(?P<keep>\b(?:cookie|set-cookie)\s{0,3}:\s{0,3})(?P<hide>[^\r\n]{3,4000})", re.I),
    re.compile(r"(?P<keep>(?:--user|-u|--proxy-user)[ =])(?P<hide>[^\s:]{1,100}:[^\s]{1,200})"),
    re.compile(
        r"(?P<keep>)(?P<hide>\b(?:pypi-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|"
        r"glpat-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|xox[abp]-[A-Za-z0-9-]{10,}|"
        r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}))"
    ),
    re.compile(r"(?P<keep>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)(?P<hide>[^-]{10,20000})"),
)
_USERS = (
    re.compile(
        r"(?P<keep>(?:/home/|/Users/|[A-Za-z]:(?:\\\\|\\|/)Users(?:\\\\|\\|/)))"
        r"(?P<hide>[^\\/\s:\"'<>]{1,64})"
    ),
    re.compile(
        r"(?P<keep>\b(?:user(?:name)?|login)\s{0,3}[:=]\s{0,3}[\"']?)"
        r"(?P<hide>[\w.@\\-]{2,64})",
        re.I,
    ),
)
_SECRET_KEY = re.compile(r"passw|pwd|secret|token|api[_-]?key|access[_-]?key|cookie|auth$", re.I)
_USER_KEYS = frozenset({"user", "username", "login", "owner"})
_COMMON_USERS = frozenset(
    {
        "root",
        "admin",
        "administrator",
        "user",
        "home",
        "ubuntu",
        "runner",
        "python",
        "pip",
        "public",
    }
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,256}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{0,4}(?:::?[0-9a-f]{1,4}){0,7}", re.I)
_HOST = re.compile(
    r"(?<![\w@/\\.-])(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,23}(?![\w-])",
    re.I,
)
_AUTHORITY = re.compile(
    r"(?P<keep>://(?:[^\s/@]{0,300}@)?|host=['\"]|CONNECT |\bHost: )(?P<hide>[a-z0-9_.-]{1,253})",
    re.I,
)
_FILE_SUFFIXES = frozenset(
    [
        "py",
        "pyc",
        "pem",
        "crt",
        "cer",
        "der",
        "p7b",
        "txt",
        "toml",
        "json",
        "cfg",
        "ini",
        "conf",
        "log",
        "whl",
        "gz",
        "zip",
        "exe",
        "dll",
        "so",
        "pyd",
        "c",
        "h",
        "md",
        "html",
        "htm",
        "xml",
        "yml",
        "yaml",
        "cnf",
        "sh",
        "ps1",
        "bat",
        "cmd",
        "dist-info",
        "egg-info",
        "js",
        "command",
    ]
)
_CODE_ROOTS = frozenset(
    [
        "pip",
        "urllib3",
        "requests",
        "ssl",
        "http",
        "socket",
        "urllib",
        "os",
        "sys",
        "httpx",
        "httpcore",
        "certifi",
        "truststore",
        "conda",
        "self",
        "importlib",
        "asyncio",
        "aiohttp",
        "exceptions",
        "connection",
        "connectionpool",
        "adapters",
        "util",
        "email",
        "distutils",
        "setuptools",
    ]
)

_CODE_WORDS = frozenset(
    {
        "client",
        "server",
        "error",
        "errors",
        "retry",
        "response",
        "request",
        "utils",
        "path",
        "environ",
        "version_info",
        "cli",
        "cafile",
        "network",
        "session",
        "download",
        "commands",
        "index",
        "poolmanager",
        "ssl_",
        "where",
        "contents",
        "certs",
        "models",
        "api",
        "get_default_verify_paths",
        "create_default_context",
        "config",
        "main",
        "run",
        "argv",
        "executable",
    }
)
_PIP_SECTIONS = frozenset({"global", "install", "download", "site", "user"})
_PIP_KEYS = frozenset(
    {
        "cert",
        "proxy",
        "timeout",
        "retries",
        "index-url",
        "extra-index-url",
        "trusted-host",
        "client-cert",
        "find-links",
        "no-index",
        "use-feature",
        "use-deprecated",
    }
)


@dataclass
class Redactor:
    """Replaces what must not be seen, with the same placeholder for the same value.

    Attributes:
        level: how much to hide.
        hidden: placeholder to original, for a preview on this machine only.
    """

    level: Level = Level.SHARE
    hidden: dict[str, str] = field(default_factory=dict)
    _given: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _learned: dict[str, str] = field(default_factory=dict, repr=False)

    def learn(self, kind: str, value: str) -> None:
        """Hide a value whose type is known wherever it stands, whatever it looks like."""
        common = kind == "user" and value.lower() in _COMMON_USERS
        if len(value) >= MIN_LEARNED and not common:
            self._learned[value] = kind

    def __call__(self, text: str) -> str:
        """Return ``text`` with everything hidden that the level asks for."""
        for pattern in _SECRETS:
            text = pattern.sub(self._replacing("secret"), text)
        for value in sorted(self._learned, key=len, reverse=True):
            if value in text:
                text = self._hide_learned(text, value)
        if self.level is Level.NONE:
            return text
        text = _MAIL.sub(lambda match: self.placeholder("mail", match[0]), text)
        for pattern in _USERS:
            text = pattern.sub(self._replacing("user"), text)
        text = _IPV6.sub(self._address, text)
        text = _IPV4.sub(self._address, text)
        text = _AUTHORITY.sub(self._authority, text)
        return _HOST.sub(lambda match: self._host(match[0]), text)

    def _hide_learned(self, text: str, value: str) -> str:
        kind = self._learned[value]
        if kind != "user":
            return text.replace(value, self.placeholder(kind, value))
        whole = re.compile(rf"(?<![\w<-]){re.escape(value)}(?![\w>])")
        return whole.sub(lambda match: self.placeholder(kind, match[0]), text)

    def placeholder(self, kind: str, value: str) -> str:
        """Return the stable placeholder of a value, such as ``<host-1>``."""
        key = (kind, value.lower() if kind == "host" else value)
        if key not in self._given:
            number = sum(known == kind for known, _ in self._given) + 1
            self._given[key] = f"<{kind}-{number}>"
            self.hidden[self._given[key]] = value
        return self._given[key]

    def _replacing(self, kind: str) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            if match["hide"].startswith("<") or set(match["hide"]) <= {"*"}:
                return match[0]
            return match["keep"] + self.placeholder(kind, match["hide"])

        return replace

    def _address(self, match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("127.") or text in ("0.0.0.0", "::1") or text.count(":") == 2:
            return text
        return self.placeholder("ip", text)

    def _authority(self, match: re.Match[str]) -> str:
        host = match["hide"]
        if host.startswith("<") or _IPV4.fullmatch(host):
            return match[0]
        return match["keep"] + self._host(host, certain=True)

    def _host(self, host: str, certain: bool = False) -> str:
        name = host.lower()
        if name == "localhost" or (name.startswith("ip-") and name.endswith("-")):
            return host
        if self.level is Level.SHARE and (name in PUBLIC_HOSTS or name.endswith(_PUBLIC_SUFFIXES)):
            return host
        if not certain and _looks_like_code(host):
            return host
        return self.placeholder("host", host)


def _looks_like_code(name: str) -> bool:
    """Tell a module, an attribute, a file or a setting of pip from a host name.

    When in doubt it is a host: a hidden module name harms less than a shown host.
    """
    labels = name.lower().split(".")
    last = name.rpartition(".")[2]
    if labels[-1] in _FILE_SUFFIXES or any(label.startswith("_") for label in labels):
        return True
    if len(labels) == 2 and labels[0] in _PIP_SECTIONS and labels[1] in _PIP_KEYS:
        return True
    inner = labels[-1] in _CODE_ROOTS or labels[-1] in _CODE_WORDS or last != last.lower()
    return labels[0].lstrip("_") in _CODE_ROOTS and inner


def redact_values(value: Any, redact: Redactor) -> Any:
    """Return JSON-ready data with every string in it redacted; keys stay, so that it stays usable."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redact_member(key, item, redact) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact_values(item, redact) for item in value]
    return value


def _redact_member(key: str, value: Any, redact: Redactor) -> Any:
    """Redact a value whose key tells its type."""
    if isinstance(value, str) and len(value) >= MIN_LEARNED and not value.startswith("<"):
        if _SECRET_KEY.search(key):
            return redact.placeholder("secret", value)
        if redact.level is not Level.NONE and key.lower() in _USER_KEYS:
            return redact.placeholder("user", value)
    return redact_values(value, redact)
