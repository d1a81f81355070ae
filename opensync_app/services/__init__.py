"""Use cases; what the product does, in the order it does it."""
