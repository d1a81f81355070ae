"""HTTP: decode, authorise, call one service, encode."""
