"""The face for staff: log in, see what is due first, deal with it.

Everything is denied to who is not logged in, but the login page and the theme's files.
"""

from intake.desk.app import create_app

__all__ = ["create_app"]
