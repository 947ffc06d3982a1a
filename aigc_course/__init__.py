"""What serves the course and not the models: the exercises' checks, grading, and the doctor."""
