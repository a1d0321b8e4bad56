"""Who does what: readings, the owner's corrections, and what counts."""
