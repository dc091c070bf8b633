"""What the county's staff does in its own chats; nobody else is shown that it can be done."""
