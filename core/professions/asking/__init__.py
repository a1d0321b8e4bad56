"""Asking models about people: whom, with which of their words, and what to keep of the answer."""
