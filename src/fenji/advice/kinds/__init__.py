"""The kinds of finding, one file each: a new file is a new kind."""
