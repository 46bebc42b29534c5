"""From operations to the exact lines that a person pastes into their shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..i18n import translator
from . import bundle_program, os_store, pip_config_files
from .dialects import CommandEnv, Dialect, Lines, dialect
from .operations import (
    PROXY_VARIABLES,
    AppendLine,
    BuildBundle,
    DeleteFile,
    Download,
    EditProxy,
    EnvSet,
    EnvUnset,
    ExportCa,
    Manual,
    Operation,
    Pip,
    PipConfigSet,
    PipConfigUnset,
    Run,
    TrustAdd,
    TrustRemove,
    Venv,
    WriteFile,
    needs_admin,
)
from .placeholders import fill
from .quoting import Unquotable
from .target import Target
from .versions import config_command, environment_scope_flag, get_pip_url, last_pip

# What `pip config` does since pip 10, for older ones: file, section, option, value (none to unset).
_OLD_PIP_CODE = (
    "import os,sys;v=sys.argv[1:];"
    "f=os.path.expanduser(os.path.expandvars(v[0]));"
    "c=__import__('ConfigParser' if sys.version_info<(3,) else 'configparser').RawConfigParser();"
    "c.read(f);"
    "v[1] in c.sections() or c.add_section(v[1]);"
    "c.set(*v[1:]) if len(v)>3 else c.remove_option(*v[1:]);"
    "d=os.path.dirname(f);"
    "os.path.isdir(d) or os.makedirs(d);"
    "h=open(f,'w');c.write(h);h.close()"
)
_SCOPE_FLAGS = {"user": "--user", "system": "--global"}


@dataclass(frozen=True)
class _Context:
    """What every rule needs beside the operation itself."""

    target: Target
    dialect: Dialect
    lang: str
    env: CommandEnv

    @property
    def powershell(self) -> bool:
        return self.dialect.shell.startswith("powershell")

    def say(self, message: str, **values: str) -> Lines:
        return self.dialect.comment(translator(self.lang)(f"rendering.{message}", **values))

    def command(self, words: Lines, admin: bool = False) -> Lines:
        if not admin or self.target.admin or self.target.os == "container":
            return self.dialect.command(words, self.env)
        if self.target.windows:
            lines = self.dialect.command(words, self.env)
            return (*self.say("admin_window"), *lines)
        return self.dialect.command(("sudo", *words), self.env)


def derived_parameters(target: Target) -> dict[str, str]:
    """Placeholder values that follow from the target, beside those it states itself."""
    python = target.python_parsed
    derived = {"last_pip": last_pip(python), "get_pip_url": get_pip_url(python)}
    if python and len(python) > 1:
        derived["python_tag"] = f"{python[0]}{python[1]}"
    bundle = os_store.system_bundle(target.distro)
    if bundle and target.os not in ("win", "mac"):
        derived["os_bundle"] = bundle
    return {**derived, **target.parameters()}


def applicable(
    operations: Iterable[Operation],
    target: Target,
    shell: Optional[str] = None,
    parameters: Optional[Mapping[str, str]] = None,
) -> tuple[Operation, ...]:
    """The operations meant for this target and shell, with their placeholders filled."""
    shell = shell or target.default_shell
    values = {**derived_parameters(target), **(parameters or {})}
    meant = (operation for operation in operations if operation.when.allows(target, shell))
    return tuple(fill(operation, values, target.launcher) for operation in meant)


def render(
    operations: Iterable[Operation],
    target: Target,
    shell: Optional[str] = None,
    parameters: Optional[Mapping[str, str]] = None,
    lang: str = "en",
) -> tuple[str, ...]:
    """The lines to paste, in order; steps that no command can do are comment lines.

    Raises:
        UnknownShell: for a shell that is not known.
    """
    context = _Context(target, dialect(shell or target.default_shell), lang, CommandEnv())
    lines: list[str] = []
    env = CommandEnv()
    for operation in in_own_environment(applicable(operations, target, shell, parameters), target):
        for step in expanded(operation, target):
            joined = _joined(env, step)
            if joined is not None:
                env = joined
                continue
            lines += _lines(step, replace(context, env=env))
            if isinstance(step, (Pip, Run)):
                env = CommandEnv()
    if env:
        last = (Pip(("install", target.package or "<PACKAGE>")),)
        for step in in_own_environment(last, target):
            used = CommandEnv() if isinstance(step, Venv) else env
            lines += _lines(step, replace(context, env=used))
    return tuple(lines)


def in_own_environment(operations: Iterable[Operation], target: Target) -> tuple[Operation, ...]:
    """The operations, where pip installs into a virtual environment if the system owns the Python.

    Source: PEP 668, whose marker makes pip refuse to install outside of one.
    """
    operations = tuple(operations)
    first = next((i for i, step in enumerate(operations) if _installs(step)), None)
    if not target.externally_managed or target.venv or first is None:
        return operations
    place = ".venv\\Scripts\\python" if target.windows else ".venv/bin/python"
    moved = (
        Run((place, "-m", "pip", *step.args)) if isinstance(step, Pip) and _installs(step) else step
        for step in operations[first:]
    )
    made = any(isinstance(step, Venv) for step in operations)
    return (*operations[:first], *(() if made else (Venv(python=target.launcher),)), *moved)


def _installs(operation: Operation) -> bool:
    if not isinstance(operation, Pip):
        return False
    command = next((word for word in operation.args if not word.startswith("-")), "")
    return command in ("install", "uninstall")


def _joined(env: CommandEnv, step: Operation) -> Optional[CommandEnv]:
    """`env` with a command-lifetime change added; None when `step` is no such change."""
    if isinstance(step, EnvSet) and step.lifetime == "command":
        return replace(env, sets=(*env.sets, (step.name, step.value)))
    if isinstance(step, EnvUnset) and step.lifetime == "command":
        return replace(env, unsets=(*env.unsets, *step.names))
    return None


def expanded(operation: Operation, target: Target) -> tuple[Operation, ...]:
    """Proxy edits as the variable changes they consist of; all else as it is.

    Off Windows names are case-sensitive and Python prefers the lower-case ones: both are changed.
    """
    if not isinstance(operation, EditProxy):
        return (operation,)

    def spelled(*names: str) -> tuple[str, ...]:
        return names if target.windows else (*names, *(name.lower() for name in names))

    if operation.action == "unset":
        names = tuple(dict.fromkeys(n.upper() for n in PROXY_VARIABLES))
        return (EnvUnset(spelled(*names), operation.lifetime),)
    if operation.action == "bypass":
        hosts = ",".join(operation.hosts)
        return tuple(EnvSet(name, hosts, operation.lifetime) for name in spelled("NO_PROXY"))
    names = spelled("HTTPS_PROXY", "HTTP_PROXY")
    return tuple(EnvSet(name, operation.url, operation.lifetime) for name in names)


def _lines(operation: Operation, context: _Context) -> Lines:
    try:
        return _RULES[type(operation)](operation, context)
    except Unquotable as error:
        if isinstance(operation, EnvSet):
            return context.say("by_hand_env", name=operation.name, reason=error.reason)
        return context.say("by_hand_step", reason=error.reason, step=operation.op)


def _env_set(operation: EnvSet, context: _Context) -> Lines:
    shell = context.dialect
    if operation.lifetime == "user":
        return shell.set_user_env(operation.name, operation.value, context.target.windows)
    return shell.set_env(operation.name, operation.value)


def _env_unset(operation: EnvUnset, context: _Context) -> Lines:
    if operation.lifetime == "user":
        return context.dialect.unset_user_env(operation.names, context.target.windows)
    return context.dialect.unset_env(operation.names)


def _pip(operation: Pip, context: _Context) -> Lines:
    env = replace(context.env, sets=(*context.env.sets, *operation.env))
    words = (*context.target.launcher, "-m", "pip", *operation.args)
    return replace(context, env=env).command(words)


def _pip_config_set(operation: PipConfigSet, context: _Context) -> Lines:
    change = ("set", operation.key, operation.value)
    return _pip_config(operation, change, context)


def _pip_config_unset(operation: PipConfigUnset, context: _Context) -> Lines:
    lines = _pip_config(operation, ("unset", operation.key), context)
    if not operation.missing_ok or not _has_config_command(context.target):
        return lines
    return (*lines[:-1], context.dialect.allowed_to_fail(lines[-1]))


def _has_config_command(target: Target) -> bool:
    return config_command(target.pip_parsed, target.python_parsed)


def _pip_config(
    operation: PipConfigSet | PipConfigUnset, change: tuple[str, ...], context: _Context
) -> Lines:
    target = context.target
    admin = operation.scope == "system"
    if _has_config_command(target):
        site = environment_scope_flag(target.pip_parsed, target.python_parsed)
        flag = _SCOPE_FLAGS.get(operation.scope, site)
        return context.command((*target.launcher, "-m", "pip", "config", flag, *change), admin)
    path = pip_config_files.described(target, operation.scope)
    words = (*target.launcher, "-c", _OLD_PIP_CODE, path, *operation.key.split(".", 1), *change[2:])
    return context.command(words, admin)


def _write_file(operation: WriteFile, context: _Context) -> Lines:
    text = operation.content[:-1] if operation.content.endswith("\n") else operation.content
    return context.dialect.write_file(operation.path, text, operation.mode)


def _append_line(operation: AppendLine, context: _Context) -> Lines:
    target = context.target
    sudo = operation.admin and not (target.admin or target.os == "container")
    lines = context.dialect.append_line(operation.path, operation.line, sudo and not target.windows)
    return (*context.say("admin_window"), *lines) if sudo and target.windows else lines


def _build_bundle(operation: BuildBundle, context: _Context) -> Lines:
    words = (
        *context.target.launcher,
        "-c",
        bundle_program.program(operation.ca_files, operation.convert),
        operation.output,
        *operation.ca_files,
    )
    return context.command(words)


def _script(script: str, context: _Context, admin: bool = False) -> Lines:
    """A PowerShell line, started from cmd where that is the shell."""
    if not context.powershell:
        return context.command(("powershell", "-NoProfile", "-Command", script), admin)
    lines = (script,)
    return (*context.say("admin_window"), *lines) if admin else lines


def _export_ca(operation: ExportCa, context: _Context) -> Lines:
    target, shell = context.target, context.dialect
    if target.windows:
        script = os_store.windows_export_script(operation.name, operation.output)
        return _script(script, context)
    if target.os == "mac":
        printed = shell.simple(os_store.mac_export(operation.name))
        return (f"{printed} > {shell.word(operation.output)}",)
    words = os_store.python_export(target.launcher, operation.name, operation.output)
    return context.command(words)


def _trust(operation: TrustAdd | TrustRemove, context: _Context) -> Lines:
    target = context.target
    admin = needs_admin(operation, target)
    if isinstance(operation, TrustAdd):
        commands = os_store.trust_add(operation, target.os, target.distro)
    elif target.windows:
        script = os_store.windows_remove_script(operation)
        return _script(script, context, admin and not target.admin)
    else:
        commands = os_store.trust_remove(operation, target.os, target.distro)
    if commands is None:
        return context.say("trust_unknown_distro", ca_file=operation.ca_file)
    return tuple(line for words in commands for line in context.command(words, admin))


def _download(operation: Download, context: _Context) -> Lines:
    if context.powershell:
        url, to = (context.dialect.word(text) for text in (operation.url, operation.to))
        return (f"Invoke-WebRequest -UseBasicParsing -Uri {url} -OutFile {to}",)
    return context.command(("curl", "-fL", "-o", operation.to, operation.url))


def _venv(operation: Venv, context: _Context) -> Lines:
    return context.command((*operation.python, "-m", "venv", operation.path))


_RULES: dict[type[Any], Callable[[Any, _Context], Lines]] = {
    PipConfigSet: _pip_config_set,
    PipConfigUnset: _pip_config_unset,
    EnvSet: _env_set,
    EnvUnset: _env_unset,
    Pip: _pip,
    Run: lambda operation, context: context.command(operation.argv, operation.admin),
    WriteFile: _write_file,
    AppendLine: _append_line,
    DeleteFile: lambda operation, context: context.dialect.delete_file(operation.path),
    BuildBundle: _build_bundle,
    ExportCa: _export_ca,
    TrustAdd: _trust,
    TrustRemove: _trust,
    Download: _download,
    Venv: _venv,
    Manual: lambda operation, context: context.dialect.comment(operation.text.text(context.lang)),
}
