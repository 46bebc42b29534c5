"""Hostile words, and real shells to hand them through."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

from pipmedic.remedies.quoting import Unquotable, quote

FRAGMENTS = (
    *"'\"`$\\!;&|<>(){}[]*?~#%^=@,:+- \t\n\r",
    *(
        "a",
        "Z9",
        "é",
        "证书",
        "🔐",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u2019",
        "\u201c",
        "\xa0",
        "\x1b[31m",
    ),
    *("$(touch pwned)", "`touch pwned`", ";touch pwned;", "&& touch pwned", "|touch pwned"),
    *("\ntouch pwned\n", "$HOME", "${IFS}", "%PATH%", "!!", "!$", "!-1", "^a^b", "<(id)", ">pwned"),
    *(
        "~root",
        "{a,b}",
        "*",
        "\\x41",
        "\\",
        "\\\\",
        "\\'",
        "'\\''",
        "-n",
        "--",
        "%s",
        "C:\\Program Files\\",
    ),
    *("\x01", "\x07", "\x7f", "\x85", "\u2028", "\U000e0041", "\udcff", "\udc80"),
)
DUMPER = "import os,sys;os.write(1,b''.join(os.fsencode(a)+b'\\0' for a in sys.argv[1:]))"


def hostile_words(count: int, seed: int = 20) -> list[str]:
    """`count` words without NUL, made of fragments that some shell gives a meaning to."""
    rng = random.Random(seed)
    words = ["", *FRAGMENTS]
    while len(words) < count:
        parts = [rng.choice(FRAGMENTS) for _ in range(rng.randint(1, 6))]
        if rng.random() < 0.2:
            parts.append(chr(rng.choice((rng.randint(1, 0xD7FF), rng.randint(0xE000, 0x10FFFF)))))
        words.append("".join(parts))
    return words[:count]


def quotable(words: list[str], shell: str) -> list[tuple[str, str]]:
    """(word, quoted word) for those that the shell can write at all."""
    pairs = []
    for word in words:
        try:
            pairs.append((word, quote(word, shell)))
        except Unquotable:
            continue
    return pairs


def command_line(program: str) -> list[str] | None:
    """How to start a real shell that reads a script from standard input, or None when missing."""
    path = shutil.which("dash" if program == "sh" else program)
    options = {
        "bash": ["--norc", "--noprofile", "-o", "history", "-o", "histexpand"],
        "zsh": ["-f", "-o", "banghist", "-o", "histfcntllock"],
        "fish": ["--no-config"],
    }
    return [path, *options.get(program, [])] if path else None


def arrived(program: str, quoted: list[str], folder: Path, native: bool) -> list[bytes]:
    """What a program in that shell gets, one item a line of the script.

    Raises:
        AssertionError: when anything else ran, was printed, or failed.
    """
    start = command_line(program)
    assert start is not None
    dumper = f"'{sys.executable}' -c {quote(DUMPER, program)}" if native else "printf '%s\\0'"
    lines = [" ".join(quoted)] if native else quoted
    script = "\n".join(f"{dumper} {line}" for line in lines) + "\n"
    ended = subprocess.run(
        start,
        input=script.encode("utf-8", "surrogateescape"),
        capture_output=True,
        cwd=folder,
        timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    assert ended.stderr == b"", ended.stderr[:400]
    assert ended.returncode == 0
    left = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    assert left == [], f"something else ran: {left}"
    assert ended.stdout.endswith(b"\0")
    return ended.stdout[:-1].split(b"\0")
