"""The face for machines: an index, a health check, and what Open311 clients may read today.

No cookie, no page, no form. Writing (Open311 requests, 12345 work orders) is announced only once
it is there.
"""

from intake.api.app import create_app

__all__ = ["create_app"]
