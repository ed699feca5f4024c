"""Somebody erased from everything that is kept: asked for, shown, confirmed by a second person, certified."""
