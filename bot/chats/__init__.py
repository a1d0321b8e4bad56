"""What is collected, how complete it is, and the switches for it."""
