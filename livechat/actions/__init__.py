"""What is done at the website chat. The only writers and emitters of it."""
