-- What Chorus Pro gives to choose from, as an access was told: rates, currencies, reasons, cadres.
CREATE TABLE access_lists (
    organization_id TEXT NOT NULL,
    access_id       TEXT NOT NULL,
    -- JSON.
    lists           TEXT NOT NULL,
    read_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, access_id),
    FOREIGN KEY (organization_id, access_id) REFERENCES accesses (organization_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
