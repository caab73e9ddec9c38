"""Standards in and out: question files of other systems."""
