"""Derived and rebuildable: deleting it loses nothing."""
