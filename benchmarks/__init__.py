"""How fast and how large: fenji beside what people write by hand, every run in a process of its own."""
