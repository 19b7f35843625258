"""The two lists of 2,048 words in which a code is read out, and how its characters are spelled."""
