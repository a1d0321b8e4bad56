"""Every call of a model, reserved before and settled after, and the limits that it keeps."""
