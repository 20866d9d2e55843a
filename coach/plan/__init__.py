"""What will be said and done, in order, before any sound is measured."""
