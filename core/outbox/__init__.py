"""What the bot is to tell the owner without being asked."""
