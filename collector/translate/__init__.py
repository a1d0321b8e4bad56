"""Telegram's own objects into the values of the intake; nothing here asks or stores anything."""
