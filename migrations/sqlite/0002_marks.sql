-- What this installation is recognised by: its key, its documents. One row for each mark, never changed.
CREATE TABLE marks (
    mark  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
