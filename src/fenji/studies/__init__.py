"""What a standard does to groups of people, told with its numbers."""
