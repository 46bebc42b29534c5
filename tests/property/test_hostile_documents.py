"""A probe document may come from anywhere: whatever its values are, it is read without a crash."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipmedic.checks.interpret import interpret
from pipmedic.knowledge import load
from pipmedic.probe import probe

KNOWLEDGE = load()
CHECKS = [name for name, _ in (*probe.LOCAL, *probe.NETWORK)]
WORDS = """
answer alert certificates chain client_certificate_requested code conf connected count
counts date dh_bits effective engine error exists exit expired families files files_host
found host hosts html http_date imported index intolerant ipv4 ipv6 issuer
issuer_in_os_store keys kind level limit listed location location_host loop matches message
mode modified name not_yet now built ok openssl origin other_name own_bytes path patched
paths pips port portal problem proxy pythons same root_status same_private_issuer scheme
secure_renegotiation settings skew small source stores status touched trusted unreadable url
usual verify_code vendored version versions writable big bytes cafile capath path_pip this
this_is_on_path resolved addresses environment python pip system pypi.org PIP_CERT
SSL_CERT_FILE
"""
KEYS = WORDS.split()
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["hello", "timeout", "big", "usual", "pem", "\x1b]0;x\x07", "MIIB", "HTTP/1.1"]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    ),
    max_leaves=12,
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document in which the right keys hold whatever values."""
    checks = [
        {
            "id": draw(st.sampled_from(CHECKS)),
            "status": draw(st.sampled_from(["done", "failed", "timeout", 3])),
            "seconds": draw(LEAVES),
            "error": draw(VALUES),
            "data": draw(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12)),
        }
        for _ in range(draw(st.integers(0, 6)))
    ]
    target = draw(st.one_of(VALUES, st.just({"host": "pypi.org", "hosts": ["pypi.org"]})))
    return {"schema": 1, "target": target, "checks": checks}


@given(documents())
def test_whatever_the_values_are(document: dict[str, Any]) -> None:
    examined = interpret(document, KNOWLEDGE)
    texts = [item.detail for item in examined.observations]
    texts += [value for finding in examined.findings for value in finding.values.values()]
    assert not [text for text in texts if "\x1b" in text]
