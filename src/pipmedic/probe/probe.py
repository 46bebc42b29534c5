# -*- coding: utf-8 -*-
"""pipmedic's probe: looks at one Python, its pip and its way to the index.

One file, standard library only, Python 2.7 and newer. Read-only. It measures and judges nothing;
its JSON document is interpreted elsewhere. Every check has a time limit, a crash stays its own,
and secrets never leave this file.

    python probe.py [--stream] [--offline] [--hosts] [--index-url URL] [--only ID,ID]
"""
from __future__ import print_function

import binascii
import json
import os
import platform
import re
import socket
import sys
import threading
import time

SCHEMA = 1
VERSION = "1.0"
LIMIT = 5.0
WHOLE = 20.0
BUILT = 1763683200
CA_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                "SSL_CERT_DIR", "PIP_CLIENT_CERT")
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY",
                   "all_proxy", "NO_PROXY", "no_proxy", "PIP_PROXY")
CONFIG_KEYS = ("index-url", "extra-index-url", "find-links", "cert", "client-cert", "proxy",
               "trusted-host", "no-index", "use-feature", "use-deprecated", "timeout", "retries")
STORES = ("/etc/ssl/cert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
          "/etc/pki/tls/cert.pem", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem")
_USERINFO = re.compile(r"(://)[^\s/@'\"]+@")
_BARE_USERINFO = re.compile(r"^[^\s/@]+:[^\s/@]+@")


def redact(text):
    """Return text without the user information of URLs."""
    return _BARE_USERINFO.sub("***@", _USERINFO.sub(r"\1***@", text))


def read_bytes(path, most=4000000):
    """Return the first bytes of a file."""
    with open(path, "rb") as handle:
        return handle.read(most)


# -- the machine --------------------------------------------------------------------------------


def check_environment(_):
    """Operating system, interpreter, virtual environment, container, shell."""
    prefix = getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix))
    kernel = ""
    if os.path.exists("/proc/version"):
        kernel = read_bytes("/proc/version", 400).decode("utf-8", "replace")
    release = {}
    if os.path.exists("/etc/os-release"):
        for line in read_bytes("/etc/os-release", 8000).decode("utf-8", "replace").splitlines():
            key, _, value = line.partition("=")
            release[key] = value.strip("\"'")
    stdlib = os.path.dirname(os.__file__)
    return {
        "system": platform.system(), "release": platform.release(),
        "distro": " ".join((release.get("ID", ""), release.get("ID_LIKE", ""))).strip(),
        "wsl": "microsoft" in kernel.lower(),
        "container": os.path.exists("/.dockerenv") or bool(os.environ.get("container")),
        "ci": bool(os.environ.get("CI")), "python": platform.python_version(),
        "executable": sys.executable, "prefix": sys.prefix, "base_prefix": prefix,
        "venv": sys.prefix != prefix or hasattr(sys, "real_prefix"),
        "conda": os.path.isdir(os.path.join(prefix, "conda-meta")),
        "conda_prefix": os.environ.get("CONDA_PREFIX", ""),
        "pyenv": ".pyenv" in prefix,
        "externally_managed": os.path.exists(os.path.join(stdlib, "EXTERNALLY-MANAGED")),
        "admin": hasattr(os, "geteuid") and os.geteuid() == 0,
        "shell": os.path.basename(os.environ.get("SHELL", "")), "home": os.path.expanduser("~"),
    }


def pip_folder():
    """Return the folder of this interpreter's pip without importing it, or None."""
    for entry in sys.path:
        folder = os.path.join(entry or ".", "pip")
        if os.path.exists(os.path.join(folder, "__init__.py")):
            return os.path.abspath(folder)
    return None


def pip_version(folder):
    """Return the version that pip's own source states."""
    source = read_bytes(os.path.join(folder, "__init__.py"), 20000).decode("utf-8", "replace")
    found = re.search(r"__version__\s*=\s*['\"]([^'\"]+)", source)
    return found.group(1) if found else ""


def check_pip(_):
    """Version and place of pip, and whether it trusts the distribution's bundle."""
    folder = pip_folder()
    if folder is None:
        return {"found": False}
    certs = os.path.join(folder, "_vendor", "certifi", "core.py")
    source = read_bytes(certs, 20000).decode("utf-8", "replace") if os.path.exists(certs) else ""
    bundle = os.path.join(folder, "_vendor", "certifi", "cacert.pem")
    return {
        "found": True, "version": pip_version(folder), "path": folder,
        "patched": "/etc/ssl/certs/ca-certificates.crt" in source,
        "vendored": os.path.isdir(os.path.join(folder, "_vendor", "certifi")),
        "bundle": bundle,
        "bundle_bytes": os.path.getsize(bundle) if os.path.exists(bundle) else 0,
    }


