"""Looking back: who answered when, and whether anybody changed the records of it."""
