-- When a person here opened a received invoice first, and who that was. What was given to somebody counts as opened.
ALTER TABLE receptions ADD COLUMN opened_at INTEGER;
ALTER TABLE receptions ADD COLUMN opened_by TEXT;
UPDATE receptions SET opened_at = downloaded_at;

-- The same beside the head of the invoice, for lists: 1 for what nobody has done yet with what was received, else none.
ALTER TABLE invoices ADD COLUMN unopened INTEGER;
ALTER TABLE invoices ADD COLUMN undownloaded INTEGER;
UPDATE invoices SET unopened = 1
WHERE direction = 'recue' AND id IN (SELECT invoice_id FROM receptions WHERE opened_at IS NULL);
UPDATE invoices SET undownloaded = 1
WHERE direction = 'recue' AND id IN (SELECT invoice_id FROM receptions WHERE downloaded_at IS NULL);

-- What the last day of a delay is made of besides its marks: days of the contract, the days that count, that day (a number of
-- days since 1970), and where it stands in a list: by the last day, then those without one, then what waits for no payment.
ALTER TABLE invoices ADD COLUMN delay_contract_days INTEGER;
ALTER TABLE invoices ADD COLUMN delay_days INTEGER;
ALTER TABLE invoices ADD COLUMN delay_last_day INTEGER;
ALTER TABLE invoices ADD COLUMN delay_order INTEGER NOT NULL DEFAULT 2000000;

-- What is wrong with the order of its statuses (domain::DisorderKind).
ALTER TABLE invoices ADD COLUMN disorder TEXT;

-- No delay runs before the work is done.
UPDATE invoices SET delay_from_day = max(
    coalesce(delay_from_day, (arrived_at + 3600000) / 86400000),
    (SELECT CAST(julianday(service_day) - 2440587.5 AS INTEGER) FROM receptions
     WHERE receptions.organization_id = invoices.organization_id AND receptions.invoice_id = invoices.id))
WHERE arrived_at IS NOT NULL AND id IN (SELECT invoice_id FROM receptions WHERE service_day IS NOT NULL);
UPDATE invoices SET delay_contract_days = (
    SELECT receptions.contract_days FROM receptions
    WHERE receptions.organization_id = invoices.organization_id AND receptions.invoice_id = invoices.id)
WHERE id IN (SELECT invoice_id FROM receptions WHERE contract_days IS NOT NULL);
UPDATE invoices SET delay_days = coalesce((
    SELECT CASE payers.category WHEN 'health' THEN 50 WHEN 'public_enterprise' THEN 60 ELSE 30 END
    FROM structures JOIN payers ON payers.organization_id = structures.organization_id
        AND payers.environment = structures.environment
        AND payers.payer = CASE invoices.direction WHEN 'recue' THEN structures.siret ELSE invoices.partner_siret END
    WHERE structures.id = invoices.structure_id), 30)
WHERE arrived_at IS NOT NULL AND stage NOT IN ('paid', 'rejected', 'ended');
UPDATE invoices SET delay_days = delay_contract_days
WHERE delay_days IS NOT NULL AND delay_contract_days > 0 AND delay_contract_days < delay_days;
UPDATE invoices SET delay_last_day = CASE
    WHEN delay_stopped_day IS NULL
        OR delay_stopped_day > coalesce(delay_from_day, (arrived_at + 3600000) / 86400000) + delay_days
    THEN coalesce(delay_from_day, (arrived_at + 3600000) / 86400000) + delay_days
    WHEN delay_resumed_day IS NULL THEN NULL
    ELSE max(delay_resumed_day, delay_from_day)
        + max(30, delay_from_day + delay_days - max(delay_stopped_day, delay_from_day)) END
WHERE delay_days IS NOT NULL;
UPDATE invoices SET delay_order = CASE WHEN stage = 'arrived' THEN coalesce(delay_last_day, 1000000) ELSE 1000000 END
WHERE kind = 'FACTURE' AND (stage = 'arrived' OR status = 'SUSPENDUE');

