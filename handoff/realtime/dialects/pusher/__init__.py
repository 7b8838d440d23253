"""The words of Pusher's clients (docs/pusher.md)."""
