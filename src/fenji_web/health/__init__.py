"""Whether the web app lives and can do its work, for whoever watches over it."""
