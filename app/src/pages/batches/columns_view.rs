//! What the columns of a table hold, who issues, and what a row without PDF is: chosen before drafts are made.

use domain::{BatchColumn, ColumnField, FieldPath, FormField as _, StartField};
use leptos::prelude::*;
use operations::Batch;

use super::super::refusal::FormState;
use super::super::structure_choice::StructureChoice;
use crate::components::{Button, Choice, SelectField};

/// The control that says what a row without PDF is.
pub(super) const WITHOUT_PDF: &str = "sans_pdf";

/// The form of the choices. It stands open where something of it was refused, or no number and no recipient was found.
pub(super) fn view(batch: &Batch, choice: &StructureChoice, form: Option<&FormState>) -> AnyView {
    let found = |column| batch.columns.contains(&Some(column));
    let incomplete = !found(BatchColumn::Number) || !found(BatchColumn::RecipientSiret);
    let open = incomplete || form.is_some_and(FormState::is_refused);
    let fields = batch.titles.iter().enumerate().map(|(place, title)| field(batch, form, place, title));
    let fields = fields.collect_view();
    let structure = form.map_or_else(
        || batch.structure.map(|structure| structure.to_string()).unwrap_or_default(),
        |form| form.value(StartField::Structure),
    );
    let messages = form.map(|form| form.messages(StartField::Structure)).unwrap_or_default();
    let without_pdf = vec![
        Choice::new("saisir", "Est une facture saisie, sans PDF"),
        Choice::new("attendre", "Attend son PDF"),
    ];
    let entries = form.map_or(batch.entries, |form| {
        let typed = WITHOUT_PDF.parse::<FieldPath>().map(|path| form.value(path)).unwrap_or_default();
        typed != "attendre"
    });
    let left_out = batch.columns.iter().filter(|column| column.is_none()).count();
    let summary = match left_out {
        0 => "Colonnes du tableau : toutes reconnues".to_owned(),
        1 => "Colonnes du tableau : une n’est pas reprise".to_owned(),
        several => format!("Colonnes du tableau : {several} ne sont pas reprises"),
    };
    view! {
        <form class="form batch-columns" id="columns" method="post" action=format!("/lots/{}", batch.id)>
            {form.map(|form| form.head_with("À corriger", ColumnField::label_of))}
            <input type="hidden" name="version" value=batch.version/>
            <details open=open>
                <summary>{summary}</summary>
                <p class="field-hint">"Reconnues à leur titre ; ce que vous choisissez ici vaudra pour les prochains tableaux de votre organisation."</p>
                <div class="field-row">{fields}</div>
            </details>
            <div class="drop-structure">
                {choice.field(
                    StartField::Structure.name(),
                    "Émetteur des lignes qui n’en nomment pas",
                    "Celui que nomme chaque ligne",
                    structure,
                    messages,
                )}
                <SelectField
                    name=WITHOUT_PDF
                    label="Une ligne sans PDF"
                    choices=without_pdf
                    value=if entries { "saisir" } else { "attendre" }
                />
                <Button label="Enregistrer et vérifier" name="action" value="enregistrer"/>
            </div>
        </form>
    }
    .into_any()
}

fn field(batch: &Batch, form: Option<&FormState>, place: usize, title: &str) -> AnyView {
    let path = ColumnField::Content.at(place);
    let known = batch.columns.get(place).copied().flatten();
    let value = form.map_or_else(
        || known.map(BatchColumn::code).unwrap_or_default().to_owned(),
        |form| form.value(path.clone()),
    );
    let mut choices = vec![Choice::new("", "Ne pas reprendre")];
    choices.extend(BatchColumn::ALL.iter().map(|column| Choice::new(column.code(), column.title())));
    let label = if title.is_empty() { format!("Colonne {}", place + 1) } else { title.to_owned() };
    let hint = match batch.sample.get(place).map(String::as_str).unwrap_or_default().trim() {
        "" => "Vide à la première ligne".to_owned(),
        sample => format!("Par exemple « {sample} »"),
    };
    let messages = form.map(|form| form.messages(path.clone())).unwrap_or_default();
    view! { <SelectField name=path.to_string() id=path.id() label choices value hint messages/> }.into_any()
}
