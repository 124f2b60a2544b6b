-- What Chorus Pro says of a structure, as it was last read.
CREATE TABLE structure_facts (
    organization_id UUID NOT NULL,
    structure_id    UUID NOT NULL,
    -- JSON.
    facts           TEXT NOT NULL,
    read_at         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, structure_id),
    FOREIGN KEY (organization_id, structure_id) REFERENCES structures (organization_id, id)
);
