"""Remedies narrowed to a machine, and taken back exactly."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipmedic.remedies.former import Former, Setting
from pipmedic.remedies.operations import (
    EditProxy,
    EnvSet,
    EnvUnset,
    Manual,
    Operation,
    PipConfigSet,
    PipConfigUnset,
    Words,
)
from pipmedic.remedies.undoing import narrowed, taken_back

NAMES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY")
KEYS = ("global.cert", "install.cert", "global.proxy")
SCOPES = ("system", "user", "venv")
BY_HAND = Manual(Words((("en", "Set it again."), ("zh", "重新设置。"))))


def former(*settings: Setting, **variables: str) -> Former:
    return Former(frozenset(NAMES), variables, settings)


def test_removes_only_what_is_set() -> None:
    operations = (EnvUnset(NAMES), PipConfigUnset("global.cert"))
    assert narrowed(operations, former(PIP_CERT="/a.pem")) == (EnvUnset(("PIP_CERT",)),)


def test_a_variable_that_was_not_looked_for_is_removed_anyway() -> None:
    operation = EnvUnset(("OTHER", "PIP_CERT"))
    assert narrowed((operation,), former()) == (EnvUnset(("OTHER",)),)


def test_without_knowledge_nothing_changes() -> None:
    operations = (EnvUnset(NAMES), PipConfigUnset("global.cert"))
    assert narrowed(operations, None) == operations
    assert taken_back(operations, (BY_HAND,), None) == (BY_HAND,)


def test_an_option_is_removed_where_it_is() -> None:
    there = former(Setting("install.cert", "/a", "system"), Setting("global.cert", "/b", "venv"))
    found = narrowed((PipConfigUnset("global.cert", "user"),), there)
    assert found == (
        PipConfigUnset("install.cert", "system"),
        PipConfigUnset("global.cert", "venv"),
    )


def test_a_file_that_pip_config_does_not_edit_is_named() -> None:
    there = former(Setting("global.cert", "/a", "", "/home/u/.pip/pip.conf"))
    (found,) = narrowed((PipConfigUnset("global.cert"),), there)
    assert isinstance(found, Manual)
    assert all("/home/u/.pip/pip.conf" in text for _, text in found.text.by_language)


@pytest.mark.parametrize(
    ("scope", "other", "expected"),
    [("user", "venv", "venv"), ("user", "system", "user"), ("venv", "user", "venv")],
)
def test_a_value_is_written_where_it_counts(scope: str, other: str, expected: str) -> None:
    there = former(Setting("global.cert", "/a", other))
    (found,) = narrowed((PipConfigSet("global.cert", "/b", scope),), there)
    assert found == PipConfigSet("global.cert", "/b", expected)


def test_what_was_seen_without_its_login_is_left_to_the_person() -> None:
    there = former(HTTPS_PROXY="http://***@proxy:3128")
    done = narrowed((EnvUnset(("HTTPS_PROXY",)),), there)
    assert taken_back(done, (BY_HAND,), there) == (BY_HAND,)


def test_an_exact_undo_needs_no_words() -> None:
    there = former(PIP_CERT="/a.pem")
    done = narrowed((EnvUnset(NAMES),), there)
    assert taken_back(done, (BY_HAND,), there) == (EnvSet("PIP_CERT", "/a.pem"),)


values = st.sampled_from(("/a", "/b", "/c"))
variables = st.dictionaries(st.sampled_from(NAMES), values)
settings = st.lists(
    st.builds(Setting, st.sampled_from(KEYS), values, st.sampled_from(SCOPES)),
    unique_by=lambda item: (item.key, item.scope),
)
operations = st.lists(
    st.one_of(
        st.builds(EnvSet, st.sampled_from(NAMES), values, st.sampled_from(("shell", "user"))),
        st.builds(EnvUnset, st.lists(st.sampled_from(NAMES), min_size=1).map(tuple)),
        st.builds(PipConfigSet, st.sampled_from(KEYS), values, st.sampled_from(SCOPES)),
        st.builds(PipConfigUnset, st.sampled_from(KEYS), st.sampled_from(SCOPES)),
        st.builds(EditProxy, st.sampled_from(("set", "unset"))),
    ),
    max_size=5,
)
State = tuple[dict[str, str], dict[tuple[str, str], str]]


def carried_out(steps: Iterable[Operation], state: State) -> State:
    """What shell and pip make of the steps."""
    env, config = dict(state[0]), dict(state[1])
    for step in steps:
        if isinstance(step, EnvSet):
            env[step.name] = step.value
        elif isinstance(step, EnvUnset):
            env = {name: value for name, value in env.items() if name not in step.names}
        elif isinstance(step, PipConfigSet):
            config[step.key, step.scope] = step.value
        elif isinstance(step, PipConfigUnset):
            config.pop((step.key, step.scope), None)
        elif isinstance(step, EditProxy):
            env.pop("HTTPS_PROXY", None)
            if step.action == "set":
                env["HTTPS_PROXY"] = step.url
    return env, config


@given(variables, settings, operations)
def test_undo_brings_everything_back(
    env: dict[str, str], options: list[Setting], steps: list[Operation]
) -> None:
    before: State = (env, {(item.key, item.scope): item.value for item in options})
    there = former(*options, **env)
    done = narrowed(steps, there)
    after = carried_out(done, before)
    assert carried_out(taken_back(done, (), there), after) == before
