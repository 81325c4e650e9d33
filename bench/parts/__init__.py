"""The parts of the page. Each has TITLE, VARIANTS or the like, and run(bench),
which measures, and prints its table."""
