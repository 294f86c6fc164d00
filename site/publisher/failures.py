"""What stops a build that is not a problem in the register's own files."""

from __future__ import annotations


class BuildFailed(Exception):
    """The build stopped and the old site stays up; the message says what, where and how to mend."""
