"""Files of messages: which are wanted, where their bytes lie, and what they are called."""
