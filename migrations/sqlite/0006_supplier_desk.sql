-- What Chorus Pro says of a structure, as it was last read.
CREATE TABLE structure_facts (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    -- JSON.
    facts           TEXT NOT NULL,
    read_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

-- Who pays, as far as the legal delay depends on it: as somebody said it of a structure that receives.
CREATE TABLE payers (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    -- SIRET, or another identifier.
    payer           TEXT NOT NULL,
    category        TEXT NOT NULL,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    told_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, environment, payer)
) STRICT, WITHOUT ROWID;

-- Rates of late interest that do not come with Pupitre, or that somebody has confirmed.
CREATE TABLE late_rates (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- Its first day.
    half_year       TEXT NOT NULL,
    -- The rate of the European Central Bank on that day, in percent, exact.
    refinancing     TEXT NOT NULL,
    -- Where it was read.
    source          TEXT NOT NULL,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    told_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, half_year)
) STRICT, WITHOUT ROWID;

-- How long a recipient took until its mises en paiement.
CREATE INDEX invoices_paid ON invoices (organization_id, partner_siret, status_at, arrived_at, structure_id)
    WHERE direction = 'emise' AND status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;

-- Tables of invoices, a row or several for each.
CREATE TABLE batches (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    -- JSON: the titles of the columns, what stands in the first row, and what each column holds.
    titles          TEXT NOT NULL,
    sample          TEXT NOT NULL,
    columns         TEXT NOT NULL,
    structure_id    TEXT,
    entries         INTEGER NOT NULL,
    state           TEXT NOT NULL,
    -- JSON: why it stands so.
    reason          TEXT,
    created_by      TEXT NOT NULL REFERENCES users (id),
    created_by_name TEXT NOT NULL,
    started_by      TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    started_at      INTEGER,
    ended_at        INTEGER,
    version         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batches_by_time ON batches (organization_id, created_at);
CREATE INDEX batches_by_document ON batches (document_sha256);

-- The invoices in them.
CREATE TABLE batch_items (
    organization_id TEXT NOT NULL,
    batch_id        TEXT NOT NULL,
    -- The first row, as a spreadsheet counts.
    position        INTEGER NOT NULL,
    -- JSON: all rows, and what stands in them.
    rows_of         TEXT NOT NULL,
    cells           TEXT NOT NULL,
    structure_id    TEXT,
    -- JSON: what the draft begins with.
    form            TEXT NOT NULL,
    number          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    gross_cents     INTEGER,
    document_sha256 TEXT,
    document_name   TEXT,
    document_bytes  INTEGER,
    state           TEXT NOT NULL,
    -- JSON: the first thing to correct, and how many more.
    lack            TEXT,
    more            INTEGER NOT NULL,
    invoice_id      TEXT,
    PRIMARY KEY (organization_id, batch_id, position),
    FOREIGN KEY (organization_id, batch_id) REFERENCES batches (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_items_by_state ON batch_items (organization_id, batch_id, state, position);
CREATE INDEX batch_items_by_number ON batch_items (organization_id, structure_id, number) WHERE invoice_id IS NOT NULL;
CREATE INDEX batch_items_by_document ON batch_items (document_sha256);

-- The PDFs that were given with them.
CREATE TABLE batch_files (
    organization_id TEXT NOT NULL,
    batch_id        TEXT NOT NULL,
    name            TEXT NOT NULL,
    document_sha256 TEXT NOT NULL,
    document_name   TEXT NOT NULL,
    document_bytes  INTEGER NOT NULL,
    added_at        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, batch_id, name),
    FOREIGN KEY (organization_id, batch_id) REFERENCES batches (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_files_by_document ON batch_files (document_sha256);

-- What columns with these titles hold, as somebody of the organisation said last; nothing where they are left out.
CREATE TABLE batch_columns (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    title           TEXT NOT NULL,
    content         TEXT,
    said_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, title)
) STRICT, WITHOUT ROWID;

-- What people of the organisation tell each other about an invoice. It is never sent.
CREATE TABLE invoice_notes (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    author_id       TEXT NOT NULL REFERENCES users (id),
    author_name     TEXT NOT NULL,
    written_at      INTEGER NOT NULL,
    text            TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX invoice_notes_of_invoice ON invoice_notes (organization_id, invoice_id, written_at);

-- Who has taken a draft over from who began it.
CREATE TABLE draft_keepers (
    organization_id TEXT NOT NULL,
    invoice_id      TEXT NOT NULL,
    user_id         TEXT NOT NULL REFERENCES users (id),
    taken_at        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, invoice_id),
    FOREIGN KEY (organization_id, invoice_id) REFERENCES invoices (organization_id, id)
) STRICT, WITHOUT ROWID;

-- The filters of a list under a name, of one person or for everybody of the organisation.
CREATE TABLE saved_views (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    user_id         TEXT NOT NULL REFERENCES users (id),
    user_name       TEXT NOT NULL,
    direction       TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- As it stands in the address of the list.
    query           TEXT NOT NULL,
    shared          INTEGER NOT NULL CHECK (shared IN (0, 1)),
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT, WITHOUT ROWID;

-- The directory of public recipients, as Chorus Pro publishes it: of an environment, of no organisation. Each import is
-- an edition of its own, which replaces the one in use when it is whole.
CREATE TABLE public_directories (
    edition      INTEGER PRIMARY KEY,
    environment  TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('arriving', 'current', 'leaving')),
    begun_at     INTEGER NOT NULL,
    completed_at INTEGER,
    structures   INTEGER NOT NULL,
    services     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX public_directories_current ON public_directories (environment) WHERE state = 'current';

CREATE TABLE public_structures (
    seq                   INTEGER PRIMARY KEY,
    edition               INTEGER NOT NULL REFERENCES public_directories (edition),
    identifier            TEXT NOT NULL,
    name                  TEXT NOT NULL,
    -- The name folded (lower case, no accents): what a list is sorted by.
    name_key              TEXT NOT NULL,
    address               TEXT NOT NULL,
    postcode              TEXT NOT NULL,
    town                  TEXT NOT NULL,
    email                 TEXT NOT NULL,
    telephone             TEXT NOT NULL,
    service_compulsory    INTEGER NOT NULL CHECK (service_compulsory IN (0, 1)),
    engagement_compulsory INTEGER NOT NULL CHECK (engagement_compulsory IN (0, 1)),
    service_or_engagement INTEGER NOT NULL CHECK (service_or_engagement IN (0, 1)),
    tells_payment         INTEGER NOT NULL CHECK (tells_payment IN (0, 1)),
    active                INTEGER NOT NULL CHECK (active IN (0, 1)),
    -- Folded words that a search finds, with a space between them.
    words                 TEXT NOT NULL,
    UNIQUE (edition, identifier)
) STRICT;

CREATE TABLE public_services (
    edition               INTEGER NOT NULL REFERENCES public_directories (edition),
    identifier            TEXT NOT NULL,
    code                  TEXT NOT NULL,
    name                  TEXT NOT NULL,
    active                INTEGER NOT NULL CHECK (active IN (0, 1)),
    engagement_compulsory INTEGER NOT NULL CHECK (engagement_compulsory IN (0, 1)),
    PRIMARY KEY (edition, identifier, code)
) STRICT, WITHOUT ROWID;

-- Beginnings of words. The edition is a word too, with a sign that nobody can look for: a search meets the rows of one
-- edition without reading them. Holds no text of its own.
CREATE VIRTUAL TABLE public_structure_search USING fts5 (
    folded,
    content = '', contentless_delete = 1, detail = none, prefix = '2 3 4',
    tokenize = "unicode61 remove_diacritics 0 tokenchars '#'"
);

CREATE TRIGGER public_structures_search_insert AFTER INSERT ON public_structures
BEGIN
    INSERT INTO public_structure_search (rowid, folded) VALUES (new.seq, '#' || new.edition || ' ' || new.words);
END;

CREATE TRIGGER public_structures_search_delete AFTER DELETE ON public_structures
BEGIN
    DELETE FROM public_structure_search WHERE rowid = old.seq;
END;

-- The invoices that were sent to a recipient, the latest first.
CREATE INDEX invoices_by_recipient ON invoices
    (organization_id, partner_siret, status_at, seq, structure_id, service_code, status)
    WHERE direction = 'emise';

-- What Chorus Pro says of an engagement to a supplier: asked for a draft, and asked again after a day.
CREATE TABLE known_engagements (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    number          TEXT NOT NULL,
    -- Who ordered; null when Chorus Pro knows no engagement of this number for the structure.
    issuer          TEXT,
    issuer_name     TEXT NOT NULL,
    service_code    TEXT,
    state           TEXT NOT NULL,
    fetched_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, structure_id, number),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_engagements_by_issuer ON known_engagements (organization_id, issuer) WHERE issuer IS NOT NULL;
CREATE INDEX known_engagements_by_age ON known_engagements (fetched_at);


-- Who of the organisation is in charge of which structure. Who leaves the organisation is in charge of nothing there.
CREATE TABLE structure_people (
    organization_id TEXT NOT NULL,
    structure_id    TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    PRIMARY KEY (organization_id, structure_id, user_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX structure_people_of_user ON structure_people (organization_id, user_id);

-- The town, where it is known: what tells structures of one name apart.
ALTER TABLE structures ADD COLUMN town TEXT NOT NULL DEFAULT '';

-- When the password of the technical account was entered. Null for what was entered before this was kept: no later than
-- the access itself.
ALTER TABLE accesses ADD COLUMN password_set_at INTEGER;
