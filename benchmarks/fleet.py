"""A fleet in one command: local hosts, ssh hosts on loopback, and invented results.

Usage: python benchmarks/fleet.py [--local 100] [--ssh 10] [--synthetic 10000]
Needs ansible-playbook on PATH or in $PIPMEDIC_LAB_TOOLS; the ssh part needs sshd. What is missing
is said. Everything stays on the loopback interface.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipmedic.knowledge import load

ROOT = Path(__file__).parents[1]
PLAY = (
    "- hosts: all\n  gather_facts: false\n  strategy: free\n  roles: [pipmedic.doctor.diagnose]\n"
)


def tool(name: str) -> str | None:
    extra = os.environ.get("PIPMEDIC_LAB_TOOLS", "")
    return shutil.which(name, path=os.pathsep.join((extra, os.environ["PATH"], "/usr/sbin")))


def report(results: Path, folder: Path) -> tuple[str, float]:
    """Judge all results; return the summary line and the seconds it took."""
    page = folder / "page.html"
    command = [sys.executable, "-m", "pipmedic", "fleet", "report", str(results)]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--html", str(page), "--db", str(folder / "db.sqlite")],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip(), time.perf_counter() - started


def play(folder: Path, hosts: list[str], forks: int) -> tuple[int, float]:
    """Run the role `diagnose` on hosts; return how many answered, and the seconds it took."""
    playbook = tool("ansible-playbook")
    if playbook is None:
        return -1, 0.0
    build = [sys.executable, str(ROOT / "tools" / "collection.py"), "--folder-only"]
    subprocess.run([*build, "--into", str(folder)], check=True, capture_output=True)
    (folder / "inventory").write_text("\n".join([*hosts, ""]), encoding="utf-8")
    (folder / "play.yml").write_text(PLAY, encoding="utf-8")
    values = json.dumps({"pipmedic_python": sys.executable, "pipmedic_offline": True})
    env = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(folder),
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_HOST_KEY_CHECKING": "0",
        "LC_ALL": "C.UTF-8",
    }
    command = [playbook, "-i", str(folder / "inventory"), "-f", str(forks), "-e", values]
    started = time.perf_counter()
    subprocess.run([*command, str(folder / "play.yml")], env=env, capture_output=True, check=False)
    answered = 0
    for file in (folder / "pipmedic-results").glob("*.json"):
        answered += bool(json.loads(file.read_text(encoding="utf-8"))["document"])
    return answered, time.perf_counter() - started


def local_hosts(count: int) -> list[str]:
    told = f"ansible_connection=local ansible_python_interpreter={sys.executable}"
    return [f"local{number} {told}" for number in range(count)]


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def ssh_hosts(count: int, folder: Path) -> Iterator[list[str]]:
    """One sshd on loopback that listens on as many ports; none if there is no sshd."""
    sshd, keygen = tool("sshd"), tool("ssh-keygen")
    if sshd is None or keygen is None:
        yield []
        return
    Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    ports = free_ports(count)
    settings = [
        *(f"ListenAddress 127.0.0.1:{port}" for port in ports),
        f"HostKey {folder / 'host'}",
        f"AuthorizedKeysFile {folder / 'user.pub'}",
        f"PidFile {folder / 'pid'}",
        "StrictModes no",
        "PasswordAuthentication no",
        "PermitRootLogin prohibit-password",
    ]
    (folder / "sshd_config").write_text("\n".join([*settings, ""]), encoding="utf-8")
    server = subprocess.Popen([sshd, "-D", "-e", "-f", folder / "sshd_config"], stderr=-3)
    try:
        told = (
            f"ansible_host=127.0.0.1 ansible_user={getpass.getuser()} "
            f"ansible_ssh_private_key_file={folder / 'user'} "
            f"ansible_python_interpreter={sys.executable}"
        )
        yield [f"ssh{n} ansible_port={port} {told}" for n, port in enumerate(ports)]
    finally:
        server.terminate()
        server.wait()


def synthetic(count: int, folder: Path) -> Path:
    """Invented results: facts drawn at random, some lines spoiled."""
    random_ = random.Random(7)
    facts = [fact for fact in load().facts.values() if fact.check]
    path = folder / "synthetic.jsonl"
    kinds = [
        {fact.id: random_.choice(fact.values).id for fact in random_.sample(facts, 12)}
        for _ in range(300)
    ]
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            if number % 100 == 99:
                lines.write("spoiled\n")
                continue
            words = {**random_.choice(kinds), "@pip": f"2{number % 5}.0", "@os": "linux"}
            document = {"schema": 1, "checks": [], "block": words}
            result = {"host": f"pc{number}", "site": f"site{number % 9}", "document": document}
            lines.write(json.dumps(result) + "\n")
    return path


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--local", type=int, default=100)
    parser.add_argument("--ssh", type=int, default=10)
    parser.add_argument("--synthetic", type=int, default=10_000)
    args = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("local", "ssh"):
            own = folder / kind
            own.mkdir()
            count = getattr(args, kind)
            with ssh_hosts(args.ssh, own) as reached:
                hosts = local_hosts(count) if kind == "local" else reached
                answered, seconds = play(own, hosts, forks=10) if hosts else (-1, 0.0)
            if answered < 0:
                print(f"{kind}: NOT TESTED: ansible-playbook or sshd is not installed")
                continue
            said, judging = report(own / "pipmedic-results", own)
            print(
                f"{kind}: {answered} of {count} answered in {seconds:.1f} s; "
                f"judged in {judging:.1f} s: {said}"
            )
            missed += answered != count
        said, judging = report(synthetic(args.synthetic, folder), folder)
        print(f"invented: {args.synthetic} results judged in {judging:.1f} s: {said}")
        missed += not said.startswith(str(args.synthetic))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
