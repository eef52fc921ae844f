"""A reference CPS desk: an ordinary user of `deliveries()` that answers what the police send, by simple fixed rules.

It stands in for a CPS case system in demonstrations and tests, and shows how one is written: `policy` decides and
knows nothing of Kafka or SQL, `memory` keeps what a later decision needs, `work` puts the two together.
"""
