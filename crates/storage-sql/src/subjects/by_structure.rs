//! How the invoices of each structure stand: from the tables of counts, and along two indexes for what depends on time.

use std::collections::BTreeMap;

use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage, StructureId};
use storage::{CountMoments, Result, StructureCounts};

use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};

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
    for (statement, place) in in_time(handle.engine(), organization, moments) {
        for row in handle.fetch_all(statement).await? {
            let fields = row.of("invoices");
            let number = fields.integer("invoices")?.unsigned_abs();
            *place(counts.entry(fields.id("structure_id")?).or_default()) = number;
        }
    }
    take_off_those_with_longer_delays(handle, organization, moments, &mut counts).await?;
    counts.retain(|_, counts| *counts != StructureCounts::default());
    Ok(counts)
}

type Place = fn(&mut StructureCounts) -> &mut u64;

/// What was counted as late and is paid by somebody who was said to have longer. Few payers are, and only what arrived
/// within some weeks is looked at.
async fn take_off_those_with_longer_delays(
    handle: &mut Handle,
    organization: OrganizationId,
    moments: &CountMoments,
    counts: &mut BTreeMap<StructureId, StructureCounts>,
) -> Result<()> {
    let Some(first) = moments.late_before_of.iter().map(|(_, before)| *before).min() else { return Ok(()) };
    let mut any = Builder::new("SELECT category FROM payers WHERE organization_id = ");
    any.push_bind(organization).push(" AND category IN ");
    any.push_list(moments.late_before_of.iter().map(|(category, _)| category.code())).push(" LIMIT 1");
    if handle.fetch_optional(any.build()).await?.is_none() {
        return Ok(());
    }
    let places: [(Direction, Place); 2] = [
        (Direction::Issued, |counts| &mut counts.late),
        (Direction::Received, |counts| &mut counts.to_treat_late),
    ];
    for (direction, place) in places {
        let mut sql =
            Builder::new("SELECT invoices.structure_id AS structure_id, count(*) AS invoices FROM invoices");
        sql.push(&handle.engine().hint("invoices_waiting"));
        // Whoever reads this from the payers would look at all invoices for each of them.
        sql.push(" CROSS JOIN structures CROSS JOIN payers WHERE invoices.organization_id = ");
        sql.push_bind(organization).push(" AND invoices.direction = ").push_bind(direction.code());
        sql.push(" AND invoices.arrived_at >= ").push_bind(first);
        sql.push(" AND invoices.arrived_at < ").push_bind(moments.late_before);
        sql.push(
            " AND invoices.stage = 'arrived' AND invoices.kind = 'FACTURE' AND invoices.arrived_at IS NOT NULL \
             AND structures.id = invoices.structure_id AND payers.organization_id = invoices.organization_id \
             AND payers.environment = structures.environment AND payers.payer = ",
        );
        sql.push(match direction {
            Direction::Issued => "invoices.partner_siret",
            Direction::Received => "structures.siret",
        });
        for (position, (category, before)) in moments.late_before_of.iter().enumerate() {
            sql.push(if position > 0 { " OR (payers.category = " } else { " AND ((payers.category = " });
            sql.push_bind(category.code()).push(" AND invoices.arrived_at >= ").push_bind(*before).push(")");
        }
        sql.push(") GROUP BY invoices.structure_id");
        for row in handle.fetch_all(sql.build()).await? {
            let fields = row.of("invoices");
            let number = fields.integer("invoices")?.unsigned_abs();
            if let Some(counts) = counts.get_mut(&fields.id::<StructureId>("structure_id")?) {
                let counted = place(counts);
                *counted = counted.saturating_sub(number);
            }
        }
    }
    Ok(())
}

fn in_time(engine: Engine, organization: OrganizationId, moments: &CountMoments) -> [(Query, Place); 4] {
    let since = |status: &InvoiceStatus, since| {
        let mut sql = Builder::new("SELECT structure_id, count(*) AS invoices FROM invoices");
        // To have the structures in order, SQLite would walk along all invoices: those of a month are few.
        sql.push(&engine.hint("invoices_by_status"));
        sql.push(" WHERE organization_id = ").push_bind(organization);
        sql.push(" AND direction = ").push_bind(Direction::Issued.code());
        sql.push(" AND status = ").push_bind(status.code());
        sql.push(" AND status_at >= ").push_bind(since).push(" GROUP BY structure_id");
        sql.build()
    };
    // The condition of the index `invoices_rejected`, word for word.
    let rejected = query(
        "SELECT structure_id, count(*) AS invoices FROM invoices \
         WHERE organization_id = $1 AND status_at >= $2 AND status = 'REJETEE' \
             AND direction = 'emise' AND stage = 'rejected' AND rejection_treated_at IS NULL GROUP BY structure_id",
    );
    let late = |direction: Direction| {
        let mut sql = Builder::new("SELECT structure_id, count(*) AS invoices FROM invoices");
        // It has every column that is asked for: no row of the table is read.
        sql.push(&engine.hint("invoices_waiting"));
        sql.push(" WHERE organization_id = ").push_bind(organization);
        sql.push(" AND direction = ").push_bind(direction.code());
        sql.push(" AND arrived_at < ").push_bind(moments.late_before);
        sql.push(
            " AND stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL GROUP BY structure_id",
        );
        sql.build()
    };
    [
        (since(&InvoiceStatus::MiseEnPaiement, moments.ordered_since), |counts| &mut counts.ordered),
        (rejected.bind(organization).bind(moments.rejected_since), |counts| &mut counts.rejected),
        (late(Direction::Issued), |counts| &mut counts.late),
        (late(Direction::Received), |counts| &mut counts.to_treat_late),
    ]
}
