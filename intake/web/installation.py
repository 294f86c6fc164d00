"""The installation that a web process serves: its app keeps it, its views ask for it."""

from __future__ import annotations

from flask import Flask, current_app

from intake.services.system import System

_KEPT = "system"


def serve_for(app: Flask, system: System) -> None:
    """Make an app answer for an installation."""
    app.extensions[_KEPT] = system


def the_system() -> System:
    """Return the installation that the app in use answers for."""
    system: System = current_app.extensions[_KEPT]
    return system
