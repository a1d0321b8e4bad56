"""The owner's window inside Telegram: the only place that imports aiogram."""
