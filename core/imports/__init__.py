"""Telegram Desktop's JSON exports into the intake."""
