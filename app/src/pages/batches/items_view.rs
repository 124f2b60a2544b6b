//! The invoices of a batch, those of one state or all: what each is, and the one thing that it lacks.

use domain::{BatchItemState, StructureId, from_cents, parse_day};
use leptos::prelude::*;
use operations::{BatchItem, BatchView, ITEMS_PER_PAGE, StructureSummary};

use super::super::said;
use crate::components::{Amount, Badge, Day, Pagination, PartyName, Tab, Tabs, prose};

/// The tabs, the table and its foot.
pub(super) fn view(view: &BatchView, structures: &[StructureSummary]) -> AnyView {
    let tabs = tabs(view);
    let several = structures.len() > 1;
    let rows = view.items.iter().map(|item| row(view, item, structures, several)).collect_view();
    let id = view.batch.id;
    let state = view.page.state.map(|state| format!("etat={}&", state.code())).unwrap_or_default();
    let total = match view.page.state {
        Some(state) => view.count(state),
        None => view.total(),
    };
    let href = move |page: u64| format!("/lots/{id}?{state}page={page}");
    view! {
        {tabs}
        <div class="list">
            <table class="table flow-table">
                <thead>
                    <tr>
                        <th scope="col" data-numeric>"Ligne"</th>
                        <th scope="col">"N° facture"</th>
                        {several.then(|| view! { <th scope="col">"Émetteur"</th> })}
                        <th scope="col">"Destinataire"</th>
                        <th scope="col">"Dépôt"</th>
                        <th scope="col">"Date"</th>
                        <th scope="col" data-numeric>"TTC"</th>
                        <th scope="col">"Ce qu’il en est"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pagination
            page=u64::from(view.page.number)
            per_page=u64::from(ITEMS_PER_PAGE)
            total
            noun="factures"
            href
        />
    }
    .into_any()
}

fn tabs(view: &BatchView) -> AnyView {
    let id = view.batch.id;
    let tab = |label: &str, state: Option<BatchItemState>, count| Tab {
        label: label.to_owned(),
        count: Some(count),
        href: state
            .map_or_else(|| format!("/lots/{id}"), |state| format!("/lots/{id}?etat={}", state.code())),
        current: view.page.state == state,
    };
    let of = |label, state| tab(label, Some(state), view.count(state));
    let tabs = vec![
        tab("Toutes", None, view.total()),
        of("À corriger", BatchItemState::Held),
        of("Prêtes", BatchItemState::Ready),
        of("Brouillons", BatchItemState::Made),
    ];
    view! { <Tabs label="Factures de ce lot" tabs/> }.into_any()
}

fn row(view: &BatchView, item: &BatchItem, structures: &[StructureSummary], several: bool) -> AnyView {
    let form = &item.form;
    let lines = match (item.rows.first(), item.rows.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{first} et {} autre{}", item.rows.len() - 1, if item.rows.len() > 2 { "s" } else { "" })
        }
        _ => item.position.to_string(),
    };
    let number = if form.number.trim().is_empty() { "sans numéro".to_owned() } else { form.number.clone() };
    let number = match item.invoice {
        Some(id) => view! { <a class="row-link" href=format!("/deposer/{id}")>{number}</a> }.into_any(),
        None => number.into_any(),
    };
    let structure = several.then(|| {
        let name = item.structure.and_then(|id| name_of(structures, id));
        view! { <td data-label="Émetteur">{name.map(|name| view! { <PartyName name/> })}</td> }
    });
    let recipient = match (form.recipient_name.as_str(), form.recipient_siret.as_str()) {
        ("", "") => "–".into_any(),
        ("", siret) => siret.to_owned().into_any(),
        (name, siret) => {
            view! { <PartyName name=name.to_owned()/> <span class="cell-detail">{siret.to_owned()}</span> }
                .into_any()
        }
    };
    let deposit = match &item.document {
        Some(document) => view! { "PDF" <span class="cell-detail">{document.name.clone()}</span> }.into_any(),
        None if form.is_entry() => match form.lines.len() {
            1 => "Saisie, 1 ligne".into_any(),
            lines => format!("Saisie, {lines} lignes").into_any(),
        },
        None => "–".into_any(),
    };
    let today = domain::paris_day(view.read_at);
    let date = match parse_day(&form.date, today) {
        Some(day) => view! { <Day day/> }.into_any(),
        None => form.date.clone().into_any(),
    };
    let currency = form.currency.clone();
    let amount =
        item.gross_cents.map(|cents| view! { <Amount value=from_cents(cents) currency=currency.clone()/> });
    view! {
        <tr>
            <td data-label="Ligne" data-numeric>{lines}</td>
            <td data-label="N°">{number}</td>
            {structure}
            <td>{recipient}</td>
            <td data-label="Dépôt">{deposit}</td>
            <td data-label="Date">{date}</td>
            <td data-numeric>{amount}</td>
            <td><Badge kind=item.state.kind() label=item.state.label()/> {lack(item)}</td>
        </tr>
    }
    .into_any()
}

