-- What is done to invoices that came back from their recipient.
CREATE TABLE acts (
    organization_id UUID NOT NULL,
    id              UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    -- JSON: what is said with it, as typed.
    form            TEXT NOT NULL,
    -- JSON: why it stands as it stands.
    reason          TEXT,
    -- Since when the invoice has called for it, as known when it was confirmed.
    called_at       BIGINT,
    author_id       UUID NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    submitted_at    BIGINT,
    ended_at        BIGINT,
    version         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX acts_of_invoice ON acts (organization_id, invoice_id, created_at);
-- The same is never prepared twice at a time.
CREATE UNIQUE INDEX acts_kind ON acts (organization_id, invoice_id, kind) WHERE state <> 'done';

-- The act with which a file goes; none for those of the deposit.
ALTER TABLE attachments ADD COLUMN act_id UUID;

-- Since when a rejection needs nobody any more.
ALTER TABLE invoices ADD COLUMN rejection_treated_at BIGINT;

-- Rejections that somebody has to deal with.
CREATE INDEX invoices_rejected ON invoices
    (organization_id, status_at, gross_cents, seq, structure_id, service_code, status, stage, direction, rejection_treated_at)
    WHERE direction = 'emise' AND stage = 'rejected' AND rejection_treated_at IS NULL;

-- The invoice of which a draft is a copy: a corrected one, or the same again.
ALTER TABLE drafts ADD COLUMN copied_from UUID;

-- empreinteCertificatDepot: what Chorus Pro gave as its own mark of the deposit.
ALTER TABLE drafts ADD COLUMN deposit_imprint TEXT;

-- Files of one or several structured invoices.
CREATE TABLE flows (
    organization_id  UUID NOT NULL,
    id               UUID NOT NULL,
    structure_id     UUID NOT NULL,
    document_sha256  TEXT NOT NULL,
    document_name    TEXT NOT NULL,
    document_bytes   BIGINT NOT NULL,
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
    issuer_confirmed BIGINT NOT NULL,
    author_id        UUID NOT NULL REFERENCES users (id),
    author_name      TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    submitted_at     BIGINT,
    deposited_at     BIGINT,
    checked_at       BIGINT,
    version          BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

CREATE INDEX flows_by_time ON flows (organization_id, created_at);
CREATE INDEX flows_by_document ON flows (document_sha256);
