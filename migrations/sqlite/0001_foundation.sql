-- Foundation, for SQLite. The same tables for PostgreSQL are in ../postgres; statements stand once for both, so that a
-- column has the same name and meaning in both.
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
    email         TEXT NOT NULL,
    -- Lower case: two addresses that differ by case only are one. Written by the program.
    email_key     TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- Folded (lower case, no accents): what lists sort by. Written by the program.
    name_key      TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at   INTEGER,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_email ON users (email_key);

CREATE TABLE structures (
    id              TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    siret           TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- Folded: what lists sort by.
    name_key        TEXT NOT NULL,
    side            TEXT NOT NULL,
    environment     TEXT NOT NULL,
    chorus_id       INTEGER,
    -- Beginning of the last complete synchronisation.
    synced_at       INTEGER,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, id)
) STRICT;

CREATE UNIQUE INDEX structures_siret ON structures (organization_id, siret, environment);

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
    token_hash      BLOB NOT NULL,
    user_id         TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    last_seen_at    INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    user_agent      TEXT NOT NULL,
    address         TEXT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_of_membership ON sessions (organization_id, user_id);

CREATE TABLE throttles (
    key             TEXT NOT NULL PRIMARY KEY,
    failures        INTEGER NOT NULL,
    blocked_until   INTEGER NOT NULL,
    last_failure_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Structures ----------------------------------------------------------------------------------------------------------

-- Accesses: who calls. One serves many structures; a structure may be served by several.
CREATE TABLE accesses (
    id                      TEXT NOT NULL PRIMARY KEY,
    organization_id         TEXT NOT NULL REFERENCES organizations (id),
    environment             TEXT NOT NULL,
    kind                    TEXT NOT NULL CHECK (kind IN ('piste', 'certificate')),
    -- Stands for application and account, without telling them.
    identity                TEXT NOT NULL,
    sealed_credentials      TEXT NOT NULL,
    sealed_certificate      TEXT,
    -- Counts what was sealed.
    generation              INTEGER NOT NULL,
    login_tail              TEXT NOT NULL,
    client_id_tail          TEXT NOT NULL,
    certificate_subject     TEXT,
    certificate_issuer      TEXT,
    certificate_fingerprint TEXT,
    certificate_expires_at  INTEGER,
    state                   TEXT NOT NULL CHECK (state IN ('untested', 'working', 'broken')),
    -- Why, as JSON; only while broken.
    state_reason            TEXT,
    state_since             INTEGER NOT NULL,
    created_at              INTEGER NOT NULL,
    -- Somebody tries out what was sealed, until then.
    first_use_until         INTEGER,
    CHECK ((state = 'broken') = (state_reason IS NOT NULL)),
    UNIQUE (organization_id, id)
) STRICT;

CREATE UNIQUE INDEX accesses_identity ON accesses (organization_id, environment, identity);

-- When the next call of an access would come if all calls kept their distance: its pace over all processes.
CREATE TABLE access_paces (
    access_id TEXT NOT NULL PRIMARY KEY REFERENCES accesses (id) ON DELETE CASCADE,
    arrival   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE structure_accesses (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    access_id       TEXT NOT NULL,
    position        INTEGER NOT NULL,
    issues          INTEGER NOT NULL CHECK (issues IN (0, 1)),
    receives        INTEGER NOT NULL CHECK (receives IN (0, 1)),
    PRIMARY KEY (organization_id, structure_id, access_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id),
    FOREIGN KEY (organization_id, access_id) REFERENCES accesses (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX structure_accesses_of_access ON structure_accesses (organization_id, access_id);

-- Counts the changes of what a list of structures shows: who has read it need not read it again while this stands.
CREATE TABLE structure_changes (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    number          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER structures_change_insert AFTER INSERT ON structures
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (new.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER structures_change_update AFTER UPDATE ON structures
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (new.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER structures_change_delete AFTER DELETE ON structures
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (old.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER structure_accesses_change_insert AFTER INSERT ON structure_accesses
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (new.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER structure_accesses_change_update AFTER UPDATE ON structure_accesses
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (new.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER structure_accesses_change_delete AFTER DELETE ON structure_accesses
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (old.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER accesses_change_update AFTER UPDATE ON accesses
BEGIN
    INSERT INTO structure_changes (organization_id, number) VALUES (new.organization_id, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = number + 1;
END;

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

-- The head of an invoice, issued or received: what lists, counts and searches need. seq counts the rows: it ends every
-- sort (ties come in order of creation) and links the search index.
CREATE TABLE invoices (
    seq                INTEGER PRIMARY KEY,
    id                 TEXT NOT NULL UNIQUE,
    organization_id    TEXT NOT NULL,
    structure_id       TEXT NOT NULL,
    direction          TEXT NOT NULL,
    origin             TEXT NOT NULL,
    status             TEXT NOT NULL,
    -- Derived from status and direction by the program, so that a tab is one comparison.
    stage              TEXT NOT NULL,
    status_at          INTEGER NOT NULL,
    -- Why: our own code as JSON, and the words of whoever set the status.
    status_reason      TEXT,
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
    chorus_id          INTEGER,
    created_by         TEXT REFERENCES users (id),
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    deposited_on       TEXT,
    arrived_at         INTEGER,
    checked_at         INTEGER,
    version            INTEGER NOT NULL,
    -- Name of the other side, folded (lower case, no accents): what the list sorts by.
    partner_key        TEXT NOT NULL,
    -- Folded words that a search finds, two spaces before each: those of the other side and the others.
    partner_text       TEXT NOT NULL,
    other_text         TEXT NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (signed_gross_cents IS CASE kind WHEN 'AVOIR' THEN -abs(gross_cents) ELSE gross_cents END),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT;

-- What only an invoice issued from here has.
CREATE TABLE drafts (
    organization_id    TEXT NOT NULL,
    invoice_id         TEXT NOT NULL,
    -- JSON, as typed.
    form               TEXT NOT NULL,
    form_version       INTEGER NOT NULL,
    -- JSON: field path to who changed it last, and when.
    changes            TEXT NOT NULL,
    -- JSON: field name to text.
    own_reading        TEXT NOT NULL,
    recognised         TEXT NOT NULL,
    chorus_document_id INTEGER,
    submitted_at       INTEGER,
    seal               TEXT,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

-- What only a received invoice has.
CREATE TABLE receptions (
    organization_id      TEXT NOT NULL,
    invoice_id           TEXT NOT NULL,
    seen_at              INTEGER NOT NULL,
    -- What Chorus Pro said of it before anything was fetched from here.
    downloaded_elsewhere INTEGER CHECK (downloaded_elsewhere IN (0, 1)),
    downloaded_at        INTEGER,
    assigned_to          TEXT REFERENCES users (id),
    assigned_at          INTEGER,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT;

CREATE INDEX receptions_of_user ON receptions (assigned_to) WHERE assigned_to IS NOT NULL;

-- Lines (BG-25) in their order. Quantities, prices and rates are decimals as text: exact.
CREATE TABLE invoice_lines (
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    position        INTEGER NOT NULL,
    identifier      TEXT NOT NULL,
    name            TEXT NOT NULL,
    description     TEXT,
    quantity        TEXT,
    unit            TEXT,
    net_price       TEXT,
    net_cents       INTEGER,
    vat_category    TEXT,
    vat_rate        TEXT,
    PRIMARY KEY (organization_id, invoice_id, position),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

-- Where the days of the payment delay went: told again from the whole history whenever that is read.
CREATE TABLE clock_spans (
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    position        INTEGER NOT NULL,
    side            TEXT NOT NULL CHECK (side IN ('ordonnateur', 'comptable', 'interrupted', 'given_back')),
    starts_at       INTEGER NOT NULL,
    ends_at         INTEGER,
    PRIMARY KEY (organization_id, invoice_id, position),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invoices_by_document ON invoices (document_sha256) WHERE document_sha256 IS NOT NULL;
CREATE UNIQUE INDEX invoices_chorus_id ON invoices (organization_id, structure_id, direction, chorus_id)
    WHERE chorus_id IS NOT NULL;

-- One index per sort, each with the columns of the filters: a page is a walk along the index, rows that are skipped
-- are never read from the table.
CREATE INDEX invoices_by_status_at ON invoices
    (organization_id, direction, status_at, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_number ON invoices
    (organization_id, direction, number, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_gross ON invoices
    (organization_id, direction, signed_gross_cents, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_partner ON invoices
    (organization_id, direction, partner_key, seq, structure_id, stage, status, date);
-- The date index also answers totals over a period and over services without the table.
CREATE INDEX invoices_by_date ON invoices
    (organization_id, direction, date, seq, structure_id, stage, status, currency, status_at, service_code,
     signed_gross_cents);
-- The days of a period one by one, each in the usual order: a month is not sorted.
CREATE INDEX invoices_by_day ON invoices (organization_id, direction, date, status_at, seq, stage, status)
    WHERE date IS NOT NULL;
-- Narrow filters: a tab, a status, a structure. That of a structure has the columns of all sorts: its invoices are
-- sorted without the table.
CREATE INDEX invoices_by_stage ON invoices
    (organization_id, direction, stage, status_at, seq, status, structure_id, date, service_code, gross_cents);
CREATE INDEX invoices_by_status ON invoices
    (organization_id, direction, status, status_at, seq, structure_id, date);
CREATE INDEX invoices_by_structure ON invoices
    (organization_id, structure_id, direction, status_at, seq, stage, status, currency, date, service_code,
     signed_gross_cents, number, partner_key);
-- What somebody must act on, the largest amount first, however much of it there is.
CREATE INDEX invoices_to_act ON invoices
    (organization_id, gross_cents DESC, status_at, seq, structure_id, service_code, stage, status)
    WHERE direction = 'emise' AND (stage = 'blocked' OR status IN ('PUPITRE_REFUSEE', 'PUPITRE_INCERTAIN'));
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

-- How many invoices, and how much, per structure, status and currency: totals and tabs without counting.
CREATE TABLE invoice_counts (
    organization_id TEXT NOT NULL,
    direction       TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    stage           TEXT NOT NULL,
    status          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    count           INTEGER NOT NULL,
    gross_cents     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, direction, structure_id, stage, status, currency),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_count_insert AFTER INSERT ON invoices
BEGIN
    INSERT INTO invoice_counts
        (organization_id, direction, structure_id, stage, status, currency, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.structure_id, new.stage, new.status, new.currency, 1,
            coalesce(new.signed_gross_cents, 0))
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
END;

CREATE TRIGGER invoices_count_update
AFTER UPDATE OF direction, structure_id, stage, status, currency, signed_gross_cents ON invoices
WHEN old.direction <> new.direction OR old.structure_id <> new.structure_id OR old.stage <> new.stage
    OR old.status <> new.status OR old.currency <> new.currency OR old.signed_gross_cents IS NOT new.signed_gross_cents
BEGIN
    UPDATE invoice_counts
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND currency = old.currency;
    INSERT INTO invoice_counts
        (organization_id, direction, structure_id, stage, status, currency, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.structure_id, new.stage, new.status, new.currency, 1,
            coalesce(new.signed_gross_cents, 0))
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
    DELETE FROM invoice_counts
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND currency = old.currency AND count = 0;
END;

CREATE TRIGGER invoices_count_delete AFTER DELETE ON invoices
BEGIN
    UPDATE invoice_counts
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND currency = old.currency;
    DELETE FROM invoice_counts
    WHERE organization_id = old.organization_id AND direction = old.direction AND structure_id = old.structure_id
        AND stage = old.stage AND status = old.status AND currency = old.currency AND count = 0;
END;

-- The same over all structures, for those who see the whole organisation.
CREATE TABLE invoice_totals (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    direction       TEXT NOT NULL,
    stage           TEXT NOT NULL,
    status          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    count           INTEGER NOT NULL,
    gross_cents     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, direction, stage, status, currency)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoice_counts_insert AFTER INSERT ON invoice_counts
BEGIN
    INSERT INTO invoice_totals (organization_id, direction, stage, status, currency, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.stage, new.status, new.currency, new.count, new.gross_cents)
    ON CONFLICT DO UPDATE SET count = count + excluded.count, gross_cents = gross_cents + excluded.gross_cents;
END;

CREATE TRIGGER invoice_counts_update AFTER UPDATE OF count, gross_cents ON invoice_counts
BEGIN
    UPDATE invoice_totals
    SET count = count + new.count - old.count, gross_cents = gross_cents + new.gross_cents - old.gross_cents
    WHERE organization_id = new.organization_id AND direction = new.direction AND stage = new.stage
        AND status = new.status AND currency = new.currency;
END;

CREATE TRIGGER invoice_counts_delete AFTER DELETE ON invoice_counts
BEGIN
    UPDATE invoice_totals SET count = count - old.count, gross_cents = gross_cents - old.gross_cents
    WHERE organization_id = old.organization_id AND direction = old.direction AND stage = old.stage
        AND status = old.status AND currency = old.currency;
END;

-- The same by day of the invoice, over all structures: totals and tabs of a period without reading its invoices.
CREATE TABLE invoice_days (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    direction       TEXT NOT NULL,
    date            TEXT NOT NULL,
    stage           TEXT NOT NULL,
    status          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    count           INTEGER NOT NULL,
    gross_cents     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, direction, date, stage, status, currency)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_day_insert AFTER INSERT ON invoices
WHEN new.date IS NOT NULL
BEGIN
    INSERT INTO invoice_days (organization_id, direction, date, stage, status, currency, count, gross_cents)
    VALUES (new.organization_id, new.direction, new.date, new.stage, new.status, new.currency, 1,
            coalesce(new.signed_gross_cents, 0))
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
END;

CREATE TRIGGER invoices_day_update
AFTER UPDATE OF direction, date, stage, status, currency, signed_gross_cents ON invoices
WHEN old.direction <> new.direction OR old.date IS NOT new.date OR old.stage <> new.stage
    OR old.status <> new.status OR old.currency <> new.currency OR old.signed_gross_cents IS NOT new.signed_gross_cents
BEGIN
    UPDATE invoice_days
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND date = old.date
        AND stage = old.stage AND status = old.status AND currency = old.currency;
    INSERT INTO invoice_days (organization_id, direction, date, stage, status, currency, count, gross_cents)
    SELECT new.organization_id, new.direction, new.date, new.stage, new.status, new.currency, 1,
           coalesce(new.signed_gross_cents, 0)
    WHERE new.date IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1, gross_cents = gross_cents + excluded.gross_cents;
    DELETE FROM invoice_days
    WHERE organization_id = old.organization_id AND direction = old.direction AND date = old.date
        AND stage = old.stage AND status = old.status AND currency = old.currency AND count = 0;
END;

CREATE TRIGGER invoices_day_delete AFTER DELETE ON invoices
WHEN old.date IS NOT NULL
BEGIN
    UPDATE invoice_days
    SET count = count - 1, gross_cents = gross_cents - coalesce(old.signed_gross_cents, 0)
    WHERE organization_id = old.organization_id AND direction = old.direction AND date = old.date
        AND stage = old.stage AND status = old.status AND currency = old.currency;
    DELETE FROM invoice_days
    WHERE organization_id = old.organization_id AND direction = old.direction AND date = old.date
        AND stage = old.stage AND status = old.status AND currency = old.currency AND count = 0;
END;

-- What readers ask, so that their statements are those of PostgreSQL.
CREATE VIEW structure_counts AS
    SELECT organization_id, direction, structure_id, stage, status, currency, count, gross_cents FROM invoice_counts;
CREATE VIEW organization_counts AS
    SELECT organization_id, direction, stage, status, currency, count, gross_cents FROM invoice_totals;

CREATE VIEW day_counts AS
    SELECT organization_id, direction, date, stage, status, currency, count, gross_cents FROM invoice_days;

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

CREATE INDEX attachments_by_document ON attachments (document_sha256);
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
    -- Why: their words, and our own code as JSON.
    comment         TEXT,
    reason          TEXT,
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

-- Jobs ----------------------------------------------------------------------------------------------------------------

-- What is still to be done without a person. Knows no invoice: kind and subject are texts.
CREATE TABLE jobs (
    id                TEXT NOT NULL PRIMARY KEY,
    -- None for what concerns the whole installation.
    organization_id   TEXT REFERENCES organizations (id),
    kind              TEXT NOT NULL,
    subject           TEXT NOT NULL,
    -- JSON.
    payload           TEXT NOT NULL,
    lane              TEXT NOT NULL,
    -- What moves to another lane together: a structure, or empty.
    family            TEXT NOT NULL,
    -- 0 urgent, 1 normal, 2 background.
    priority          INTEGER NOT NULL CHECK (priority IN (0, 1, 2)),
    deduplication_key TEXT,
    state             TEXT NOT NULL
        CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'cancelled', 'parked')),
    not_before        INTEGER NOT NULL,
    tries             INTEGER NOT NULL,
    -- Counts how often the job changed hands: outcomes name the fence at which they took it.
    fence             INTEGER NOT NULL,
    holder            TEXT,
    lease_until       INTEGER,
    announced_at      INTEGER,
    created_at        INTEGER NOT NULL,
    finished_at       INTEGER,
    CHECK ((state = 'leased') = (lease_until IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX jobs_deduplication_key ON jobs (deduplication_key)
    WHERE state IN ('waiting', 'leased', 'parked') AND deduplication_key IS NOT NULL;
-- The first due job of each priority of a lane, and which lanes have any.
CREATE INDEX jobs_waiting ON jobs (lane, priority, not_before, id) WHERE state = 'waiting';
-- How many of a lane are under way, and whose lease ended.
CREATE INDEX jobs_leased ON jobs (lane, lease_until) WHERE state = 'leased';
CREATE INDEX jobs_held ON jobs (holder) WHERE state = 'leased';
CREATE INDEX jobs_of_family ON jobs (organization_id, family) WHERE state IN ('waiting', 'leased', 'parked');
CREATE INDEX jobs_about ON jobs (organization_id, subject, kind, created_at);
CREATE INDEX jobs_finished ON jobs (finished_at, id) WHERE state IN ('done', 'cancelled');
-- Counted for the metrics, and looked for at start.
CREATE INDEX jobs_failed ON jobs (kind) WHERE state = 'failed';
CREATE INDEX jobs_parked ON jobs (kind) WHERE state = 'parked';

-- Lanes that are stopped: an access whose credentials were refused.
CREATE TABLE stopped_lanes (
    lane TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Processes that take jobs, and when they were last heard.
CREATE TABLE processes (
    id       TEXT NOT NULL PRIMARY KEY,
    heard_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tries, as a person sees them. They outlive their job.
CREATE TABLE attempts (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    job_id          TEXT NOT NULL,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    at              INTEGER NOT NULL,
    outcome         TEXT NOT NULL,
    -- JSON.
    reason          TEXT NOT NULL,
    next_at         INTEGER
) STRICT;

CREATE INDEX attempts_about ON attempts (organization_id, subject, at);

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

-- Copy ----------------------------------------------------------------------------------------------------------------

-- How far a copy of another database into this one has come (`pupitre migrate --from … --to …`): a row for each table,
-- written with the rows that it tells of, and the row `installation` for the whole. While that one is not finished,
-- nothing is served from here.
CREATE TABLE copy_progress (
    name     TEXT NOT NULL PRIMARY KEY,
    -- JSON: the key of the last row that has come; of the whole, which installation it is.
    position TEXT NOT NULL,
    copied   INTEGER NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT, WITHOUT ROWID;
