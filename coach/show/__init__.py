"""A session as people read it, and as data for programs, from its timeline alone."""

from coach.show.data import as_data
from coach.show.text import describe

__all__ = ["as_data", "describe"]
