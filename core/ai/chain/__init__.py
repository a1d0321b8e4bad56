"""The chain of models: who is asked, in which order, how often, and at what price."""
