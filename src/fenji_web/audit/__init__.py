"""Who saw, changed, exported and approved what, sealed line by line."""
