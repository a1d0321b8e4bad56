"""Reads professions without a key, a network or a download: patterns and the taxonomy's words."""
