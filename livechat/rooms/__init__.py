"""Hotel rooms over REST (contract document 5): guests write, the staff answers."""
