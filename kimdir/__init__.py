"""The command line: the only place that may import every part."""
