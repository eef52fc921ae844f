"""The HTTP door of the gateway: submit, check and follow messages, and the Schema Registry that stock clients read.

It decides nothing. What is submitted is checked by the relay's own inspection, written to the sender's outbox, and
from there on goes the way of every message. There is no authentication yet, so the door answers on loopback only.
"""
