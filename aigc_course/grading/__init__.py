"""Grades the submissions of an exercise; `python -m aigc_keras grade` is its command."""
