-- The day on which the work was done, as its recipient found, and the days that the contract gives to pay it.
ALTER TABLE receptions ADD COLUMN service_day TEXT;
ALTER TABLE receptions ADD COLUMN contract_days BIGINT;

-- Texts for decisions that somebody of the organisation kept.
CREATE TABLE decision_texts (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    id              UUID NOT NULL,
    -- The status that the decision gives.
    decision        TEXT NOT NULL,
    text            TEXT NOT NULL,
    author_id       UUID NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

-- What somebody has just confirmed and may still take back.
CREATE INDEX acts_queued ON acts (organization_id, author_id) WHERE state = 'queued';
