"""Quizzes, course tests and scenarios: the bank, attempts, marking."""
