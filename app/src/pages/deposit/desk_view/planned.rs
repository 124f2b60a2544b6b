//! What was confirmed to leave at a moment to come, and the way back.

use chrono::{DateTime, Utc};
use domain::{format_amount, format_moment, from_cents, readable_name};
use leptos::prelude::*;
use operations::InvoiceRow;

use crate::components::{Button, ButtonKind, IconName};

/// The list; nothing where nothing is planned.
pub(super) fn view(planned: &[(DateTime<Utc>, InvoiceRow)]) -> Option<AnyView> {
    if planned.is_empty() {
        return None;
    }
    let rows = planned.iter().map(|(at, row)| line(*at, row)).collect_view();
    Some(
        view! {
            <section class="section planned">
                <h2>"Départs prévus"" "<span class="task-count">{planned.len()}</span></h2>
                <ul class="planned-list">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn line(at: DateTime<Utc>, row: &InvoiceRow) -> AnyView {
    let amount =
        row.gross_cents.map(|cents| format_amount(from_cents(row.kind.signed(cents)), &row.currency));
    let number = if row.number.is_empty() { row.kind.label() } else { row.number.as_str() };
    let text = [Some(readable_name(&row.partner_name)), amount].into_iter().flatten();
    let text: Vec<String> = text.filter(|part| !part.is_empty()).collect();
    let label = format!("Annuler le départ de {number}");
    view! {
        <li>
            <form method="post" action=format!("/factures/{}/annuler-envoi", row.id)>
                <p>
                    <strong>{format_moment(at)}</strong>" · "
                    <a href=format!("/factures/{}", row.id)>{number.to_owned()}</a>" · "{text.join(" · ")}
                </p>
                <span title=label><Button label="Annuler" kind=ButtonKind::Quiet icon=IconName::Undo/></span>
            </form>
        </li>
    }
    .into_any()
}
