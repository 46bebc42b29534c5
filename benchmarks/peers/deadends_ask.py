"""Runs in a Python that has deadends-dev: texts on standard input, one answer a line.

Input: one JSON list of texts. Output: one JSON object a text, ``{"id": ...}`` with an empty id
when nothing matched, after a first line with the version. Only the best match counts, as the
command line of deadends-dev shows it.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

from generator.lookup import lookup


def main() -> None:
    print(json.dumps({"version": version("deadends-dev")}), flush=True)
    for text in json.load(sys.stdin):
        found = lookup(text)
        print(json.dumps({"id": found["id"] if found else ""}), flush=True)


if __name__ == "__main__":
    main()
