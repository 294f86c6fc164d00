"""The 12345 and Open311 app."""
