-- Each organisation's journal is a chain: its entries are numbered from 1 in the order in which their transactions ended, and
-- each has the SHA-256 of what it says and of the entry before it (SECURITY.md, docs/journal.md). What belongs to no
-- organisation is a chain of its own.
ALTER TABLE journal ADD COLUMN number BIGINT;
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
    chain  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash   TEXT NOT NULL,
    at     BIGINT NOT NULL
);

CREATE TRIGGER journal_heads_never_go_back BEFORE UPDATE ON journal_heads
    FOR EACH ROW WHEN (new.number <= old.number OR new.chain <> old.chain)
    EXECUTE FUNCTION refuse_change('the journal is only ever added to');
CREATE TRIGGER journal_heads_never_go BEFORE DELETE ON journal_heads
    FOR EACH ROW EXECUTE FUNCTION refuse_change('the journal is only ever added to');

-- The one change: an entry that has no number yet gets it with its hash, and stays as it is.
DROP TRIGGER journal_never_changes ON journal;
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
    FOR EACH ROW WHEN (
        old.number IS NOT NULL OR new.number IS NULL OR new.hash IS NULL
        OR (new.seq, new.organization_id, new.user_id, new.at, new.action, new.object, new.detail, new.result,
            new.old_value, new.new_value)
        IS DISTINCT FROM
           (old.seq, old.organization_id, old.user_id, old.at, old.action, old.object, old.detail, old.result,
            old.old_value, old.new_value))
    EXECUTE FUNCTION refuse_change('the journal is only ever added to');
CREATE TRIGGER journal_never_goes BEFORE DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION refuse_change('the journal is only ever added to');
