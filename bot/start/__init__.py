"""The first screens, and answers to what is not understood."""
