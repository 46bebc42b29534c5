"""The case: what every face drives."""
