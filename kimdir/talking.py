"""`kimdir chat` and `kimdir bot`: the owner's window, in the terminal or in Telegram."""