def check_ssl(_):
    """The ssl module and its OpenSSL."""
    try:
        import ssl
    except ImportError as error:
        return {"imported": False, "error": str(error)}
    return {
        "imported": True, "openssl": ssl.OPENSSL_VERSION, "sni": bool(ssl.HAS_SNI),
        "tls12": bool(getattr(ssl, "HAS_TLSv1_2", hasattr(ssl, "PROTOCOL_TLSv1_2"))),
        "tls13": bool(getattr(ssl, "HAS_TLSv1_3", False)),
    }


def describe_ca(path):
    """Return what a CA file or folder is."""
    if not os.path.exists(path):
        return {"exists": False, "kind": "missing", "count": 0}
    if os.path.isdir(path):
        hashed = sum(bool(re.match(r"^[0-9a-f]{8}\.\d+$", name)) for name in os.listdir(path))
        return {"exists": True, "kind": "directory", "count": hashed}
    raw = read_bytes(path)
    count = raw.count(b"-----BEGIN CERTIFICATE-----") + raw.count(b"-----BEGIN TRUSTED CERT")
    if count:
        kind = "pem"
    elif not raw.strip():
        kind = "empty"
    elif raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        kind = "utf-16"
    elif b"-----BEGIN PKCS7" in raw:
        kind = "pkcs7"
    elif b"PRIVATE KEY" in raw:
        kind = "private-key"
    elif raw[:1] == b"\x30":
        kind = "der"
    else:
        kind = "html" if raw.lstrip()[:1] == b"<" else "other"
    return {"exists": True, "kind": kind, "count": count, "bytes": len(raw)}


def check_verify_paths(_):
    """Where this OpenSSL looks for roots by default, and what is there."""
    import ssl

    paths = ssl.get_default_verify_paths()
    found = {}
    for name in ("cafile", "capath", "openssl_cafile", "openssl_capath"):
        path = getattr(paths, name)
        found[name] = dict(describe_ca(path), path=path) if path else None
    stores = [dict(describe_ca(path), path=path) for path in STORES if os.path.exists(path)]
    return {"paths": found, "stores": stores}


def check_ca_variables(_):
    """The variables that name CA files, opened and judged."""
    found = {}
    for name in CA_VARIABLES:
        value = os.environ.get(name)
        if value:
            found[name] = dict(describe_ca(value), path=value)
    return found


# -- pip's configuration ------------------------------------------------------------------------


def config_files():
    """Return (origin, path) of pip's configuration files, weakest first."""
    home = os.path.expanduser("~")
    if os.name == "nt":
        shared = os.environ.get("PROGRAMDATA", "C:\\ProgramData")
        roaming = os.environ.get("APPDATA", home)
        files = [("global", os.path.join(shared, "pip", "pip.ini")),
                 ("user", os.path.join(home, "pip", "pip.ini")),
                 ("user", os.path.join(roaming, "pip", "pip.ini")),
                 ("site", os.path.join(sys.prefix, "pip.ini"))]
    else:
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
        files = [("global", os.path.join(folder, "pip", "pip.conf")) for folder in shared]
        files.append(("global", "/etc/pip.conf"))
        files.append(("user", os.path.join(home, ".pip", "pip.conf")))
        mac = os.path.join(home, "Library", "Application Support", "pip")
        user = mac if os.path.isdir(mac) else os.path.join(config, "pip")
        files += [("user", os.path.join(user, "pip.conf")),
                  ("site", os.path.join(sys.prefix, "pip.conf"))]
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    return files + ([("variable", named)] if named else [])


def read_config(path):
    """Return {section.key: value} of one file, or an error text."""
    try:
        import configparser
    except ImportError:
        import ConfigParser as configparser
    parser = configparser.RawConfigParser()
    try:
        parser.read(path)
    except Exception as error:
        return {}, "%s: %s" % (type(error).__name__, error)
    return dict(("%s.%s" % (section, key), value) for section in parser.sections()
                for key, value in parser.items(section)), ""


