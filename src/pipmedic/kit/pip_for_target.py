"""Run this interpreter's pip with the environment markers of another machine.

    python pip_for_target.py '{"python_version": "3.8", ...}' download ...

pip's `--platform` and `--python-version` choose wheels, but requirements such as
`typing-extensions; python_version < "3.9"` are still decided for the interpreter that runs pip
(pip documentation, `pip download`), so a download for another machine can lack what it needs.
"""

import json
import runpy
import sys

from pip._vendor.packaging import markers


def main() -> None:
    """Replace the markers' values, then be pip."""
    target = json.loads(sys.argv.pop(1))
    here = markers.default_environment()
    markers.default_environment = lambda: {**here, **target}
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
