"""A quoted word arrives exactly, and nothing else runs: real shells, and models for Windows'."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell_words import FRAGMENTS, arrived, command_line, hostile_words, quotable
from windows_shells import cmd_argv, crt_argv, is_space, powershell_argv

from pipmedic.remedies.quoting import Unquotable, quote, quote_command

REAL_SHELLS = ("bash", "zsh", "sh", "fish")
words = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.characters()), max_size=8).map("".join)


def need(shell: str) -> None:
    if command_line(shell) is None:
        pytest.skip(f"{shell} is not installed here, so its quoting was NOT tested")


@pytest.mark.parametrize("shell", REAL_SHELLS)
@pytest.mark.parametrize("native", [False, True], ids=["builtin", "program"])
def test_500_hostile_words_arrive_in_a_real_shell(shell: str, native: bool, tmp_path: Path) -> None:
    need(shell)
    pairs = quotable(hostile_words(500), shell)
    got = arrived(shell, [quoted for _, quoted in pairs], tmp_path, native)
    want = [word.encode("utf-8", "surrogateescape") for word, _ in pairs]
    assert got == want
    assert len(pairs) > 350


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell5", "powershell7", "cmd"])
@given(word=words)
def test_a_quoted_word_never_spans_lines_nor_hides_anything(shell: str, word: str) -> None:
    for _, quoted in quotable([word], shell):
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in quoted)


def can_be_written(word: str, shell: str) -> bool:
    if "\0" in word or any("\ud800" <= c <= "\udfff" for c in word):
        return False
    if shell == "powershell5" and '\\"' in word:
        return not any(map(is_space, word))
    hidden = any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in word)
    return shell != "cmd" or not hidden


@given(word=words)
@pytest.mark.parametrize("shell", ["powershell5", "powershell7"])
def test_powershell_by_the_model_of_its_tokenizer(shell: str, word: str) -> None:
    if not can_be_written(word, shell):
        with pytest.raises(Unquotable):
            quote(word, shell)
        return
    for argv in powershell_argv("tool " + quote(word, shell) + " end", shell):
        assert argv == ["tool", word, "end"]


@given(word=words)
def test_cmd_by_the_model_of_its_parser(word: str) -> None:
    if not can_be_written(word, "cmd"):
        with pytest.raises(Unquotable):
            quote(word, "cmd")
        return
    assert cmd_argv("tool " + quote(word, "cmd") + " end") == ["tool", word, "end"]


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        # The vectors of Microsoft's page "Parsing C++ command-line arguments".
        (r'x "abc" d e', ["x", "abc", "d", "e"]),
        (r'x a\\b d"e f"g h', ["x", r"a\\b", "de fg", "h"]),
        (r"x a\\\"b c d", ["x", r"a\"b", "c", "d"]),
        (r'x a\\\\"b c" d e', ["x", r"a\\b c", "d", "e"]),
    ],
)
def test_the_model_of_argument_splitting_agrees_with_published_vectors(
    line: str, argv: list[str]
) -> None:
    assert crt_argv(line) == argv


@pytest.mark.parametrize(
    ("shell", "word", "quoted"),
    [
        ("bash", "/home/me/ca.pem", "/home/me/ca.pem"),
        ("bash", "a b", "'a b'"),
        ("bash", "it's", '"it\'s"'),
        ("bash", "it's $5", "'it'\\''s $5'"),
        ("bash", "a\nb!", "$'a\\x0ab\\x21'"),
        ("fish", "a\nb", "'a'\\x0a'b'"),
        ("zsh", "=ls", "'=ls'"),
        ("powershell5", 'say "hi"', '\'"say ""hi"""\''),
        ("powershell5", '"hi"', "'\\\"hi\\\"'"),
        ("powershell7", 'say "hi"', "'say \"hi\"'"),
        ("powershell5", "", "'\"\"'"),
        ("powershell7", "", "''"),
        ("powershell5", "C:\\a b\\", "'\"C:\\a b\\\\\"'"),
        ("powershell5", "C:\\a b", "'C:\\a b'"),
        ("powershell7", "it\u2019s", "'it\u2019\u2019s'"),
        ("powershell7", "a\tb", '"a$([char]9)b"'),
        ("cmd", "C:\\Program Files\\x.pem", '"C:\\Program Files\\x.pem"'),
        ("cmd", "C:\\dir with\\", '"C:\\dir with\\\\"'),
        ("cmd", "50%", '^"^5^0^%^"'),
        ("cmd", "a&b", '"a&b"'),
    ],
)
def test_recorded_vectors(shell: str, word: str, quoted: str) -> None:
    assert quote(word, shell) == quoted


@pytest.mark.parametrize(
    ("shell", "words", "line"),
    [
        ("bash", ("py thon", "-m", "pip"), "'py thon' -m pip"),
        ("bash", ("A=b", "x"), "'A=b' x"),
        ("powershell5", ("C:\\Py thon\\python.exe", "-V"), "& 'C:\\Py thon\\python.exe' -V"),
        ("powershell7", ("py", "-3.12"), "py '-3.12'"),
        ("cmd", ("C:\\Py thon\\python.exe", "-V"), '"C:\\Py thon\\python.exe" -V'),
    ],
)
def test_the_first_word_runs(shell: str, words: tuple[str, ...], line: str) -> None:
    assert quote_command(words, shell) == line