def configuration():
    """Return (files, effective): every file with its keys, and key -> (value, origin)."""
    files, effective = [], {}
    for origin, path in config_files():
        if not os.path.exists(path):
            continue
        values, problem = read_config(path)
        files.append({"origin": origin, "path": path, "problem": problem,
                      "keys": dict((key, redact(value)) for key, value in values.items())})
        for section in ("global", "install"):
            for key in CONFIG_KEYS:
                if "%s.%s" % (section, key) in values:
                    effective[key] = (values["%s.%s" % (section, key)], path)
    for key in CONFIG_KEYS:
        name = "PIP_" + key.upper().replace("-", "_")
        if os.environ.get(name):
            effective[key] = (os.environ[name], name)
    return files, effective


def check_pip_config(_):
    """pip's configuration by file and origin."""
    files, effective = configuration()
    return {"files": files, "effective": dict(
        (key, {"value": redact(value), "origin": origin})
        for key, (value, origin) in effective.items())}


def proxy_settings(host):
    """Return (URL, origin) of the proxy pip would use for a host, or (None, "")."""
    effective = configuration()[1]
    if "proxy" in effective:
        return effective["proxy"]
    try:
        from urllib.request import getproxies, proxy_bypass
    except ImportError:
        from urllib import getproxies, proxy_bypass
    proxies = getproxies()
    if host and proxy_bypass(host):
        return None, ""
    url = proxies.get("https") or proxies.get("all")
    return (url, "environment or system") if url else (None, "")


def split_proxy(url):
    """Return (scheme, host, port, problem) of a proxy setting."""
    match = re.match(r"^(?:([A-Za-z0-9+.-]+)://)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/@\s]*)(?::(\d+))?/?$",
                     url.strip())
    if url != url.strip().strip("'\"") or match is None or not match.group(2):
        return "", "", 0, "malformed"
    scheme = (match.group(1) or "http").lower()
    default = {"https": 443, "http": 80}.get(scheme, 1080)
    return scheme, match.group(2).strip("[]"), int(match.group(3) or default), ""


def check_proxies(target):
    """Proxy settings and their form."""
    url, origin = proxy_settings(target["host"])
    found = {"variables": dict((name, redact(os.environ[name])) for name in PROXY_VARIABLES
                               if os.environ.get(name)), "effective": None}
    if url:
        scheme, host, port, problem = split_proxy(url)
        found["effective"] = {
            "url": redact(url), "origin": origin, "scheme": scheme, "host": host, "port": port,
            "problem": problem, "loopback": host in ("localhost", "::1") or host[:4] == "127.",
            "credentials": "@" in url}
    return found


def check_openssl_policy(_):
    """Configuration that restricts TLS beyond OpenSSL's defaults."""
    conf = os.environ.get("OPENSSL_CONF", "")
    text = read_bytes(conf, 60000).decode("utf-8", "replace") if os.path.isfile(conf) else ""
    fips = "/proc/sys/crypto/fips_enabled"
    policy = "/etc/crypto-policies/state/current"
    return {
        "conf": conf, "exists": os.path.exists(conf) if conf else None,
        "settings": re.findall(r"^\s*((?:Min|Max)Protocol|CipherString|Groups|Options)\s*=\s*(\S+)",
                               text, re.M),
        "fips": os.path.exists(fips) and read_bytes(fips, 8).strip() == b"1",
        "policy": read_bytes(policy, 80).decode("ascii", "replace").strip()
        if os.path.exists(policy) else ""}


def check_keylog(_):
    """Whether SSLKEYLOGFILE can be written."""
    path = os.environ.get("SSLKEYLOGFILE")
    if not path:
        return {"set": False}
    folder = os.path.dirname(os.path.abspath(path))
    able = os.access(path, os.W_OK) if os.path.exists(path) else os.access(folder, os.W_OK)
    return {"set": True, "path": path, "writable": able}


# -- the network --------------------------------------------------------------------------------


def check_dns(target):
    """What the names of index, files and proxy resolve to."""
    found = {}
    for host in target["hosts"]:
        try:
            rows = socket.getaddrinfo(host, target["port"], 0, socket.SOCK_STREAM)
            found[host] = {"addresses": sorted(set(row[4][0] for row in rows))}
        except (socket.error, UnicodeError) as error:
            found[host] = {"error": str(error), "addresses": []}
    return found


def check_tcp(target):
    """A direct TCP connection to the index."""
    return {target["host"]: attempt(lambda: connect(target["host"], target["port"]).close())}


def attempt(action):
    """Return {"ok": True} or the typed failure of an action."""
    try:
        action()
    except Exception as error:
        return failure(error)
    return {"ok": True}


def failure(error):
    """Return an exception as data."""
    return {"ok": False, "type": type(error).__name__, "message": redact(str(error))[:300],
            "errno": getattr(error, "errno", None), "reason": getattr(error, "reason", None),
            "verify_code": getattr(error, "verify_code", None),
            "verify_message": getattr(error, "verify_message", None)}


