"""Finds out why pip cannot reach its index over TLS, and how to mend it."""

__version__ = "0.1.0"
