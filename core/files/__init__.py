"""Files of messages: which are wanted, and where their bytes lie."""
