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
