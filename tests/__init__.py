"""The tests, a package so that they find each other's data and helpers as `tests.<folder>.<module>`."""
