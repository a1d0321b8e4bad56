"""Does the jobs of the queue: which calls what, when, how often, and what becomes of failures."""
