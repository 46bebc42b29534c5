"""What a fault of the lab is: one frozen declaration that feeds every test and benchmark."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERIFY = r"certificate.verify.failed"
PYPI = "https://pypi.org/simple/"
OLDEST_TO_NEWEST = ("9.0.1", "20.3.4", "21.3.1", "23.0.1", "24.0", "25.3", "26.3")


def since(version: str) -> tuple[str, ...]:
    """The pips of the lab from that version on."""
    return OLDEST_TO_NEWEST[OLDEST_TO_NEWEST.index(version) :]


def at(server: str) -> str:
    """The index URL of a server of the lab."""
    return f"https://localhost:{{{server}}}/simple/"


@dataclass(frozen=True)
class Fault:
    """One fault, and what is right to say and to do about it.

    Texts may hold ``{server name}`` (its port), ``{ca}`` (directory of CA files), ``{home}``.

    Attributes:
        causes: cause ids of which any is right; the likeliest first.
        index_url: the index that pip uses; it is put into pip.conf.
        says: pattern that pip's output matches on every pip.
        reason: pattern that it also matches where Python passes OpenSSL's reason on (3.7+).
        env: extra environment variables.
        pip_conf: extra lines for the [global] section of pip.conf.
        pip_args: extra arguments for ``pip install``.
        site_files: (name, content) pairs put into the interpreter's site-packages, or over what is
            there.
        facts: (fact, value) pairs that only a person can know.
        values: (placeholder, text) pairs that only a person can supply to a remedy.
        told: what pip printed is told to the diagnosis, because it shows in a download or comes
            from the command line, where no check looks.
        typed: lines that the person types when a command asks for them.
        installs: pip works in spite of it.
        fixable: a command on this machine that weakens nothing can mend it.
        layers: how many remedies that takes; above 1, faults hide one another.
        only: the pip versions that show it; empty for all.
        private: needs the namespaces.
        slow: ends in a time-out of several seconds.
        quick: belongs to the representative part.
    """

    id: str
    causes: tuple[str, ...]
    index_url: str = PYPI
    says: str = ""
    reason: str = ""
    env: tuple[tuple[str, str], ...] = ()
    pip_conf: tuple[str, ...] = ()
    pip_args: tuple[str, ...] = ()
    site_files: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    told: bool = False
    typed: tuple[str, ...] = ()
    installs: bool = False
    fixable: bool = False
    layers: int = 1
    only: tuple[str, ...] = ()
    private: bool = False
    slow: bool = False
    quick: bool = False

    def told_in(self, output: str, modern: bool) -> bool:
        """Whether pip's output is what this fault makes a pip say."""
        patterns = (self.says, self.reason if modern else "")
        return all(re.search(pattern, output, re.IGNORECASE) for pattern in patterns)

    def concerns(self, version: str) -> bool:
        """Whether the fault shows in that pip."""
        return not self.only or version in self.only
