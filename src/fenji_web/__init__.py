"""fenji on the web: customers graded, explained and worked with in a browser."""
