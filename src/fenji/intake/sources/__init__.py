"""Sources: databases and web services whose rows become a file, which then goes the way of every file."""
