"""Metrics: what is counted while the bot runs, in a registry of its own, and told in Prometheus' text format."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Bounds of the answer times. Discord waits 3 seconds for a first answer."""

LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0)
"""Bounds of the event loop's delays, in seconds."""


class Metrics:
    """All there is to count. Whoever makes it hands it on: nothing of it is global."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.interactions = Counter(
            "campsite_interactions",
            "What people did, by kind (command, autocomplete, button), name and outcome (answered, refused, bug, late, unreached).",
            ["kind", "name", "outcome"],
            registry=registry,
        )
        self.answer_seconds = Histogram(
            "campsite_answer_seconds",
            "From receiving an interaction until Discord has taken the first answer to it.",
            buckets=SECONDS,
            registry=registry,
        )
        self.requests = Counter(
            "campsite_discord_requests",
            "Requests to Discord by status; none when there was no answer.",
            ["status"],
            registry=registry,
        )
        self.rate_limited = Counter(
            "campsite_discord_rate_limited", "Answers 429 by scope.", ["scope"], registry=registry
        )
        self.invalid_requests = Counter(
            "campsite_discord_invalid_requests",
            "Answers 401, 403 and 429 that count towards Discord's ban (10,000 in 10 minutes).",
            registry=registry,
        )
        self.session_starts_left = Gauge(
            "campsite_session_starts_left",
            "Sessions that may still be started today, when it was last asked.",
            registry=registry,
        )
        self.start_pause = Gauge(
            "campsite_start_pause_seconds",
            "How long this start waited because few session starts were left.",
            registry=registry,
        )
        self.loop_lag = Histogram(
            "campsite_event_loop_lag_seconds",
            "How much later than asked for the event loop comes round.",
            buckets=LAGS,
            registry=registry,
        )
        self.worker_silence = Gauge(
            "campsite_outbox_silence_seconds",
            "Since the outbox's worker last looked for what is due.",
            registry=registry,
        )
        self.notices = Gauge(
            "campsite_notices", "Notices in the ledger, by fate.", ["fate"], registry=registry
        )
        self.overdue = Gauge(
            "campsite_overdue_seconds",
            "How long the oldest due notice or delivery has been waiting; 0 when none is.",
            registry=registry,
        )
        self.deliveries_waiting = Gauge(
            "campsite_deliveries_waiting", "Messages under way or to be tried again.", registry=registry
        )
        self.mirrors_waiting = Gauge(
            "campsite_mirrors_waiting",
            "Cards, roles and the like that do not show yet what is stored.",
            registry=registry,
        )
        self.database_bytes = Gauge(
            "campsite_database_bytes", "Size of the database's files, by file.", ["file"], registry=registry
        )
        self.backup_age = Gauge(
            "campsite_last_backup_age_seconds",
            "Age of the newest whole copy of the database; NaN when there is none.",
            registry=registry,
        )
        self.servers = Gauge("campsite_servers", "Servers the bot is in.", registry=registry)
        self.ready = Gauge(
            "campsite_ready", "1 when people's commands reach the bot and it can answer.", registry=registry
        )

    def text(self) -> bytes:
        """Everything, as /metrics shows it."""
        return generate_latest(self.registry)
