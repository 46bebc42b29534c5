"""The configuration file and where things live on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Optional

from platformdirs import user_config_path, user_data_path

from .. import toml
from ..i18n.said import Said, said

APP = "pipmedic"
CONFIG_VARIABLE = "PIPMEDIC_CONFIG"
DATA_VARIABLE = "PIPMEDIC_DATA"


_KINDS: dict[str, type] = {"bool": bool, "tuple[str, ...]": tuple}


@dataclass(frozen=True)
class Settings:
    """What a person may set once and for all in ``config.toml``.

    Attributes:
        language: ``en`` or ``zh``; absent means the locale decides.
        audience: ``beginner`` or ``staff``.
        theme: name of a theme of the wizard.
        plain: always use linear mode.
        ascii: never draw with anything but ASCII.
        offline: never touch the network.
        both_languages: show the other language beside the chosen one.
        packs: folders or zips with an organisation's own knowledge.
        problem: what is wrong with the file; then everything else is the default.
    """

    language: Optional[str] = None
    audience: str = "beginner"
    theme: str = ""
    plain: bool = False
    ascii: bool = False
    offline: bool = False
    both_languages: bool = False
    packs: tuple[str, ...] = ()
    problem: Optional[Said] = None


def config_file() -> Path:
    """Return the path of the configuration file, whether it exists or not."""
    override = os.environ.get(CONFIG_VARIABLE)
    return Path(override) if override else user_config_path(APP) / "config.toml"


def data_folder() -> Path:
    """Return the folder for cases, outcomes and the undo journal."""
    override = os.environ.get(DATA_VARIABLE)
    return Path(override) if override else user_data_path(APP)


def cases_folder() -> Path:
    """Return the folder of the saved cases."""
    return data_folder() / "cases"


def outcomes_file() -> Path:
    """Return the file that counts what worked here, whether it exists or not."""
    return data_folder() / "outcomes.jsonl"


def load_settings() -> Settings:
    """Read the configuration file; a missing one means defaults, a bad one is said."""
    path = config_file()
    try:
        data = toml.parse(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        return Settings(problem=said("error.settings_file", file=path, detail=error))
    return _settings(path, data)


def _settings(path: Path, data: dict[str, Any]) -> Settings:
    kinds = {item.name: _KINDS.get(str(item.type), str) for item in fields(Settings)}
    kinds.pop("problem")
    packs = data.get("packs", [])
    if isinstance(packs, list) and all(isinstance(name, str) for name in packs):
        data = {**data, "packs": tuple(packs)}
    for key, value in data.items():
        if key not in kinds:
            return Settings(problem=said("error.settings_key", file=path, key=key))
        if not isinstance(value, kinds[key]):
            kind = kinds[key].__name__
            return Settings(problem=said("error.settings_type", file=path, key=key, kind=kind))
    return Settings(**data)
