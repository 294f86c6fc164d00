"""How the register is shown: the only code that imports Pelican."""
