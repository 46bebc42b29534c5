# -*- coding: utf-8 -*-
"""Compare a kit with its SHA256SUMS, and print the commands for this machine.

    python check.py [FOLDER]

This file travels in the kit and runs on the target, so: standard library, Python 2.7 and newer.
Exit code: 0 all as it was made, 4 something is damaged, missing or not part of the kit.
"""

from __future__ import print_function, unicode_literals

import hashlib
import io
import json
import os
import sys

SUMS = "SHA256SUMS"
RECORD = "kit.json"
DAMAGED, MISSING, EXTRA, UNREADABLE = "damaged", "missing", "extra", "unreadable"
_SAID = {
    DAMAGED: "damaged / 已损坏",
    MISSING: "missing / 缺失",
    EXTRA: "not part of this kit / 不属于本工具包",
    UNREADABLE: "cannot be read / 无法读取",
}
_BLOCK = 1 << 20


def faults(folder):
    # type: (str) -> list[tuple[str, str]]
    """Return (path with slashes, what is wrong) for each file that is not as it was made."""
    try:
        wanted = read_sums(folder)
    except (EnvironmentError, ValueError):
        return [(SUMS, UNREADABLE if os.path.exists(os.path.join(folder, SUMS)) else MISSING)]
    there = files(folder)
    found = [(name, MISSING) for name in wanted if name not in there]
    found += [(name, EXTRA) for name in there if name not in wanted and name != SUMS]
    for name in wanted:
        if name in there:
            try:
                wrong = digest(os.path.join(folder, *name.split("/"))) != wanted[name]
            except EnvironmentError:
                found.append((name, UNREADABLE))
                continue
            if wrong:
                found.append((name, DAMAGED))
    return sorted(found)


def read_sums(folder):
    # type: (str) -> dict[str, str]
    """Return the digest of each path that SHA256SUMS lists.

    Raises:
        EnvironmentError: it cannot be read.
        ValueError: a line is no digest and path, or the path leads out of the folder.
    """
    sums = {}
    with io.open(os.path.join(folder, SUMS), encoding="utf-8") as file:
        for line in file.read(_BLOCK).splitlines():
            value, gap, name = line[:64], line[64:66], line[66:]
            parts = name.split("/")
            inside = name and not {"", ".", ".."}.intersection(parts) and ":" not in name
            if gap != "  " or not inside or "\\" in name:
                raise ValueError("not a line of SHA256SUMS: %r" % line)
            int(value, 16)
            sums[name] = value
    return sums


def files(folder):
    # type: (str) -> set[str]
    """Return every file below `folder` with slashes; a link to a folder counts as a file."""
    found = set()
    for above, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(above, name))]
        for name in names + links:
            path = os.path.relpath(os.path.join(above, name), folder)
            found.add(path.replace(os.sep, "/"))
    return found


def digest(path):
    # type: (str) -> str
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        EnvironmentError: it cannot be read.
    """
    total = hashlib.sha256()
    with io.open(path, "rb") as file:
        block = file.read(_BLOCK)
        while block:
            total.update(block)
            block = file.read(_BLOCK)
    return total.hexdigest()


def show(line=""):
    # type: (str) -> None
    """Write one line, whatever the terminal's encoding."""
    encoding = sys.stdout.encoding or "ascii"
    raw = line.encode(encoding, "backslashreplace")
    print(raw.decode(encoding) if sys.version_info[0] > 2 else raw)


def main(arguments):
    # type: (list[str]) -> int
    """Check, and print what is wrong or what to run."""
    here = os.path.dirname(os.path.abspath(__file__))
    folder = arguments[0] if arguments else here
    found = faults(folder)
    for name, fault in found:
        show("%s: %s" % (printable(name), _SAID[fault]))
    if found:
        return 4
    show("%s: %d" % ("all as it was made / 全部完好", len(read_sums(folder))))
    show("SHA-256 of %s: %s" % (SUMS, digest(os.path.join(folder, SUMS))))
    with io.open(os.path.join(folder, RECORD), encoding="utf-8") as file:
        commands = json.load(file)["commands"]
    for shell in sorted(commands):
        show()
        show("# %s" % shell)
        for line in commands[shell]:
            show(line)
    return 0


def printable(name):
    # type: (str) -> str
    """Return a file name that cannot move the cursor or hide itself."""
    return "".join(
        c if ord(c) >= 32 and not 127 <= ord(c) < 160 else "\\x%02x" % ord(c) for c in name
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
