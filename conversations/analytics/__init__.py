"""How much was said, by whom, and how long customers waited for a person."""
