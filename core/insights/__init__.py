"""Insights of messages: which are to be made, in which stretches, and who makes them."""
