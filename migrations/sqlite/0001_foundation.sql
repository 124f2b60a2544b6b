-- Foundation of the embedded storage.
--
-- Identifiers are UUID texts, instants are milliseconds since 1970-01-01T00:00:00Z, days are ISO texts (they mean a
-- day, not an instant), money is whole cents. Every row of an organisation carries organization_id, and foreign keys
-- between such rows name organization_id as well: a row can never point into another organisation.

-- People and organisations ------------------------------------------------------------------------------------------

CREATE TABLE organizations (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id            TEXT NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at   INTEGER,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE structures (
    id              TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    siret           TEXT NOT NULL,
    name            TEXT NOT NULL,
    side            TEXT NOT NULL,
    environment     TEXT NOT NULL,
    chorus_id       INTEGER,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, siret, environment),
    UNIQUE (organization_id, id)
) STRICT;

CREATE TABLE memberships (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL,
    -- 0: everything; 1: only the rows of membership_structures, perhaps none.
    limited         INTEGER NOT NULL CHECK (limited IN (0, 1)),
    PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TABLE membership_structures (
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    position        INTEGER NOT NULL,
    structure_id    TEXT NOT NULL,
    -- JSON array of service codes; empty means all.
    services        TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, position),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

-- A session lives only as long as the membership it works under.
CREATE TABLE sessions (
    id              TEXT NOT NULL PRIMARY KEY,
    token_hash      BLOB NOT NULL UNIQUE,
    user_id         TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    last_seen_at    INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    user_agent      TEXT NOT NULL,
    address         TEXT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
) STRICT;

CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_of_membership ON sessions (organization_id, user_id);

CREATE TABLE throttles (
    key             TEXT NOT NULL PRIMARY KEY,
    failures        INTEGER NOT NULL,
    blocked_until   INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Structures ----------------------------------------------------------------------------------------------------------

CREATE TABLE connections (
    id                      TEXT NOT NULL PRIMARY KEY,
    organization_id         TEXT NOT NULL,
    structure_id            TEXT NOT NULL UNIQUE,
    sealed_credentials      TEXT NOT NULL,
    sealed_certificate      TEXT,
    login_tail              TEXT NOT NULL,
    client_id_tail          TEXT NOT NULL,
    certificate_subject     TEXT,
    certificate_issuer      TEXT,
    certificate_fingerprint TEXT,
    certificate_expires_at  INTEGER,
    state                   TEXT NOT NULL CHECK (state IN ('untested', 'working', 'broken')),
    -- The sentence for the owner; only while broken.
    state_text              TEXT,
    state_since             INTEGER NOT NULL,
    synced_at               INTEGER,
    next_sync_at            INTEGER NOT NULL,
    CHECK ((state = 'broken') = (state_text IS NOT NULL)),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT;

CREATE INDEX connections_to_sync ON connections (next_sync_at, id) WHERE state <> 'broken';

CREATE TABLE directory (
    organization_id       TEXT NOT NULL REFERENCES organizations (id),
    environment           TEXT NOT NULL,
    siret                 TEXT NOT NULL,
    name                  TEXT NOT NULL,
    chorus_id             INTEGER NOT NULL,
    service_compulsory    INTEGER NOT NULL CHECK (service_compulsory IN (0, 1)),
    engagement_compulsory INTEGER NOT NULL CHECK (engagement_compulsory IN (0, 1)),
    service_or_engagement INTEGER NOT NULL CHECK (service_or_engagement IN (0, 1)),
    -- JSON array of services.
    services              TEXT NOT NULL,
    fetched_at            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, environment, siret)
) STRICT, WITHOUT ROWID;

-- Invoices ------------------------------------------------------------------------------------------------------------

-- seq counts the rows: it ends every sort (ties come in order of creation) and links the search index. The long texts
-- are the last columns, so that a list never reads their pages.
CREATE TABLE invoices (
    seq                INTEGER PRIMARY KEY,
    id                 TEXT NOT NULL UNIQUE,
    organization_id    TEXT NOT NULL,
    structure_id       TEXT NOT NULL,
    direction          TEXT NOT NULL,
    origin             TEXT NOT NULL,
    status             TEXT NOT NULL,
    -- Derived from status by the program, so that a tab is one comparison.
    stage              TEXT NOT NULL,
    status_at          INTEGER NOT NULL,
    status_comment     TEXT,
    number             TEXT NOT NULL,
    kind               TEXT NOT NULL,
    date               TEXT,
    partner_name       TEXT NOT NULL,
    partner_siret      TEXT NOT NULL,
    service_code       TEXT,
    engagement         TEXT,
    currency           TEXT NOT NULL,
    net_cents          INTEGER,
    vat_cents          INTEGER,
    gross_cents        INTEGER,
    due_cents          INTEGER,
    -- What the invoice adds to a total: a credit note is subtracted, whichever sign its sender chose. Written by the
    -- program and not GENERATED: an index never covers a query for a generated column.
    signed_gross_cents INTEGER,
    document_sha256    TEXT,
    document_name      TEXT,
    document_bytes     INTEGER,
    chorus_document_id INTEGER,
    chorus_id          INTEGER,
    created_by         TEXT REFERENCES users (id),
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    submitted_at       INTEGER,
    deposited_on       TEXT,
    arrived_at         INTEGER,
    checked_at         INTEGER,
    version            INTEGER NOT NULL,
    -- Name of the other side, folded (lower case, no accents): what the list sorts by.
    partner_key        TEXT NOT NULL,
    -- Folded words that a search finds, two spaces before each: those of the other side and the others.
    partner_text       TEXT NOT NULL,
    other_text         TEXT NOT NULL,
    form               TEXT NOT NULL,
    own_reading        TEXT NOT NULL,
    recognised         TEXT NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (signed_gross_cents IS CASE kind WHEN 'AVOIR' THEN -abs(gross_cents) ELSE gross_cents END),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT;

CREATE UNIQUE INDEX invoices_chorus_id ON invoices (organization_id, structure_id, direction, chorus_id)
    WHERE chorus_id IS NOT NULL;

-- One index per sort, each with the columns of the filters: a page is a walk along the index, rows that are skipped
-- are never read from the table.
CREATE INDEX invoices_by_status_at ON invoices
    (organization_id, direction, status_at, seq, structure_id, stage, status);
CREATE INDEX invoices_by_number ON invoices
    (organization_id, direction, number, seq, structure_id, stage, status);
CREATE INDEX invoices_by_gross ON invoices
    (organization_id, direction, signed_gross_cents, seq, structure_id, stage, status);
CREATE INDEX invoices_by_partner ON invoices
    (organization_id, direction, partner_key, seq, structure_id, stage, status);
-- The date index also answers totals over a period and over services without the table.
CREATE INDEX invoices_by_date ON invoices
    (organization_id, direction, date, seq, structure_id, stage, status, status_at, service_code, signed_gross_cents);
-- Narrow filters: a tab, a status, a structure.
CREATE INDEX invoices_by_stage ON invoices
    (organization_id, direction, stage, status_at, seq, status, structure_id, service_code, gross_cents);
CREATE INDEX invoices_by_status ON invoices
    (organization_id, direction, status, status_at, seq, structure_id);
CREATE INDEX invoices_by_structure ON invoices
    (organization_id, structure_id, direction, status_at, seq, stage, status, date, service_code, signed_gross_cents);
-- Parts of words, from three signs on; shorter words are looked for with the spaces before them. Holds no text of its
-- own.
CREATE VIRTUAL TABLE invoice_search USING fts5 (
    partner, other,
    content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);

CREATE TRIGGER invoices_search_insert AFTER INSERT ON invoices
BEGIN
    INSERT INTO invoice_search (rowid, partner, other) VALUES (new.seq, new.partner_text, new.other_text);
END;

CREATE TRIGGER invoices_search_update AFTER UPDATE OF partner_text, other_text ON invoices
WHEN old.partner_text <> new.partner_text OR old.other_text <> new.other_text
BEGIN
    UPDATE invoice_search SET partner = new.partner_text, other = new.other_text WHERE rowid = new.seq;
END;

CREATE TRIGGER invoices_search_delete AFTER DELETE ON invoices
BEGIN
    DELETE FROM invoice_search WHERE rowid = old.seq;
END;

-- How many invoices, and how much, per structure and status: totals and tabs without counting.
CREATE TABLE invoice_counts (
    organization_id TEXT NOT NULL,
    direction       TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    stage           TEXT NOT NULL,
    status          TEXT NOT NULL,
    count           INTEGER NOT NULL,
    gross_cents     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, direction, structure_id, stage, status),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_count_insert AFTER INSERT ON invoices
BEGIN
    INSERT INTO invoice_counts (organization_id, direction, structure_id, stage, status, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.structure_id, new.stage, new.status, 1,
            coalesce(new.signed_gross_cents, 0))
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
END;

CREATE TRIGGER invoices_count_update
AFTER UPDATE OF direction, structure_id, stage, status, signed_gross_cents ON invoices
WHEN old.direction <> new.direction OR old.structure_id <> new.structure_id OR old.stage <> new.stage
    OR old.status <> new.status OR old.signed_gross_cents IS NOT new.signed_gross_cents
BEGIN
    UPDATE invoice_counts
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status;
    INSERT INTO invoice_counts (organization_id, direction, structure_id, stage, status, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.structure_id, new.stage, new.status, 1,
            coalesce(new.signed_gross_cents, 0))
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
    DELETE FROM invoice_counts
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND count = 0;
END;

CREATE TRIGGER invoices_count_delete AFTER DELETE ON invoices
BEGIN
    UPDATE invoice_counts
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status;
    DELETE FROM invoice_counts
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND count = 0;
END;

-- The same over all structures, for those who see the whole organisation.
CREATE TABLE invoice_totals (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    direction       TEXT NOT NULL,
    stage           TEXT NOT NULL,
    status          TEXT NOT NULL,
    count           INTEGER NOT NULL,
    gross_cents     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, direction, stage, status)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoice_counts_insert AFTER INSERT ON invoice_counts
BEGIN
    INSERT INTO invoice_totals (organization_id, direction, stage, status, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.stage, new.status, new.count, new.gross_cents)
    ON CONFLICT DO UPDATE SET count = count + excluded.count, gross_cents = gross_cents + excluded.gross_cents;
END;

CREATE TRIGGER invoice_counts_update AFTER UPDATE OF count, gross_cents ON invoice_counts
BEGIN
    UPDATE invoice_totals
    SET count = count + new.count - old.count, gross_cents = gross_cents + new.gross_cents - old.gross_cents
    WHERE organization_id = new.organization_id AND direction = new.direction AND stage = new.stage
        AND status = new.status;
END;

CREATE TRIGGER invoice_counts_delete AFTER DELETE ON invoice_counts
BEGIN
    UPDATE invoice_totals SET count = count - old.count, gross_cents = gross_cents - old.gross_cents
    WHERE organization_id = old.organization_id AND direction = old.direction AND stage = old.stage
        AND status = old.status;
END;

-- The owner of an invoice never changes: every index and count above relies on it.
CREATE TRIGGER invoices_keep_owner BEFORE UPDATE OF organization_id ON invoices
WHEN old.organization_id <> new.organization_id
BEGIN
    SELECT RAISE(ABORT, 'an invoice stays in its organisation');
END;

CREATE TABLE attachments (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    original_name   TEXT NOT NULL,
    extension       TEXT NOT NULL,
    label           TEXT NOT NULL,
    type_code       TEXT NOT NULL,
    chorus_id       INTEGER,
    created_at      INTEGER NOT NULL,
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

CREATE INDEX attachments_of_invoice ON attachments (organization_id, invoice_id);

CREATE TABLE events (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    happened_at     INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    code            TEXT NOT NULL,
    author          TEXT,
    comment         TEXT,
    foreign_key     TEXT,
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

CREATE INDEX events_of_invoice ON events (organization_id, invoice_id, happened_at);
-- Reading the history of Chorus Pro twice adds nothing.
CREATE UNIQUE INDEX events_foreign_key ON events (invoice_id, kind, foreign_key) WHERE foreign_key IS NOT NULL;

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only ever added');
END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only ever added');
END;

-- Outbox --------------------------------------------------------------------------------------------------------------

CREATE TABLE outbox (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'cancelled')),
    not_before      INTEGER NOT NULL,
    lease_until     INTEGER,
    tries           INTEGER NOT NULL,
    sent_at         INTEGER,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

-- At most one open row per invoice and kind.
CREATE UNIQUE INDEX outbox_open ON outbox (invoice_id, kind) WHERE state IN ('waiting', 'leased');
CREATE INDEX outbox_due ON outbox (not_before, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX outbox_of_invoice ON outbox (organization_id, invoice_id, kind);

CREATE TABLE attempts (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    outbox_id       TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    kind            TEXT NOT NULL,
    at              INTEGER NOT NULL,
    outcome         TEXT NOT NULL,
    text            TEXT NOT NULL,
    next_at         INTEGER,
    FOREIGN KEY (organization_id, outbox_id) REFERENCES outbox (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

CREATE INDEX attempts_of_invoice ON attempts (organization_id, invoice_id, at);
CREATE INDEX attempts_of_outbox ON attempts (organization_id, outbox_id);

-- Journal -------------------------------------------------------------------------------------------------------------

CREATE TABLE journal (
    seq             INTEGER PRIMARY KEY,
    organization_id TEXT REFERENCES organizations (id),
    user_id         TEXT REFERENCES users (id),
    at              INTEGER NOT NULL,
    action          TEXT NOT NULL,
    object          TEXT NOT NULL,
    detail          TEXT NOT NULL
) STRICT;

CREATE INDEX journal_of_organization ON journal (organization_id, at);

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is only ever added to');
END;
CREATE TRIGGER journal_never_goes BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is only ever added to');
END;
