"""The laboratory: real faults on loopback servers, against real pips."""
