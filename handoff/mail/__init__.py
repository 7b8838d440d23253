"""Mail to users: what the accounts ask for, written here and sent through the outbox."""
