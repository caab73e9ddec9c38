"""The demonstration academy: invented people, made through the same operations as the web."""
