-- How an invoice of a structure for a recipient leaves whose PDF has its data inside, as it was chosen last: proposed for
-- the next one.
CREATE TABLE document_ways (
    organization_id UUID NOT NULL,
    structure_id    UUID NOT NULL,
    -- SIRET.
    recipient       TEXT NOT NULL,
    way             TEXT NOT NULL,
    chosen_at       BIGINT NOT NULL,
    PRIMARY KEY (organization_id, structure_id, recipient),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

-- Copies of PDFs without the files inside, each once for its original.
CREATE TABLE plain_copies (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    original_sha256 TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_bytes  BIGINT NOT NULL,
    made_at         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, original_sha256)
);

CREATE INDEX plain_copies_by_document ON plain_copies (document_sha256);

-- How its PDF with data leaves, once that was chosen.
ALTER TABLE drafts ADD COLUMN way TEXT;
-- The flow as which it left, and the flow of whose refused invoice it was made.
ALTER TABLE drafts ADD COLUMN flow_id UUID;
ALTER TABLE drafts ADD COLUMN from_flow_id UUID;
-- The XML of which it was made.
ALTER TABLE drafts ADD COLUMN source_sha256 TEXT;
ALTER TABLE drafts ADD COLUMN source_name TEXT;
ALTER TABLE drafts ADD COLUMN source_bytes BIGINT;

CREATE INDEX drafts_by_source ON drafts (source_sha256) WHERE source_sha256 IS NOT NULL;

-- The draft that left as this flow.
ALTER TABLE flows ADD COLUMN draft_id UUID;

-- What was done to an attached file (JSON), and the file that was given.
ALTER TABLE attachments ADD COLUMN mending TEXT;
ALTER TABLE attachments ADD COLUMN original_sha256 TEXT;
ALTER TABLE attachments ADD COLUMN original_bytes BIGINT;

CREATE INDEX attachments_by_original ON attachments (original_sha256) WHERE original_sha256 IS NOT NULL;

-- What a structure is named by: a SIRET, or what Chorus Pro takes of those who have none.
ALTER TABLE structures ADD COLUMN identifier_kind TEXT NOT NULL DEFAULT 'SIRET';

-- Whether the structures are clients: what leaves for one of them then needs a mandate that is good, or a reason.
ALTER TABLE organizations ADD COLUMN mandates_required BIGINT NOT NULL DEFAULT 0;

-- Who may act for which structure, with the signed document. What has ended stays: it proves what was done before.
CREATE TABLE mandates (
    organization_id UUID NOT NULL,
    id              UUID NOT NULL,
    structure_id    UUID NOT NULL,
    holder          TEXT NOT NULL,
    -- The days on which it is good, both included; no last one until somebody ends it.
    first_day       TEXT NOT NULL,
    last_day        TEXT,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  BIGINT NOT NULL,
    author_id       UUID NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    -- The last day once it was ended before its time, who did so and why.
    ended_on        TEXT,
    ended_at        BIGINT,
    ended_by_name   TEXT,
    end_reason      TEXT,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

CREATE INDEX mandates_of_structure ON mandates (organization_id, structure_id, first_day);
CREATE INDEX mandates_by_document ON mandates (document_sha256);

-- A structure whose SIRET changes: what has been done of what breaks.
CREATE TABLE siret_changes (
    organization_id  UUID NOT NULL,
    structure_id     UUID NOT NULL,
    new_siret        TEXT NOT NULL,
    -- The structure of the new SIRET, once it was created from here.
    new_structure_id UUID,
    -- JSON: the steps that somebody has ticked, with who and when.
    steps            TEXT NOT NULL,
    begun_by         UUID NOT NULL REFERENCES users (id),
    begun_by_name    TEXT NOT NULL,
    begun_at         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id),
    FOREIGN KEY (organization_id, new_structure_id) REFERENCES structures (organization_id, id)
);

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

-- What Chorus Pro gives to choose from, as an access was told: rates, currencies, reasons, cadres.
CREATE TABLE access_lists (
    organization_id UUID NOT NULL,
    access_id       UUID NOT NULL,
    -- JSON.
    lists           TEXT NOT NULL,
    read_at         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, access_id),
    FOREIGN KEY (organization_id, access_id) REFERENCES accesses (organization_id, id) ON DELETE CASCADE
);
