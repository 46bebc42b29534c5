"""Telling from its content whether advice weakens TLS, whatever it calls itself.

Used for words and operations that this project did not write. A false alarm costs little: the
advice is still shown, under "last resort". A miss would recommend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_LOOPBACK = r"(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])"
_OFF = r"(?:0|false|no|off|none|never|\"\"|'')"
_CA_VARIABLES = "PIP_CERT|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SSL_CERT_FILE|SSL_CERT_DIR"

_PATTERNS = (
    # pip and its kin
    r"trusted[-_]host|allow[-_]insecure|insecure[-_]host",
    rf"\bssl[-_.]?verify\W{{1,4}}{_OFF}\b|strict-ssl\W{{1,4}}{_OFF}\b|sslVerify\W{{1,4}}{_OFF}\b",
    rf"\bcertificates\.\S{{1,80}}\.cert\W{{1,3}}{_OFF}\b",
    # an index, file list or download without TLS
    rf"(?:--(?:extra-)?index-url|--find-links|--pypi-url|(?<!\S)-[if]|(?:extra-)?index-url|"
    rf"find-links|(?:EXTRA_)?INDEX(?:_URL)?|FIND_LINKS)['\"]?[\s=:,]{{1,4}}['\"]?"
    rf"http://(?!{_LOOPBACK})",
    rf"(?:curl|wget|Invoke-WebRequest|iwr|download)\b[^\n]{{0,200}}(?<!proxy[ =])(?<!-x )http://(?!{_LOOPBACK})",
    # programs told not to look
    r"--no-verify\b|--no-check-certificate|--insecure\b|-SkipCertificateCheck|--ssl-no-revoke",
    r"\bcurl\b[^\n|;&]{0,200}\s-[A-Za-z]{0,8}k[A-Za-z]{0,8}\b",
    r"NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|GIT_SSL_NO_VERIFY",
    rf"\bverify['\"]?\s{{0,3}}[=:]\s{{0,3}}{_OFF}\b|CERT_NONE|_create_unverified_context",
    rf"check_hostname\s{{0,3}}=\s{{0,3}}{_OFF}\b|VERIFYPEER|ServerCertificateValidationCallback",
    # a CA variable that is set to nothing switches the check off or falls back silently
    rf"\b(?:{_CA_VARIABLES})\s{{0,2}}=\s{{0,2}}(?:\"\"|''|$|[;&\n]|/dev/null|NUL\b|\s(?:pip|python|py|uv|conda)\b)",
    # protocol and key strength
    r"SECLEVEL\s{0,2}=\s{0,2}[01]\b|UnsafeLegacy|LEGACY_SERVER_CONNECT",
    r"(?:Min|ssl_min_)Protocol\W{1,4}(?:None|SSLv|TLSv1(?:\.[01])?\b(?!\.))",
    r"PROTOCOL_(?:SSLv|TLSv1\b)|update-crypto-policies\s[^\n]{0,40}LEGACY",
    # in words
    r"\b(?:disabl\w{0,4}|turn(?:ing)? off|switch(?:ing)? off|skip\w{0,5}|bypass\w{0,4}|"
    r"ignor\w{0,4}|without)\s(?:\w{1,12}\s){0,3}(?:SSL|TLS|HTTPS|certificate)(?:\s\w{1,12}){0,2}\s"
    r"(?:verif|check|valid|error)",
    r"(?:关闭|禁用|跳过|忽略|取消|绕过|不)[\w\s]{0,12}(?:SSL|TLS|HTTPS|证书|主机名)[\w\s]{0,6}"
    r"(?:验证|校验|检查|核验)",
)
_WEAKENS = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def weakens(words: str) -> bool:
    """Tell whether words for people, or a command line, weaken TLS."""
    return _WEAKENS.search(words) is not None


def operation_weakens(operation: Mapping[str, Any]) -> bool:
    """Tell whether an operation's table weakens TLS."""
    return any(map(weakens, _spoken(operation)))


def _spoken(operation: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the operation comes to when it is written as command lines."""
    op = operation.get("op")
    if op in ("pip-config-unset", "env-unset"):
        return
    if op == "env-set":
        yield f"{operation.get('name')}={operation.get('value')}"
    elif op == "pip-config-set":
        yield f"{operation.get('key')} {operation.get('value') or chr(34) * 2}"
    elif op == "download":
        yield f"download {operation.get('url')}"
    for key in ("args", "argv"):
        words = operation.get(key)
        if isinstance(words, list):
            yield " ".join(map(str, words))
    env = operation.get("env")
    if isinstance(env, Mapping):
        yield from (f"{name}={value}" for name, value in env.items())
    yield from _strings(operation)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
