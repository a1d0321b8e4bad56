"""Storing what was said: in bulk, idempotent, whatever the order in which it arrives."""
