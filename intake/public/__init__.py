"""The face for citizens: report, get a receipt, come back with it.

It works without a script, stores nothing in the browser but one random cookie for the form, and
never puts a receipt into an address.
"""

from intake.public.app import create_app

__all__ = ["create_app"]
