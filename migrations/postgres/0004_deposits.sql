-- Files that a person dropped and of which nobody has said yet whose invoices they are.
CREATE TABLE dropped_files (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    id              UUID NOT NULL,
    user_id         UUID NOT NULL REFERENCES users (id),
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  BIGINT NOT NULL,
    -- JSON: who issues, as the document says it; null where it says nothing.
    issuer          TEXT NOT NULL,
    dropped_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX dropped_files_of_user ON dropped_files (organization_id, user_id, dropped_at);
CREATE INDEX dropped_files_by_document ON dropped_files (document_sha256);
CREATE INDEX dropped_files_by_time ON dropped_files (dropped_at);

-- Who confirmed a submission: what a person has just sent is undone as one.
ALTER TABLE drafts ADD COLUMN submitted_by UUID;

CREATE INDEX drafts_submitted ON drafts (organization_id, submitted_by, submitted_at) WHERE submitted_by IS NOT NULL;

-- What has arrived and is not paid, by how long ago: what is late, of each structure.
CREATE INDEX invoices_arrived ON invoices (organization_id, direction, arrived_at, structure_id)
    WHERE stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
