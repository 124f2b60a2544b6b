-- The reasons that Chorus Pro offers for a refusal of a works document (JSON).
ALTER TABLE works_documents ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';
-- Everything is read once more, with them.
UPDATE works_rounds SET whole_at = NULL;

-- The files of an act on a works document.
CREATE TABLE works_act_files (
    organization_id TEXT NOT NULL,
    act_id          TEXT NOT NULL,
    id              TEXT NOT NULL,
    position        INTEGER NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    original_name   TEXT NOT NULL,
    extension       TEXT NOT NULL,
    label           TEXT NOT NULL,
    type_code       TEXT NOT NULL,
    -- Its number at Chorus Pro, once it was given.
    chorus_id       INTEGER,
    -- What was done to the file that was given (JSON), and that file.
    mending         TEXT,
    original_sha256 TEXT,
    original_bytes  INTEGER,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, act_id, id),
    FOREIGN KEY (organization_id, act_id) REFERENCES works_acts (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX works_act_files_by_document ON works_act_files (document_sha256);
CREATE INDEX works_act_files_by_original ON works_act_files (original_sha256) WHERE original_sha256 IS NOT NULL;

-- A works document as a whole, as Chorus Pro gave it.
CREATE TABLE works_contents (
    organization_id TEXT NOT NULL,
    document_id     TEXT NOT NULL,
    -- JSON, as it came; none while nothing came.
    content         TEXT,
    read_at         INTEGER,
    -- JSON: why the last reading gave nothing.
    reason          TEXT,
    PRIMARY KEY (organization_id, document_id),
    FOREIGN KEY (organization_id, document_id) REFERENCES works_documents (organization_id, id)
) STRICT, WITHOUT ROWID;

-- Inferred forms of services of works that an administrator has confirmed for production.
CREATE TABLE works_forms (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    form            TEXT NOT NULL,
    -- How it is known.
    source          TEXT NOT NULL,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    confirmed_at    INTEGER NOT NULL,
    PRIMARY KEY (organization_id, form)
) STRICT, WITHOUT ROWID;
