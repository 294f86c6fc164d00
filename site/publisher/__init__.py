"""How the register is shown: the only code that imports Pelican."""

from publisher.build import build
from publisher.failures import BuildFailed
from publisher.output import BuildResult

__all__ = ["BuildFailed", "BuildResult", "build"]
