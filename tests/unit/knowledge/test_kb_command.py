"""`pipmedic kb` and `pipmedic explain`: offline, in both languages, with packs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from test_packs import cause, sealed

from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.recognition import explain_page, signs
from pipmedic.case.report import hand_over_lines
from pipmedic.case.search import search, tokens
from pipmedic.cli.exits import Exit
from pipmedic.cli.main import main
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.i18n import translator
from pipmedic.knowledge import Knowledge, Text, load
from pipmedic.knowledge.importing import Mend, Refusal
from pipmedic.knowledge.likelihoods import Likelihoods
from pipmedic.knowledge.packs import Pack, lay_over


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("PIPMEDIC_CONFIG", str(file))
    monkeypatch.delenv("PIPMEDIC_PACKS", raising=False)
    return file


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("clock-wrong", "clock-wrong"),
        ("pip/tls-ssl-certificate-verify-failed-self-signed", "private-index-private-ca"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "server-weak-ciphers"),
        ("407", "proxy-auth"),
        ("Missing dependencies for SOCKS support", "socks-missing-dep"),
        ("证书链里缺少中间证书", "server-missing-intermediate"),
        ("时间不对", "clock-wrong"),
        ("抓包", "debug-proxy-left-on"),
        ("Fiddler", "debug-proxy-left-on"),
        ("杀毒软件", "antivirus-scanning"),
        ("check_hostname requires server_hostname", "proxy-scheme-https"),
        ("conda", "conda-own-ca"),
    ],
)
def test_search_puts_the_fitting_cause_first(knowledge: Knowledge, text: str, first: str) -> None:
    assert search(knowledge, text).causes[0] == first


def test_search_names_the_gateway_of_an_issuer(knowledge: Knowledge) -> None:
    found = search(knowledge, "Zscaler Root CA").causes[:3]
    assert {"inspection-ca-missing", "inspection-ca-pip-ignores-os"} <= set(found)


def test_search_reads_a_pasted_message_of_any_length(knowledge: Knowledge) -> None:
    line = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"
    found = search(knowledge, f"Collecting six\n{line} (_ssl.c:1007)\n")
    assert found.reading.value("error") == "verify-expired"
    assert {"server-cert-expired", "clock-wrong"} <= set(found.causes[:3])


def test_search_of_nothing_lists_everything(knowledge: Knowledge) -> None:
    assert search(knowledge, " ").causes == tuple(knowledge.causes)


def test_search_of_what_is_no_tls_fault_names_no_cause(knowledge: Knowledge) -> None:
    found = search(knowledge, "OSError: [Errno 28] No space left on device")
    assert found.causes == ()
    assert found.reading.near_miss == "disk-full"


def test_chinese_is_cut_into_pairs() -> None:
    assert tokens("SSL证书验证 pip.conf") == ["ssl", "证书", "书验", "验证", "pip.conf"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cause_is_explained_in_both_languages(knowledge: Knowledge, language: str) -> None:
    for name, entry in knowledge.causes.items():
        page = explain_page(knowledge, name, language)
        assert page.startswith(entry.title(language))
        assert all(use.remedy in page for use in entry.remedies)
        for edge in entry.transitions:
            assert edge.distinction(language) in page


def test_explanation_names_what_raises_and_what_lowers(knowledge: Knowledge) -> None:
    raising, lowering = signs(Likelihoods(knowledge), "clock-wrong")
    assert ("clock", "no") in {(sign.fact, sign.value) for sign in raising}
    assert raising[0].ratio > 1 > lowering[0].ratio
    page = explain_page(knowledge, "clock-wrong", "zh")
    assert page.index("支持它的迹象") < page.index("不支持它的迹象")


def test_alias_is_explained_and_an_unknown_name_is_not(
    knowledge: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    alias = "pip/ssl-sslv3-alert-handshake-failure"
    assert main(["explain", alias, "--lang", "en"]) is Exit.OK
    assert "[server-weak-ciphers]" in capsys.readouterr().out
    assert main(["kb", "explain", "nothing-like-it"]) is Exit.USAGE
    assert explain_page(knowledge, "nothing-like-it", "en") == ""


@pytest.mark.parametrize(
    "command", [["explain"], ["kb", "explain"], ["kb", "show"], ["kb", "search"]]
)
@pytest.mark.parametrize(("language", "word"), [("en", "clock"), ("zh", "时间")])
def test_commands_speak_both_languages(
    command: list[str], language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "clock-wrong", "--lang", language]) is Exit.OK
    assert word in capsys.readouterr().out


def test_search_without_a_result_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "search", "qqqqzzzz", "--lang", "zh"]) is Exit.UNCERTAIN
    assert capsys.readouterr().out.strip() == "知识库里没有相符的内容。"


def test_lint_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["kb", "lint"])
    assert capsys.readouterr().out.splitlines()[:-1] == []
    assert code is Exit.OK


# ------------------------------------------------------------------ packs on the command line


@pytest.mark.parametrize("way", ["option", "variable", "settings"])
def test_packs_are_found_three_ways(
    way: str,
    tmp_path: Path,
    no_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pack = sealed(tmp_path / "acme")
    more = ["--pack", str(pack)] if way == "option" else []
    if way == "variable":
        monkeypatch.setenv("PIPMEDIC_PACKS", os.pathsep.join([str(pack), ""]))
    if way == "settings":
        no_settings.write_text(f"packs = [{json.dumps(str(pack))}]\n", "utf-8")
    assert main(["kb", "list", "--lang", "en", *more]) is Exit.OK
    assert "acme/vpn-split  The Acme VPN" in capsys.readouterr().out


def test_a_refused_pack_is_named_with_file_and_threat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = sealed(tmp_path / "acme", **{"kb/acme-vpn.json": cause(regex="(a+)+")})
    assert main(["kb", "list", "--pack", str(pack)]) is Exit.BAD_DATA
    error = capsys.readouterr().err
    assert "kb/acme/vpn-split: regex" in error
    assert "[unsafe-pattern]" in error


def test_diagnose_uses_packs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = sealed(tmp_path / "acme")
    text = tmp_path / "text"
    text.write_text("ERROR: ACME-VPN: tunnel to hq refused\n", "utf-8")
    arguments = ["diagnose", "--text", str(text), "--no-checks", "--json", "--pack", str(pack)]
    main(arguments)
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert record["beliefs"][0]["cause"] == "acme/vpn-split"
    planned = next(item for item in record["plan"] if item["remedy"] == "acme-profile")
    assert planned["risk"] == "care"
    assert "acme" in planned["title"]


def test_contact_of_a_pack_is_named_when_handing_over(tmp_path: Path, knowledge: Knowledge) -> None:
    pack = lay_over(
        knowledge, Pack("acme", "1", contact=Text({"en": "Ring 4711", "zh": "请拨 4711"}))
    )
    for language, line in (("en", "- Ring 4711 (acme)"), ("zh", "- 请拨 4711 (acme)")):
        case = Case(pack, compile_model(pack), (Opened(at=0.0),), language)
        assert line in hand_over_lines(case)


def test_pack_is_made_zipped_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, archive = sealed(tmp_path / "acme"), tmp_path / "acme.zip"
    (pack / "pack.toml").unlink()
    assert main(["kb", "pack", "make", str(pack)]) is Exit.BAD_DATA
    made = ["kb", "pack", "make", str(pack), "--name", "acme", "--zip", str(archive)]
    assert main(made) is Exit.OK
    capsys.readouterr()
    assert main(["kb", "pack", "check", str(archive), "--lang", "en"]) is Exit.OK
    out = capsys.readouterr().out
    assert "cause      acme/vpn-split" in out
    assert "missing-source" in out


def test_check_points_out_a_last_resort(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weak = """
[remedies.acme-profile]
fix_class = "acme"
title = { en = "Quick fix", zh = "快速处理" }
summary = { en = "Works.", zh = "有效。" }
operations = [{ op = "pip", args = ["install", "--trusted-host", "pypi.org", "six"] }]
"""
    pack = sealed(tmp_path / "acme", **{"remedies.toml": weak})
    assert main(["kb", "pack", "check", str(pack), "--lang", "en"]) is Exit.OK
    assert "LAST RESORT" in capsys.readouterr().out


# ------------------------------------------------------------------ import on the command line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_outcome_of_an_import_has_words(language: str) -> None:
    for outcome in (*Refusal, *Mend):
        assert translator(language)(f"import.what.{outcome.value}")


def test_import_reports_and_fails_if_anything_was_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    entry = cause(workarounds=[{"action": "x", "success_rate": 0.5}])
    (source / "good.json").write_text(entry, "utf-8")
    into = str(tmp_path / "into")
    assert main(["kb", "import", str(source), "--into", into]) is Exit.OK
    (source / "bad.json").write_text("{", "utf-8")
    assert main(["kb", "import", str(source), "--into", into, "--lang", "en"]) is Exit.BAD_DATA
    assert "refused  bad.json: not-json: " in capsys.readouterr().out
    assert main(["kb", "import", str(source), "--into", into, "--lang", "zh"]) is Exit.BAD_DATA
    assert "写入 1 条，拒绝 1 条" in capsys.readouterr().out
    assert main(["kb", "import", str(source), "--into", into, "--json"]) is Exit.BAD_DATA
    record = json.loads(capsys.readouterr().out)
    assert [each["reason"] for each in record["refused"]] == ["not-json"]
    assert [each["id"] for each in record["written"]] == ["acme/vpn-split"]
    assert main(["kb", "import", str(tmp_path / "gone"), "--into", into]) is Exit.BAD_DATA
