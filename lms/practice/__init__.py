"""Practicals: what a trainer observed, and the sign-off that follows from it."""
