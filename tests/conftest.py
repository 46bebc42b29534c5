"""Settings for all tests: property tests draw the same examples everywhere unless told otherwise.

`HYPOTHESIS_PROFILE=search` draws new ones, and more of them.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
