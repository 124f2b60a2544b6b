-- Invoices of subcontractors and joint contractors that name a structure of the organisation as their validator.
CREATE TABLE validations (
    organization_id     TEXT NOT NULL,
    id                  TEXT NOT NULL,
    structure_id        TEXT NOT NULL,
    -- The number by which validators know it at Chorus Pro.
    chorus_id           INTEGER NOT NULL,
    number              TEXT NOT NULL,
    kind                TEXT NOT NULL,
    date                TEXT,
    deposited_on        TEXT,
    supplier_name       TEXT NOT NULL,
    supplier_identifier TEXT NOT NULL,
    recipient_name      TEXT NOT NULL,
    recipient_siret     TEXT NOT NULL,
    service             TEXT,
    framework           TEXT,
    contract            TEXT,
    engagement          TEXT,
    currency            TEXT NOT NULL,
    net_cents           INTEGER,
    gross_cents         INTEGER,
    due_cents           INTEGER,
    status              TEXT NOT NULL,
    status_at           INTEGER NOT NULL,
    status_comment      TEXT,
    -- 1 while it waits for the answer of the structure.
    waiting             INTEGER NOT NULL,
    waiting_since       INTEGER,
    -- JSON: the reasons that Chorus Pro offers for a refusal.
    reasons             TEXT NOT NULL,
    -- JSON: why its files are not here.
    files_reason        TEXT,
    seen_at             INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    version             INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX validations_chorus_id ON validations (organization_id, structure_id, chorus_id);
CREATE INDEX validations_waiting ON validations (organization_id, waiting, status_at);

-- Its files: the invoice itself at 0, then what is attached to it.
CREATE TABLE validation_files (
    organization_id TEXT NOT NULL,
    validation_id   TEXT NOT NULL,
    position        INTEGER NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    PRIMARY KEY (organization_id, validation_id, position),
    FOREIGN KEY (organization_id, validation_id) REFERENCES validations (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX validation_files_by_document ON validation_files (document_sha256);

-- What a validator answers.
CREATE TABLE validation_replies (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    validation_id   TEXT NOT NULL,
    state           TEXT NOT NULL,
    -- JSON: the answer, as typed.
    form            TEXT NOT NULL,
    -- JSON: why it stands as it stands.
    reason          TEXT,
    -- Since when the invoice has waited for it, as known when it was confirmed.
    called_at       INTEGER,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    submitted_at    INTEGER,
    ended_at        INTEGER,
    version         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, validation_id) REFERENCES validations (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX validation_replies_of ON validation_replies (organization_id, validation_id, created_at);
-- One is prepared at a time.
CREATE UNIQUE INDEX validation_replies_open ON validation_replies (organization_id, validation_id) WHERE state <> 'done';

-- When the list of a validating structure was last asked for.
CREATE TABLE validation_rounds (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    asked_at        INTEGER NOT NULL,
    -- JSON: why there is no answer.
    reason          TEXT,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

-- Works documents (A4–A25) of billing files in which a structure of the organisation takes part.
CREATE TABLE works_documents (
    organization_id     TEXT NOT NULL,
    id                  TEXT NOT NULL,
    structure_id        TEXT NOT NULL,
    -- JSON: as whom the structure takes part.
    roles               TEXT NOT NULL,
    chorus_id           INTEGER NOT NULL,
    -- The billing file, where it was told.
    file_id             INTEGER,
    file_number         TEXT,
    number              TEXT NOT NULL,
    kind                TEXT NOT NULL,
    framework           TEXT,
    status              TEXT NOT NULL,
    status_at           INTEGER,
    supplier_name       TEXT NOT NULL,
    supplier_identifier TEXT NOT NULL,
    recipient_siret     TEXT NOT NULL,
    service             TEXT,
    manager_service     TEXT,
    owner_service       TEXT,
    date                TEXT,
    deposited_on        TEXT,
    gross_cents         INTEGER,
    -- The documents before and after it, by their numbers at Chorus Pro.
    previous_id         INTEGER,
    next_id             INTEGER,
    seen_at             INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX works_documents_chorus_id ON works_documents (organization_id, structure_id, chorus_id);
CREATE INDEX works_documents_of_file ON works_documents (organization_id, structure_id, file_id);

-- What is done to works documents.
CREATE TABLE works_acts (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    document_id     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    -- JSON: what is said with it, as typed.
    form            TEXT NOT NULL,
    -- JSON: why it stands as it stands.
    reason          TEXT,
    -- The status of the document that it moves, as known when it was confirmed.
    called_from     TEXT,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    submitted_at    INTEGER,
    ended_at        INTEGER,
    version         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, document_id) REFERENCES works_documents (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX works_acts_of ON works_acts (organization_id, document_id, created_at);
-- The same is never prepared twice at a time.
CREATE UNIQUE INDEX works_acts_open ON works_acts (organization_id, document_id, kind) WHERE state <> 'done';

-- When the works documents of a structure were last asked for.
CREATE TABLE works_rounds (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    asked_at        INTEGER NOT NULL,
    -- When everything that changed was last known.
    whole_at        INTEGER,
    -- JSON: why there is no answer.
    reason          TEXT,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;
