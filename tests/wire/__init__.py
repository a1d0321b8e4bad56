"""The collector against a Telegram on a socket, whose folder is in KIMDIR_WIRE."""
