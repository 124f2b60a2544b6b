-- Since when the files of received invoices are fetched as soon as these are seen; none while that waits until somebody opens
-- or downloads them. Fetching tells Chorus Pro that the recipient has downloaded the invoice.
ALTER TABLE accesses ADD COLUMN mirrors_since INTEGER;

-- The PIVOT (XML) of an invoice, as Chorus Pro gave it: a document of its own beside the PDF.
CREATE TABLE pivots (
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    fetched_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pivots_by_document ON pivots (document_sha256);

-- Received invoices in the order in which they were seen, for whoever fetches their files.
CREATE INDEX receptions_by_time ON receptions (organization_id, seen_at);

-- Invoices that are made ready to be taken away together: by a person, or of a month of a structure.
CREATE TABLE packages (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    -- Who asked for it; nobody for a monthly archive.
    user_id         TEXT REFERENCES users (id),
    user_name       TEXT NOT NULL,
    -- Of a monthly archive: its structure, and the first day of its month.
    structure_id    TEXT,
    month           TEXT,
    -- Which invoices, in words.
    selection       TEXT NOT NULL,
    contents        TEXT NOT NULL,
    attachments     INTEGER NOT NULL CHECK (attachments IN (0, 1)),
    pattern         TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('preparing', 'ready', 'deleted')),
    created_at      INTEGER NOT NULL,
    ready_at        INTEGER,
    -- None: it is kept until an administrator takes it away.
    expires_at      INTEGER,
    deleted_at      INTEGER,
    deleted_by_name TEXT,
    PRIMARY KEY (organization_id, id),
    CHECK ((structure_id IS NULL) = (month IS NULL)),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX packages_of_user ON packages (organization_id, user_id, created_at);
CREATE INDEX packages_of_structure ON packages (organization_id, structure_id, month) WHERE structure_id IS NOT NULL;
CREATE INDEX packages_by_end ON packages (expires_at) WHERE expires_at IS NOT NULL;

-- The invoices of a package, in their order.
CREATE TABLE package_items (
    organization_id TEXT NOT NULL,
    package_id      TEXT NOT NULL,
    position        INTEGER NOT NULL,
    invoice_id      TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'missing')),
    -- Why a file is missing, as JSON.
    reason          TEXT,
    PRIMARY KEY (organization_id, package_id, position),
    CHECK ((state = 'missing') = (reason IS NOT NULL)),
    FOREIGN KEY (organization_id, package_id) REFERENCES packages (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX package_items_waiting ON package_items (organization_id, package_id, structure_id, position)
    WHERE state = 'waiting';
CREATE INDEX package_items_of_invoice ON package_items (organization_id, invoice_id);

-- What a person chose for their last package.
CREATE TABLE package_choices (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    contents        TEXT NOT NULL,
    attachments     INTEGER NOT NULL CHECK (attachments IN (0, 1)),
    pattern         TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;

-- Structures of whose invoices an archive is made each month.
CREATE TABLE archive_plans (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    received        INTEGER NOT NULL CHECK (received IN (0, 1)),
    issued          INTEGER NOT NULL CHECK (issued IN (0, 1)),
    contents        TEXT NOT NULL,
    attachments     INTEGER NOT NULL CHECK (attachments IN (0, 1)),
    pattern         TEXT NOT NULL,
    -- The first day of the first month that is archived, and of the next one to be.
    first_month     TEXT NOT NULL,
    next_month      TEXT NOT NULL,
    set_by_name     TEXT NOT NULL,
    set_at          INTEGER NOT NULL,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX archive_plans_by_month ON archive_plans (next_month);
