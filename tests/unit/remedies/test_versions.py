"""What each pip can do, at the versions where it changed."""

from __future__ import annotations

import pytest

from pipmedic.remedies import versions as v


@pytest.mark.parametrize(
    ("python", "pip", "url_part"),
    [
        ("2.7.18", "20.3.4", "/pip/2.7/get-pip.py"),
        ("3.6", "21.3.1", "/pip/3.6/get-pip.py"),
        ("3.9.18", "26.0.1", "/pip/3.9/get-pip.py"),
        ("3.12.1", "26.3", "pypa.io/get-pip.py"),
        (None, "26.3", "pypa.io/get-pip.py"),
    ],
)
def test_last_pip_and_bootstrap(python: str | None, pip: str, url_part: str) -> None:
    parsed = v.parse_version(python)
    assert v.last_pip(parsed) == pip
    assert v.get_pip_url(parsed).endswith(url_part)


@pytest.mark.parametrize(
    ("pip", "python", "adds"),
    [("24.1.2", "3.12", False), ("24.2", "3.10", True), ("24.2", "3.9", False), (None, None, True)],
)
def test_what_cert_does(pip: str | None, python: str | None, adds: bool) -> None:
    assert v.cert_adds(v.parse_version(pip), v.parse_version(python)) is adds


@pytest.mark.parametrize(
    ("pip", "available"),
    [("23.2.1", False), ("23.3", True), ("24.1", False), ("24.1.1", True), ("26.3", True)],
)
def test_truststore_without_installing(pip: str, available: bool) -> None:
    assert v.truststore_available(v.parse_version(pip), (3, 12)) is available


@pytest.mark.parametrize(
    ("question", "before", "since"),
    [
        (v.config_command, (9, 0, 3), (10,)),
        (v.index_versions_command, (21, 1, 3), (21, 2)),
        (v.no_proxy_env_option, (26, 1, 2), (26, 2)),
        (v.legacy_certs_option, (24, 1, 2), (24, 2)),
        (v.proxy_option_beats_environment, (22, 0, 4), (23, 0)),
    ],
)
def test_since(question: object, before: v.Version, since: v.Version) -> None:
    assert callable(question)
    assert question(before, None) is False
    assert question(since, None) is True


def test_the_environment_flag_was_renamed() -> None:
    assert v.environment_scope_flag((19, 0, 3), None) == "--venv"
    assert v.environment_scope_flag((19, 1), None) == "--site"


@pytest.mark.parametrize(
    ("version", "wanted", "inside"),
    [
        ((24, 2), ">=24.2,<25", True),
        ((24, 2, 0), "==24.2", True),
        ((25,), "<25", False),
        ((9, 0, 3), "!=9.0.3", False),
    ],
)
def test_ranges(version: v.Version, wanted: str, inside: bool) -> None:
    assert v.in_range(version, wanted) is inside


@pytest.mark.parametrize("wanted", ["", "24", ">=24.2;<25", ">= x", ">=1.٣"])
def test_bad_ranges(wanted: str) -> None:
    with pytest.raises(v.BadRange):
        v.in_range((1,), wanted)


@pytest.mark.parametrize("text", [None, "", "next", "٣.1"])
def test_unreadable_versions(text: str | None) -> None:
    assert v.parse_version(text) is None
