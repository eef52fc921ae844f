"""What programs tell about themselves: events as JSON lines, and metrics for Prometheus; never anything of a case.

configure_logging("gateway")
endpoint = serve_metrics(9464, contract=release.version)
structlog.get_logger(__name__).info("receipt_sent", topic=topic, offset=offset)
"""

from casefile_contracts.telemetry.events import SAFE_FIELDS, configure_logging, keep_safe_fields, place_of_error
from casefile_contracts.telemetry.metrics import MetricsEndpoint, serve_metrics

__all__ = [
    "SAFE_FIELDS",
    "MetricsEndpoint",
    "configure_logging",
    "keep_safe_fields",
    "place_of_error",
    "serve_metrics",
]
