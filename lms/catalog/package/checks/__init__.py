"""What a package must hold beyond the shapes of its files."""
