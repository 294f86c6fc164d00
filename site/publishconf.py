"""What a live site is built with: there is one way of building, so the same as pelicanconf."""

from pelicanconf import *  # noqa: F403 - Pelican's way of deriving one settings file from another
