-- Browsers that have signed in: what strangers do with an address does not lock its person out of them.
CREATE TABLE devices (
    token_hash   BYTEA NOT NULL PRIMARY KEY,
    user_id      UUID NOT NULL REFERENCES users (id),
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);

CREATE INDEX devices_of_user ON devices (user_id, last_used_at);
CREATE INDEX devices_by_use ON devices (last_used_at);

-- People with an account who were asked into an organisation, until they accept.
CREATE TABLE invitations (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id         UUID NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL,
    -- JSON: null for everything, else an array of [structure, [service, …]].
    scope           TEXT NOT NULL,
    invited_by      UUID NOT NULL REFERENCES users (id),
    invited_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);

CREATE INDEX invitations_of_user ON invitations (user_id);

-- Bytes that a person has sent on a day, whatever became of them.
CREATE TABLE uploads (
    user_id UUID NOT NULL REFERENCES users (id),
    -- Days since 1 January 1970.
    day     BIGINT NOT NULL,
    bytes   BIGINT NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- When a person last worked in an organisation: the latest one opens first.
ALTER TABLE memberships ADD COLUMN last_used_at BIGINT;

-- The oldest failures go when there are too many.
CREATE INDEX throttles_by_time ON throttles (last_failure_at);

-- Why the last synchronisation failed (JSON), since when they fail, and when the next one comes; null while they do not.
ALTER TABLE structures ADD COLUMN failing_reason TEXT;
ALTER TABLE structures ADD COLUMN failing_since BIGINT;
ALTER TABLE structures ADD COLUMN failing_next_at BIGINT;

-- Amounts are found by a search from now on, as cents; see other_text in the program.
UPDATE invoices SET other_text = other_text || '  ' || CAST(abs(gross_cents) AS TEXT) WHERE gross_cents IS NOT NULL;
