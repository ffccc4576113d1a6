"""A second opinion on the engine: the same questions answered by other code, in plain steps."""
