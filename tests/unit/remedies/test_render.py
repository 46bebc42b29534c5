"""Operations become the right lines for each shell, and the lines do it when a shell runs them."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which

import pytest

from pipmedic.remedies.apply import FileChange, preview
from pipmedic.remedies.operations import (
    AppendLine,
    BuildBundle,
    Condition,
    DeleteFile,
    Download,
    EditProxy,
    EnvSet,
    EnvUnset,
    ExportCa,
    Manual,
    Operation,
    Pip,
    PipConfigSet,
    PipConfigUnset,
    Run,
    TrustAdd,
    TrustRemove,
    Venv,
    Words,
    WriteFile,
)
from pipmedic.remedies.pip_config_files import file_to_edit
from pipmedic.remedies.render import render
from pipmedic.remedies.target import SHELLS, Target, UnknownShell

LINUX = Target(os="linux", distro="debian", python=("/opt/my py/python",), ca_file="/tmp/my ca.pem")
WINDOWS = Target(os="win", python=("py", "-3.12"), ca_file="C:\\My CA\\ca.pem")
SET_CERT = PipConfigSet("global.cert", "{ca_file}")
SHOW = Pip(("config", "list"))


@pytest.mark.parametrize(
    ("operation", "target", "shell", "lines"),
    [
        (
            SET_CERT,
            LINUX,
            "bash",
            ["'/opt/my py/python' -m pip config --user set global.cert '/tmp/my ca.pem'"],
        ),
        (
            SET_CERT,
            WINDOWS,
            "powershell",
            ["py '-3.12' -m pip config --user set global.cert 'C:\\My CA\\ca.pem'"],
        ),
        (
            SET_CERT,
            Target(os="win", python=("C:\\P y\\python.exe",), ca_file="c"),
            "powershell7",
            ["& 'C:\\P y\\python.exe' -m pip config --user set global.cert c"],
        ),
        (
            SET_CERT,
            WINDOWS,
            "cmd",
            ['py -3.12 -m pip config --user set global.cert "C:\\My CA\\ca.pem"'],
        ),
        (
            PipConfigUnset("global.cert", "venv"),
            Target(venv=True),
            "fish",
            ["python -m pip config --site unset global.cert"],
        ),
        (
            PipConfigUnset("global.cert", "system"),
            Target(),
            "zsh",
            ["sudo python3 -m pip config --global unset global.cert"],
        ),
        (
            PipConfigUnset("global.cert", "system"),
            Target(os="container"),
            "sh",
            ["python3 -m pip config --global unset global.cert"],
        ),
        (EnvSet("A", "x y"), LINUX, "zsh", ["export A='x y'"]),
        (EnvSet("A", "x y"), LINUX, "fish", ["set -gx A 'x y'"]),
        (EnvSet("A", "x y"), WINDOWS, "powershell", ["$env:A = 'x y'"]),
        (EnvSet("A", "x y"), WINDOWS, "cmd", ['set "A=x y"']),
        (
            EnvSet("A", "it's", "user"),
            LINUX,
            "bash",
            ["printf '%s\\n' 'export A=\"it'\\''s\"' >> ~/.bashrc", 'export A="it\'s"'],
        ),
        (
            EnvSet("A", "v", "user"),
            WINDOWS,
            "powershell",
            ["[Environment]::SetEnvironmentVariable('A', 'v', 'User')", "$env:A = 'v'"],
        ),
        (EnvSet("A", "v w", "user"), WINDOWS, "cmd", ['setx A "v w"', 'set "A=v w"']),
        (EnvUnset(("A", "B")), LINUX, "bash", ["unset A B"]),
        (
            EnvUnset(("A", "B")),
            WINDOWS,
            "powershell",
            ["Remove-Item Env:A, Env:B -ErrorAction SilentlyContinue"],
        ),
        (
            EnvUnset(("A",), "user"),
            WINDOWS,
            "cmd",
            ["reg delete HKCU\\Environment /v A /f", 'set "A="'],
        ),
        (
            TrustAdd(),
            LINUX,
            "bash",
            [
                "sudo cp '/tmp/my ca.pem' /usr/local/share/ca-certificates/pipmedic-ca.crt",
                "sudo update-ca-certificates",
            ],
        ),
        (
            TrustAdd(),
            Target(distro="arch", ca_file="c"),
            "bash",
            ["sudo trust anchor --store c"],
        ),
        (
            TrustRemove(),
            Target(distro="rhel"),
            "bash",
            [
                "sudo rm -f /etc/pki/ca-trust/source/anchors/pipmedic-ca.pem",
                "sudo update-ca-trust",
            ],
        ),
        (
            TrustAdd(store="user"),
            WINDOWS,
            "cmd",
            ['certutil -user -addstore Root "C:\\My CA\\ca.pem"'],
        ),
        (
            TrustAdd(),
            Target(os="mac", ca_file="c"),
            "zsh",
            [
                "sudo security add-trusted-cert -d -r trustRoot "
                "-k /Library/Keychains/System.keychain c"
            ],
        ),
        (
            TrustRemove(store="user"),
            WINDOWS,
            "powershell",
            [
                "Remove-Item -LiteralPath ('Cert:\\CurrentUser\\Root\\' + "
                "(Get-PfxCertificate -LiteralPath 'C:\\My CA\\ca.pem').Thumbprint)"
            ],
        ),
        (
            Download("https://h/a?b=c", "x.py"),
            WINDOWS,
            "powershell",
            ["Invoke-WebRequest -UseBasicParsing -Uri 'https://h/a?b=c' -OutFile x.py"],
        ),
        (
            Download("https://h/a?b=c", "x.py"),
            LINUX,
            "bash",
            ["curl -fL -o x.py 'https://h/a?b=c'"],
        ),
        (Venv(".venv", ("python3.12",)), LINUX, "bash", ["python3.12 -m venv .venv"]),
        (
            AppendLine("/etc/x", "a b", admin=True),
            Target(),
            "bash",
            ["printf '%s\\n' 'a b' | sudo tee -a /etc/x > /dev/null"],
        ),
        (
            Run(("w32tm", "/resync"), admin=True),
            WINDOWS,
            "cmd",
            ["REM In a window opened with “Run as administrator”:", "w32tm /resync"],
        ),
        (
            WriteFile("a.cnf", "x = 1\n\n[y]\n"),
            WINDOWS,
            "cmd",
            [">a.cnf echo(x = 1", ">>a.cnf echo(", ">>a.cnf echo([y]"],
        ),
        (Manual(Words((("en", "Ask\nIT"), ("zh", "问")))), LINUX, "bash", ["# Ask", "# IT"]),
    ],
)
def test_lines(operation: Operation, target: Target, shell: str, lines: list[str]) -> None:
    assert list(render([operation], target, shell)) == lines


def test_a_command_variable_joins_the_next_command_only() -> None:
    operations: list[Operation] = [
        EnvSet("A", "1", "command"),
        EnvUnset(("B",), "command"),
        SHOW,
        SHOW,
    ]
    assert render(operations, Target(), "bash") == (
        "env -u B A=1 python3 -m pip config list",
        "python3 -m pip config list",
    )
    powershell = render(operations, Target(os="win"), "powershell")
    assert powershell[0] == (
        "$was_A = $env:A; $was_B = $env:B; try { $env:A = '1'; $env:B = $null; "
        "python -m pip config list } finally { $env:A = $was_A; $env:B = $was_B }"
    )
    assert render(operations[:1], Target(os="win", package="six"), "cmd") == (
        'set "A=1"& python -m pip install six',
        'set "A="',
    )


def test_an_old_pip_without_config_command_has_its_file_edited(tmp_path: Path) -> None:
    old = Target(pip_version="9.0.3", ca_file="/c.pem", python=(sys.executable,))
    steps = [SET_CERT, PipConfigSet("install.proxy", "http://p"), PipConfigUnset("install.proxy")]
    lines = "\n".join(render(steps, old, "sh"))
    subprocess.run(["sh", "-c", lines], env={"HOME": str(tmp_path)}, check=True, timeout=30)
    written = (tmp_path / ".config" / "pip" / "pip.conf").read_text(encoding="utf-8")
    assert written.split() == ["[global]", "cert", "=", "/c.pem", "[install]"]


def test_what_a_shell_cannot_write_is_said_instead_of_written() -> None:
    for operation in (EnvSet("A", "100%"), WriteFile("f", "é"), Run(("x", "a\nb"))):
        lines = render([operation], WINDOWS, "cmd")
        assert all(line.startswith("REM ") for line in lines)


def test_comments_stay_comments_whatever_they_hold() -> None:
    text = "a\nrm -rf ~\r& calc ^\x1b]0;x\x07\u2028touch pwned"
    for shell in SHELLS:
        for line in render([Manual(Words((("en", text), ("zh", text))))], Target(), shell):
            assert line.startswith(("# ", "REM "))
            assert line.isprintable()
            if shell == "cmd":
                assert not set(line) & set("&|<>^")


def test_conditions_choose_and_unknown_shells_are_refused() -> None:
    operations: list[Operation] = [
        Run(("linux",), when=Condition(os=("linux",))),
        Run(("win",), when=Condition(os=("win",))),
    ]
    assert render(operations, Target(), "bash") == ("linux",)
    with pytest.raises(UnknownShell):
        render(operations, Target(), "tcsh")


def test_open_placeholders_cannot_redirect_anything() -> None:
    (line,) = render([Pip(("install", "--cert", "{ca_file}", "{package}"))], Target(), "bash")
    assert line == "python3 -m pip install --cert '<CA FILE>' '<PACKAGE>'"


@pytest.mark.parametrize("shell", SHELLS)
def test_every_kind_is_written_for_every_system_and_shell(shell: str) -> None:
    kinds: list[Operation] = [
        SET_CERT,
        PipConfigUnset("global.cert"),
        EnvSet("A", "b", "user"),
        EnvUnset(("A",), "user"),
        Pip(("check",), (("A", "1"),)),
        Run(("x",)),
        WriteFile("p", "c", "600"),
        AppendLine("p", "l"),
        DeleteFile("p"),
        BuildBundle("o"),
        ExportCa("n", "o"),
        TrustAdd(),
        TrustRemove(),
        Download("https://u", "t"),
        EditProxy("set", "http://p:1"),
        EditProxy("unset"),
        EditProxy("bypass", hosts=("h", "i")),
        Venv(),
        Manual(Words((("en", "a"), ("zh", "b")))),
    ]
    for system in ("win", "mac", "linux", "wsl", "container"):
        for operation in kinds:
            lines = render([operation], Target(os=system), shell)
            assert lines
            assert all(line.isprintable() for line in lines)


REAL: list[tuple[str, list[str]]] = [("bash", []), ("zsh", ["-f"]), ("sh", []), ("fish", [])]


def run_lines(
    shell: str, options: Sequence[str], lines: Sequence[str], home: Path, **env: str
) -> str:
    program = which("dash" if shell == "sh" else shell)
    if program is None:
        pytest.skip(f"{shell} is not installed here, so its lines were NOT run")
    ended = subprocess.run(
        [program, *options],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", **env},
    )
    assert ended.stderr == ""
    assert ended.returncode == 0
    return ended.stdout


VALUE = 'it\'s $HOME; `x` "q" 证书\\\n!x'
PRINT = "import os,sys;sys.stdout.write(repr([os.environ.get(n) for n in sys.argv[1:]])+'|')"


@pytest.mark.parametrize(("shell", "options"), REAL)
def test_variables_in_real_shells(shell: str, options: list[str], tmp_path: Path) -> None:
    show = Run((sys.executable, "-c", PRINT, "A", "B"))
    operations: list[Operation] = [
        EnvSet("A", VALUE, "command"),
        EnvUnset(("B",), "command"),
        show,
        show,
        EnvSet("A", VALUE),
        show,
        EnvUnset(("A", "C")),
        show,
    ]
    output = run_lines(shell, options, render(operations, Target(), shell), tmp_path, B="was")
    want = [[VALUE, None], [None, "was"], [VALUE, "was"], [None, "was"]]
    assert output == "".join(f"{pair!r}|" for pair in want)


@pytest.mark.parametrize(("shell", "options"), REAL)
def test_files_in_real_shells(shell: str, options: list[str], tmp_path: Path) -> None:
    path = str(tmp_path / "a dir's file")
    operations: list[Operation] = [
        WriteFile(path, f"[x]\n\n{VALUE}\n", "600"),
        AppendLine(path, "last $one"),
        WriteFile(path + "2", "x"),
        DeleteFile(path + "2"),
    ]
    run_lines(shell, options, render(operations, Target(), shell), tmp_path)
    assert [p.name for p in tmp_path.iterdir() if "file" in p.name] == ["a dir's file"]
    written = Path(path)
    assert written.read_text("utf-8") == f"[x]\n\n{VALUE}\nlast $one\n"
    assert written.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("shell", "options"), REAL)
def test_a_user_variable_comes_back_and_goes_in_real_shells(
    shell: str, options: list[str], tmp_path: Path
) -> None:
    startup = {"bash": ["source ~/.bashrc"], "zsh": ["source ~/.zshrc"], "sh": [". ~/.profile"]}
    show = render([Run((sys.executable, "-c", PRINT, "A"))], Target(), shell)
    again = [*startup.get(shell, []), *show]
    value = VALUE.replace("\n", "") if shell == "sh" else VALUE
    run_lines(shell, options, render([EnvSet("A", value, "user")], Target(), shell), tmp_path)
    assert run_lines(shell, options, again, tmp_path) == f"{[value]!r}|"
    run_lines(shell, options, render([EnvUnset(("A",), "user")], Target(), shell), tmp_path)
    assert run_lines(shell, options, again, tmp_path) == "[None]|"


def test_real_pip_sets_what_do_it_for_me_would_set(tmp_path: Path) -> None:
    target = Target(python=(sys.executable,), home=str(tmp_path), ca_file="/tmp/é a.pem")
    path = file_to_edit(target, "user", {"HOME": str(tmp_path)})
    assert path is not None
    if sys.platform == "win32":
        pytest.skip("pip's POSIX places")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"[global]\ntimeout = 5\n")
    planned = preview([SET_CERT], target, environment={"HOME": str(tmp_path)})
    run_lines("bash", [], render([SET_CERT], target, "bash"), tmp_path)
    ours, theirs = configparser.RawConfigParser(), configparser.RawConfigParser()
    assert isinstance(planned[0], FileChange)
    ours.read_string((planned[0].after or b"").decode())
    theirs.read(path, "utf-8")
    assert {s: dict(ours[s]) for s in ours} == {s: dict(theirs[s]) for s in theirs}
    run_lines("bash", [], render([PipConfigUnset("global.cert")], target, "bash"), tmp_path)
    assert b"cert" not in path.read_bytes()
