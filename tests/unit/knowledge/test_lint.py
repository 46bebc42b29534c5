"""Each rule of the linter: clean knowledge, spoilt in one place, must be complained of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Callable

import pytest

from pipmedic.knowledge import (
    Cause,
    DeadEnd,
    Effort,
    Fact,
    FactKind,
    FactValue,
    Knowledge,
    Myth,
    Rate,
    Remedy,
    RemedyUse,
    Signature,
    Source,
    Text,
    Tier,
    Transition,
    TransitionKind,
)
from pipmedic.knowledge.captured import Message, captured
from pipmedic.knowledge.lint import lint
from pipmedic.knowledge.lint.languages import compare
from pipmedic.knowledge.lint.schema import unknown_keys
from pipmedic.knowledge.load import embedded

SOURCES = (Source("A", "https://a.example/"), Source("B", "https://b.example/"))
EXPIRED = Message("certificate has expired", "expired", ("left",), ("24.0",))
UNKNOWN_CA = Message("unable to get local issuer", "issuer", ("right",), ("24.0",))


def text(words: str) -> Text:
    return Text({"en": f"The {words} of it.", "zh": f"它的{words}"})


def cause(name: str, **more: Any) -> Cause:
    more.setdefault("remedies", (RemedyUse("mend", Rate(3, 1)),))
    more.setdefault("sources", SOURCES)
    return Cause(name, text(name), text(name), mechanism=text(name), prior=1.0, **more)


def fact(name: str, *values: str) -> Fact:
    share = 1 / len(values)
    known = tuple(FactValue(value, text(value), share) for value in values)
    words = text(name)
    effort = Effort(1, 1)
    return Fact(name, FactKind.CHECK, known, words, words, words, effort=effort)


def clean() -> Knowledge:
    confused = Transition(
        TransitionKind.CONFUSED_WITH, "right", distinction=text("date"), decided_by="error"
    )
    left = cause(
        "left",
        evidence={"error": {"expired": "always"}},
        regex="has expired",
        signature=Text({"en": "certificate has expired", "zh": "证书过期"}),
        transitions=(confused,),
    )
    right = cause("right", evidence={"error": {"issuer": "always"}, "clock": {"wrong": "rare"}})
    mend = Remedy("mend", "mend", text("title"), text("summary"), ({"op": "pip"},), sources=SOURCES)
    return Knowledge(
        causes={"left": left, "right": right},
        facts={
            "error": fact("error", "expired", "issuer", "other"),
            "clock": fact("clock", "right", "wrong"),
        },
        signatures=(
            Signature("E", "has expired", "error", "expired", examples=("it has expired",)),
            Signature("I", "local issuer", "error", "issuer"),
        ),
        remedies={"mend": mend},
    )


def rules(knowledge: Knowledge, *messages: Message) -> set[str]:
    return {complaint.rule for complaint in lint(knowledge, messages)}


def with_cause(name: str, **changes: Any) -> Knowledge:
    known = clean()
    return replace(known, causes={**known.causes, name: replace(known.causes[name], **changes)})


def with_remedy(**changes: Any) -> Knowledge:
    known = clean()
    return replace(known, remedies={"mend": replace(known.remedies["mend"], **changes)})


def with_signature(**changes: Any) -> Knowledge:
    known = clean()
    return replace(
        known, signatures=(replace(known.signatures[0], **changes), *known.signatures[1:])
    )


def edge(kind: TransitionKind, target: str, **more: Any) -> Transition:
    return Transition(kind, target, 0.5, **more)


LEADS, CONFUSED = TransitionKind.LEADS_TO, TransitionKind.CONFUSED_WITH


def test_clean_knowledge_has_no_complaint() -> None:
    assert lint(clean(), (EXPIRED, UNKNOWN_CA)) == ()


SPOILT: Mapping[str, tuple[str, Callable[[], Knowledge]]] = {
    "edge to nowhere": (
        "dangling-edge",
        lambda: with_cause("left", transitions=(edge(LEADS, "gone"),)),
    ),
    "leads back to itself": (
        "cycle",
        lambda: with_cause("left", transitions=(edge(LEADS, "left"),)),
    ),
    "alias of another": ("alias-clash", lambda: with_cause("left", aliases=("right",))),
    "evidence for no fact": (
        "unknown-fact",
        lambda: with_cause("left", evidence={"moon": {"full": "usual"}}),
    ),
    "evidence for no value": (
        "unknown-value",
        lambda: with_cause("left", evidence={"error": {"moon": "usual"}}),
    ),
    "condition on no value": (
        "unknown-value",
        lambda: with_cause("left", remedies=(RemedyUse("mend", Rate(1, 1), {"clock": ("noon",)}),)),
    ),
    "remedy that needs no fact": (
        "unknown-fact",
        lambda: with_remedy(requires={"moon": ("full",)}),
    ),
    "unknown remedy": (
        "unknown-remedy",
        lambda: with_cause("left", remedies=(RemedyUse("gone", Rate(1, 1)),)),
    ),
    "no remedy": ("no-remedy", lambda: with_cause("left", remedies=())),
    "no evidence": ("no-discriminating-fact", lambda: with_cause("left", evidence={})),
    "evidence that fits everybody": (
        "no-discriminating-fact",
        lambda: with_cause("left", evidence={"error": {"expired": "sometimes"}}),
    ),
    "nothing to recognise it by": (
        "unreachable-cause",
        lambda: with_cause("right", evidence={}),
    ),
    "shadowed by a likelier twin": (
        "unreachable-cause",
        lambda: with_cause("right", evidence={"error": {"expired": "always"}}, prior=0.5),
    ),
    "confused without a fact": (
        "undecided-confusion",
        lambda: with_cause(
            "left", transitions=(edge(CONFUSED, "right", distinction=text("date")),)
        ),
    ),
    "confused with a fact that is the same for both": (
        "undecided-confusion",
        lambda: with_cause(
            "right",
            evidence={"error": {"issuer": "always"}},
            transitions=(edge(CONFUSED, "left", distinction=text("date"), decided_by="clock"),),
        ),
    ),
    "confused without words": (
        "no-distinction",
        lambda: with_cause("left", transitions=(edge(CONFUSED, "right", decided_by="error"),)),
    ),
    "one source": ("missing-source", lambda: with_cause("left", sources=SOURCES[:1])),
    "one source twice": ("missing-source", lambda: with_cause("left", sources=SOURCES[:1] * 2)),
    "dead end without source": (
        "missing-source",
        lambda: with_cause("left", dead_ends=(DeadEnd(text("try"), text("why")),)),
    ),
    "myth without source": (
        "missing-source",
        lambda: with_cause("left", myths=(Myth(text("claim"), text("truth")),)),
    ),
    "remedy without source": ("missing-source", lambda: with_remedy(sources=())),
    "reproduced by no test": (
        "unnamed-lab-test",
        lambda: with_cause("left", tier=Tier.REPRODUCED),
    ),
    "source without address": (
        "bad-source",
        lambda: with_cause("left", sources=(*SOURCES, Source("hearsay"))),
    ),
    "source over http": (
        "bad-source",
        lambda: with_cause("left", sources=(*SOURCES, Source("C", "http://c.example"))),
    ),
    "broken regex": ("bad-regex", lambda: with_cause("left", regex="(")),
    "regex without bound": ("slow-regex", lambda: with_cause("left", regex="has.*expired")),
    "signature that explodes": ("slow-regex", lambda: with_signature(pattern="(a+)+ has expired")),
    "capture of no group": ("bad-regex", lambda: with_signature(capture="version")),
    "misses its example": (
        "regex-misses-example",
        lambda: with_signature(examples=("is out of date",)),
    ),
    "misses its signature": (
        "regex-misses-signature",
        lambda: with_cause("left", regex="is out of date"),
    ),
    "hits another's signature": (
        "regex-hits-other",
        lambda: with_cause("right", regex="certificate"),
    ),
    "Chinese missing": (
        "missing-language",
        lambda: with_cause("left", title=Text({"en": "The title of it."})),
    ),
    "Chinese is the English": (
        "untranslated",
        lambda: with_cause("left", title=Text(dict.fromkeys(("en", "zh"), "The end of it."))),
    ),
    "near miss that nobody explains": (
        "unknown-near-miss",
        lambda: with_signature(near_miss="disk-full"),
    ),
    "nothing for Windows": (
        "unbalanced-commands",
        lambda: with_remedy(operations=({"op": "pip", "when": {"os": ["linux", "mac"]}},)),
    ),
    "PowerShell but not cmd": (
        "unbalanced-commands",
        lambda: with_remedy(
            operations=({"op": "pip"}, {"op": "run", "when": {"shell": ["powershell", "pwsh"]}})
        ),
    ),
    "a Unix program on Windows": (
        "unbalanced-commands",
        lambda: with_remedy(operations=({"op": "run", "argv": ["sudo", "reboot"]},)),
    ),
    "a Windows program on Unix": (
        "unbalanced-commands",
        lambda: with_remedy(operations=({"op": "run", "argv": ["certutil", "-x"]},)),
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_complained_of(name: str) -> None:
    rule, spoil = SPOILT[name]
    assert rule in rules(spoil())


def test_a_named_lab_test_stands_for_sources() -> None:
    known = with_cause("left", sources=(), lab=("expired",), tier=Tier.REPRODUCED)
    assert rules(known) == set()


def test_circle_of_two_causes() -> None:
    known = with_cause("left", transitions=(edge(LEADS, "right"),))
    back = replace(known.causes["right"], transitions=(edge(TransitionKind.PRECEDED_BY, "left"),))
    assert rules(replace(known, causes={**known.causes, "right": back})) == set()
    onward = replace(back, transitions=(edge(LEADS, "left"),))
    assert "cycle" in rules(replace(known, causes={**known.causes, "right": onward}))


def test_regex_hits_a_message_that_another_cause_made_pip_print() -> None:
    greedy = with_cause("left", regex="certificate has expired|unable to get")
    assert "regex-hits-captured" in rules(greedy, EXPIRED, UNKNOWN_CA)
    assert rules(greedy, EXPIRED) == set()


def test_a_cause_may_match_errors_that_its_evidence_says_it_gives() -> None:
    evidence = {"error": {"expired": "usual", "issuer": "rare"}}
    greedy = with_cause("left", regex="certificate has expired|unable to get", evidence=evidence)
    assert rules(greedy, EXPIRED, UNKNOWN_CA) == set()


def test_captured_message_that_signatures_read_as_something_else() -> None:
    wrong = replace(EXPIRED, error="issuer")
    assert "captured-misread" in rules(clean(), wrong)
    assert "unknown-cause" in rules(clean(), replace(EXPIRED, causes=("gone",)))


@pytest.mark.parametrize(
    ("english", "chinese", "rule"),
    [
        ("Use {name} for it", "用它", "placeholder-parity"),
        ("Give --cert to it", "给它 --proxy", "stale-language"),
        ("Set PIP_CERT for it", "设置 PIP_PROXY", "stale-language"),
        ("See https://a.example/x.", "见 https://b.example/x。", "stale-language"),
        ("From 24.2 on", "24.1 起", "stale-language"),
        ("Edit pip.conf in it", "编辑 pip.ini", "stale-language"),
        ("Missing intermediate certificate", "Missing intermediate certificate", "untranslated"),
        ("pip install x", "pip install x", ""),
        ("Proxy http://HOST:PORT, in full.", "代理 http://主机:端口，写全。", ""),
        ("From 24.2 on, see https://a.example/x.", "24.2 起，见 https://a.example/x。", ""),
    ],
)
def test_a_translation_left_behind(english: str, chinese: str, rule: str) -> None:
    found = [each.rule for each in compare("x", "y", Text({"en": english, "zh": chinese}))]
    assert found == ([rule] if rule else [])


def test_a_misspelt_key_is_named() -> None:
    entry = {
        "id": "x",
        "signatur": "",
        "dead_ends": [{"action": "", "why": ""}],
        "transition_graph": {"leads_to": [{"id": "y", "chance": 1}], "leads": []},
        "root_cause_zh": "",
    }
    named = {dict(each.text.values)["name"] for each in unknown_keys(entry, "kb/x.json")}
    assert named == {"signatur", "dead_ends.why", "leads_to.chance", "transition_graph.leads"}


def test_captured_messages_cover_many_errors_and_generations() -> None:
    messages = captured(embedded())
    assert len({message.text for message in messages}) == len(messages)
    assert len({message.error for message in messages}) >= 30
    assert {pip for message in messages for pip in message.pips} >= {"9.0.1", "21.3.1", "26.3"}
