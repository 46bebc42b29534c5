"""Reads real reports and compares the leading causes with the confirmed ones.

Usage: python benchmarks/reports.py [--reports FILE] [--misses]

A report is a line of JSON: id, text, accept (causes), and what its owner told: os, python, pip,
openssl, proxy_or_vpn, facts_told. --misses names each report whose first cause is not accepted,
with the reason: no error kind was read, the cause is not in the knowledge, or the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from pipmedic.diagnosis.belief import posterior
from pipmedic.diagnosis.compiled import Model, compile_model
from pipmedic.diagnosis.observations import Observation
from pipmedic.diagnosis.parsers import also_told, parse_value
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import Knowledge, load

DEFAULT = Path(__file__).parents[2] / "shared" / "cases" / "reports.jsonl"


def told(report: dict[str, Any], knowledge: Knowledge) -> list[Observation]:
    found = list(read(report.get("facts_told") or "", knowledge).observations)
    for fact in ("os", "python", "pip", "openssl"):
        parsed = parse_value(knowledge.facts[fact], report[fact]) if report.get(fact) else None
        if parsed:
            said = Observation(fact, parsed[0], "person", parsed[1] or report[fact])
            found += [said, *also_told(said, knowledge)]
    if report.get("proxy_or_vpn") is not None:
        value = "yes" if report["proxy_or_vpn"] else "no"
        found.append(Observation("proxy_or_vpn", value, "person"))
    return found


def why(report: dict[str, Any], seen: list[Observation], top: list[str], model: Model) -> str:
    """Return why the first cause is not accepted."""
    if not any(cause in model.index for cause in report["accept"]):
        return "no such cause"
    if not any(item.fact == "error" for item in seen):
        return "no error kind read"
    return "weights, in three" if set(top) & set(report["accept"]) else "weights"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=Path, default=DEFAULT)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    if not args.reports.exists():
        print(f"skipped: no reports at {args.reports.name}")
        return
    knowledge = load()
    model = compile_model(knowledge)
    reports = [json.loads(line) for line in args.reports.read_text("utf-8").splitlines()]
    for name, context in (("text alone", False), ("with told context", True)):
        first = third = 0
        reasons: Counter[str] = Counter()
        for report in reports:
            seen = list(read(report["text"], knowledge).observations)
            if context:
                known = {item.fact for item in seen}
                seen += [
                    item
                    for item in told(report, knowledge)
                    if item.source == "person" or item.fact not in known
                ]
            top = [cause for cause, _ in posterior(model, tuple(seen), ()).top(3)]
            first += top[0] in report["accept"]
            third += any(cause in report["accept"] for cause in top)
            if args.misses and top[0] not in report["accept"]:
                reason = why(report, seen, top, model)
                reasons[reason] += 1
                print(f"  miss {report['id']} ({reason}): {top}, accepted {report['accept']}")
        total = len(reports)
        print(f"{name:<18} first {first / total:6.1%}  in three {third / total:6.1%}  of {total}")
        for reason, count in reasons.most_common():
            print(f"  {count:>3} missed: {reason}")


if __name__ == "__main__":
    main()
