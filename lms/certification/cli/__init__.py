"""The commands `flask certificates` and `flask register`."""
