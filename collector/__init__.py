"""Telegram into intake: the only place that may import Telethon."""
