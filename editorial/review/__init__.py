"""How somebody else reads a text before readers do: at the desk, or by an e-mailed link."""
