"""Benchmarks share the peer they measure against; importlib mode finds no neighbours by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
