"""Two high-contrast themes beside the built-in ones, and what shows without any colour."""

from __future__ import annotations

from textual.theme import Theme


def _high_contrast(name: str, dark: bool, ink: str, paper: str, **colors: str) -> Theme:
    variables = {
        "text-primary": ink,
        "text-secondary": ink,
        "text-muted": ink,
        "text-disabled": ink,
        "text-accent": colors["accent"],
        "text-success": colors["success"],
        "text-warning": colors["warning"],
        "text-error": colors["error"],
        "footer-background": paper,
        "footer-foreground": ink,
        "footer-key-foreground": colors["accent"],
        "footer-description-foreground": ink,
        "border": ink,
        "border-blurred": colors["dim"],
        "primary-background": colors["bar"],
        "primary-muted": colors["bar"],
        "block-cursor-foreground": paper,
        "block-cursor-background": ink,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": ink,
        "block-cursor-blurred-background": colors["bar"],
        "block-hover-background": colors["bar"],
        "input-cursor-foreground": paper,
        "input-cursor-background": ink,
        "input-selection-foreground": paper,
        "input-selection-background": colors["accent"],
        "screen-selection-foreground": paper,
        "screen-selection-background": colors["accent"],
        "button-foreground": ink,
        "button-color-foreground": paper,
        "button-focus-text-style": "bold reverse",
        "foreground-muted": ink,
        "foreground-disabled": ink,
        "scrollbar": colors["dim"],
        "scrollbar-background": paper,
    }
    return Theme(
        name=name,
        dark=dark,
        foreground=ink,
        background=paper,
        surface=paper,
        panel=colors["bar"],
        primary=colors["accent"],
        secondary=colors["accent"],
        accent=colors["accent"],
        success=colors["success"],
        warning=colors["warning"],
        error=colors["error"],
        boost=paper,
        variables=variables,
    )


HIGH_CONTRAST = (
    _high_contrast(
        "hc-dark",
        True,
        ink="#ffffff",
        paper="#000000",
        accent="#8fe3ff",
        success="#7dff9b",
        warning="#ffe066",
        error="#ffb3b3",
        dim="#b0b0b0",
        bar="#262626",
    ),
    _high_contrast(
        "hc-light",
        False,
        ink="#000000",
        paper="#ffffff",
        accent="#00356b",
        success="#00450f",
        warning="#5a3300",
        error="#7a0000",
        dim="#505050",
        bar="#e8e8e8",
    ),
)

LOOKS = """
Button.-default { background: $panel; }
Button.-active { tint: transparent 0%; }
OptionList, OptionList:focus { border: none; padding: 0 1; }
OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
OptionList:nocolor:blur > .option-list--option-highlighted { text-style: bold; }
Button:nocolor:focus { text-style: reverse; }
ToastRack { margin-bottom: 4; }
Toast { width: 27; max-width: 27; padding: 0 1; }
.-wide Toast { width: 41; max-width: 41; }
"""
"""Toasts stand over the side and above the buttons: a wide character that the edge of a part below
them crosses is not drawn (compositor of Textual 8.2)."""
