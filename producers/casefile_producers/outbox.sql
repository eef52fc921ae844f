-- One row per message this organisation has sent or is about to send; nothing is ever deleted.
CREATE TABLE IF NOT EXISTS message (
    id               INTEGER PRIMARY KEY,      -- the order in which they were kept, which is the order of sending
    content_key      TEXT NOT NULL UNIQUE,     -- what it was made from, for whom: the same source is sealed once
    sha256           TEXT NOT NULL UNIQUE,     -- of value; receipts name it
    message_id       TEXT NOT NULL,
    message_type     TEXT NOT NULL,
    urn              TEXT,
    reference        TEXT NOT NULL,            -- the case system's own name for it
    topic            TEXT NOT NULL,
    key              BLOB NOT NULL,
    headers          TEXT NOT NULL,            -- JSON object
    value            BLOB NOT NULL,            -- the sealed bytes; sent again as they are
    state            TEXT NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'SENT', 'DONE')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    kept_at          INTEGER NOT NULL,         -- times are milliseconds since 1970, UTC
    sent_at          INTEGER,
    due_at           INTEGER,                  -- when to send again if no receipt has come
    outcome          TEXT,
    decided_at       INTEGER,
    delivery         TEXT                      -- what the recipient, or the lack of one, made of it afterwards
);
CREATE INDEX IF NOT EXISTS message_state ON message (state, due_at);

-- Every receipt as it came: the proof of what became of a message.
CREATE TABLE IF NOT EXISTS receipt (
    id        INTEGER PRIMARY KEY,
    topic     TEXT NOT NULL,
    partition INTEGER NOT NULL,
    "offset"  INTEGER NOT NULL,
    message   INTEGER REFERENCES message (id), -- none: a receipt for a message that this outbox does not hold
    outcome   TEXT NOT NULL,
    value     BLOB NOT NULL,
    told      INTEGER NOT NULL DEFAULT 0,      -- 1: the case system, or a person, has been told
    UNIQUE (topic, partition, "offset", value) -- a topic that was made anew begins at 0 again
);
CREATE INDEX IF NOT EXISTS receipt_untold ON receipt (id) WHERE told = 0;

-- How far each partition of the receipts topic has been read.
CREATE TABLE IF NOT EXISTS position (
    topic       TEXT NOT NULL,
    partition   INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
