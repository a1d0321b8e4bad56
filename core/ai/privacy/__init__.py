"""What a model need not know, and what is kept of nobody."""
