-- The second way into Chorus Pro: files that are exchanged through a folder.

-- The EDI link of a structure.
CREATE TABLE edi_links (
    organization_id  UUID NOT NULL,
    id               UUID NOT NULL,
    structure_id     UUID NOT NULL,
    application      TEXT NOT NULL,
    -- JSON: the syntaxes that may leave by it.
    syntaxes         TEXT NOT NULL,
    -- A folder below what the installation allows, or a server; one of the two.
    root             TEXT,
    host             TEXT,
    port             BIGINT,
    user_name        TEXT,
    sealed_key       TEXT,
    public_key       TEXT,
    -- The key of the server that a person has confirmed.
    host_key         TEXT,
    outbox           TEXT NOT NULL,
    inbox            TEXT NOT NULL,
    -- Empty: files that were taken are removed.
    processed        TEXT NOT NULL,
    state            TEXT NOT NULL,
    state_reason     TEXT,
    state_since      BIGINT NOT NULL,
    generation       BIGINT NOT NULL,
    collected_at     BIGINT,
    -- JSON: what the last look into the folder could not do.
    problem          TEXT,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

CREATE UNIQUE INDEX edi_links_by_structure ON edi_links (organization_id, structure_id);

-- The number of the next archive of an application code, whichever structures send under it.
CREATE TABLE edi_sequences (
    organization_id  UUID NOT NULL REFERENCES organizations (id),
    application      TEXT NOT NULL,
    next_sequence    BIGINT NOT NULL,
    PRIMARY KEY (organization_id, application)
);

-- Files that came, each once.
CREATE TABLE edi_files (
    organization_id  UUID NOT NULL,
    id               UUID NOT NULL,
    structure_id     UUID NOT NULL,
    document_sha256  TEXT NOT NULL,
    document_name    TEXT NOT NULL,
    document_bytes   BIGINT NOT NULL,
    fate             TEXT NOT NULL,
    -- JSON: what it tells and what that was tied to; what was read of it.
    told             TEXT NOT NULL,
    contents         TEXT NOT NULL,
    received_at      BIGINT NOT NULL,
    -- When it was taken out of the folder.
    cleared_at       BIGINT,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

CREATE UNIQUE INDEX edi_files_by_content ON edi_files (organization_id, structure_id, document_sha256);
CREATE INDEX edi_files_by_time ON edi_files (organization_id, structure_id, received_at);
CREATE INDEX edi_files_by_document ON edi_files (document_sha256);

-- By which way a flow leaves; of one that leaves by EDI the archive, under its name there.
ALTER TABLE flows ADD COLUMN way TEXT NOT NULL DEFAULT 'api';
ALTER TABLE flows ADD COLUMN archive_name TEXT;
ALTER TABLE flows ADD COLUMN archive_sha256 TEXT;
ALTER TABLE flows ADD COLUMN archive_bytes BIGINT;

-- No name is ever used twice.
CREATE UNIQUE INDEX flows_by_archive_name ON flows (organization_id, archive_name) WHERE archive_name IS NOT NULL;
CREATE INDEX flows_by_archive ON flows (archive_sha256);
-- Reports name a flow by its number.
CREATE INDEX flows_by_number ON flows (organization_id, number) WHERE number IS NOT NULL;
