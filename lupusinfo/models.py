"""No tables of its own: with this module Django tells the room that migrations have run."""
