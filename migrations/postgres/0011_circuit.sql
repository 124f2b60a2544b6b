-- People who approve for each other.
CREATE TABLE teams (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    id              UUID NOT NULL,
    name            TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE team_members (
    organization_id UUID NOT NULL,
    team_id         UUID NOT NULL,
    user_id         UUID NOT NULL,
    PRIMARY KEY (organization_id, team_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id) ON DELETE CASCADE
);

CREATE INDEX team_members_by_user ON team_members (organization_id, user_id);

-- Which received invoices go which way, the first rule that takes one counts. What is null excludes nothing.
CREATE TABLE circuit_rules (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    id              UUID NOT NULL,
    position        BIGINT NOT NULL,
    name            TEXT NOT NULL,
    structure_id    UUID,
    service_code    TEXT,
    supplier        TEXT,
    from_cents      BIGINT,
    assign_to       UUID REFERENCES users (id),
    -- JSON: who approves, one after the other.
    steps           TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);

-- The steps of an invoice: who approves before its payment is ordered.
CREATE TABLE approvals (
    organization_id  UUID NOT NULL,
    invoice_id       UUID NOT NULL,
    position         BIGINT NOT NULL,
    -- A person or a team; one of the two.
    approver_user    UUID REFERENCES users (id),
    approver_team    UUID,
    -- Its name then: people leave, teams are dissolved.
    approver_name    TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('later', 'waiting', 'approved', 'refused')),
    -- Why it is asked for: the name of a rule, or of who asked.
    asked_by         TEXT NOT NULL,
    asked_at         BIGINT NOT NULL,
    decided_by       UUID REFERENCES users (id),
    decided_by_name  TEXT,
    decided_at       BIGINT,
    comment          TEXT,
    PRIMARY KEY (organization_id, invoice_id, position),
    CHECK ((approver_user IS NULL) <> (approver_team IS NULL)),
    CHECK ((state IN ('approved', 'refused')) = (decided_at IS NOT NULL)),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX approvals_of_user ON approvals (organization_id, approver_user, asked_at) WHERE state = 'waiting';
CREATE INDEX approvals_of_team ON approvals (organization_id, approver_team, asked_at) WHERE state = 'waiting';

-- Who is absent, and who stands in: one stretch of days for each.
CREATE TABLE absences (
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id         UUID NOT NULL,
    substitute_id   UUID NOT NULL,
    first_day       TEXT NOT NULL,
    last_day        TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, substitute_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);

CREATE INDEX absences_by_substitute ON absences (organization_id, substitute_id);

-- Whether a rejection leaves only when a second person has confirmed it.
ALTER TABLE organizations ADD COLUMN rejections_need_two BIGINT NOT NULL DEFAULT 0;

-- What waits for a second person.
CREATE INDEX acts_held ON acts (organization_id, submitted_at) WHERE state = 'held';

-- Who is told of a note.
CREATE TABLE mentions (
    organization_id UUID NOT NULL,
    note_id         UUID NOT NULL,
    user_id         UUID NOT NULL REFERENCES users (id),
    invoice_id      UUID NOT NULL,
    seen_at         BIGINT,
    PRIMARY KEY (organization_id, note_id, user_id),
    FOREIGN KEY (organization_id, note_id) REFERENCES invoice_notes (organization_id, id) ON DELETE CASCADE
);

CREATE INDEX mentions_unseen ON mentions (organization_id, user_id, note_id) WHERE seen_at IS NULL;

-- The account (BT-84) that a received invoice names, and what is to be looked at in it.
CREATE TABLE invoice_accounts (
    organization_id UUID NOT NULL,
    invoice_id      UUID NOT NULL,
    supplier        TEXT NOT NULL,
    iban            TEXT NOT NULL,
    -- JSON.
    findings        TEXT NOT NULL,
    found_at        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
);

CREATE INDEX invoice_accounts_found ON invoice_accounts (organization_id, found_at) WHERE findings <> '[]';

-- The accounts of a supplier: known ones, and what was learnt by calling back about others.
CREATE TABLE supplier_accounts (
    organization_id   UUID NOT NULL REFERENCES organizations (id),
    supplier          TEXT NOT NULL,
    iban              TEXT NOT NULL,
    note              TEXT,
    noted_by          UUID REFERENCES users (id),
    noted_by_name     TEXT,
    noted_at          BIGINT,
    -- Nobody where it was the first account of its supplier.
    confirmed_by      UUID REFERENCES users (id),
    confirmed_by_name TEXT,
    known_at          BIGINT,
    PRIMARY KEY (organization_id, supplier, iban)
);

CREATE INDEX supplier_accounts_by_iban ON supplier_accounts (organization_id, iban);
