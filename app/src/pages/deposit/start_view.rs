//! The start of a deposit: one structure, one PDF.

use domain::{FormField as _, StartField, readable_name};
use leptos::prelude::*;
use operations::StructureSummary;

use super::super::invoices::common_environment;
use super::super::refusal::FormState;
use super::issuers;
use crate::components::{Button, ButtonKind, Choice, EmptyState, FileField, NoticeAction, SelectField};
use crate::islands::DropZone;

pub(super) fn view(structures: &[StructureSummary], form: FormState) -> AnyView {
    let issuers = issuers(structures);
    if issuers.is_empty() {
        let action = Some(NoticeAction::new("Ajouter une structure", "/structures"));
        return view! {
            <EmptyState
                title="Aucune structure n’émet de factures"
                text="Ajoutez d’abord la structure pour laquelle vous déposez, avec son accès à Chorus Pro."
                action
            />
        }
        .into_any();
    }
    let mixed = common_environment(structures).is_none();
    let mut choices: Vec<Choice> = issuers
        .iter()
        .map(|overview| {
            let structure = &overview.structure;
            // Where both environments are worked in, the choice says into which one the invoice will go.
            let environment =
                if mixed { format!(" – {}", structure.environment.label()) } else { String::new() };
            let label = format!("{} – {}{environment}", readable_name(&structure.name), structure.siret);
            Choice::new(structure.id.to_string(), label)
        })
        .collect();
    if choices.len() > 1 {
        choices.insert(0, Choice::new("", "Choisissez la structure"));
    }
    view! {
        <form class="form" id="start" method="post" action="/deposer" enctype="multipart/form-data">
            {form.head::<StartField>()}
            <SelectField
                name=StartField::Structure.name()
                label="Structure qui émet la facture"
                value=form.value(StartField::Structure)
                choices
                messages=form.messages(StartField::Structure)
                required=true
            />
            <FileField
                name=StartField::File.name()
                label="Déposez le PDF de la facture, ou plusieurs"
                hint="PDF ou Factur-X, 10 Mo au plus chacun. Rien n’est envoyé avant votre relecture."
                accept="application/pdf,.pdf"
                large=true
                multiple=true
                required=true
                messages=form.messages(StartField::File)
            />
            <div class="button-row"><Button label="Continuer" kind=ButtonKind::Primary/></div>
        </form>
        <DropZone/>
    }
    .into_any()
}
