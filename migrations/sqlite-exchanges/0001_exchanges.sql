-- The journal of exchanges, for SQLite. For PostgreSQL it stands with the other tables in ../postgres.

-- Every call to Chorus Pro, kept for some days, then removed. Unlike `journal` it is no proof and may be deleted. It
-- holds what was said, hence invoices, but neither secrets nor files. The long texts are the last columns, so that a
-- list seldom reads their pages.
--
-- In a file of its own: writing it never waits for the writer of the main file, and what comes and goes by the
-- thousand does not scatter through the invoices. Nothing here can refer to the main file; the program asks there.
CREATE TABLE exchanges (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    access_id       TEXT NOT NULL,
    -- None for what an access asks for itself. The access may be gone: the exchange outlives it.
    structure_id    TEXT,
    at              INTEGER NOT NULL,
    service         TEXT NOT NULL,
    outcome         TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused', 'failed')),
    http_status     INTEGER,
    code_retour     INTEGER,
    duration_ms     INTEGER NOT NULL,
    correlation_id  TEXT,
    libelle         TEXT,
    error           TEXT,
    method          TEXT NOT NULL,
    url             TEXT NOT NULL,
    -- JSON array of paths.
    unknown_fields  TEXT NOT NULL,
    request         TEXT,
    answer          TEXT,
    curl            TEXT NOT NULL
) STRICT;

-- A page is a walk along these; they also count by outcome and period without the table.
CREATE INDEX exchanges_by_time ON exchanges (organization_id, structure_id, at, seq, outcome, service);
-- One service, and the list of services without reading every row.
CREATE INDEX exchanges_by_service ON exchanges (organization_id, structure_id, service, at, seq, outcome);
-- What an access asked for itself. The last column is always null: with it, SQLite counts without the table.
CREATE INDEX exchanges_of_access ON exchanges (organization_id, access_id, at, seq, outcome, service, structure_id)
    WHERE structure_id IS NULL;
-- What is old enough to go.
CREATE INDEX exchanges_by_age ON exchanges (at, seq);

-- How far a copy of another journal into this one has come; see the table of this name in the main file.
CREATE TABLE copy_progress (
    name     TEXT NOT NULL PRIMARY KEY,
    position TEXT NOT NULL,
    copied   INTEGER NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT, WITHOUT ROWID;
