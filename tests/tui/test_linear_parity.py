"""Whatever the wizard offers can be done in linear mode: a new command there must be one here."""

from __future__ import annotations

import inspect

import pytest
from textual.message import Message

from pipmedic.case.commands import BY_ID, COMMANDS, GROUPS, help_of, named, words_of
from pipmedic.cli.linear import desk, steps
from pipmedic.cli.linear.commands import ACTIONS
from pipmedic.i18n import SUPPORTED
from pipmedic.tui import commands, messages
from pipmedic.tui.screens import export
from pipmedic.tui.widgets import plan, start

NOT_TYPED = {"theme": "lines have no colours"}
BY_ITSELF = "by typing at the prompt itself"
BUTTONS = {
    start: {"go": BY_ITSELF, "pick": "symptoms", "none": BY_ITSELF, "machine": "machine"},
    plan: {
        "copy": "copy",
        "apply": "apply",
        "check": "check_again",
        "failed": "failed",
        "shell": "shell",
        "weak": "weak",
    },
}
MESSAGES = {
    "Start": "paste",
    "NoText": BY_ITSELF,
    "Symptoms": "symptoms",
    "Machine": "machine",
    "Answer": BY_ITSELF,
    "Reopen": "trail",
    "Consent": BY_ITSELF,
    "Value": "value",
    "Decided": "check_again",
    "Checked": BY_ITSELF,
}


def test_every_command_of_the_wizard_can_be_typed() -> None:
    missing = {command.id for command in commands.ALL} - set(BY_ID)
    assert missing == set(NOT_TYPED), "declare it in case/commands.py and cli/linear/commands.py"


@pytest.mark.parametrize("widget", BUTTONS, ids=lambda widget: str(widget.__name__))
def test_every_button_can_be_typed(widget: object) -> None:
    typed = BUTTONS[widget]  # type: ignore[index]
    assert set(typed) == set(widget.BUTTONS)  # type: ignore[attr-defined]
    assert {name for name in typed.values() if name != BY_ITSELF} <= set(ACTIONS)


def test_every_decision_that_a_widget_tells_can_be_made() -> None:
    told = {
        name
        for name, each in inspect.getmembers(messages, inspect.isclass)
        if issubclass(each, Message) and each is not Message
    }
    assert told == set(MESSAGES)
    assert {name for name in MESSAGES.values() if name != BY_ITSELF} <= set(ACTIONS)


def test_tickets_have_the_same_levels_and_forms() -> None:
    assert set(desk.LEVELS) == set(export.LEVELS)
    assert set(desk.FORMATS) == set(export.FORMATS)


def test_consent_has_the_same_choices() -> None:
    assert set(steps.ALLOWED.values()) == {"all", "local", "none"}


def test_every_declared_command_is_carried_out_and_worded() -> None:
    assert set(ACTIONS) == set(BY_ID)
    assert {command.group for command in COMMANDS} <= set(GROUPS)
    for command in COMMANDS:
        for language in SUPPORTED:
            assert help_of(command, language)


def test_no_word_means_two_commands() -> None:
    words = [word for command in COMMANDS for word in words_of(command)]
    assert sorted(words) == sorted(set(words))
    for command in COMMANDS:
        assert all(named(word) is command for word in words_of(command))
