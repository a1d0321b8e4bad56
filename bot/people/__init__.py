"""Finding people, their cards, and the owner's word about what they do."""
