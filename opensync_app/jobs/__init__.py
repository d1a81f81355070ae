"""Work on a clock or on a signal; each job calls one service."""
