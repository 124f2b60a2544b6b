-- Foundation, for PostgreSQL. The same tables for SQLite are in ../sqlite; statements stand once for both, so that a
-- column has the same name and meaning in both.
--
-- Identifiers are of type uuid, instants are milliseconds since 1970-01-01T00:00:00Z, days are ISO texts (they mean a
-- day, not an instant), money is whole cents. Every row of an organisation carries organization_id, and foreign keys
-- between such rows name organization_id as well: a row can never point into another organisation.

-- People and organisations ------------------------------------------------------------------------------------------

CREATE TABLE organizations (
    id         UUID NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id            UUID NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL,
    -- Lower case: two addresses that differ by case only are one. Written by the program.
    email_key     TEXT COLLATE "C" NOT NULL,
    name          TEXT NOT NULL,
    -- Folded (lower case, no accents): what lists sort by. Written by the program.
    name_key      TEXT COLLATE "C" NOT NULL,
    password_hash TEXT NOT NULL,
    disabled_at   BIGINT,
    created_at    BIGINT NOT NULL
);

CREATE UNIQUE INDEX users_email ON users (email_key);

CREATE TABLE structures (
    id              UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    siret           TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- Folded: what lists sort by.
    name_key        TEXT COLLATE "C" NOT NULL,
    side            TEXT NOT NULL,
    environment     TEXT NOT NULL,
    chorus_id       BIGINT,
    -- Beginning of the last complete synchronisation.
    synced_at       BIGINT,
    created_at      BIGINT NOT NULL,
    UNIQUE (organization_id, id)
);

CREATE UNIQUE INDEX structures_siret ON structures (organization_id, siret, environment);

CREATE TABLE memberships (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id         UUID NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL,
    -- 0: everything; 1: only the rows of membership_structures, perhaps none.
    limited         BIGINT NOT NULL CHECK (limited IN (0, 1)),
    PRIMARY KEY (organization_id, user_id)
);

CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TABLE membership_structures (
    organization_id UUID NOT NULL,
    user_id         UUID NOT NULL,
    position        BIGINT NOT NULL,
    structure_id    UUID NOT NULL,
    -- JSON array of service codes; empty means all.
    services        TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, position),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

