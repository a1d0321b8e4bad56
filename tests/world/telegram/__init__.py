"""A simulated Telegram behind Telethon's sender: no sockets and no cryptography, but strict TL."""
