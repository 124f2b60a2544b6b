-- The journal of exchanges: every call to Chorus Pro, kept for some days, then removed.
--
-- Unlike `journal` it is no proof and may be deleted. It holds what was said, hence invoices, but neither secrets nor
-- files. The long texts are the last columns, so that a list seldom reads their pages.
CREATE TABLE exchanges (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
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
    curl            TEXT NOT NULL,
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT;

-- A page is a walk along this index; it also counts by outcome and period without the table.
CREATE INDEX exchanges_by_time ON exchanges (organization_id, structure_id, at, seq, outcome, service);
-- One service, and the list of services without reading every row.
CREATE INDEX exchanges_by_service ON exchanges (organization_id, structure_id, service, at, seq, outcome);
-- What is old enough to go.
CREATE INDEX exchanges_by_age ON exchanges (at, seq);
