# -*- coding: utf-8 -*-
"""The first module of pipmedic.pyz: find out where to import from, then start pipmedic.

It unpacks once into a folder of the user's cache named by the content, and otherwise imports from
the zip itself. It must parse on every Python, so that an old one is told what to do instead.

PIPMEDIC_CACHE names another cache folder; when it is set and empty, nothing is ever unpacked.
"""

from __future__ import print_function

import os
import sys

OLDEST = (3, 9)
DAMAGED = 4
MANIFEST = "MANIFEST"
COLLECTOR = "pipmedic/probe/probe.py"


def main():
    """Start pipmedic, or the collector on a Python that is too old for pipmedic."""
    if sys.version_info[:2] < OLDEST:
        run_on_old_python(sys.argv[1:])
        return
    folder = unpacked(__loader__)
    sys.path[0] = folder or os.path.abspath(sys.path[0])
    if folder:
        # The folder is pipmedic's own, and without byte code every start would compile it anew.
        sys.dont_write_bytecode = False
    from pipmedic.cli.main import entry

    entry()


def run_on_old_python(arguments):
    """Run the collector for `collect`; explain for everything else."""
    if arguments[:1] == ["collect"]:
        del sys.argv[1]
        source = __loader__.get_data(COLLECTOR)
        exec(compile(source, COLLECTOR, "exec"), {"__name__": "__main__"})
        return
    words = (sys.version.split()[0], "%d.%d" % OLDEST, os.path.basename(sys.argv[0]))
    sys.stderr.write(
        "pipmedic: error: this is Python %s; pipmedic needs %s or newer.\n"
        "On this Python only the collector runs: python %s collect > facts.json\n"
        "Then, on another machine: pipmedic diagnose --collected facts.json\n" % words
    )
    sys.exit(2)


def unpacked(loader):
    """Return the folder that holds this content, unpacking it if need be; None for the zip."""
    manifest = loader.get_data(MANIFEST)
    base = cache_folder()
    if not base:
        return None
    import hashlib

    folder = os.path.join(base, hashlib.sha256(manifest).hexdigest()[:32])
    files = [line.split(" ", 2) for line in manifest.decode("utf-8").splitlines()]
    try:
        if ours(base) and complete(folder, files):
            return folder
        make_folder(base)
        unpack(loader, files, base, folder)
        return folder if complete(folder, files) else None
    except OSError:
        return None


def cache_folder():
    """Return pipmedic's folder in the user's cache; empty when there is none."""
    chosen = os.environ.get("PIPMEDIC_CACHE")
    if chosen is not None:
        return os.path.abspath(chosen) if chosen else ""
    if os.name == "nt":
        home = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "pipmedic", "pyz") if os.path.isabs(home) else ""


def make_folder(base):
    """Make `base`, readable by its owner only, inside a folder that is the user's own.

    Raises:
        OSError: it cannot be made, or others could put code into it.
    """
    above = base
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    if hasattr(os, "geteuid") and above != base and os.stat(above).st_uid != os.geteuid():
        raise OSError("the folder above belongs to somebody else")
    os.makedirs(base, mode=0o700, exist_ok=True)
    if not ours(base):
        raise OSError("others can write to it")


def ours(folder):
    """Tell whether `folder` is a real folder of this user that nobody else can write to."""
    try:
        seen = os.lstat(folder)
    except OSError:
        return False
    kind = seen.st_mode & 0o170000
    if not hasattr(os, "geteuid"):
        return kind == 0o040000
    return kind == 0o040000 and seen.st_uid == os.geteuid() and not seen.st_mode & 0o022


def complete(folder, files):
    """Tell whether every file is there in its full size."""
    if not ours(folder):
        return False
    try:
        return all(
            os.stat(os.path.join(folder, name)).st_size == int(size) for _, size, name in files
        )
    except OSError:
        return False


def unpack(loader, files, base, folder):
    """Unpack beside `folder`, then rename: others see all of it or nothing.

    When another process was quicker, its folder has the same content and stays.

    Raises:
        OSError: the disk does not take it.
    """
    import shutil
    import tempfile

    scratch = tempfile.mkdtemp(prefix=".new-", dir=base)
    try:
        fresh = os.path.join(scratch, "fresh")
        os.mkdir(fresh, 0o700)
        for digest, _, name in files:
            write(os.path.join(fresh, name), verified(loader.get_data(name), digest, name))
        try:
            os.rename(fresh, folder)
        except OSError:
            if not complete(folder, files):
                os.rename(folder, os.path.join(scratch, "broken"))
                os.rename(fresh, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def verified(data, digest, name):
    """Return `data`; a wrong digest ends the program."""
    import hashlib

    if hashlib.sha256(data).hexdigest() != digest:
        sys.stderr.write(
            "pipmedic: error: this file is damaged (at %s); fetch it again\n"
            "pipmedic：文件已损坏（%s），请重新获取\n" % (name, name)
        )
        sys.exit(DAMAGED)
    return data


def write(path, data):
    """Write a new file, for its owner only."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
