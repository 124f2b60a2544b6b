-- What Chorus Pro gives to choose from, as an access was told: rates, currencies, reasons, cadres.
CREATE TABLE access_lists (
    organization_id UUID NOT NULL,
    access_id       UUID NOT NULL,
    -- JSON.
    lists           TEXT NOT NULL,
    read_at         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, access_id),
    FOREIGN KEY (organization_id, access_id) REFERENCES accesses (organization_id, id) ON DELETE CASCADE
);
