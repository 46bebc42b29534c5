"""The package's own files, whether it lies in a folder or runs from inside the single file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable


def packaged() -> Traversable:
    """Return the folder of the package.

    ``importlib.resources`` brings ``zipfile`` along, which only the single file needs.
    """
    folder = Path(__file__).parent
    if folder.is_dir():
        return folder
    from importlib.resources import files

    return files("pipmedic")
