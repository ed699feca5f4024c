"""The program `fenji`: one file a command; it asks the workspace and shows the answer."""
