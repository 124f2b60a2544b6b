//! What the rules would do with the last invoices.

use domain::{format_amount, from_cents, readable_name};
use leptos::prelude::*;
use operations::Trial;

use crate::components::{Button, ButtonLink, EmptyState, IconName, PartyName, StatusBadge, prose};

pub(super) fn view(trials: &[Trial], may_apply: bool) -> AnyView {
    if trials.is_empty() {
        return view! {
            <EmptyState title="Aucune facture reçue" text="L’essai porte sur les cent dernières factures reçues." icon=IconName::Inbox/>
        }
        .into_any();
    }
    let taken = trials.iter().filter(|trial| trial.rule.is_some()).count();
    let blind = trials.iter().filter(|trial| trial.steps.iter().any(|(_, can)| !can)).count();
    let open = trials.iter().filter(|trial| trial.is_open && trial.rule.is_some()).count();
    let finding = match taken {
        0 => format!("Aucune des {} dernières factures n’est prise par une règle.", trials.len()),
        _ => format!("{taken} des {} dernières factures sont prises par une règle.", trials.len()),
    };
    let warning = (blind > 0).then(|| {
        let text = format!(
            "Pour {blind} d’entre elles, un visa est demandé à quelqu’un qui n’y accède pas ou ne peut pas traiter : il resterait en attente."
        );
        view! { <p class="field-message" data-kind="warning">{prose(&text)}</p> }
    });
    let apply = (may_apply && open > 0).then(|| {
        let label = match open {
            1 => "Appliquer à la facture qui attend".to_owned(),
            _ => format!("Appliquer aux {open} factures qui attendent"),
        };
        view! { <form method="post" action="/circuit/appliquer"><Button label/></form> }
    });
    let rows = trials.iter().map(row).collect_view();
    view! {
        <p>{finding}" Rien n’est changé par l’essai."</p>
        {warning}
        <div class="button-row"><ButtonLink label="Revenir aux règles" href="/circuit"/>{apply}</div>
        <div class="list">
            <table class="table trial-table">
                <caption class="visually-hidden">"Ce que les règles feraient, facture par facture"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Facture"</th>
                        <th scope="col">"Fournisseur"</th>
                        <th scope="col" class="numeric">"TTC"</th>
                        <th scope="col">"Statut"</th>
                        <th scope="col">"Règle"</th>
                        <th scope="col">"Confiée à"</th>
                        <th scope="col">"Visas"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(trial: &Trial) -> AnyView {
    let row = &trial.row;
    let amount = row.gross_cents.map(|cents| {
        format_amount(
            from_cents(row.kind.signed(cents)),
            if row.currency.is_empty() { "EUR" } else { &row.currency },
        )
    });
    let steps = trial.steps.iter().map(|(name, can)| {
        let text = if name.is_empty() { "une personne qui n’est plus là" } else { name };
        if *can { text.to_owned() } else { format!("{text} (n’y accède pas)") }
    });
    let steps = steps.collect::<Vec<_>>().join(", puis ");
    let none = || "–".to_owned();
    view! {
        <tr>
            <th scope="row"><a href=format!("/factures/{}", row.id)>{row.number.clone()}</a></th>
            <td data-label="Fournisseur"><PartyName name=readable_name(&row.partner_name)/></td>
            <td data-label="TTC" class="numeric amount">{amount}</td>
            <td data-label="Statut"><StatusBadge status=row.status.clone() direction=domain::Direction::Received/></td>
            <td data-label="Règle">{trial.rule.clone().unwrap_or_else(|| "aucune".to_owned())}</td>
            <td data-label="Confiée à">{trial.assign_to.clone().unwrap_or_else(none)}</td>
            <td data-label="Visas">{if steps.is_empty() { none() } else { steps }}</td>
        </tr>
    }
    .into_any()
}
