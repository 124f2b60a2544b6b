-- What the delay of an invoice is counted from, told from its spans whenever they are: figures of thousands of delays are
-- counted without them.
ALTER TABLE invoices ADD COLUMN delay_from INTEGER;
ALTER TABLE invoices ADD COLUMN delay_stopped_at INTEGER;
ALTER TABLE invoices ADD COLUMN delay_resumed_at INTEGER;
ALTER TABLE invoices ADD COLUMN ordered_at INTEGER;

-- From the receipt, the last one after a giving back.
UPDATE invoices SET delay_from = (
    SELECT span.starts_at FROM clock_spans AS span
    WHERE span.organization_id = invoices.organization_id AND span.invoice_id = invoices.id
        AND span.side = 'ordonnateur' AND span.position = coalesce((
            SELECT max(given.position) + 1 FROM clock_spans AS given
            WHERE given.organization_id = invoices.organization_id AND given.invoice_id = invoices.id
                AND given.side = 'given_back'), 0))
WHERE arrived_at IS NOT NULL;
UPDATE invoices SET ordered_at = (
    SELECT min(span.starts_at) FROM clock_spans AS span
    WHERE span.organization_id = invoices.organization_id AND span.invoice_id = invoices.id
        AND span.side = 'comptable' AND span.starts_at >= invoices.delay_from)
WHERE delay_from IS NOT NULL;
-- An interruption after the payment order has no effect (R2192-27).
UPDATE invoices SET delay_stopped_at = (
    SELECT min(span.starts_at) FROM clock_spans AS span
    WHERE span.organization_id = invoices.organization_id AND span.invoice_id = invoices.id
        AND span.side = 'interrupted' AND span.starts_at >= invoices.delay_from
        AND (invoices.ordered_at IS NULL OR span.starts_at < invoices.ordered_at))
WHERE delay_from IS NOT NULL;
UPDATE invoices SET delay_resumed_at = (
    SELECT min(span.ends_at) FROM clock_spans AS span
    WHERE span.organization_id = invoices.organization_id AND span.invoice_id = invoices.id
        AND span.side = 'interrupted' AND span.starts_at = invoices.delay_stopped_at)
WHERE delay_stopped_at IS NOT NULL;

-- What waits for its payment, and what was paid: with all that a figure is made of, so that no row of the table is read.
CREATE INDEX invoices_waiting ON invoices
    (organization_id, direction, arrived_at, structure_id, service_code, partner_siret, currency, signed_gross_cents,
     due_cents, delay_from, delay_stopped_at, delay_resumed_at, date, seq)
    WHERE stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
CREATE INDEX invoices_ordered ON invoices
    (organization_id, direction, status_at, structure_id, service_code, partner_siret, arrived_at, delay_from,
     delay_stopped_at, delay_resumed_at, ordered_at, date, seq)
    WHERE status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
-- A stretch of days of arrival in a list.
CREATE INDEX invoices_by_arrival ON invoices (organization_id, direction, arrived_at, seq) WHERE arrived_at IS NOT NULL;
