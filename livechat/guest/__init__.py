"""The page on which a hotel's guest writes from the room."""
