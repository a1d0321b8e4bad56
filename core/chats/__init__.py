"""The owner's chats: what they are and how to point into them."""
