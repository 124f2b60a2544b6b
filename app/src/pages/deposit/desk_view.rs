//! The desk of drafts: where files are dropped, what waits for an answer, and every draft with the one thing it lacks.

mod drafts;
mod leaving;
mod planned;
mod waiting;

use domain::{DroppedFileId, FormField as _, StartField, UserId};
use leptos::prelude::*;
use operations::{DraftDesk, StructureSummary};

use super::super::refusal::FormState;
use super::super::structure_choice::StructureChoice;
use crate::components::{Button, EmptyState, FileField, LiveRegion, NoticeAction};
use crate::islands::{DropZone, ListKeys, Live};

pub(super) use leaving::strip;

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
pub(super) fn view(desk: DraftDesk, me: UserId, form: &FormState, asked: &Asked) -> AnyView {
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
    let planned = planned::view(&desk.planned);
    let waiting = waiting::view(&desk.waiting, &structures, asked);
    let drafts = drafts::view(&desk, me);
    let is_empty = desk.drafts.is_empty() && desk.waiting.is_empty();
    view! {
        {strip}
        <form class="form drop-form" id="start" method="post" action="/deposer" enctype="multipart/form-data">
            {form.head::<StartField>()}
            <FileField
                name=StartField::File.name()
                label="Déposez ici vos factures, une ou des centaines"
                hint="PDF, Factur-X, UBL ou CII de 10 Mo au plus, seuls ou dans une archive ZIP ou tar.gz. Rien n’est envoyé avant votre relecture."
                accept="application/pdf,.pdf,.xml,.csv,.xlsx,.ods,.zip,.tar,.tgz,.gz"
                large=is_empty
                multiple=true
                required=true
                messages=form.messages(StartField::File)
            />
            <div class="drop-structure">
                {structures.field(
                    StartField::Structure.name(),
                    "Émetteur, si le fichier ne le dit pas",
                    "Me demander",
                    form.value(StartField::Structure),
                    form.messages(StartField::Structure),
                )}
                <div class="without-script"><Button label="Envoyer les fichiers"/></div>
                <button class="button" type="submit" formaction="/deposer/saisie" formnovalidate>
                    <span>"Saisir une facture sans PDF"</span>
                </button>
            </div>
            <p class="field-hint">"Un fichier de plusieurs factures électroniques, à déposer tel quel, se donne sur la page " <a href="/flux">"Flux"</a> " ; un tableau de factures, en CSV ou XLSX, sur la page " <a href="/lots">"Lots"</a> "."</p>
            <ul id="uploads" class="uploads" aria-label="Fichiers reçus" aria-live="polite"></ul>
        </form>
        <DropZone/>
        <ListKeys/>
        <Live watch=String::new() read_at=desk.read_at.timestamp_millis()/>
        <LiveRegion id="live-planned" content=planned.into_any()/>
        <LiveRegion id="live-waiting" content=waiting.into_any()/>
        // Last: what is to be done next stands at the foot of the page.
        <LiveRegion id="live-drafts" content=drafts.into_any()/>
    }
    .into_any()
}