-- A session lives only as long as the membership it works under.
CREATE TABLE sessions (
    id              UUID NOT NULL PRIMARY KEY,
    token_hash      BYTEA NOT NULL,
    user_id         UUID NOT NULL,
    organization_id UUID NOT NULL,
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    user_agent      TEXT NOT NULL,
    address         TEXT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_of_membership ON sessions (organization_id, user_id);

CREATE TABLE throttles (
    key             TEXT NOT NULL PRIMARY KEY,
    failures        BIGINT NOT NULL,
    blocked_until   BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL
);

-- Structures ----------------------------------------------------------------------------------------------------------

-- Accesses: who calls. One serves many structures; a structure may be served by several.
CREATE TABLE accesses (
    id                      UUID NOT NULL PRIMARY KEY,
    organization_id         UUID NOT NULL REFERENCES organizations (id),
    environment             TEXT NOT NULL,
    kind                    TEXT COLLATE "C" NOT NULL CHECK (kind IN ('piste', 'certificate')),
    -- Stands for application and account, without telling them.
    identity                TEXT NOT NULL,
    sealed_credentials      TEXT NOT NULL,
    sealed_certificate      TEXT,
    -- Counts what was sealed.
    generation              BIGINT NOT NULL,
    login_tail              TEXT NOT NULL,
    client_id_tail          TEXT NOT NULL,
    certificate_subject     TEXT,
    certificate_issuer      TEXT,
    certificate_fingerprint TEXT,
    certificate_expires_at  BIGINT,
    state                   TEXT NOT NULL CHECK (state IN ('untested', 'working', 'broken')),
    -- Why, as JSON; only while broken.
    state_reason            TEXT,
    state_since             BIGINT NOT NULL,
    created_at              BIGINT NOT NULL,
    -- Somebody tries out what was sealed, until then.
    first_use_until         BIGINT,
    CHECK ((state = 'broken') = (state_reason IS NOT NULL)),
    UNIQUE (organization_id, id)
);

CREATE UNIQUE INDEX accesses_identity ON accesses (organization_id, environment, identity);

-- When the next call of an access would come if all calls kept their distance: its pace over all processes.
CREATE UNLOGGED TABLE access_paces (
    access_id UUID NOT NULL PRIMARY KEY REFERENCES accesses (id) ON DELETE CASCADE,
    arrival   BIGINT NOT NULL
);

CREATE TABLE structure_accesses (
    organization_id UUID NOT NULL,
    structure_id    UUID NOT NULL,
    access_id       UUID NOT NULL,
    position        BIGINT NOT NULL,
    issues          BIGINT NOT NULL CHECK (issues IN (0, 1)),
    receives        BIGINT NOT NULL CHECK (receives IN (0, 1)),
    PRIMARY KEY (organization_id, structure_id, access_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id),
    FOREIGN KEY (organization_id, access_id) REFERENCES accesses (organization_id, id)
);

CREATE INDEX structure_accesses_of_access ON structure_accesses (organization_id, access_id);

-- Counts the changes of what a list of structures shows: who has read it need not read it again while this stands.
CREATE TABLE structure_changes (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    number          BIGINT NOT NULL
);

CREATE FUNCTION count_structure_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO structure_changes AS changes (organization_id, number)
    VALUES (CASE TG_OP WHEN 'DELETE' THEN old.organization_id ELSE new.organization_id END, 1)
    ON CONFLICT (organization_id) DO UPDATE SET number = changes.number + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER structures_change AFTER INSERT OR UPDATE OR DELETE ON structures
    FOR EACH ROW EXECUTE FUNCTION count_structure_change();
CREATE TRIGGER structure_accesses_change AFTER INSERT OR UPDATE OR DELETE ON structure_accesses
    FOR EACH ROW EXECUTE FUNCTION count_structure_change();
CREATE TRIGGER accesses_change AFTER UPDATE ON accesses
    FOR EACH ROW EXECUTE FUNCTION count_structure_change();

CREATE TABLE directory (
    organization_id       UUID NOT NULL REFERENCES organizations (id),
    environment           TEXT NOT NULL,
    siret                 TEXT NOT NULL,
    name                  TEXT NOT NULL,
    chorus_id             BIGINT NOT NULL,
    service_compulsory    BIGINT NOT NULL CHECK (service_compulsory IN (0, 1)),
    engagement_compulsory BIGINT NOT NULL CHECK (engagement_compulsory IN (0, 1)),
    service_or_engagement BIGINT NOT NULL CHECK (service_or_engagement IN (0, 1)),
    -- JSON array of services.
    services              TEXT NOT NULL,
    fetched_at            BIGINT NOT NULL,
    PRIMARY KEY (organization_id, environment, siret)
);

-- Invoices ------------------------------------------------------------------------------------------------------------

-- The head of an invoice, issued or received: what lists, counts and searches need. seq counts the rows: it ends every
-- sort (ties come in order of creation) and links the search index.
CREATE TABLE invoices (
    seq                BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                 UUID NOT NULL UNIQUE,
    organization_id    UUID NOT NULL,
    structure_id       UUID NOT NULL,
    direction          TEXT COLLATE "C" NOT NULL,
    origin             TEXT NOT NULL,
    status             TEXT COLLATE "C" NOT NULL,
    -- Derived from status and direction by the program, so that a tab is one comparison.
    stage              TEXT COLLATE "C" NOT NULL,
    status_at          BIGINT NOT NULL,
    -- Why: our own code as JSON, and the words of whoever set the status.
    status_reason      TEXT,
    status_comment     TEXT,
    number             TEXT COLLATE "C" NOT NULL,
    kind               TEXT COLLATE "C" NOT NULL,
    date               TEXT COLLATE "C",
    partner_name       TEXT NOT NULL,
    partner_siret      TEXT NOT NULL,
    service_code       TEXT,
    engagement         TEXT,
    currency           TEXT COLLATE "C" NOT NULL,
    net_cents          BIGINT,
    vat_cents          BIGINT,
    gross_cents        BIGINT,
    due_cents          BIGINT,
    -- What the invoice adds to a total: a credit note is subtracted, whichever sign its sender chose. Written by the
    -- program and not GENERATED: an index never covers a query for a generated column.
    signed_gross_cents BIGINT,
    document_sha256    TEXT,
    document_name      TEXT,
    document_bytes     BIGINT,
    chorus_id          BIGINT,
    created_by         UUID REFERENCES users (id),
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL,
    deposited_on       TEXT,
    arrived_at         BIGINT,
    checked_at         BIGINT,
    version            BIGINT NOT NULL,
    -- Name of the other side, folded (lower case, no accents): what the list sorts by.
    partner_key        TEXT COLLATE "C" NOT NULL,
    -- Folded words that a search finds, two spaces before each: those of the other side and the others.
    partner_text       TEXT NOT NULL,
    other_text         TEXT NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (signed_gross_cents IS NOT DISTINCT FROM CASE kind WHEN 'AVOIR' THEN -abs(gross_cents) ELSE gross_cents END),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) WITH (
    -- Indexes answer without the table only where it was cleaned up lately: not after a fifth of it has changed.
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.02
);

-- What only an invoice issued from here has.
CREATE TABLE drafts (
    organization_id    UUID NOT NULL,
    invoice_id         UUID NOT NULL,
    -- JSON, as typed.
    form               TEXT NOT NULL,
    form_version       BIGINT NOT NULL,
    -- JSON: field path to who changed it last, and when.
    changes            TEXT NOT NULL,
    -- JSON: field name to text.
    own_reading        TEXT NOT NULL,
    recognised         TEXT NOT NULL,
    chorus_document_id BIGINT,
    submitted_at       BIGINT,
    seal               TEXT,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

-- What only a received invoice has.
CREATE TABLE receptions (
    organization_id      UUID NOT NULL,
    invoice_id           UUID NOT NULL,
    seen_at              BIGINT NOT NULL,
    -- What Chorus Pro said of it before anything was fetched from here.
    downloaded_elsewhere BIGINT CHECK (downloaded_elsewhere IN (0, 1)),
    downloaded_at        BIGINT,
    assigned_to          UUID REFERENCES users (id),
    assigned_at          BIGINT,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX receptions_of_user ON receptions (assigned_to) WHERE assigned_to IS NOT NULL;

-- Lines (BG-25) in their order. Quantities, prices and rates are decimals as text: exact.
CREATE TABLE invoice_lines (
    organization_id UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    position        BIGINT NOT NULL,
    identifier      TEXT NOT NULL,
    name            TEXT NOT NULL,
    description     TEXT,
    quantity        TEXT,
    unit            TEXT,
    net_price       TEXT,
    net_cents       BIGINT,
    vat_category    TEXT,
    vat_rate        TEXT,
    PRIMARY KEY (organization_id, invoice_id, position),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

-- Where the days of the payment delay went: told again from the whole history whenever that is read.
CREATE TABLE clock_spans (
    organization_id UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    position        BIGINT NOT NULL,
    side            TEXT NOT NULL CHECK (side IN ('ordonnateur', 'comptable', 'interrupted', 'given_back')),
    starts_at       BIGINT NOT NULL,
    ends_at         BIGINT,
    PRIMARY KEY (organization_id, invoice_id, position),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX invoices_by_document ON invoices (document_sha256) WHERE document_sha256 IS NOT NULL;
CREATE UNIQUE INDEX invoices_chorus_id ON invoices (organization_id, structure_id, direction, chorus_id)
    WHERE chorus_id IS NOT NULL;

-- One index per sort, each with the columns of the filters: a page is a walk along the index, rows that are skipped
-- are never read from the table. Nulls come first, as in SQLite.
CREATE INDEX invoices_by_status_at ON invoices
    (organization_id, direction, status_at, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_number ON invoices
    (organization_id, direction, number, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_gross ON invoices
    (organization_id, direction, signed_gross_cents NULLS FIRST, seq, structure_id, stage, status, date);
CREATE INDEX invoices_by_partner ON invoices
    (organization_id, direction, partner_key, seq, structure_id, stage, status, date);
-- The date index also answers totals over a period and over services without the table.
CREATE INDEX invoices_by_date ON invoices
    (organization_id, direction, date NULLS FIRST, seq, structure_id, stage, status, currency, status_at, service_code,
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
    (organization_id, gross_cents DESC NULLS LAST, status_at, seq, structure_id, service_code, stage, status)
    WHERE direction = 'emise' AND (stage = 'blocked' OR status IN ('PUPITRE_REFUSEE', 'PUPITRE_INCERTAIN'));
-- Parts of words, from three signs on; shorter words are looked for with the spaces before them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
-- What is not sorted into them yet is read by every search: no more than 256 KiB of it.
CREATE INDEX invoices_partner_text ON invoices USING gin (partner_text gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);
CREATE INDEX invoices_other_text ON invoices USING gin (other_text gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);

-- How many invoices, and how much, per structure, status and currency: totals and tabs without counting.
CREATE TABLE invoice_counts (
    organization_id UUID NOT NULL,
    direction       TEXT COLLATE "C" NOT NULL,
    structure_id    UUID NOT NULL,
    stage           TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    count           BIGINT NOT NULL,
    gross_cents     BIGINT NOT NULL,
    PRIMARY KEY (organization_id, direction, structure_id, stage, status, currency),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

-- The same over all structures, for those who see the whole organisation.
CREATE TABLE invoice_totals (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    direction       TEXT COLLATE "C" NOT NULL,
    stage           TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    count           BIGINT NOT NULL,
    gross_cents     BIGINT NOT NULL,
    PRIMARY KEY (organization_id, direction, stage, status, currency)
);

-- The same by day of the invoice, over all structures: totals and tabs of a period without reading its invoices.
CREATE TABLE invoice_days (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    direction       TEXT COLLATE "C" NOT NULL,
    date            TEXT COLLATE "C" NOT NULL,
    stage           TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    count           BIGINT NOT NULL,
    gross_cents     BIGINT NOT NULL,
    PRIMARY KEY (organization_id, direction, date, stage, status, currency)
);

-- Changes of counts that are not folded into the three tables yet: writers of different turns would wait for each
-- other, or deadlock, on the rows of a sum. Whoever reads adds them (the views below); `fold_invoice_counts` folds
-- them.
CREATE TABLE invoice_count_changes (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id UUID NOT NULL,
    direction       TEXT COLLATE "C" NOT NULL,
    structure_id    UUID NOT NULL,
    date            TEXT COLLATE "C",
    stage           TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    currency        TEXT COLLATE "C" NOT NULL,
    count           BIGINT NOT NULL,
    gross_cents     BIGINT NOT NULL
);

CREATE INDEX invoice_count_changes_of_organization ON invoice_count_changes (organization_id, direction);

CREATE VIEW structure_counts AS
    SELECT organization_id, direction, structure_id, stage, status, currency, count, gross_cents FROM invoice_counts
    UNION ALL
    SELECT organization_id, direction, structure_id, stage, status, currency, count, gross_cents
    FROM invoice_count_changes;

CREATE VIEW organization_counts AS
    SELECT organization_id, direction, stage, status, currency, count, gross_cents FROM invoice_totals
    UNION ALL
    SELECT organization_id, direction, stage, status, currency, count, gross_cents FROM invoice_count_changes;

CREATE VIEW day_counts AS
    SELECT organization_id, direction, date, stage, status, currency, count, gross_cents FROM invoice_days
    UNION ALL
    SELECT organization_id, direction, date, stage, status, currency, count, gross_cents FROM invoice_count_changes;

CREATE FUNCTION count_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND old.direction = new.direction AND old.structure_id = new.structure_id
        AND old.stage = new.stage AND old.status = new.status AND old.currency = new.currency
        AND old.date IS NOT DISTINCT FROM new.date
        AND old.signed_gross_cents IS NOT DISTINCT FROM new.signed_gross_cents
    THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO invoice_count_changes
            (organization_id, direction, structure_id, date, stage, status, currency, count, gross_cents)
        VALUES (old.organization_id, old.direction, old.structure_id, old.date, old.stage, old.status, old.currency,
                -1, -coalesce(old.signed_gross_cents, 0));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO invoice_count_changes
            (organization_id, direction, structure_id, date, stage, status, currency, count, gross_cents)
        VALUES (new.organization_id, new.direction, new.structure_id, new.date, new.stage, new.status, new.currency,
                1, coalesce(new.signed_gross_cents, 0));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER invoices_count AFTER INSERT OR UPDATE OR DELETE ON invoices
    FOR EACH ROW EXECUTE FUNCTION count_invoice();

-- Folds all changes; gives how many. One folds at a time, the others leave it to them.
CREATE FUNCTION fold_invoice_counts() RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    folded BIGINT;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('fold_invoice_counts', 0)) THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM invoice_count_changes RETURNING *
    ), by_structure AS (
        INSERT INTO invoice_counts AS counts
            (organization_id, direction, structure_id, stage, status, currency, count, gross_cents)
        SELECT organization_id, direction, structure_id, stage, status, currency, sum(count), sum(gross_cents)
        FROM gone GROUP BY organization_id, direction, structure_id, stage, status, currency
        ON CONFLICT (organization_id, direction, structure_id, stage, status, currency) DO UPDATE
            SET count = counts.count + excluded.count, gross_cents = counts.gross_cents + excluded.gross_cents
    ), by_organization AS (
        INSERT INTO invoice_totals AS totals
            (organization_id, direction, stage, status, currency, count, gross_cents)
        SELECT organization_id, direction, stage, status, currency, sum(count), sum(gross_cents)
        FROM gone GROUP BY organization_id, direction, stage, status, currency
        ON CONFLICT (organization_id, direction, stage, status, currency) DO UPDATE
            SET count = totals.count + excluded.count, gross_cents = totals.gross_cents + excluded.gross_cents
    ), by_day AS (
        INSERT INTO invoice_days AS days
            (organization_id, direction, date, stage, status, currency, count, gross_cents)
        SELECT organization_id, direction, date, stage, status, currency, sum(count), sum(gross_cents)
        FROM gone WHERE date IS NOT NULL GROUP BY organization_id, direction, date, stage, status, currency
        ON CONFLICT (organization_id, direction, date, stage, status, currency) DO UPDATE
            SET count = days.count + excluded.count, gross_cents = days.gross_cents + excluded.gross_cents
    )
    SELECT count(*) INTO folded FROM gone;
    DELETE FROM invoice_counts WHERE count = 0;
    DELETE FROM invoice_totals WHERE count = 0;
    DELETE FROM invoice_days WHERE count = 0;
    RETURN folded;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

-- The owner of an invoice never changes: every index and count above relies on it.
CREATE TRIGGER invoices_keep_owner BEFORE UPDATE OF organization_id ON invoices
    FOR EACH ROW WHEN (old.organization_id <> new.organization_id)
    EXECUTE FUNCTION refuse_change('an invoice stays in its organisation');

CREATE TABLE attachments (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              UUID NOT NULL UNIQUE,
    organization_id UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  BIGINT NOT NULL,
    original_name   TEXT NOT NULL,
    extension       TEXT NOT NULL,
    label           TEXT NOT NULL,
    type_code       TEXT NOT NULL,
    chorus_id       BIGINT,
    created_at      BIGINT NOT NULL,
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX attachments_by_document ON attachments (document_sha256);
CREATE INDEX attachments_of_invoice ON attachments (organization_id, invoice_id);

CREATE TABLE events (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              UUID NOT NULL UNIQUE,
    organization_id UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    happened_at     BIGINT NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    code            TEXT NOT NULL,
    author          TEXT,
    -- Why: their words, and our own code as JSON.
    comment         TEXT,
    reason          TEXT,
    foreign_key     TEXT,
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX events_of_invoice ON events (organization_id, invoice_id, happened_at);
-- Reading the history of Chorus Pro twice adds nothing.
CREATE UNIQUE INDEX events_foreign_key ON events (invoice_id, kind, foreign_key) WHERE foreign_key IS NOT NULL;

CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change('events are only ever added');

-- Jobs ----------------------------------------------------------------------------------------------------------------

-- What is still to be done without a person. Knows no invoice: kind and subject are texts.
CREATE TABLE jobs (
    id                UUID NOT NULL PRIMARY KEY,
    -- None for what concerns the whole installation.
    organization_id   UUID REFERENCES organizations (id),
    kind              TEXT COLLATE "C" NOT NULL,
    subject           TEXT NOT NULL,
    -- JSON.
    payload           TEXT NOT NULL,
    lane              TEXT COLLATE "C" NOT NULL,
    -- What moves to another lane together: a structure, or empty.
    family            TEXT NOT NULL,
    -- 0 urgent, 1 normal, 2 background.
    priority          BIGINT NOT NULL CHECK (priority IN (0, 1, 2)),
    deduplication_key TEXT,
    state             TEXT NOT NULL
        CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'cancelled', 'parked')),
    not_before        BIGINT NOT NULL,
    tries             BIGINT NOT NULL,
    -- Counts how often the job changed hands: outcomes name the fence at which they took it.
    fence             BIGINT NOT NULL,
    holder            UUID,
    lease_until       BIGINT,
    announced_at      BIGINT,
    created_at        BIGINT NOT NULL,
    finished_at       BIGINT,
    CHECK ((state = 'leased') = (lease_until IS NOT NULL))
);

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
    lane TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

-- Processes that take jobs, and when they were last heard.
CREATE TABLE processes (
    id       UUID NOT NULL PRIMARY KEY,
    heard_at BIGINT NOT NULL
);

-- Tries, as a person sees them. They outlive their job.
CREATE TABLE attempts (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              UUID NOT NULL UNIQUE,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    job_id          UUID NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    subject         TEXT NOT NULL,
    at              BIGINT NOT NULL,
    outcome         TEXT NOT NULL,
    -- JSON.
    reason          TEXT NOT NULL,
    next_at         BIGINT
);

CREATE INDEX attempts_about ON attempts (organization_id, subject, at);

-- Journal -------------------------------------------------------------------------------------------------------------

CREATE TABLE journal (
    seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id UUID REFERENCES organizations (id),
    user_id         UUID REFERENCES users (id),
    at              BIGINT NOT NULL,
    action          TEXT NOT NULL,
    object          TEXT NOT NULL,
    detail          TEXT NOT NULL
);

CREATE INDEX journal_of_organization ON journal (organization_id, at);

CREATE TRIGGER journal_never_changes BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION refuse_change('the journal is only ever added to');

-- Exchanges -----------------------------------------------------------------------------------------------------------

-- Every call to Chorus Pro, kept for some days, then removed. Unlike `journal` it is no proof and may be deleted. It
-- holds what was said, hence invoices, but neither secrets nor files. The long texts are the last columns, so that a
-- list seldom reads their pages.
--
-- One partition a day (UTC), made by `make_exchange_day`: what is old goes with its table, nothing is deleted row by
-- row. Nothing here refers to other tables, as in SQLite, where it is a file of its own; the program asks.
CREATE SEQUENCE exchanges_seq;

CREATE TABLE exchanges (
    seq             BIGINT NOT NULL DEFAULT nextval('exchanges_seq'),
    id              UUID NOT NULL,
    organization_id UUID NOT NULL,
    access_id       UUID NOT NULL,
    -- None for what an access asks for itself. The access may be gone: the exchange outlives it.
    structure_id    UUID,
    at              BIGINT NOT NULL,
    service         TEXT COLLATE "C" NOT NULL,
    outcome         TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused', 'failed')),
    http_status     BIGINT,
    code_retour     BIGINT,
    duration_ms     BIGINT NOT NULL,
    correlation_id  TEXT,
    libelle         TEXT,
    error           TEXT,
    method          TEXT NOT NULL,
    url             TEXT NOT NULL,
    -- JSON array of paths.
    unknown_fields  TEXT NOT NULL,
    request         TEXT,
    answer          TEXT,
    curl            TEXT NOT NULL,
    PRIMARY KEY (at, seq)
) PARTITION BY RANGE (at);

-- A page is a walk along these; they also count by outcome and period without the table.
CREATE INDEX exchanges_by_time ON exchanges (organization_id, structure_id, at, seq, outcome, service);
-- One service, and the list of services without reading every row.
CREATE INDEX exchanges_by_service ON exchanges (organization_id, structure_id, service, at, seq, outcome);
-- What an access asked for itself.
CREATE INDEX exchanges_of_access ON exchanges (organization_id, access_id, at, seq, outcome, service)
    WHERE structure_id IS NULL;
-- One exchange.
CREATE INDEX exchanges_by_id ON exchanges (id);

-- Makes the partition of a day, which is told by its first millisecond, where it is missing. Attached rather than made
-- in its place: so that whoever reads or writes other days is not waited for.
CREATE FUNCTION make_exchange_day(first BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
    day CONSTANT TEXT := 'exchanges_' || to_char(to_timestamp(first / 1000.0) AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
    IF to_regclass(day) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('make_exchange_day', 0));
    IF to_regclass(day) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE exchanges INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', day);
    EXECUTE format('ALTER TABLE exchanges ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                   day, first, first + 86400000);
END $$;

-- Drops the oldest partition of the days before the one that begins at an instant, and empty ones before it; gives how
-- many exchanges went. Whoever reads is waited for, but not so long that a queue of others forms behind.
CREATE FUNCTION drop_exchange_day(before BIGINT) RETURNS BIGINT LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE
    day  TEXT;
    gone BIGINT := 0;
BEGIN
    FOR day IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'exchanges'::regclass
            AND relname < 'exchanges_' || to_char(to_timestamp(before / 1000.0) AT TIME ZONE 'UTC', 'YYYYMMDD')
        ORDER BY relname
    LOOP
        EXECUTE format('SELECT count(*) FROM %I', day) INTO gone;
        EXECUTE format('DROP TABLE %I', day);
        EXIT WHEN gone > 0;
    END LOOP;
    RETURN gone;
END $$;

-- Copy ----------------------------------------------------------------------------------------------------------------

-- How far a copy of another database into this one has come (`pupitre migrate --from … --to …`): a row for each table,
-- written with the rows that it tells of, and the row `installation` for the whole. While that one is not finished,
-- nothing is served from here.
CREATE TABLE copy_progress (
    name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- JSON: the key of the last row that has come; of the whole, which installation it is.
    position TEXT NOT NULL,
    copied   BIGINT NOT NULL,
    finished BIGINT NOT NULL CHECK (finished IN (0, 1))
);
