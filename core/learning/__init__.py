"""The loop that learns: classifiers made of the owner's corrections, and which of them counts."""
