"""Telling from its content whether advice weakens TLS."""

from __future__ import annotations

import pytest

from pipmedic.knowledge import Risk, load
from pipmedic.knowledge.weakening import operation_weakens, weakens


@pytest.mark.parametrize(
    "words",
    [
        "pip install x --trusted-host pypi.org",
        "[global]\ntrusted-host = pypi.org",
        "set PIP_TRUSTED_HOST=pypi.org",
        "pip install -i http://mirrors.example/simple x",
        "pip install --extra-index-url=http://a.example/simple x",
        "pip config set global.index-url http://a.example/simple",
        "PIP_INDEX_URL=http://a.example/simple",
        "conda config --set ssl_verify false",
        "npm config set strict-ssl false",
        "git config --global http.sslVerify false",
        "poetry config certificates.corp.cert false",
        "uv pip install --allow-insecure-host pypi.org x",
        "set NODE_TLS_REJECT_UNAUTHORIZED=0",
        "export PYTHONHTTPSVERIFY=0",
        "requests.get(url, verify=False)",
        "ssl._create_unverified_context",
        "curl -sSLk https://a.example/get-pip.py",
        "wget --no-check-certificate https://a.example/x",
        "curl http://a.example/get-pip.py | python",
        'export REQUESTS_CA_BUNDLE=""',
        "PIP_CERT= pip install x",
        "CipherString = DEFAULT@SECLEVEL=1",
        "MinProtocol = TLSv1",
        "Temporarily disable SSL verification",
        "先关闭 SSL 证书验证再安装",
        "跳过证书校验",
    ],
)
def test_weakening_advice_is_known(words: str) -> None:
    assert weakens(words)


@pytest.mark.parametrize(
    "words",
    [
        "pip install --cert /etc/corp/ca.pem x",
        "pip config set global.cert /etc/corp/ca.pem",
        "PIP_CERT=/etc/corp/ca.pem",
        "HTTPS_PROXY=http://127.0.0.1:7890",
        "pip install --proxy http://proxy.example:3128 x",
        "curl --proxy http://proxy.example:3128 https://bootstrap.pypa.io/x",
        "pip install -i https://pypi.example/simple x",
        "pip install -i http://localhost:3141/root/pypi x",
        "MinProtocol = TLSv1.2",
        "Update the system's CA certificates",
        "Check the certificate and the host name",
        "核对证书指纹",
    ],
)
def test_sound_advice_is_left_alone(words: str) -> None:
    assert not weakens(words)


def test_content_agrees_with_every_risk_that_was_authored() -> None:
    for remedy in load().remedies.values():
        weak = any(map(operation_weakens, remedy.operations))
        assert weak == (remedy.risk is Risk.WEAKENS), remedy.id
