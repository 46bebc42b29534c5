"""Linear mode command by command, over real cases on a real disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipmedic.case.commands import COMMANDS, word_of
from pipmedic.case.saved import reopen
from pipmedic.cli.linear.output import Looks
from pipmedic.i18n import SUPPORTED, translator

from .typing_it import CA_FILE, ISSUER, PLAN, QUESTION, knowledge, model, open_case, type_in

SAY = translator("en")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIPMEDIC_DATA", str(tmp_path))
    return tmp_path


def test_closed_input_ends_politely_with_the_case_saved_and_named(data: Path) -> None:
    typed = type_in(data, open_case())
    path = typed.session.saved.path
    assert path is not None
    assert path.is_file()
    assert path.name.split(".")[0] in typed.lines[-1]
    assert "pipmedic resume" in typed.lines[-1]


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("command", ["suspects", "why", "known", "plan", "picture", "tree"])
def test_what_can_be_looked_at_changes_nothing(command: str, language: str, data: Path) -> None:
    case = open_case(language)
    word = next(word_of(each, language) for each in COMMANDS if each.id == command)
    typed = type_in(data, case, word)
    assert typed.after(word).strip()
    assert typed.session.case.events == case.events


def test_suspects_have_a_likelihood_and_ruled_out_causes_a_reason(data: Path) -> None:
    typed = type_in(data, open_case(), "s", "o")
    cause, p = typed.session.case.belief.top(1)[0]
    title = knowledge().causes[cause].title("en")
    assert f"{p:.0%} {title}" in typed.after("s")
    assert SAY("ruled_out.because", reason="") in typed.after("o")


def test_pictures_name_the_state_of_every_station_first(data: Path) -> None:
    typed = type_in(data, open_case(), "picture")
    states = [SAY(f"hop_state.{name}") for name in ("ok", "broken", "suspect", "absent", "unknown")]
    rows = [line for line in typed.after("picture").splitlines() if line.startswith("  ")]
    assert len(rows) == 6
    for number, row in enumerate(rows, start=1):
        assert any(row.startswith(f"  {number}. {state}: ") for state in states), row


def test_evidence_can_be_corrected(data: Path) -> None:
    typed = type_in(data, open_case(), "k", "1", "", "3")
    assert typed.session.case.state.answers["error"].value
    assert SAY("question.noted", answer="") in typed.text


def test_an_answered_step_is_asked_again_and_later_answers_stay(data: Path) -> None:
    typed = type_in(data, open_case(), QUESTION, "1", QUESTION, "1", "t 1", "2")
    answers = list(typed.session.case.state.answers.values())
    first, later = answers[0], answers[1]
    assert (first.value, later.value) != ("", "")
    assert len(answers) == 2
    events = [event for event in typed.session.case.events if event.kind == "answered"]
    assert [event.fact for event in events] == [first.fact, later.fact, first.fact]  # type: ignore[union-attr]


def test_undo_and_redo(data: Path) -> None:
    assert not type_in(data, open_case(), QUESTION, "1", "z").session.case.state.answers
    assert len(type_in(data, open_case(), QUESTION, "1", "z", "r").session.case.state.answers) == 1
    nothing = type_in(data, open_case(text=""), "z")
    assert SAY("typed.not_now") in nothing.text


@pytest.mark.parametrize("prompt", [(), ("k",), ("e",), (PLAN,), ("n",)], ids=len)
def test_the_language_switches_at_any_prompt(prompt: tuple[str, ...], data: Path) -> None:
    typed = type_in(data, open_case(), *prompt, "l")
    assert typed.session.language == "zh"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in typed.after("l"))


def test_both_languages(data: Path) -> None:
    typed = type_in(data, open_case(), "user")
    assert translator("zh")("for_user.title") in typed.after("user")
    assert translator("zh")("for_user.title") in type_in(data, open_case(), both=True).text


def test_the_user_is_told_the_remedy_that_is_on_show(data: Path) -> None:
    typed = type_in(data, open_case(here=False), PLAN, "user", "2")
    item = typed.session.item
    assert item is typed.session.items[1]
    told = typed.after("2").partition(translator("zh")("for_user.title"))[2]
    assert item.remedy.title("zh") in told
    assert item.remedy.summary("zh") in told


def test_a_symptom_is_found_by_its_code_and_taken(data: Path) -> None:
    typed = type_in(data, open_case(text=""), "find WRONG_VERSION_NUMBER", "1", "")
    assert typed.session.case.error == "wrong-version"


def test_symptoms_can_be_picked_from_a_list_with_pages(data: Path) -> None:
    typed = type_in(data, open_case(text=""), "/", "", "13", "b", "")
    assert "  13. " in typed.text
    assert not typed.session.case.state.answers


def test_words_and_causes_are_explained(data: Path) -> None:
    typed = type_in(data, open_case(), "words proxy", "causes WRONG_VERSION_NUMBER", "1", "", "b")
    assert "proxy" in typed.after("words proxy").lower()
    assert SAY("page.remedies") in typed.text


def block() -> list[str]:
    from pipmedic.checks.block import write_block
    from pipmedic.checks.interpret import interpret

    environment = {"id": "environment", "status": "done", "data": {"os": "win", "python": "3.8.1"}}
    document = {"schema": 1, "probe": "1.0", "target": {}, "checks": [environment]}
    return write_block(interpret(document, knowledge(), "collector", 1.0)).splitlines()


def test_a_collected_block_is_taken_in(data: Path) -> None:
    typed = type_in(data, open_case(text="", here=False), *block(), ".")
    assert typed.session.case.state.checks[0].origin == "collector"
    assert SAY("collect.taken") in typed.text


def test_the_facts_of_the_other_machine_are_collected(data: Path) -> None:
    lines = [*block(), "."]
    typed = type_in(data, open_case(text="", here=False), "collect", "1", "collect", "", *lines)
    assert (data / "collector" / "collect.py").read_bytes().strip()
    assert typed.session.case.state.checks
    assert SAY("typed.not_now") in type_in(data, open_case(text=""), "collect").text


def test_a_file_is_taken_in_by_its_path(data: Path) -> None:
    (data / "block.txt").write_text("\n".join(block()), encoding="utf-8")
    (data / "error.txt").write_text(ISSUER, encoding="utf-8")
    case = open_case(text="", here=False)
    typed = type_in(data, case, str(data / "block.txt"), ".", "paste", str(data / "error.txt"), ".")
    assert typed.session.case.state.checks
    assert typed.session.case.error == "verify-local-issuer"


def test_a_damaged_block_is_refused_with_its_line(data: Path) -> None:
    lines = block()
    lines[1] = lines[1][:-1] + ("a" if lines[1][-1] != "a" else "b")
    typed = type_in(data, open_case(text="", here=False), *lines, ".")
    assert not typed.session.case.state.checks


def test_notes_go_into_the_ticket(data: Path) -> None:
    typed = type_in(data, open_case(), "n called IT，等回复", "e", "", "2", "1", "b")
    assert "called IT，等回复" in typed.text


@pytest.mark.parametrize(("level", "shown"), [("1", True), ("2", False), ("3", False)])
def test_a_ticket_is_previewed_at_three_levels(level: str, shown: bool, data: Path) -> None:
    case = open_case(
        text=f"Looking in indexes: https://me:geheim99@repo.acme.example/simple\n{ISSUER}"
    )
    typed = type_in(data, case, "e", level, "1", "1", "")
    (ticket,) = (data / "tickets").iterdir()
    text = ticket.read_text(encoding="utf-8")
    assert "geheim99" not in text
    assert ("repo.acme.example" in text) is shown
    assert str(ticket) in typed.text


@pytest.mark.parametrize(("form", "suffix"), [("1", ".md"), ("2", ".txt"), ("3", ".json")])
def test_a_ticket_is_written_in_every_form(form: str, suffix: str, data: Path) -> None:
    type_in(data, open_case(), "e", "", form, "")
    (ticket,) = (data / "tickets").iterdir()
    assert ticket.name.endswith(suffix)


def test_a_case_is_handed_over_by_file_and_goes_on(data: Path) -> None:
    type_in(data, open_case(), QUESTION, "1", "e", "", "4", "")
    (ticket,) = (data / "tickets").iterdir()
    typed = type_in(data, open_case(text=""), f"cases {ticket}", "t")
    assert len(typed.session.case.state.answers) == 1
    assert typed.session.saved.path == ticket


def test_several_cases_are_listed_and_opened(data: Path) -> None:
    type_in(data, open_case(), "n the first one")
    typed = type_in(data, open_case(text=""), "cases", "1")
    assert "the first one" in typed.text
    assert typed.session.case.state.text


def test_another_case_about_another_machine(data: Path) -> None:
    typed = type_in(data, open_case(), "machine", "", "new")
    assert not typed.session.case.opened.here
    assert typed.session.case.opened.audience == "staff"
    assert SAY("linear.paste_elsewhere") in typed.text
    assert len(list((data / "cases").iterdir())) == 3


def test_the_plan_asks_for_what_its_commands_need_and_takes_only_a_file_that_is_there(
    data: Path,
) -> None:
    certificate = data / "corp.pem"
    certificate.write_text("x", encoding="utf-8")
    typed = type_in(data, open_case(), CA_FILE, "/no/such.pem", str(certificate))
    assert SAY("value.no_file", path="/no/such.pem") in typed.text
    assert str(certificate) in typed.text.rpartition(SAY("value.no_file", path="/no/such.pem"))[2]


def test_the_plan_its_other_ways_its_shells_and_its_details(data: Path) -> None:
    typed = type_in(data, open_case(), PLAN, "shell fish", "shell nosuch", "i", "lastresort")
    assert typed.session.shell == "fish"
    assert SAY("plan.undo") in typed.after("i")
    assert SAY("risk.weakens-security") in typed.after("lastresort")
    assert typed.session.items[0].remedy.risk.value != "weakens-security"


def test_another_remedy_is_chosen_by_its_number_and_did_not_help(data: Path) -> None:
    typed = type_in(data, open_case(), PLAN, "3", "", "f")
    assert typed.session.case.state.tried[-1].outcome == "failed"
    assert SAY("proof.failed") in typed.text


def test_the_proof_is_pasted_where_no_network_may_be_used(data: Path) -> None:
    proof = "Successfully installed requests-2.0"
    typed = type_in(data, open_case(), PLAN, "", proof, ".", "")
    assert typed.session.case.state.works
    assert SAY("verify.works") in typed.text
    assert SAY("linear.works") in typed.text


def test_copying_without_a_terminal_says_where_the_commands_are(data: Path) -> None:
    typed = type_in(data, open_case(), PLAN, "c")
    assert str(data / "commands.txt") in typed.after("c")
    assert (data / "commands.txt").read_text(encoding="utf-8").strip()


def test_the_replay_is_reachable(data: Path) -> None:
    typed = type_in(data, open_case(), QUESTION, "1", "replay")
    assert SAY("replay.title") in typed.after("replay")


def test_help_names_what_can_be_done_and_searches(data: Path) -> None:
    typed = type_in(data, open_case(), "h", "menu", "menu ticket")
    assert len(typed.after("h").splitlines()) < 28
    for command in ("again", "cases", "replay", "user"):
        assert f" {command}: " in typed.after("menu")
    assert "ticket" in typed.after("menu ticket")
    assert "replay" not in typed.after("menu ticket")


def test_full_width_digits_and_letters_of_an_input_method_count(data: Path) -> None:
    typed = type_in(data, open_case("zh"), QUESTION, "１", "ｔ", "", "？", QUESTION, "０")
    assert len(typed.session.case.state.answers) == 2


def test_width_60_is_never_exceeded_but_by_what_is_copied(data: Path) -> None:
    from pipmedic.cli.linear.output import cells

    for language in SUPPORTED:
        looks = Looks(width=60, height=200)
        typed = type_in(data, open_case(language), "h", "?", "s", "o", "d", "picture", looks=looks)
        prompts = {line for line in typed.lines if line.endswith(" ")}
        long = [each for each in typed.lines if cells(each) > 60 and each not in prompts]
        assert not [line for line in long if not line.startswith("    ")]


def test_ascii_only(data: Path) -> None:
    typed = type_in(data, open_case(), "h", "picture", "tree", looks=Looks(ascii=True))
    assert "".join(typed.lines).isascii()


def test_long_texts_wait_after_a_page(data: Path) -> None:
    typed = type_in(data, open_case(), "o", "b", looks=Looks(width=80, height=24))
    assert len(typed.after("o").splitlines()) <= 24
    assert SAY("pages.more") in typed.text


def test_what_was_typed_survives_a_kill(data: Path) -> None:
    typed = type_in(data, open_case(), QUESTION, "1", "n hello")
    path = typed.session.saved.path
    assert path is not None
    assert reopen(path, knowledge(), model(), "en").case.events == typed.session.case.events
