"""Bios and photos of people: read from Telegram only when the owner wishes to see them."""
