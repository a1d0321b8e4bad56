"""Vectors of what people said, to search by meaning one day."""
