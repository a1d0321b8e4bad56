"""What the owner chose, counting at once and over restarts."""
