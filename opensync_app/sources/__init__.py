"""Coding tools, one module each."""
