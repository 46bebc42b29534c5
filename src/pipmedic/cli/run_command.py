"""``pipmedic run -- pip install x``: pip as always, and the wizard only where it failed."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import BinaryIO

from ..diagnosis.reading import decode
from ..i18n import said
from .exits import Exit
from .session import Stop, add_case_options, new_case, say_error, wording
from .summary import summary
from .wizard_command import add_face_options, face

NAME = "run"
HELP = "run a command; if it fails for want of a connection, open the wizard with what it printed"
KEPT_BYTES = 4_000_000
NOT_FOUND = 127
"""What a shell answers for a command that does not exist."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_case_options(parser, text=False)
    add_face_options(parser)
    parser.add_argument(
        "argv", nargs=argparse.REMAINDER, metavar="-- COMMAND", help="such as: -- pip install x"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command, then help if it failed; its exit code is ours."""
    argv = args.argv[1:] if args.argv[:1] == ["--"] else args.argv
    if not argv:
        say_error(wording(args, said("error.run_command")))
        return Exit.USAGE
    try:
        code, printed = tee(argv)
    except OSError as error:
        say_error(f"{argv[0]}: {error.strerror or error}")
        return NOT_FOUND
    if code == 0:
        return 0
    try:
        case = new_case(args).observe(decode(printed), time.time())
    except (Stop, ValueError) as problem:
        say_error(wording(args, problem))
        return code
    if case.reading is None or not case.reading.value("error"):
        return code
    if sys.stdin.isatty() and sys.stdout.isatty():
        face(case, args)
    else:
        sys.stderr.write(summary(case))
    return code


def tee(argv: Sequence[str]) -> tuple[int, bytes]:
    """Run a program, passing its output on as it comes.

    Returns:
        Its exit code (128 + N after signal N, as shells say it) and the last `KEPT_BYTES` of what
        it wrote to both streams, in the order of arrival.

    Raises:
        OSError: it cannot be started.
    """
    process = subprocess.Popen(list(argv), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    kept = bytearray()
    lock = threading.Lock()

    def copy(source: BinaryIO, sink: BinaryIO) -> None:
        for chunk in iter(lambda: source.read1(65536), b""):  # type: ignore[attr-defined]
            with lock:
                kept.extend(chunk)
                del kept[:-KEPT_BYTES]
            sink.write(chunk)
            sink.flush()

    pairs = ((process.stdout, sys.stdout.buffer), (process.stderr, sys.stderr.buffer))
    threads = [threading.Thread(target=copy, args=pair, daemon=True) for pair in pairs]
    for thread in threads:
        thread.start()
    code = _wait(process)
    for thread in threads:
        thread.join()
    return (code if code >= 0 else 128 - code), bytes(kept)


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait; Ctrl-C reaches the program by itself, and its answer to that is waited for."""
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, former)
