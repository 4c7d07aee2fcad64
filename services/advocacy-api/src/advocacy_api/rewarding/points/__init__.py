"""Points: one append-only ledger and its balances."""
