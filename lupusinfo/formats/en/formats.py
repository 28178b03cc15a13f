"""English: 22 November 2026, 14:05. What is not said here is as Django has it."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y H:i"
