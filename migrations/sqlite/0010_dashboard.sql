-- The days that the delay of an invoice is counted from, told from its spans whenever they are: numbers of days of Paris since
-- 1970. Figures of thousands of delays are counted without their spans.
ALTER TABLE invoices ADD COLUMN delay_from_day INTEGER;
ALTER TABLE invoices ADD COLUMN delay_stopped_day INTEGER;
ALTER TABLE invoices ADD COLUMN delay_resumed_day INTEGER;
ALTER TABLE invoices ADD COLUMN ordered_day INTEGER;

-- How far Paris is ahead of UTC, to tell the days of what is there already.
CREATE TABLE paris_offsets (starts_at INTEGER NOT NULL, ahead INTEGER NOT NULL);
INSERT INTO paris_offsets (starts_at, ahead) VALUES
    (0, 3600000),
    (1459040400000, 7200000), (1477789200000, 3600000), (1490490000000, 7200000), (1509238800000, 3600000),
    (1521939600000, 7200000), (1540688400000, 3600000), (1553994000000, 7200000), (1572138000000, 3600000),
    (1585443600000, 7200000), (1603587600000, 3600000), (1616893200000, 7200000), (1635642000000, 3600000),
    (1648342800000, 7200000), (1667091600000, 3600000), (1679792400000, 7200000), (1698541200000, 3600000),
    (1711846800000, 7200000), (1729990800000, 3600000), (1743296400000, 7200000), (1761440400000, 3600000),
    (1774746000000, 7200000), (1792890000000, 3600000), (1806195600000, 7200000), (1824944400000, 3600000);
CREATE TABLE span_days (invoice_id TEXT NOT NULL, side TEXT NOT NULL, place INTEGER NOT NULL, starts_day INTEGER NOT NULL, ends_day INTEGER);
INSERT INTO span_days (invoice_id, side, place, starts_day, ends_day)
    SELECT span.invoice_id, span.side, span.position,
        (span.starts_at + (SELECT ahead FROM paris_offsets WHERE paris_offsets.starts_at <= span.starts_at
            ORDER BY paris_offsets.starts_at DESC LIMIT 1)) / 86400000,
        (span.ends_at + (SELECT ahead FROM paris_offsets WHERE paris_offsets.starts_at <= span.ends_at
            ORDER BY paris_offsets.starts_at DESC LIMIT 1)) / 86400000
    FROM clock_spans AS span;
CREATE INDEX span_days_of_invoice ON span_days (invoice_id, place);

-- From the receipt, the last one after a giving back.
UPDATE invoices SET delay_from_day = (
    SELECT span.starts_day FROM span_days AS span
    WHERE span.invoice_id = invoices.id AND span.side = 'ordonnateur' AND span.place = coalesce((
        SELECT max(given.place) + 1 FROM span_days AS given
        WHERE given.invoice_id = invoices.id AND given.side = 'given_back'), 0))
WHERE arrived_at IS NOT NULL;
UPDATE invoices SET ordered_day = (
    SELECT span.starts_day FROM span_days AS span
    WHERE span.invoice_id = invoices.id AND span.side = 'comptable' AND span.place > coalesce((
        SELECT max(given.place) FROM span_days AS given
        WHERE given.invoice_id = invoices.id AND given.side = 'given_back'), -1)
    ORDER BY span.place LIMIT 1)
WHERE delay_from_day IS NOT NULL;
-- The first interruption; one after the payment order has no effect (R2192-27).
UPDATE invoices SET (delay_stopped_day, delay_resumed_day) = (
    SELECT span.starts_day, span.ends_day FROM span_days AS span
    WHERE span.invoice_id = invoices.id AND span.side = 'interrupted' AND span.place > coalesce((
        SELECT max(given.place) FROM span_days AS given
        WHERE given.invoice_id = invoices.id AND given.side = 'given_back'), -1)
        AND NOT EXISTS (
            SELECT 1 FROM span_days AS ordered
            WHERE ordered.invoice_id = invoices.id AND ordered.side = 'comptable' AND ordered.place < span.place
                AND ordered.place > coalesce((
                    SELECT max(given.place) FROM span_days AS given
                    WHERE given.invoice_id = invoices.id AND given.side = 'given_back'), -1))
    ORDER BY span.place LIMIT 1)
WHERE delay_from_day IS NOT NULL;
DROP TABLE span_days;
DROP TABLE paris_offsets;

-- What waits for its payment, and what was paid: with all that a figure is made of, so that no row of the table is read.
CREATE INDEX invoices_waiting ON invoices
    (organization_id, direction, arrived_at, structure_id, service_code, partner_siret, currency, signed_gross_cents,
     due_cents, delay_from_day, delay_stopped_day, delay_resumed_day, date, seq, stage, kind)
    WHERE stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
CREATE INDEX invoices_ordered ON invoices
    (organization_id, direction, status_at, structure_id, service_code, partner_siret, arrived_at, delay_from_day,
     delay_stopped_day, delay_resumed_day, ordered_day, date, seq, status, kind)
    WHERE status = 'MISE_EN_PAIEMENT' AND kind = 'FACTURE' AND arrived_at IS NOT NULL;
-- A stretch of days of arrival in a list.
CREATE INDEX invoices_by_arrival ON invoices (organization_id, direction, arrived_at, seq) WHERE arrived_at IS NOT NULL;
