-- What is done to invoices that came back from their recipient.
CREATE TABLE acts (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    -- JSON: what is said with it, as typed.
    form            TEXT NOT NULL,
    -- JSON: why it stands as it stands.
    reason          TEXT,
    -- Since when the invoice has called for it, as known when it was confirmed.
    called_at       INTEGER,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    submitted_at    INTEGER,
    ended_at        INTEGER,
    version         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX acts_of_invoice ON acts (organization_id, invoice_id, created_at);
-- The same is never prepared twice at a time.
CREATE UNIQUE INDEX acts_kind ON acts (organization_id, invoice_id, kind) WHERE state <> 'done';

-- The act with which a file goes; none for those of the deposit.
ALTER TABLE attachments ADD COLUMN act_id TEXT;

-- Since when a rejection needs nobody any more.
ALTER TABLE invoices ADD COLUMN rejection_treated_at INTEGER;

-- Rejections that somebody has to deal with.
CREATE INDEX invoices_rejected ON invoices
    (organization_id, status_at, gross_cents, seq, structure_id, service_code, status, stage, direction, rejection_treated_at)
    WHERE direction = 'emise' AND stage = 'rejected' AND rejection_treated_at IS NULL;

-- The invoice of which a draft is a copy: a corrected one, or the same again.
ALTER TABLE drafts ADD COLUMN copied_from TEXT;

-- empreinteCertificatDepot: what Chorus Pro gave as its own mark of the deposit.
ALTER TABLE drafts ADD COLUMN deposit_imprint TEXT;

-- Files of one or several structured invoices.
CREATE TABLE flows (
    organization_id  TEXT NOT NULL,
    id               TEXT NOT NULL,
    structure_id     TEXT NOT NULL,
    document_sha256  TEXT NOT NULL,
    document_name    TEXT NOT NULL,
    document_bytes   INTEGER NOT NULL,
    syntax           TEXT,
    state            TEXT NOT NULL,
    -- JSON: why it stands so.
    reason           TEXT,
    -- numeroFluxDepot and etatCourantDepotFlux.
    number           TEXT,
    platform_state   TEXT,
    -- JSON: its invoices as read here, with what became of each; and what is wrong with the whole.
    invoices         TEXT NOT NULL,
    errors           TEXT NOT NULL,
    issuer_confirmed INTEGER NOT NULL,
    author_id        TEXT NOT NULL REFERENCES users (id),
    author_name      TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    submitted_at     INTEGER,
    deposited_at     INTEGER,
    checked_at       INTEGER,
    version          INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX flows_by_time ON flows (organization_id, created_at);
CREATE INDEX flows_by_document ON flows (document_sha256);
