"""Published course versions, and the packages that they are made from."""
