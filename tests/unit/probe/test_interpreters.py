"""The probe in every Python: healthy, without ssl, pasted, executed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from probing import SOURCE, Serve, chain_of, https, records, run_probe, send_on

from lab import proxies
from lab.pki import Pki
from pipmedic.checks.findings import Outcome
from pipmedic.checks.interpret import interpret
from pipmedic.knowledge import load

KNOWLEDGE = load()
BLIND = b"import sys\nsys.modules['_ssl'] = None\nsys.modules.pop('ssl', None)\n"


@pytest.fixture
def healthy(pki: Pki, serve: Serve, clean: dict[str, str], tmp_path: Path) -> list[str]:
    """Words for a probe of a machine on which nothing is wrong; its pip trusts the lab's root."""
    ca = tmp_path / "ca.pem"
    ca.write_bytes(pki.public.pem)
    clean["PIP_CERT"] = str(ca)
    index, control, portal = serve(https(pki.leaf())), serve(https(pki.leaf())), serve(send_on)
    return [
        *("--index-url", f"https://localhost:{index}/simple"),
        *("--control", f"127.0.0.1:{control}"),
        *("--portal", f"localhost:{portal}"),
    ]


def test_a_healthy_machine_gives_no_finding(
    python: str, healthy: list[str], clean: dict[str, str]
) -> None:
    document = run_probe(python, clean, *healthy)
    unfinished = [r for r in document["checks"] if r["status"] not in ("done", "skipped")]
    assert not unfinished
    examined = interpret(document, KNOWLEDGE)
    assert [item for item in examined.findings if item.outcome is Outcome.FAIL] == []
    assert examined.healthy
    found = records(document)
    assert found["presented"]["data"]["certificates"][0]["faults"] == []
    assert found["interception"]["data"]["same_private_issuer"] is False
    assert found["captive"]["data"]["portal"] is False
    assert found["small_hello"]["data"]["intolerant"] is None
    assert abs(found["http_date"]["data"]["skew"]) < 60


def test_a_healthy_proxy_that_wants_a_login_gives_no_finding(
    python: str, healthy: list[str], clean: dict[str, str], serve: Serve
) -> None:
    resolve = proxies.resolver(dict)
    port = serve(proxies.forward(resolve, proxies.straight(resolve), login=True))
    url = f"http://{proxies.USER}:{proxies.PASSWORD}@127.0.0.1:{port}"
    clean.update(HTTPS_PROXY=url, https_proxy=url, http_proxy=url)
    document = run_probe(python, clean, *healthy)
    examined = interpret(document, KNOWLEDGE)
    assert [item for item in examined.findings if item.outcome is Outcome.FAIL] == []
    assert examined.healthy
    found = records(document)
    assert found["captive"]["data"]["portal"] is False
    assert found["curl"]["data"]["exit"] in (0, 60)
    assert found["tcp"]["data"]["localhost"]["ok"] is True


def test_without_ssl_the_chain_is_still_seen(
    python: str, healthy: list[str], clean: dict[str, str], pki: Pki
) -> None:
    source = BLIND + SOURCE.read_bytes().replace(b"from __future__ import print_function\n", b"")
    found = records(run_probe(python, clean, *healthy, source=source))
    assert found["ssl"]["data"]["imported"] is False
    assert found["hello"]["data"]["answer"] == "hello"
    assert chain_of(found["hello"]["data"])
    assert found["presented"]["data"]["source"] == "hello"
    assert "Lab Public Root" in found["presented"]["data"]["top_issuer"]
    assert not [r for r in found.values() if r["status"] == "crashed"]


def test_pasted_into_a_console(python: str, clean: dict[str, str]) -> None:
    """An interactive console takes one statement at a time and ends a block at a blank line."""
    clean["PYTHON_BASIC_REPL"] = "1"
    source = SOURCE.read_bytes().replace(b"sys.argv[1:]", b"['--offline']")
    done = subprocess.run(
        [python, "-i"], input=source, capture_output=True, timeout=40, env=clean, check=False
    )
    assert b"Error" not in done.stderr
    found = records(json.loads(done.stdout.splitlines()[-1]))
    assert {record["status"] for record in found.values()} == {"done", "skipped"}


def test_executed_without_a_file(python: str, clean: dict[str, str]) -> None:
    words = f"exec(compile(open({str(SOURCE)!r}, 'rb').read(), 'pasted', 'exec'))\n"
    source = f"import sys\nsys.argv = ['', '--offline']\n{words}"
    found = records(run_probe(python, clean, source=source.encode()))
    assert found["pip_config"]["status"] == "done"


def test_offline_touches_no_network(
    python: str, healthy: list[str], clean: dict[str, str], serve: Serve
) -> None:
    touched: list[bool] = []
    port = serve(lambda conn: touched.append(True))
    words = ["--offline", "--index-url", f"https://localhost:{port}/simple"]
    found = records(run_probe(python, clean, *words))
    assert {found[name]["status"] for name in ("dns", "hello", "curl")} == {"skipped"}
    assert not touched
