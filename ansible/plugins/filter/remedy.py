"""Filters over what `pipmedic diagnose --json` says."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

SHELL = "bash"
VARIABLES = ("env-set", "env-unset", "edit-proxy")


def fleet_remedy(document):
    """Return the first remedy fit for many machines, as {id, title, lines, undo}; {} if none is.

    Fit is what weakens nothing, needs no administrator, lacks no value, lasts longer than one
    command, reaches programs that no shell starts, and belongs to a cause that was named with
    confidence.
    """
    verdict = document.get("verdict") or {}
    if not verdict.get("confident"):
        return {}
    for item in document.get("plan", []):
        lines = _lines(item.get("commands", []))
        lasting = item.get("scope") in ("user", "venv", "system")
        if item.get("risk") != "safe" or item.get("needs_admin") or item.get("open"):
            continue
        if lines and lasting and _reaches_all(item["operations"]):
            return {
                "id": item["remedy"],
                "title": item["title"],
                "cause": verdict["cause"],
                "lines": lines,
                "undo": item.get("undo", []),
            }
    return {}


def _reaches_all(operations):
    """Tell whether a change does more than set variables, which build agents never see."""
    kinds = {step.get("op") for step in operations}
    return not kinds & {"manual", "env-set", "edit-proxy"} and bool(kinds - set(VARIABLES))


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
