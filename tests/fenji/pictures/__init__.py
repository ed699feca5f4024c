"""Tests of pictures: layout, words, files, and what people write for them."""
