"""Readings as they are stored, whoever made them."""
