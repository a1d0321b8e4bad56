"""What Kimdir knows and does; it never sees Telegram."""
