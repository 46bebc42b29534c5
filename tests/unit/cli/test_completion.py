"""Completion scripts, tried in the shells they are for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipmedic.cli.completion_command import WRITERS, vocabulary
from pipmedic.cli.main import COMMANDS, build_parser


def script(shell: str, folder: Path) -> Path:
    path = folder / f"pipmedic.{shell}"
    path.write_text(WRITERS[shell](vocabulary(build_parser())), encoding="utf-8")
    return path


def need(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed here, so its completion was NOT tested")
    return found


def bash_offers(folder: Path, *words: str) -> list[str]:
    line = " ".join(f"'{word}'" for word in words)
    code = f"source {script('bash', folder)}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; "
    done = subprocess.run(
        [need("bash"), "-c", code + '_pipmedic; printf "%s\\n" "${COMPREPLY[@]}"'],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_bash_offers_commands_options_and_values(tmp_path: Path) -> None:
    assert set(COMMANDS) <= set(bash_offers(tmp_path, "pipmedic", ""))
    assert bash_offers(tmp_path, "pipmedic", "diag") == ["diagnose"]
    assert "--collected" in bash_offers(tmp_path, "pipmedic", "diagnose", "--")
    assert bash_offers(tmp_path, "pipmedic", "diagnose", "--lang", "") == ["en", "zh"]


def test_fish_offers_commands_and_values(tmp_path: Path) -> None:
    fish, source = need("fish"), script("fish", tmp_path)

    def offers(line: str) -> list[str]:
        code = f"source {source}; complete -C '{line}'"
        done = subprocess.run([fish, "-c", code], capture_output=True, text=True, check=True)
        return [offer.split("\t")[0] for offer in done.stdout.splitlines()]

    assert offers("pipmedic diag") == ["diagnose"]
    assert offers("pipmedic diagnose --lang ") == ["en", "zh"]


def test_zsh_reads_its_script(tmp_path: Path) -> None:
    subprocess.run([need("zsh"), "-n", str(script("zsh", tmp_path))], check=True)


def test_every_command_has_words() -> None:
    assert set(vocabulary(build_parser())) == {"", *COMMANDS}
