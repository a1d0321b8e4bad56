"""People as the owner sees them: found by what they do or by name, and their cards."""
