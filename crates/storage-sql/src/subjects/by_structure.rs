//! How the invoices of each structure stand: from the tables of counts, and along two indexes for what depends on time.

use std::collections::BTreeMap;

use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage, StructureId};
use storage::{CountMoments, Result, StructureCounts};

use crate::handle::Handle;
use crate::query::{Query, query};

/// See [`storage::ReadInvoices::counts_by_structure`].
pub(super) async fn counts(
    handle: &mut Handle,
    organization: OrganizationId,
    moments: &CountMoments,
) -> Result<BTreeMap<StructureId, StructureCounts>> {
    let mut counts: BTreeMap<StructureId, StructureCounts> = BTreeMap::new();
    let stages = query(
        "SELECT structure_id, direction, stage, CAST(sum(count) AS BIGINT) AS invoices FROM structure_counts \
         WHERE organization_id = $1 GROUP BY structure_id, direction, stage",
    );
    for row in handle.fetch_all(stages.bind(organization)).await? {
        let fields = row.of("invoice_counts");
        let number = fields.integer("invoices")?.unsigned_abs();
        let counts = counts.entry(fields.id("structure_id")?).or_default();
        let direction = fields.code("direction", Direction::from_code)?;
        let stage = fields.text("stage")?;
        let place = match (direction, StatusStage::ALL.into_iter().find(|known| known.code() == stage)) {
            (Direction::Issued, Some(StatusStage::ToSend)) => &mut counts.to_send,
            (Direction::Issued, Some(StatusStage::OnTheWay)) => &mut counts.on_the_way,
            (Direction::Issued, Some(StatusStage::Blocked)) => &mut counts.blocked,
            (Direction::Received, Some(StatusStage::Arrived)) => &mut counts.to_treat,
            _ => continue,
        };
        *place += number;
    }
    for (statement, place) in in_time(organization, moments) {
        for row in handle.fetch_all(statement).await? {
            let fields = row.of("invoices");
            let number = fields.integer("invoices")?.unsigned_abs();
            *place(counts.entry(fields.id("structure_id")?).or_default()) = number;
        }
    }
    counts.retain(|_, counts| *counts != StructureCounts::default());
    Ok(counts)
}

type Place = fn(&mut StructureCounts) -> &mut u64;

fn in_time(organization: OrganizationId, moments: &CountMoments) -> [(Query, Place); 4] {
    let since = |status: &InvoiceStatus, since| {
        query(
            "SELECT structure_id, count(*) AS invoices FROM invoices \
             WHERE organization_id = $1 AND direction = $2 AND status = $3 AND status_at >= $4 GROUP BY structure_id",
        )
        .bind(organization)
        .bind(Direction::Issued.code())
        .bind(status.code())
        .bind(since)
    };
    // The condition of the index `invoices_rejected`, word for word.
    let rejected = query(
        "SELECT structure_id, count(*) AS invoices FROM invoices \
         WHERE organization_id = $1 AND status_at >= $2 AND status = 'REJETEE' \
             AND direction = 'emise' AND stage = 'rejected' AND rejection_treated_at IS NULL GROUP BY structure_id",
    );
    let late = |direction: Direction| {
        query(
            "SELECT structure_id, count(*) AS invoices FROM invoices \
             WHERE organization_id = $1 AND direction = $2 AND arrived_at < $3 \
                 AND stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL GROUP BY structure_id",
        )
        .bind(organization)
        .bind(direction.code())
        .bind(moments.late_before)
    };
    [
        (since(&InvoiceStatus::MiseEnPaiement, moments.ordered_since), |counts| &mut counts.ordered),
        (rejected.bind(organization).bind(moments.rejected_since), |counts| &mut counts.rejected),
        (late(Direction::Issued), |counts| &mut counts.late),
        (late(Direction::Received), |counts| &mut counts.to_treat_late),
    ]
}
