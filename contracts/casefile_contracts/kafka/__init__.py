"""Kafka, as the exchange uses it: the only place that knows the client library.

`topics` names and declares the topics, `clients` makes every client with the settings that the guarantees rest on,
`producing` writes and confirms, `reading` reads committed records outside any group, `partitioner` says where a case
lives.
"""