fn name_of(structures: &[StructureSummary], id: StructureId) -> Option<String> {
    let known = structures.iter().find(|summary| summary.structure.id == id);
    known.map(|summary| summary.structure.name.clone())
}

/// The one thing, and how many more.
fn lack(item: &BatchItem) -> Option<AnyView> {
    let note = item.lack.as_ref()?;
    let more = match item.more {
        0 => String::new(),
        1 => " Et un autre point.".to_owned(),
        more => format!(" Et {more} autres points."),
    };
    let kind = if item.state == BatchItemState::Held { "error" } else { "warning" };
    let text = prose(&format!("{}{more}", said(note)));
    Some(view! { <p class="flow-note" data-kind=kind>{text}</p> }.into_any())
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::{BatchId, BatchState, Field, InvoiceForm, Notes, OrganizationId, Remark, UserId};
    use operations::{Batch, BatchCount, BatchPage, Document};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn held(text: &str) -> BatchView {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let document = Document { sha256: String::new(), name: text.to_owned(), bytes: 1 };
        let batch = Batch {
            id: BatchId(Uuid::nil()),
            organization: OrganizationId(Uuid::nil()),
            document: document.clone(),
            titles: vec![text.to_owned()],
            sample: vec![text.to_owned()],
            columns: vec![None],
            structure: None,
            entries: true,
            state: BatchState::Prepared,
            reason: None,
            created_by: UserId(Uuid::nil()),
            created_by_name: text.to_owned(),
            started_by: None,
            created_at: now,
            updated_at: now,
            started_at: None,
            ended_at: None,
            version: 1,
        };
        let remark = Remark::FileNotGiven { name: text.to_owned() };
        let item = BatchItem {
            organization: batch.organization,
            batch: batch.id,
            position: 7,
            rows: vec![7, 8, 9],
            cells: Vec::new(),
            structure: None,
            form: InvoiceForm {
                number: text.to_owned(),
                date: text.to_owned(),
                recipient_siret: text.to_owned(),
                ..InvoiceForm::new()
            },
            gross_cents: Some(-1_250),
            document: Some(document),
            state: BatchItemState::Held,
            lack: Notes::of_error(Field::Document, remark).into_iter().next(),
            more: 2,
            invoice: None,
        };
        let count = BatchCount {
            state: BatchItemState::Held,
            currency: "EUR".to_owned(),
            count: 1,
            with_document: 1,
            gross_cents: -1_250,
        };
        BatchView {
            batch,
            counts: vec![count],
            items: vec![item],
            page: BatchPage { state: None, number: 1 },
            files: 1,
            without_row: vec![text.to_owned()],
            drafts: Vec::new(),
            unsent: 0,
            read_at: now,
        }
    }

    #[test]
    fn a_row_says_where_it_stands_and_the_one_thing_that_it_lacks() {
        let html = render(|| view(&held("FA-1.pdf"), &[]));
        for part in
            ["7 et 2 autres", "FA-1.pdf", "−12,50", "À corriger", "n’a pas été donné", "Et 2 autres points"]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn what_stands_in_a_table_is_escaped() {
        assert_escaped(&render(|| view(&held(HOSTILE), &[])));
    }
}
