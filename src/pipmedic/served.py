"""Whether a browser is the terminal: then this machine is not the person's."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Optional

VARIABLE = "PIPMEDIC_SERVED"


def served(environment: Optional[Mapping[str, str]] = None) -> bool:
    """Tell whether this process is a session of `pipmedic serve`."""
    return VARIABLE in (os.environ if environment is None else environment)


def end_with_server() -> None:
    """End this process when the server that started it is gone, however that came to pass."""

    def watch() -> None:
        while os.getppid() == server:
            time.sleep(1)
        os._exit(1)

    server = os.getppid()
    if served() and sys.platform != "win32":
        threading.Thread(target=watch, daemon=True).start()
