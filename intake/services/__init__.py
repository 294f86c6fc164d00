"""What the system does: one function a thing, each one transaction."""
