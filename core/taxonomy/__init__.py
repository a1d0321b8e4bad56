"""Professions and sectors as data, and matching words to them."""
