"""Filters over what `pipmedic diagnose --json` says."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

SHELL = "bash"


def fleet_remedy(document):
    """Return the first remedy fit for many machines, as {id, title, lines, undo}; {} if none is.

    Fit is what weakens nothing, needs no administrator, lacks no value, lasts longer than one
    command, and belongs to a cause that was named with confidence.
    """
    verdict = document.get("verdict") or {}
    if not verdict.get("confident"):
        return {}
    for item in document.get("plan", []):
        lines = _lines(item.get("commands", []))
        lasting = item.get("scope") in ("user", "venv", "system")
        if item.get("risk") != "safe" or item.get("needs_admin") or item.get("open"):
            continue
        if lines and lasting and not any(op.get("op") == "manual" for op in item["operations"]):
            return {
                "id": item["remedy"],
                "title": item["title"],
                "cause": verdict["cause"],
                "lines": lines,
                "undo": item.get("undo", []),
            }
    return {}


def _lines(commands):
    return next((item["lines"] for item in commands if item["shell"] == SHELL), [])


def set_option(pair):
    """Return the command line option for one value that commands need."""
    return ["--set", "%s=%s" % (pair["key"], pair["value"])]


class FilterModule(object):
    """What Ansible looks for."""

    def filters(self):
        """Return the filters by name."""
        return {"fleet_remedy": fleet_remedy, "set_option": set_option}
