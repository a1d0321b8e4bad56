"""The owner's accounts: whether they live, and what their collector says of itself."""
