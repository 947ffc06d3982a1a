"""Architectures and nothing else: no loss, no sampling, no data."""
