"""The data in flows/: complete, in both languages, and writable for every shell it is meant for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipmedic.knowledge.flows import (
    read_facts,
    read_glossary,
    read_issuers,
    read_mirrors,
    read_remedies,
)
from pipmedic.knowledge.model import Remedy, Risk
from pipmedic.knowledge.text import Text
from pipmedic.remedies.operations import (
    AppendLine,
    BuildBundle,
    EditProxy,
    EnvSet,
    EnvUnset,
    ExportCa,
    Manual,
    Operation,
    Pip,
    PipConfigSet,
    PipConfigUnset,
    TrustAdd,
    WriteFile,
)
from pipmedic.remedies.parsing import parse_operation
from pipmedic.remedies.placeholders import placeholders
from pipmedic.remedies.render import applicable, derived_parameters, render
from pipmedic.remedies.target import OS_NAMES, Target

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FLOWS = Path(__file__).resolve().parents[2] / "flows"
LANGUAGES = {"en", "zh"}
SHELLS = {
    "win": ("powershell", "pwsh", "cmd"),
    **dict.fromkeys(("linux", "mac", "wsl", "container"), ("bash", "zsh", "fish")),
}
SCOPES = {"once", "venv", "user", "system"}
NEEDS = {"network", "second-machine", "ca-file", "proxy-url", "client-cert", "other-network"}
# Beside what the target supplies; whoever writes a plan has to know or ask for these.
PARAMETERS = {
    "issuer",
    "mirror_url",
    "new_index_url",
    "proxy_url",
    "proxy_address",
    "wrong_form_ca",
    "client_cert",
    "config_key",
    "bad_config",
    "thumbprint",
    "interface",
}
KNOWN_TARGET = Target(
    os="linux",
    distro="debian",
    python_version="3.12.1",
    pip_version="24.0",
    prefix="/x/venv",
    index_url="https://pypi.org/simple",
    index_host="pypi.org",
    file_host="files.pythonhosted.org",
    proxy="http://127.0.0.1:7890",
    ca_file="/x/corp.pem",
    package="six",
    home="/home/x",
)
VERSIONS = (
    (None, None),
    ("2.7.18", "9.0.3"),
    ("3.8.18", "20.3.4"),
    ("3.9.18", "26.0.1"),
    ("3.10.13", "22.2"),
    ("3.12.1", "24.0"),
    ("3.12.1", "24.1"),
    ("3.13.0", "26.3"),
)
LASTING = (PipConfigSet, PipConfigUnset, WriteFile, AppendLine, BuildBundle, ExportCa, TrustAdd)


def _toml(name: str) -> dict[str, Any]:
    with (FLOWS / name).open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    return data


REMEDIES = read_remedies(_toml("remedies.toml"), "flows/remedies.toml")
FACTS = read_facts(_toml("facts.toml"), "flows/facts.toml")
each_remedy = pytest.mark.parametrize("remedy", REMEDIES.values(), ids=REMEDIES.keys())


def _parsed(tables: Iterable[Any]) -> tuple[Operation, ...]:
    return tuple(parse_operation(table) for table in tables)


def _targets(os: str) -> Iterable[Target]:
    distros = ("debian", "rhel", "suse", "arch", "alpine", None)
    for python, pip in VERSIONS:
        for distro in distros if os in ("linux", "wsl", "container") else (None,):
            for managed in (False, True) if os == "linux" else (False,):
                yield Target(
                    os=os,
                    distro=distro,
                    python_version=python,
                    pip_version=pip,
                    externally_managed=managed,
                )


def _meant_for(remedy: Remedy) -> tuple[str, ...]:
    return remedy.requires.get("os") or OS_NAMES


def _complete(text: Text) -> bool:
    return text.languages() >= LANGUAGES


@each_remedy
def test_remedy_is_complete_in_both_languages(remedy: Remedy) -> None:
    assert _complete(remedy.title)
    assert _complete(remedy.summary)
    assert remedy.recipe.startswith("F-")
    assert remedy.operations
    assert set(remedy.scopes) <= SCOPES
    assert set(remedy.needs) <= NEEDS
    assert remedy.effort.beginner >= remedy.effort.staff > 0
    assert remedy.sources
    assert all(
        source.url.startswith("https://") or source.kind == "lab" for source in remedy.sources
    )


@each_remedy
def test_requirements_name_facts_and_values(remedy: Remedy) -> None:
    for fact, values in remedy.requires.items():
        assert fact in FACTS
        assert set(values) <= {value.id for value in FACTS[fact].values}


@each_remedy
def test_reproduced_remedy_names_its_laboratory_test(remedy: Remedy) -> None:
    if remedy.tier.value == "reproduced":
        assert any(source.kind == "lab" for source in remedy.sources)


@each_remedy
def test_risk_is_said_in_words(remedy: Remedy) -> None:
    assert _complete(remedy.risk_note) == (remedy.risk is not Risk.SAFE)


@each_remedy
def test_every_operation_parses(remedy: Remedy) -> None:
    assert _parsed(remedy.operations)
    _parsed(remedy.undo)


@each_remedy
@pytest.mark.parametrize("os", OS_NAMES)
def test_it_can_be_written_for_every_shell(remedy: Remedy, os: str) -> None:
    operations, undo = _parsed(remedy.operations), _parsed(remedy.undo)
    for target in _targets(os):
        steps = {len(applicable(operations, target, shell)) for shell in SHELLS[os]}
        assert len(steps) == 1, "a step is missing for some shell"
        for language in sorted(LANGUAGES):
            lines = {s: render(operations, target, s, {}, language) for s in SHELLS[os]}
            filled = {shell for shell, written in lines.items() if written}
            assert filled in (set(), set(SHELLS[os])), "some shells get commands and others none"
            if os in _meant_for(remedy):
                assert filled, f"nothing to do with {target}"
            back = {bool(render(undo, target, shell, {}, language)) for shell in SHELLS[os]}
            assert len(back) <= 1


@each_remedy
def test_placeholders_can_be_filled_and_agree_between_languages(remedy: Remedy) -> None:
    operations = _parsed((*remedy.operations, *remedy.undo))
    assert set(placeholders(operations)) <= PARAMETERS | set(derived_parameters(KNOWN_TARGET))
    for step in operations:
        if isinstance(step, Manual):
            found = {
                language: sorted(re.findall(r"\{[a-z_]+\}", text))
                for language, text in step.text.by_language
            }
            assert found["en"] == found["zh"]


@each_remedy
def test_titles_and_summaries_hold_no_placeholder(remedy: Remedy) -> None:
    for text in (remedy.title, remedy.summary, remedy.risk_note):
        for language in LANGUAGES:
            assert not re.search(r"\{[a-z_]+\}", text(language))


def _lasts(step: Operation) -> bool:
    if isinstance(step, (EnvSet, EnvUnset, EditProxy)):
        return step.lifetime != "command"
    return isinstance(step, LASTING)


@each_remedy
@pytest.mark.parametrize("os", OS_NAMES)
def test_what_lasts_can_be_undone(remedy: Remedy, os: str) -> None:
    operations, undo = _parsed(remedy.operations), _parsed(remedy.undo)
    for target in _targets(os):
        if any(_lasts(step) for step in applicable(operations, target)):
            assert applicable(undo, target), f"no undo with {target}"


@each_remedy
def test_trusted_host_is_never_remembered(remedy: Remedy) -> None:
    for step in _parsed((*remedy.operations, *remedy.undo)):
        words = repr(step).lower()
        if "trusted-host" not in words and "trusted_host" not in words:
            continue
        assert isinstance(step, (Pip, PipConfigUnset, Manual))
        assert not (isinstance(step, Pip) and "config" in step.args)
        if isinstance(step, Pip):
            assert remedy.risk is Risk.WEAKENS


@each_remedy
def test_weakening_remedies_are_flagged_and_for_one_command(remedy: Remedy) -> None:
    text = repr(remedy.operations)
    weak = re.search(r"'--trusted-host'|SECLEVEL=[01]|UnsafeLegacy|MinProtocol", text)
    assert bool(weak) == (remedy.risk is Risk.WEAKENS)
    if weak:
        assert remedy.scopes == ("once",)
        assert not any(
            isinstance(step, (PipConfigSet, TrustAdd, AppendLine))
            or (isinstance(step, EnvSet) and step.lifetime != "command")
            for step in _parsed(remedy.operations)
        )


@pytest.mark.parametrize(
    ("python", "pip", "full_bundle"),
    [("3.12.1", "24.0", True), ("3.9.18", "26.0.1", True), ("3.12.1", "24.2", False)],
)
@pytest.mark.parametrize("name", ["ca-once", "ca-config", "ca-env", "isolation-env"])
def test_a_ca_file_that_would_replace_all_roots_is_made_a_full_bundle(
    name: str, python: str, pip: str, full_bundle: bool
) -> None:
    target = Target(python_version=python, pip_version=pip)
    steps = applicable(_parsed(REMEDIES[name].operations), target)
    assert any(isinstance(step, BuildBundle) for step in steps) == full_bundle


@pytest.mark.parametrize(
    ("python", "file"),
    [("2.7.18", "pip-20.3.4-py2.py3-none-any.whl"), ("3.8.18", "pip-25.0.1-py3-none-any.whl")],
)
def test_bootstrap_fetches_the_last_pip_of_that_python(python: str, file: str) -> None:
    target = Target(python_version=python, pip_version="9.0.3")
    lines = render(_parsed(REMEDIES["pip-bootstrap"].operations), target, "bash")
    assert any(line.startswith("curl ") and line.endswith(file) for line in lines)


def test_externally_managed_python_gets_a_virtual_environment() -> None:
    target = Target(python_version="3.12.1", pip_version="24.0", externally_managed=True)
    for name in ("upgrade-pip", "pip-bootstrap", "pip-offline", "packages-offline"):
        lines = render(_parsed(REMEDIES[name].operations), target, "bash")
        assert "python3 -m venv .venv" in lines
        assert not any(re.match(r"python3 \S+ .*install", line) for line in lines)


def test_powershell_never_redirects_into_a_file() -> None:
    target = Target(os="win")
    for remedy in REMEDIES.values():
        for line in render(_parsed(remedy.operations), target, "powershell"):
            outside_quotes = re.sub(r"'(?:[^']|'')*'", "''", line)
            assert line.startswith("#") or ">" not in outside_quotes, line


def test_facts_can_be_asked_in_both_languages() -> None:
    for fact in FACTS.values():
        for text in (fact.question, fact.why, fact.how):
            assert _complete(text), fact.id
        for value in fact.values:
            assert _complete(value.text), f"{fact.id}={value.id}"
        for language in LANGUAGES:
            wordings = [value.text(language) for value in fact.values]
            assert len(set(wordings)) == len(wordings), f"{fact.id}: two answers read the same"


def test_mirrors_say_what_is_known() -> None:
    mirrors = read_mirrors(_toml("mirrors.toml"), "flows/mirrors.toml")
    assert len({mirror.id for mirror in mirrors}) == len(mirrors)
    hosts = [urlsplit(mirror.url).hostname for mirror in mirrors]
    assert len(set(hosts)) == len(hosts)
    for mirror in mirrors:
        assert _complete(mirror.name)
        assert not mirror.note or _complete(mirror.note)
        assert mirror.status in {"reference", "listed", "down", "retired", "do-not-offer"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", mirror.evidence_date)
        assert mirror.source.startswith("https://")
        if mirror.status in ("reference", "listed"):
            assert mirror.https
            assert mirror.url.startswith("https://")
    retired = {host for host, mirror in zip(hosts, mirrors) if mirror.status == "retired"}
    assert retired >= {
        "pypi.douban.com",
        "pypi.doubanio.com",
        "pypi.hustunique.com",
        "pypi.sdutlinux.org",
        "pypi.mirrors.ustc.edu.cn",
    }


def test_issuer_words_name_one_issuer_each() -> None:
    issuers = read_issuers(_toml("issuers.toml"), "flows/issuers.toml")
    assert len({issuer.id for issuer in issuers}) == len(issuers)
    owner: dict[str, str] = {}
    for issuer in issuers:
        assert _complete(issuer.name)
        assert issuer.kind in {"gateway", "antivirus", "debug", "local-proxy", "public"}
        assert issuer.words
        for word in issuer.words:
            assert word == word.lower().strip()
            assert len(word) > 2 or not word.isascii(), "too short to be told from other words"
            assert owner.setdefault(word, issuer.id) == issuer.id


def test_no_interfering_word_is_part_of_a_public_authority() -> None:
    issuers = read_issuers(_toml("issuers.toml"), "flows/issuers.toml")
    public = [word for issuer in issuers if issuer.kind == "public" for word in issuer.words]
    for issuer in issuers:
        if issuer.kind != "public":
            for word in issuer.words:
                assert not any(word in name for name in public), f"{issuer.id}: {word}"


def test_glossary_explains_each_term_in_one_line() -> None:
    glossary = read_glossary(_toml("glossary.toml"), "flows/glossary.toml")
    assert len(glossary) >= 40
    for term, text in glossary.items():
        assert _complete(text), term
        assert re.match(r"[^:]{1,60}: ", text("en")), term
        assert re.match(r"[^：]{1,40}：", text("zh")), term
        assert len(text("en")) <= 160, term
        assert "\n" not in text("en") + text("zh"), term
