"""The trainer's pages: cohorts, who needs help, records, practicals, reading a course."""
