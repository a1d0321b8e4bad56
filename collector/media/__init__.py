"""Files of messages and photos of people, from Telegram to the media folder."""
