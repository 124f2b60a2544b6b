//! The desk of drafts: where files are dropped, what waits for an answer, and every draft with the one thing it lacks.

mod drafts;
mod leaving;
mod waiting;

use domain::{DroppedFileId, FormField as _, StartField, readable_name};
use leptos::prelude::*;
use operations::{DraftDesk, Standing, StructureSummary};

use super::super::refusal::FormState;
use crate::components::{
    Button, Choice, EmptyState, FieldMessage, FileField, LiveRegion, NoticeAction, SelectField, TextField,
    TextKind,
};
use crate::islands::{DropZone, ListKeys, Live};

pub(super) use leaving::strip;

/// Above this many structures, one is typed: a choice of all would be longer than the page.
const MOST_CHOICES: usize = 40;

/// How the field of a question begins; the first of its files follows.
pub(super) const QUESTION: &str = "structure-";

/// A question whose answer was not taken: it stands as it was given.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Its field.
    pub(super) field: String,
    /// The structure that was chosen or typed.
    pub(super) typed: String,
    /// The files that were ticked.
    pub(super) ticked: Vec<DroppedFileId>,
}

/// Everything that the page shows.
pub(super) fn view(desk: DraftDesk, form: &FormState, asked: &Asked) -> AnyView {
    let issuers: Vec<&StructureSummary> =
        desk.structures.iter().filter(|summary| desk.issuers.contains(&summary.structure.id)).collect();
    if issuers.is_empty() && desk.structures.iter().any(|summary| summary.structure.side.issues()) {
        return view! {
            <EmptyState
                title="Aucune structure entière ne vous est confiée"
                text="Un dépôt commence avant que le service soit connu : il faut l’accès à toute la structure. Demandez-le à un administrateur."
            />
        }
        .into_any();
    }
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
    let structures = StructureChoice::of(&desk.structures, &issuers);
    let strip = strip(desk.leaving.as_ref());
    let waiting = waiting::view(&desk.waiting, &structures, asked);
    let drafts = drafts::view(&desk);
    let is_empty = desk.drafts.is_empty() && desk.waiting.is_empty();
    view! {
        {strip}
        <form class="form drop-form" id="start" method="post" action="/deposer" enctype="multipart/form-data">
            {form.head::<StartField>()}
            <FileField
                name=StartField::File.name()
                label="Déposez ici vos factures, une ou des centaines"
                hint="PDF ou Factur-X de 10 Mo au plus, seuls ou dans une archive ZIP ou tar.gz. Rien n’est envoyé avant votre relecture."
                accept="application/pdf,.pdf,.zip,.tar,.tgz,.gz"
                large=is_empty
                multiple=true
                required=true
                messages=form.messages(StartField::File)
            />
            <div class="drop-structure">
                {structures.field(
                    StartField::Structure.name(),
                    "Émetteur, si le fichier ne le dit pas",
                    form.value(StartField::Structure),
                    form.messages(StartField::Structure),
                )}
                <div class="without-script"><Button label="Envoyer les fichiers"/></div>
            </div>
            <ul id="uploads" class="uploads" aria-label="Fichiers reçus" aria-live="polite"></ul>
        </form>
        <DropZone/>
        <ListKeys/>
        <Live watch=String::new() read_at=desk.read_at.timestamp_millis()/>
        <LiveRegion id="live-waiting" content=waiting.into_any()/>
        // Last: what is to be done next stands at the foot of the page.
        <LiveRegion id="live-drafts" content=drafts.into_any()/>
    }
    .into_any()
}

/// How a structure is chosen: from a list where all can be overlooked, typed where there are hundreds.
#[derive(Clone)]
struct StructureChoice {
    choices: Vec<Choice>,
    typed: bool,
    /// The only structure, by identifier and name.
    only: Option<(String, String)>,
}

impl StructureChoice {
    fn of(structures: &[StructureSummary], issuers: &[&StructureSummary]) -> Self {
        let mixed = Standing::of(structures).mixes_environments();
        let typed = issuers.len() > MOST_CHOICES;
        let choice = |overview: &&StructureSummary| {
            let structure = &overview.structure;
            // Where both environments are worked in, the choice says into which one the invoice will go.
            let environment =
                if mixed { format!(" – {}", structure.environment.label()) } else { String::new() };
            let label = format!("{} – {}{environment}", readable_name(&structure.name), structure.siret);
            Choice::new(structure.id.to_string(), label)
        };
        let choices = if typed { Vec::new() } else { issuers.iter().map(choice).collect() };
        let only = match issuers {
            [only] => Some((only.structure.id.to_string(), readable_name(&only.structure.name))),
            _ => None,
        };
        Self { choices, typed, only }
    }

    /// The field; none where there is nothing to choose.
    fn field(
        &self,
        name: impl Into<String>,
        label: &'static str,
        value: String,
        messages: Vec<FieldMessage>,
    ) -> Option<AnyView> {
        let name = name.into();
        if self.only.is_some() {
            return None;
        }
        if self.typed {
            return Some(
                view! {
                    <TextField name label kind=TextKind::Text value hint="Nom ou SIRET" messages/>
                }
                .into_any(),
            );
        }
        let mut choices = self.choices.clone();
        choices.insert(0, Choice::new("", "Me demander"));
        Some(view! { <SelectField name label value choices messages/> }.into_any())
    }
}
