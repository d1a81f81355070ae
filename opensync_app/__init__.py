"""OpenSync keeps, searches, explains and reuses the sessions people have with AI coding tools."""

__version__ = "0.1.0"
