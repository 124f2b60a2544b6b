-- Browsers that have signed in: what strangers do with an address does not lock its person out of them.
CREATE TABLE devices (
    token_hash   BLOB NOT NULL PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_of_user ON devices (user_id, last_used_at);
CREATE INDEX devices_by_use ON devices (last_used_at);

-- People with an account who were asked into an organisation, until they accept.
CREATE TABLE invitations (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL,
    -- JSON: null for everything, else an array of [structure, [service, …]].
    scope           TEXT NOT NULL,
    invited_by      TEXT NOT NULL REFERENCES users (id),
    invited_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invitations_of_user ON invitations (user_id);

-- Bytes that a person has sent on a day, whatever became of them.
CREATE TABLE uploads (
    user_id TEXT NOT NULL REFERENCES users (id),
    -- Days since 1 January 1970.
    day     INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- When a person last worked in an organisation: the latest one opens first.
ALTER TABLE memberships ADD COLUMN last_used_at INTEGER;

-- The oldest failures go when there are too many.
CREATE INDEX throttles_by_time ON throttles (last_failure_at);

-- Why the last synchronisation failed (JSON), since when they fail, and when the next one comes; null while they do not.
ALTER TABLE structures ADD COLUMN failing_reason TEXT;
ALTER TABLE structures ADD COLUMN failing_since INTEGER;
ALTER TABLE structures ADD COLUMN failing_next_at INTEGER;

-- Amounts are found by a search from now on, as cents; see other_text in the program.
UPDATE invoices SET other_text = other_text || '  ' || CAST(abs(gross_cents) AS TEXT) WHERE gross_cents IS NOT NULL;
