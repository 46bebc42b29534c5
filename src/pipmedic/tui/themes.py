"""Two high-contrast themes beside the built-in ones."""

from __future__ import annotations

from textual.theme import Theme

_DARK_VARIABLES = {
    "text-success": "#7dff9b",
    "text-warning": "#ffe066",
    "text-error": "#ffb3b3",
    "text-accent": "#8fe3ff",
    "text-muted": "#d0d0d0",
    "text-primary": "#ffffff",
    "footer-key-foreground": "#ffe066",
    "border": "#ffffff",
    "border-blurred": "#b0b0b0",
    "input-cursor-background": "#ffffff",
}
_LIGHT_VARIABLES = {
    "text-success": "#00450f",
    "text-warning": "#5a3300",
    "text-error": "#7a0000",
    "text-accent": "#00356b",
    "text-muted": "#303030",
    "text-primary": "#000000",
    "footer-key-foreground": "#00356b",
    "border": "#000000",
    "border-blurred": "#505050",
    "input-cursor-background": "#000000",
}

HIGH_CONTRAST = (
    Theme(
        name="hc-dark",
        primary="#8fe3ff",
        secondary="#8fe3ff",
        accent="#8fe3ff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#101010",
        success="#7dff9b",
        warning="#ffe066",
        error="#ffb3b3",
        dark=True,
        variables=_DARK_VARIABLES,
    ),
    Theme(
        name="hc-light",
        primary="#00356b",
        secondary="#00356b",
        accent="#00356b",
        foreground="#000000",
        background="#ffffff",
        surface="#ffffff",
        panel="#f4f4f4",
        success="#00450f",
        warning="#5a3300",
        error="#7a0000",
        dark=False,
        variables=_LIGHT_VARIABLES,
    ),
)
