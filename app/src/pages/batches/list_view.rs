//! The list of batches, and where a table is given.

use chrono::{DateTime, Utc};
use domain::{BatchColumn, BatchItemState, FormField as _, StartField, relative_age};
use leptos::prelude::*;
use operations::{BatchSummary, StructureSummary};

use super::super::refusal::FormState;
use super::super::structure_choice::StructureChoice;
use crate::components::{Badge, Button, ButtonKind, ButtonLink, EmptyState, FileField, LiveRegion, prose};
use crate::islands::Live;

/// Everything the page shows.
pub(super) fn view(
    batches: &[BatchSummary],
    structures: &[StructureSummary],
    issuing: &[&StructureSummary],
    form: &FormState,
    now: DateTime<Utc>,
) -> AnyView {
    let choice = StructureChoice::of(structures, issuing);
    let drop = (!issuing.is_empty()).then(|| {
        view! {
            <form class="form drop-form" method="post" action="/lots" enctype="multipart/form-data">
                {form.head::<StartField>()}
                <FileField
                    name=StartField::File.name()
                    label="Donnez ici un tableau de factures"
                    hint="CSV, XLSX ou ODS, 5 000 lignes au plus ; avec les PDF des factures, seuls ou dans un ZIP, s’il y en a. Rien n’est créé avant votre relecture."
                    accept=".csv,.xlsx,.xlsm,.ods,.pdf,.zip,.tar,.tgz,.gz"
                    large=batches.is_empty()
                    multiple=true
                    required=true
                    messages=form.messages(StartField::File)
                />
                <div class="drop-structure">
                    {choice.field(
                        StartField::Structure.name(),
                        "Émetteur des lignes qui n’en nomment pas",
                        "Celui que nomme chaque ligne",
                        form.value(StartField::Structure),
                        form.messages(StartField::Structure),
                    )}
                    <Button label="Lire ce tableau" kind=ButtonKind::Primary/>
                </div>
            </form>
        }
    });
    let list = if batches.is_empty() {
        view! {
            <EmptyState
                title="Aucun lot"
                text="Un lot est un tableau de factures, une par ligne : chaque ligne est vérifiée, puis devient un brouillon. Partez du modèle, ou du tableau de votre logiciel : ses colonnes se reconnaissent à leur titre."
            />
        }
        .into_any()
    } else {
        table(batches, now)
    };
    view! {
        {drop}
        {template()}
        <LiveRegion id="live-batches" content=list/>
        <Live watch=String::new() read_at=now.timestamp_millis()/>
    }
    .into_any()
}

/// The template, and what its columns hold.
fn template() -> AnyView {
    let rows = BatchColumn::ALL.iter().map(|column| {
        view! { <div class="fact"><dt>{column.title()}</dt><dd>{prose(column.hint())}</dd></div> }
    });
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Modèle"</h2>
                <p class="button-row">
                    <ButtonLink label="Modèle XLSX" href="/lots/modele.xlsx"/>
                    <ButtonLink label="Modèle CSV" href="/lots/modele.csv"/>
                </p>
            </div>
            <details>
                <summary>"Ce que contient chaque colonne"</summary>
                <dl class="facts">{rows.collect_view()}</dl>
            </details>
        </section>
    }
    .into_any()
}

fn table(batches: &[BatchSummary], now: DateTime<Utc>) -> AnyView {
    let rows = batches.iter().map(|summary| {
        let batch = &summary.batch;
        view! {
            <tr>
                <td data-label="État"><Badge kind=batch.state.kind() label=batch.state.label()/></td>
                <td><a class="row-link" href=format!("/lots/{}", batch.id)>{batch.document.name.clone()}</a></td>
                <td data-label="Prêtes" data-numeric>{summary.count(BatchItemState::Ready)}</td>
                <td data-label="À corriger" data-numeric>{summary.count(BatchItemState::Held)}</td>
                <td data-label="Brouillons créés" data-numeric>{summary.count(BatchItemState::Made)}</td>
                <td data-label="Donné">{format!("{}, par {}", relative_age(batch.created_at, now), batch.created_by_name)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="list">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"État"</th>
                        <th scope="col">"Tableau"</th>
                        <th scope="col" data-numeric>"Prêtes"</th>
                        <th scope="col" data-numeric>"À corriger"</th>
                        <th scope="col" data-numeric>"Brouillons créés"</th>
                        <th scope="col">"Donné"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
