"""The gateway: the relay that every message goes through, the readers of its ledger, the HTTP door."""
