-- How an invoice of a structure for a recipient leaves whose PDF has its data inside, as it was chosen last: proposed for
-- the next one.
CREATE TABLE document_ways (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    -- SIRET.
    recipient       TEXT NOT NULL,
    way             TEXT NOT NULL,
    chosen_at       INTEGER NOT NULL,
    PRIMARY KEY (organization_id, structure_id, recipient),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

-- Copies of PDFs without the files inside, each once for its original.
CREATE TABLE plain_copies (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    original_sha256 TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    made_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, original_sha256)
) STRICT, WITHOUT ROWID;

CREATE INDEX plain_copies_by_document ON plain_copies (document_sha256);

-- How its PDF with data leaves, once that was chosen.
ALTER TABLE drafts ADD COLUMN way TEXT;
-- The flow as which it left, and the flow of whose refused invoice it was made.
ALTER TABLE drafts ADD COLUMN flow_id TEXT;
ALTER TABLE drafts ADD COLUMN from_flow_id TEXT;
-- The XML of which it was made.
ALTER TABLE drafts ADD COLUMN source_sha256 TEXT;
ALTER TABLE drafts ADD COLUMN source_name TEXT;
ALTER TABLE drafts ADD COLUMN source_bytes INTEGER;

CREATE INDEX drafts_by_source ON drafts (source_sha256) WHERE source_sha256 IS NOT NULL;

-- The draft that left as this flow.
ALTER TABLE flows ADD COLUMN draft_id TEXT;

-- What was done to an attached file (JSON), and the file that was given.
ALTER TABLE attachments ADD COLUMN mending TEXT;
ALTER TABLE attachments ADD COLUMN original_sha256 TEXT;
ALTER TABLE attachments ADD COLUMN original_bytes INTEGER;

CREATE INDEX attachments_by_original ON attachments (original_sha256) WHERE original_sha256 IS NOT NULL;
