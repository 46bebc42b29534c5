"""Commands for the operating system's store of trusted CAs, per system and distribution.

Sources: update-ca-certificates(8), update-ca-trust(8), trust(1), security(1) of macOS, and
Microsoft's certutil page. PowerShell reads certificates through its `Cert:` drive.
"""

from __future__ import annotations

from typing import Optional

from .operations import TrustAdd, TrustRemove
from .quoting import powershell_literal

Words = tuple[str, ...]
_ANCHORS: dict[str, tuple[str, Words, Words]] = {
    "debian": (
        "/usr/local/share/ca-certificates/{}.crt",
        ("update-ca-certificates",),
        ("update-ca-certificates", "--fresh"),
    ),
    "alpine": (
        "/usr/local/share/ca-certificates/{}.crt",
        ("update-ca-certificates",),
        ("update-ca-certificates", "--fresh"),
    ),
    "rhel": (
        "/etc/pki/ca-trust/source/anchors/{}.pem",
        ("update-ca-trust",),
        ("update-ca-trust",),
    ),
    "suse": (
        "/etc/pki/trust/anchors/{}.pem",
        ("update-ca-certificates",),
        ("update-ca-certificates",),
    ),
}
_BUNDLES = {
    "debian": "/etc/ssl/certs/ca-certificates.crt",
    "alpine": "/etc/ssl/certs/ca-certificates.crt",
    "arch": "/etc/ssl/certs/ca-certificates.crt",
    "rhel": "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "suse": "/etc/ssl/ca-bundle.pem",
}
_SYSTEM_KEYCHAIN = "/Library/Keychains/System.keychain"
# get_ca_certs() lists what a file gave, not what a folder of hashed names would give: hence the
# file of the distribution, where there is one. Python 2.7.9 and later know all of this.
_EXPORT_CODE = (
    "import os,ssl,sys;n=sys.argv[1].lower();"
    f"f=[p for p in {sorted(set(_BUNDLES.values()))} if os.path.exists(p)];"
    "c=ssl.create_default_context(cafile=f[0] if f else None);"
    "p=[ssl.DER_cert_to_PEM_cert(d) for d,i in zip(c.get_ca_certs(True),c.get_ca_certs())"
    " if n in str(i['subject']).lower()];"
    "open(sys.argv[2],'w').write(''.join(p)) if p else sys.exit('not found')"
)


def system_bundle(distro: Optional[str]) -> Optional[str]:
    """The PEM file with all of a distribution's trusted CAs, or None when not known."""
    return _BUNDLES.get(distro or "")


def trust_add(operation: TrustAdd, os: str, distro: Optional[str]) -> Optional[tuple[Words, ...]]:
    """Commands that add a CA, or None for a distribution that is not known."""
    ca = operation.ca_file
    if os == "win":
        scope = ("-user",) if operation.store == "user" else ()
        return (("certutil", *scope, "-addstore", "Root", ca),)
    if os == "mac":
        return (_mac("add-trusted-cert", operation.store, ca),)
    if distro == "arch":
        return (("trust", "anchor", "--store", ca),)
    if distro not in _ANCHORS:
        return None
    place, refresh, _ = _ANCHORS[distro]
    return (("cp", ca, place.format(operation.name)), refresh)


def _mac(verb: str, store: str, ca: str) -> Words:
    everyone = ("-d",) if store == "system" else ()
    if verb == "remove-trusted-cert":
        return ("security", verb, *everyone, ca)
    keychain = ("-k", _SYSTEM_KEYCHAIN) if store == "system" else ()
    return ("security", verb, *everyone, "-r", "trustRoot", *keychain, ca)


def trust_remove(
    operation: TrustRemove, os: str, distro: Optional[str]
) -> Optional[tuple[Words, ...]]:
    """Commands that take a CA out again, or None for Windows and unknown distributions."""
    if os == "mac":
        return (_mac("remove-trusted-cert", operation.store, operation.ca_file),)
    if distro == "arch" and os != "win":
        return (("trust", "anchor", "--remove", operation.ca_file),)
    if os == "win" or distro not in _ANCHORS:
        return None
    place, _, refresh = _ANCHORS[distro]
    return (("rm", "-f", place.format(operation.name)), refresh)


def windows_remove_script(operation: TrustRemove) -> str:
    """PowerShell that finds the file's thumbprint and deletes that CA from the store."""
    drive = "CurrentUser" if operation.store == "user" else "LocalMachine"
    file = powershell_literal(operation.ca_file)
    return (
        f"Remove-Item -LiteralPath ('Cert:\\{drive}\\Root\\' + "
        f"(Get-PfxCertificate -LiteralPath {file}).Thumbprint)"
    )


def windows_export_script(name: str, output: str) -> str:
    """PowerShell that writes every root whose subject contains `name` as PEM."""
    return (
        "Get-ChildItem Cert:\\LocalMachine\\Root, Cert:\\CurrentUser\\Root | Where-Object "
        f"{{ $_.Subject.IndexOf({powershell_literal(name)}, "
        "[StringComparison]::OrdinalIgnoreCase) -ge 0 } | ForEach-Object "
        "{ '-----BEGIN CERTIFICATE-----'; "
        "[Convert]::ToBase64String($_.RawData, 'InsertLineBreaks'); "
        f"'-----END CERTIFICATE-----' }} | Set-Content -Encoding ascii -LiteralPath "
        f"{powershell_literal(output)}"
    )


def mac_export(name: str) -> Words:
    """The command that prints matching CAs as PEM."""
    return ("security", "find-certificate", "-a", "-c", name, "-p", _SYSTEM_KEYCHAIN)


def python_export(python: Words, name: str, output: str) -> Words:
    """The command that lets Python write matching CAs from OpenSSL's default file as PEM."""
    return (*python, "-c", _EXPORT_CODE, name, output)
