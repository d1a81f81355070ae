"""The domain: shapes and rules in plain Python and msgspec."""
