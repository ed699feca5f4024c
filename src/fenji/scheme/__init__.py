"""The grading standard as people write it: its model, its reading, its checks and its words."""
