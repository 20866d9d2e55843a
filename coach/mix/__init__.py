"""A timeline and its takes become blocks of samples; tones are made here."""
