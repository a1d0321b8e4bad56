"""Finds in a text what should not leave the owner's machines, in time linear in its length."""