def connect(host, port):
    """Return a connected socket with this probe's time limit."""
    return socket.create_connection((host, port), LIMIT - 0.5)


def tunnel(target):
    """Return a socket to the index, through the effective proxy where there is one."""
    url, _ = proxy_settings(target["host"])
    if not url:
        return connect(target["host"], target["port"])
    _, host, port, problem = split_proxy(url)
    if problem:
        raise ValueError("malformed proxy")
    sock = connect(host, port)
    status = ask_proxy(sock, target)
    if " 200" not in status[:16]:
        sock.close()
        raise IOError("Tunnel connection failed: " + status[9:60])
    return sock


def ask_proxy(sock, target):
    """Send CONNECT and return the status line as text."""
    name = "%s:%d" % (target["host"], target["port"])
    sock.sendall(("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (name, name)).encode("ascii"))
    answer = b""
    while b"\r\n\r\n" not in answer and len(answer) < 16384:
        chunk = sock.recv(4096)
        if not chunk:
            break
        answer += chunk
    return answer.split(b"\r\n")[0].decode("latin-1")


def check_proxy_connect(target):
    """What the proxy answers to CONNECT, without credentials."""
    url, _ = proxy_settings(target["host"])
    if not url:
        return {"proxy": False}
    _, host, port, problem = split_proxy(url)
    if problem:
        return {"proxy": True, "connected": False, "problem": problem}
    try:
        sock = connect(host, port)
    except Exception as error:
        return dict(failure(error), proxy=True, connected=False)
    try:
        return {"proxy": True, "connected": True, "status": ask_proxy(sock, target)[:120]}
    except Exception as error:
        return dict(failure(error), proxy=True, connected=True, status="")
    finally:
        sock.close()


def anchors():
    """Return (files, uses_os): what this pip trusts, by its version and settings."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if os.environ.get(name):
            return [os.environ[name]], False
    folder = pip_folder()
    version = tuple(int(n) for n in re.findall(r"\d+", pip_version(folder))[:2]) if folder else ()
    effective = configuration()[1]
    legacy = "legacy-certs" in effective.get("use-deprecated", ("",))[0]
    modern = version >= (24, 2) and sys.version_info >= (3, 10) and not legacy
    modern = modern or "truststore" in effective.get("use-feature", ("",))[0]
    extra = [effective["cert"][0]] if "cert" in effective else []
    if extra and not modern:
        return extra, False
    bundle = os.path.join(folder or "", "_vendor", "certifi", "cacert.pem")
    if folder and check_pip(None)["patched"]:
        bundle = "/etc/ssl/certs/ca-certificates.crt"
    return extra + ([bundle] if os.path.exists(bundle) else []), modern


def client_context(verify=True):
    """Return a context that trusts what this pip trusts."""
    import ssl

    protocol = getattr(ssl, "PROTOCOL_TLS_CLIENT", ssl.PROTOCOL_SSLv23)
    context = ssl.SSLContext(protocol)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    files, uses_os = anchors()
    for path in files:
        if os.path.isdir(path):
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(path)
    if uses_os:
        context.set_default_verify_paths()
    return context


def check_trust(_):
    """Which roots this pip trusts."""
    files, uses_os = anchors()
    return {"files": [dict(describe_ca(path), path=path) for path in files], "os_store": uses_os}


def check_tls_pip(target):
    """The handshake as this pip would do it."""
    def shake():
        context = client_context()
        context.wrap_socket(tunnel(target), server_hostname=target["host"]).close()
    return attempt(shake)


def check_tls_unverified(target):
    """The presented certificates, trusted or not."""
    sock = client_context(False).wrap_socket(tunnel(target), server_hostname=target["host"])
    try:
        chain = [sock.getpeercert(True)]
        inner = getattr(sock, "_sslobj", None)
        if hasattr(sock, "get_unverified_chain"):
            chain = list(sock.get_unverified_chain())
        elif hasattr(inner, "get_unverified_chain"):
            import _ssl

            chain = [cert.public_bytes(_ssl.ENCODING_DER) for cert in inner.get_unverified_chain()]
        return {"version": sock.version() if hasattr(sock, "version") else "",
                "chain": [binascii.b2a_base64(der).decode("ascii").strip() for der in chain[:20]
                          if der and len(der) < 65536]}
    finally:
        sock.close()


def check_plain_http(target):
    """What the TLS port answers to plain HTTP."""
    sock = connect(target["host"], target["port"])
    try:
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return {"first": binascii.hexlify(sock.recv(64)).decode("ascii")}
    except Exception as error:
        return dict(failure(error), first="")
    finally:
        sock.close()


def check_clock(_):
    """The clock, against the date on which this probe was made."""
    return {"now": int(time.time()), "built": BUILT}


LOCAL = (("environment", check_environment), ("pip", check_pip), ("ssl", check_ssl),
         ("verify_paths", check_verify_paths), ("ca_variables", check_ca_variables),
         ("pip_config", check_pip_config), ("proxies", check_proxies), ("trust", check_trust),
         ("openssl_policy", check_openssl_policy), ("keylog", check_keylog),
         ("clock", check_clock))
NETWORK = (("dns", check_dns), ("tcp", check_tcp), ("proxy_connect", check_proxy_connect),
           ("tls_pip", check_tls_pip), ("tls_unverified", check_tls_unverified),
           ("plain_http", check_plain_http))


# -- running ------------------------------------------------------------------------------------


def make_target(index_url):
    """Return the hosts to examine, from the index that pip would use."""
    url = index_url or configuration()[1].get("index-url", ("https://pypi.org/simple", ""))[0]
    match = re.match(r"^\s*(\w+)://(?:[^@/]*@)?(\[[^\]]+\]|[^:/\s]+)(?::(\d+))?", url)
    scheme, host, port = match.groups() if match else ("https", "pypi.org", None)
    host = host.strip("[]")
    hosts = [host] + (["files.pythonhosted.org"] if host == "pypi.org" else [])
    return {"index_url": redact(url), "scheme": scheme, "host": host, "hosts": hosts,
            "port": int(port or (80 if scheme == "http" else 443))}


def run_check(name, action, target, results, report):
    """Run one check and store its record; never raise."""
    record = {"id": name, "limit": LIMIT, "status": "done", "data": {}, "error": None}
    begun = time.time()
    try:
        record["data"] = action(target)
    except Exception as error:
        known = isinstance(error, (EnvironmentError, socket.error, ImportError))
        record["status"] = "failed" if known else "crashed"
        record["error"] = failure(error)
    record["seconds"] = round(time.time() - begun, 3)
    results[name] = record
    report({"event": "finished", "check": record})


def run(options, report):
    """Run the checks concurrently and return the document."""
    target = make_target(options["index_url"])
    results, threads, begun = {}, [], time.time()
    lock = threading.Lock()

    def tell(event):
        with lock:
            report(event)

    checks = [pair for pair in LOCAL + NETWORK if not options["only"] or pair[0] in options["only"]]
    for name, action in checks:
        if options["offline"] and (name, action) in NETWORK:
            results[name] = {"id": name, "limit": LIMIT, "status": "skipped", "seconds": 0.0,
                             "data": {}, "error": None}
            continue
        tell({"event": "started", "check": name, "limit": LIMIT})
        thread = threading.Thread(target=run_check, args=(name, action, target, results, tell))
        thread.daemon = True
        thread.start()
        threads.append((name, thread))
    for name, thread in threads:
        thread.join(max(0.0, min(begun + LIMIT + 0.5, begun + WHOLE) - time.time()))
    for name, thread in threads:
        if name not in results:
            results[name] = {"id": name, "limit": LIMIT, "status": "timeout", "seconds": LIMIT,
                             "data": {}, "error": None}
            tell({"event": "finished", "check": results[name]})
    return {"schema": SCHEMA, "probe": VERSION, "target": target,
            "seconds": round(time.time() - begun, 3),
            "checks": [results[name] for name, _ in checks]}


def parse(arguments):
    """Return the options."""
    options = {"stream": False, "offline": False, "hosts": False, "index_url": "", "only": ()}
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word in ("--stream", "--offline", "--hosts"):
            options[word[2:]] = True
        elif word == "--index-url" and words:
            options["index_url"] = words.pop(0)
        elif word == "--only" and words:
            options["only"] = tuple(words.pop(0).split(","))
    return options


def main(arguments):
    """Run as a program."""
    options = parse(arguments)

    def write(value):
        sys.stdout.write(json.dumps(value, ensure_ascii=True, default=repr) + "\n")
        sys.stdout.flush()

    if options["hosts"]:
        target = make_target(options["index_url"])
        url = proxy_settings(target["host"])[0]
        proxy = [split_proxy(url)[1]] if url else []
        write(target["hosts"] + [host for host in proxy if host])
        return
    document = run(options, write if options["stream"] else lambda event: None)
    write({"event": "done", "document": document} if options["stream"] else document)


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)
