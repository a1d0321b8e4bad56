"""What a model or the offline reader does for Kimdir, with no database in sight."""
