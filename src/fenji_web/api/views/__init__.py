"""What is asked and done, one file a subject."""
