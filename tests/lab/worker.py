# mypy: allow-untyped-defs, allow-untyped-calls
"""Runs inside a lab interpreter, Python 2.7 and up: imports its pip once, forks for each run.

Reads one JSON object a line: {"args": [...], "env": {...}, "cwd": ..., "output": file,
"seconds": limit}. Answers each with {"code": exit code or null when it was stopped}.
"""

import json
import os
import signal
import sys
import time

try:
    from pip._internal.cli.main import main as pip_main
except ImportError:
    try:
        from pip._internal import main as pip_main
    except ImportError:
        from pip import main as pip_main

# What the first run of pip would import; doing it here makes every fork quick.
for _name in (
    "pip._internal.commands.install",
    "pip._internal.commands.download",
    "pip.commands.install",
):
    try:
        __import__(_name)
    except ImportError:
        pass


def run_child(order):
    """Become one pip run."""
    os.setsid()
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    target = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    sys.argv = ["pip"] + order["args"]
    code = 3
    try:
        code = pip_main(order["args"])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def wait(pid, seconds):
    """Return the exit code of a child, or None after stopping it."""
    until = time.time() + seconds
    pause = 0.002
    while time.time() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def main():
    """Serve orders until standard input ends."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            run_child(order)
        code = wait(pid, order["seconds"])
        sys.stdout.write(json.dumps({"code": code}) + "\n")
        sys.stdout.flush()


main()
