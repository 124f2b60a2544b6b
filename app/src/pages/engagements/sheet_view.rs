//! One engagement on screen.

use domain::{InvoiceStatus, Siret, format_amount};
use leptos::prelude::*;
use operations::EngagementSheet;

use super::super::directory::card_address;
use crate::components::{Day, Fact, FactList, PartyName, SiretText, prose};

/// Everything the page shows.
pub(super) fn view(sheet: &EngagementSheet) -> AnyView {
    view! {
        <p><a href=format!("/engagements?structure={}", sheet.structure.structure.id)>"Autres engagements de cette structure"</a></p>
        <section class="section">
            <h2>"Engagement"</h2>
            <FactList facts=facts(sheet)/>
        </section>
        {lines(sheet)}
        {invoices(sheet)}
    }
    .into_any()
}

fn facts(sheet: &EngagementSheet) -> Vec<Fact> {
    let structure = &sheet.structure.structure;
    let siret = match Siret::parse(&sheet.issuer) {
        Ok(siret) => view! { <SiretText siret/> }.into_any(),
        Err(_) => sheet.issuer.clone().into_any(),
    };
    let issuer = if sheet.issuer.is_empty() {
        "–".into_any()
    } else {
        let href = card_address(&sheet.issuer, structure.environment);
        let name = sheet.issuer_name.clone();
        view! { <a href=href><PartyName name/></a> " " {siret} }.into_any()
    };
    let service = [sheet.service_code.as_str(), sheet.service_name.as_str()];
    let service: Vec<&str> = service.into_iter().filter(|text| !text.is_empty()).collect();
    vec![
        Fact::text("Numéro", sheet.number.clone()),
        Fact::text("État sur Chorus Pro", sheet.state.clone()),
        Fact::view("Passé par", issuer),
        Fact::text("Service", service.join(" – ")),
        Fact::view("Reçu par", view! { <PartyName name=structure.name.clone()/> }),
        Fact::text(
            "Total TTC des postes",
            sheet.ordered().map(|total| format_amount(total, "EUR")).unwrap_or_default(),
        ),
    ]
}

fn lines(sheet: &EngagementSheet) -> Option<AnyView> {
    if sheet.lines.is_empty() {
        return None;
    }
    let rows = sheet.lines.iter().map(|line| {
        view! {
            <tr>
                <th scope="row">{line.number}</th>
                <td data-label="État">{line.state.clone()}</td>
                <td data-numeric>{line.gross.map(|gross| format_amount(gross, "EUR"))}</td>
            </tr>
        }
    });
    Some(
        view! {
            <section class="section">
                <h2>"Postes"</h2>
                <div class="list">
                    <table class="table">
                        <thead><tr><th scope="col">"Poste"</th><th scope="col">"État"</th><th scope="col" data-numeric>"TTC"</th></tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// What was invoiced of it: to be seen before it is invoiced twice.
fn invoices(sheet: &EngagementSheet) -> AnyView {
    let rows = sheet.invoices.iter().map(|invoice| {
        view! {
            <tr>
                <th scope="row">{invoice.number.clone()}</th>
                <td data-label="État">{InvoiceStatus::from_code(&invoice.state).label()}</td>
                <td data-label="Date">{invoice.date.map(|day| view! { <Day day/> })}</td>
                <td data-numeric>{invoice.gross.map(|gross| format_amount(gross, "EUR"))}</td>
            </tr>
        }
    });
    let content = if sheet.invoices.is_empty() {
        view! { <p class="field-hint">{prose("Aucune facture ne porte encore ce numéro d’engagement.")}</p> }
            .into_any()
    } else {
        view! {
            <div class="list">
                <table class="table">
                    <thead><tr><th scope="col">"Facture"</th><th scope="col">"État"</th><th scope="col">"Date"</th><th scope="col" data-numeric>"TTC"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section class="section"><h2>"Factures de cet engagement"</h2>{content}</section> }.into_any()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{Environment, OrganizationId, Side, StructureId, from_cents};
    use operations::{EngagementInvoice, EngagementLine, Structure, StructureOverview};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn sheet(text: &str) -> EngagementSheet {
        let structure = Structure {
            id: StructureId(Uuid::from_u128(21)),
            organization: OrganizationId(Uuid::from_u128(1)),
            identifier: Siret::parse("12345678900012").unwrap().into(),
            name: text.to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Qualification,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: DateTime::UNIX_EPOCH,
        };
        EngagementSheet {
            structure: StructureOverview { structure, accesses: Vec::new() },
            number: "4500012345".to_owned(),
            state: "COMMANDE".to_owned(),
            issuer: "00000000900013".to_owned(),
            issuer_name: text.to_owned(),
            service_code: text.to_owned(),
            service_name: String::new(),
            lines: vec![EngagementLine {
                number: Some(1),
                gross: Some(from_cents(500_000)),
                state: text.to_owned(),
            }],
            invoices: vec![EngagementInvoice {
                number: text.to_owned(),
                state: "MISE_EN_PAIEMENT".to_owned(),
                date: None,
                gross: Some(from_cents(96_000)),
            }],
        }
    }

    #[test]
    fn an_engagement_says_who_ordered_and_what_was_invoiced() {
        let html = render(|| view(&sheet("ETAT")));
        for part in [
            "/annuaire/00000000900013?environnement=qualification",
            "5\u{202f}000,00",
            "960,00",
            "Mise en paiement",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view(&sheet(HOSTILE))));
    }
}
