"""What sampled firms do for a living: their equipment, limits and products, from `trades.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("trades.toml")


class Trade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One trade and the figures by which its firms fall short."""

    name: str
    industry: str
    equipment: str
    unit: str
    """Of the yearly capacity."""
    capacity: tuple[int, int]
    """The smallest and the largest, per set of equipment."""
    intensity: tuple[str, str, float]
    """Energy indicator, its unit and its limit."""
    pollutant: tuple[str, str, float]
    """Pollutant, unit and limit."""
    product: tuple[str, str, str, float]
    """Product, the property that fails, its unit and limit."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    trade: tuple[Trade, ...]


@cache
def trades() -> tuple[Trade, ...]:
    """Return every trade."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=_File).trade
