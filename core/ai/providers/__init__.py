"""Doors to models: one request over the API of each provider, and how it came out."""
