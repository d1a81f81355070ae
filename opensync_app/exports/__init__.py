"""Export formats, one module each; pure of where sessions come from and where text goes."""
