"""Keys by which programs act for a person, within what that person may do."""
