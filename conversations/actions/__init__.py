"""What can be done with conversations: the only writers, the only emitters."""
