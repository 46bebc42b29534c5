"""The few sentences that rendering itself says to people, in each language."""

from __future__ import annotations

from .operations import Words


def _words(en: str, zh: str) -> Words:
    return Words((("en", en), ("zh", zh)))


ADMIN_WINDOW = _words(
    "In a window opened with “Run as administrator”:",
    "请在“以管理员身份运行”打开的窗口中执行：",
)
BY_HAND_ENV = _words(
    "This shell cannot take the value of {name} on a command line ({reason}). "
    "Set the variable {name} by hand.",
    "这个 shell 的命令行无法写出 {name} 的值（{reason}）。请手动设置变量 {name}。",
)
BY_HAND_STEP = _words(
    "This step cannot be written as a command for this shell ({reason}). Do it by hand: {step}",
    "这一步无法写成该 shell 的命令（{reason}）。请手动完成：{step}",
)
OLD_PIP_SET = _words(
    "This pip is older than 10 and has no “pip config”. In the file {path}, under the line "
    "[{section}], write the line: {option} = {value}",
    "此 pip 版本低于 10，没有 “pip config” 命令。请在文件 {path} 的 [{section}] "
    "一行下面写入：{option} = {value}",
)
OLD_PIP_UNSET = _words(
    "This pip is older than 10 and has no “pip config”. In the file {path}, under the line "
    "[{section}], delete the line that starts with: {option}",
    "此 pip 版本低于 10，没有 “pip config” 命令。请在文件 {path} 的 [{section}] "
    "一节中删除以 {option} 开头的那一行",
)
TRUST_UNKNOWN_DISTRO = _words(
    "This distribution is not known here. Its own page on “adding a CA certificate to the system "
    "store” says where {ca_file} goes and which command refreshes the store.",
    "无法识别该发行版。请查阅其“向系统信任库添加 CA 证书”的文档：{ca_file} 应放在哪里、"
    "用哪条命令刷新信任库。",
)
