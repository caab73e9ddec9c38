"""Commands for operators that belong to no room: data and keys."""
