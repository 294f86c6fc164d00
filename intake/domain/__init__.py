"""Case, moves, clocks, roles: pure rules."""
