"""A plain page on which a visitor chats, for companies without a chat window of their own."""
