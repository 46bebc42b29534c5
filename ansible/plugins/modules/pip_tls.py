#!/usr/bin/python
"""Ansible module: run pipmedic's collector in one interpreter of a machine."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: pip_tls
short_description: Collect why pip cannot reach its index over TLS
description:
  - Runs pipmedic's read-only collector in the interpreter that is ill.
  - Changes nothing. Secrets are redacted on the machine.
options:
  python:
    description: The interpreter that is ill, a path or a name on PATH.
    type: str
    default: python3
  index_url:
    description: The index to examine; left out, it is what pip of that interpreter uses.
    type: str
  offline:
    description: Touch no network at all.
    type: bool
    default: false
  time_limit:
    description: Seconds after which the collector is stopped.
    type: int
    default: 30
attributes:
  check_mode:
    support: full
author:
  - The pipmedic team
"""

EXAMPLES = r"""
- name: Look at the interpreter of the build agents
  pipmedic.doctor.pip_tls:
    python: /opt/agent/bin/python
  register: looked
"""

RETURN = r"""
document:
  description: What the collector found, for C(pipmedic diagnose --collected) or C(pipmedic fleet).
  returned: success
  type: dict
"""

import json
import subprocess
import threading

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pipmedic.doctor.plugins.module_utils.collector import source


def collect(module):
    """Run the collector, bounded in time; return its document or fail."""
    python = module.params["python"]
    command = [module.get_bin_path(python, required=True), "-"]
    if module.params["index_url"]:
        command += ["--index-url", module.params["index_url"]]
    if module.params["offline"]:
        command.append("--offline")
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
    timer = threading.Timer(module.params["time_limit"], process.kill)
    timer.start()
    try:
        printed, complaints = process.communicate(source())
    finally:
        timer.cancel()
    try:
        return json.loads(printed.decode("utf-8"))
    except ValueError:
        told = complaints.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        module.fail_json(msg="the collector did not finish in %s: %s" % (python, told[-1]))


def main():
    """Entry point."""
    module = AnsibleModule(
        argument_spec={
            "python": {"type": "str", "default": "python3"},
            "index_url": {"type": "str"},
            "offline": {"type": "bool", "default": False},
            "time_limit": {"type": "int", "default": 30},
        },
        supports_check_mode=True,
    )
    module.exit_json(changed=False, document=collect(module))


if __name__ == "__main__":
    main()