-- Statuses that were written in an order in which no invoice goes (domain::status_disorder). Of one minute nothing is told.
CREATE TABLE told_statuses (invoice_id TEXT NOT NULL, happened_at INTEGER NOT NULL, code TEXT NOT NULL, place INTEGER);
INSERT INTO told_statuses (invoice_id, happened_at, code, place)
    SELECT invoice_id, happened_at, code, CASE code WHEN 'SERVICE_FAIT' THEN 1 WHEN 'MANDATEE' THEN 2
        WHEN 'MISE_A_DISPOSITION_COMPTABLE' THEN 3 WHEN 'COMPTABILISEE' THEN 4 WHEN 'MISE_EN_PAIEMENT' THEN 5 END
    FROM events WHERE kind = 'status';
CREATE INDEX told_statuses_of_invoice ON told_statuses (invoice_id, happened_at);
CREATE TABLE told_ways (invoice_id TEXT NOT NULL, last_at INTEGER NOT NULL, reset_at INTEGER NOT NULL);
INSERT INTO told_ways (invoice_id, last_at, reset_at)
    SELECT invoice_id, max(happened_at), coalesce(max(CASE WHEN place IS NULL THEN happened_at END), -1)
    FROM told_statuses GROUP BY invoice_id;
UPDATE invoices SET disorder = 'after_return' WHERE id IN (
    SELECT told_ways.invoice_id FROM told_ways JOIN told_statuses
        ON told_statuses.invoice_id = told_ways.invoice_id AND told_statuses.happened_at = told_ways.reset_at
    WHERE told_ways.last_at > told_ways.reset_at AND told_statuses.code IN ('REJETEE', 'A_RECYCLER'));
UPDATE invoices SET disorder = 'backwards' WHERE disorder IS NULL AND id IN (
    SELECT told_ways.invoice_id FROM told_ways JOIN told_statuses
        ON told_statuses.invoice_id = told_ways.invoice_id AND told_statuses.happened_at > told_ways.reset_at
    GROUP BY told_ways.invoice_id, told_ways.last_at
    HAVING max(told_statuses.place)
        > max(CASE WHEN told_statuses.happened_at = told_ways.last_at THEN told_statuses.place END));
DROP TABLE told_ways;
DROP TABLE told_statuses;

-- The order by the last day, and what has a mark, with all that is counted of it.
CREATE INDEX invoices_by_delay ON invoices
    (organization_id, direction, delay_order, seq, structure_id, stage, status, date);
CREATE INDEX invoices_unopened ON invoices
    (organization_id, direction, stage, status, structure_id, service_code, status_at, currency, signed_gross_cents, date,
     arrived_at, seq, unopened)
    WHERE unopened = 1;
CREATE INDEX invoices_undownloaded ON invoices
    (organization_id, direction, stage, status, structure_id, service_code, status_at, currency, signed_gross_cents, date,
     arrived_at, seq, undownloaded)
    WHERE undownloaded = 1;
CREATE INDEX invoices_disordered ON invoices
    (organization_id, direction, stage, status, structure_id, service_code, status_at, currency, signed_gross_cents, date,
     arrived_at, seq, disorder)
    WHERE disorder IS NOT NULL;

-- The same indexes with what is new in them: that of a structure has the columns of all sorts, those of figures all that a
-- delay is made of.
DROP INDEX invoices_by_structure;
CREATE INDEX invoices_by_structure ON invoices
    (organization_id, structure_id, direction, status_at, seq, stage, status, currency, date, service_code,
     signed_gross_cents, number, partner_key, delay_order);
DROP INDEX invoices_waiting;
CREATE INDEX invoices_waiting ON invoices
    (organization_id, direction, arrived_at, structure_id, service_code, partner_siret, currency, signed_gross_cents,
     due_cents, delay_from_day, delay_stopped_day, delay_resumed_day, date, seq, stage, kind, delay_contract_days)
    WHERE stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
DROP INDEX invoices_ordered;
CREATE INDEX invoices_ordered ON invoices
    (organization_id, direction, status_at, structure_id, service_code, partner_siret, arrived_at, delay_from_day,
     delay_stopped_day, delay_resumed_day, ordered_day, date, seq, status, kind, delay_contract_days)
    WHERE status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
