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
