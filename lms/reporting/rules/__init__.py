"""The arithmetic of reports: where each person stands, what adds up, which rows are shown."""
