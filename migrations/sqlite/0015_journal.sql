-- Each organisation's journal is a chain: its entries are numbered from 1 in the order in which their transactions ended, and
-- each has the SHA-256 of what it says and of the entry before it (SECURITY.md, docs/journal.md). What belongs to no
-- organisation is a chain of its own.
ALTER TABLE journal ADD COLUMN number INTEGER;
ALTER TABLE journal ADD COLUMN hash TEXT;
-- How it ended; none for what was written before there were chains.
ALTER TABLE journal ADD COLUMN result TEXT;
-- What was there before and after, where that is no secret.
ALTER TABLE journal ADD COLUMN old_value TEXT;
ALTER TABLE journal ADD COLUMN new_value TEXT;

CREATE UNIQUE INDEX journal_chain ON journal (organization_id, number);
CREATE UNIQUE INDEX journal_chain_of_house ON journal (number) WHERE organization_id IS NULL;
-- What was written before: the program chains it once, when it first opens the database.
CREATE INDEX journal_unchained ON journal (seq) WHERE number IS NULL;
DROP INDEX journal_of_organization;

-- The last entry of each chain, by the organisation's identifier or `installation`. That a chain has one says that nothing
-- is to be chained afterwards any more.
CREATE TABLE journal_heads (
    chain  TEXT    NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

CREATE TRIGGER journal_heads_never_go_back BEFORE UPDATE ON journal_heads
WHEN NEW.number <= OLD.number OR NEW.chain <> OLD.chain
BEGIN
    SELECT RAISE(ABORT, 'the journal is only ever added to');
END;
CREATE TRIGGER journal_heads_never_go BEFORE DELETE ON journal_heads
BEGIN
    SELECT RAISE(ABORT, 'the journal is only ever added to');
END;

-- The one change: an entry that has no number yet gets it with its hash, and stays as it is.
DROP TRIGGER journal_never_changes;
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
WHEN OLD.number IS NOT NULL OR NEW.number IS NULL OR NEW.hash IS NULL
    OR NEW.seq <> OLD.seq
    OR NEW.organization_id IS NOT OLD.organization_id
    OR NEW.user_id IS NOT OLD.user_id
    OR NEW.at <> OLD.at
    OR NEW.action <> OLD.action
    OR NEW.object <> OLD.object
    OR NEW.detail <> OLD.detail
    OR NEW.result IS NOT OLD.result
    OR NEW.old_value IS NOT OLD.old_value
    OR NEW.new_value IS NOT OLD.new_value
BEGIN
    SELECT RAISE(ABORT, 'the journal is only ever added to');
END;
