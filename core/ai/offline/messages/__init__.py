"""What messages are about, by rule."""
