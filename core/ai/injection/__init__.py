"""Chat text that gives orders to a model, and the fence that keeps it data."""
