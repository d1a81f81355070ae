"""Benchmarks: one program per figure that the README quotes."""
