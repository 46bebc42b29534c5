"""A small piece of knowledge, built in code."""

from __future__ import annotations

from typing import Any

from pipmedic.knowledge import (
    Applies,
    Cause,
    Effort,
    Fact,
    FactKind,
    FactValue,
    Knowledge,
    Rate,
    Remedy,
    RemedyUse,
    Risk,
    Text,
    Transition,
    TransitionKind,
)


def text(words: str) -> Text:
    return Text({"en": words, "zh": words})


def fact(name: str, kind: FactKind = FactKind.QUESTION, **more: Any) -> Fact:
    shares = more.pop("shares", {"yes": 0.5, "no": 0.5})
    coarse = more.pop("coarse", {})
    values = [FactValue(value, text(value), share) for value, share in shares.items()]
    values += [FactValue(value, text(value), 0.0, members) for value, members in coarse.items()]
    more.setdefault("effort", Effort(0.3, 0.3))
    more.setdefault("dont_know", Effort(0.1, 0.1))
    return Fact(name, kind, tuple(values), text(name), **more)


def use(remedy: str, p: float = 0.9, **when: tuple[str, ...]) -> RemedyUse:
    return RemedyUse(remedy, Rate(p * 10, (1 - p) * 10), when)


def cause(name: str, **more: Any) -> Cause:
    more.setdefault("prior", 1.0)
    return Cause(name, text(name), text(name), **more)


def remedy(name: str, **more: Any) -> Remedy:
    return Remedy(name, more.pop("fix_class", name), text(name), text(name), (), **more)


def knowledge(
    causes: tuple[Cause, ...] = (), facts: tuple[Fact, ...] = (), remedies: tuple[Remedy, ...] = ()
) -> Knowledge:
    return Knowledge(
        {item.id: item for item in causes},
        {item.id: item for item in facts},
        (),
        {item.id: item for item in remedies},
    )


def confused(target: str, decided_by: str = "", distinction: str = "") -> Transition:
    return Transition(
        TransitionKind.CONFUSED_WITH,
        target,
        decided_by=decided_by,
        distinction=text(distinction),
    )


def leads(target: str, p: float) -> Transition:
    return Transition(TransitionKind.LEADS_TO, target, p)


def sample() -> Knowledge:
    """Four causes: two that look alike, one on old pips only, one that a proxy brings."""
    return knowledge(
        (
            cause(
                "gateway",
                prior=4.0,
                evidence={"error": {"untrusted": "usual"}, "issuer": {"company": "always"}},
                remedies=(use("give-ca"), use("no-verify", 0.98)),
                transitions=(confused("own-ca", "issuer"), leads("name", 0.4)),
            ),
            cause(
                "own-ca",
                prior=4.0,
                evidence={"error": {"untrusted": "usual"}, "issuer": {"own": "always"}},
                remedies=(use("own-ca-file"),),
            ),
            cause(
                "old-pip",
                evidence={"error": {"protocol": "always"}},
                applies=Applies(pip=("<10",)),
                remedies=(use("upgrade"),),
            ),
            cause(
                "name",
                evidence={"error": {"name": "always"}, "proxy": {"yes": "usual"}},
                remedies=(use("proxy-off", 0.9, os=("win",)), use("admin-fix", 0.95)),
            ),
        ),
        (
            fact(
                "error",
                FactKind.TEXT,
                shares={"untrusted": 0.6, "protocol": 0.1, "name": 0.2, "other": 0.1},
                coarse={"any-certificate": ("untrusted", "name")},
                changed_by=("*",),
                group="trust",
            ),
            fact("issuer", shares={"company": 0.4, "own": 0.3, "public": 0.3}, group="trust"),
            fact("proxy", FactKind.CHECK, check="proxies", changed_by=("proxy-off",)),
            fact("pip", FactKind.CHECK, check="pip", shares={"old": 0.2, "new": 0.8}),
            fact("os", FactKind.CHECK, check="environment", shares={"win": 0.5, "linux": 0.5}),
            fact("admin", FactKind.PLANNING, shares={"yes": 0.6, "no": 0.4}),
            fact("usb", FactKind.PLANNING, shares={"yes": 0.7, "no": 0.3}),
        ),
        (
            remedy("give-ca"),
            remedy("own-ca-file"),
            remedy("upgrade", needs=("network",)),
            remedy("proxy-off"),
            remedy("admin-fix", admin=True),
            remedy("no-verify", risk=Risk.WEAKENS, effort=Effort(0.1, 0.1)),
        ),
    )
