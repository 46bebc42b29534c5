"""Linear mode: the same case, one plain line after the other.

For screen readers, serial consoles, dumb terminals and pipes. No box, no colour, no animation;
status words come first; everything the wizard can do can be done here, going back included.
"""
