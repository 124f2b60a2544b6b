//! A batch on its page: where it stands, what is to be done next, its columns, its files and its invoices.

use std::collections::BTreeMap;

use domain::{
    BatchItemState, BatchState, FormField as _, StartField, StatusKind, StructureId, format_amount,
    format_moment, from_cents,
};
use leptos::prelude::*;
use operations::{BatchView, StructureSummary};

use super::super::refusal::FormState;
use super::super::structure_choice::StructureChoice;
use super::{columns_view, items_view};
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Fact, FactList, FileField, IconName, LiveRegion, NoticeBox,
    file_size, prose,
};
use crate::islands::Live;
use crate::words::Sentence as _;

/// Everything the page shows.
pub(super) struct PageOfBatch {
    pub(super) view: BatchView,
    pub(super) structures: std::sync::Arc<[StructureSummary]>,
    /// The structures that the person may deposit for.
    pub(super) issuers: Vec<StructureId>,
    /// What was chosen and not taken.
    pub(super) columns: Option<FormState>,
}

/// So many invoices, in words.
fn invoices(count: u64) -> String {
    match count {
        0 => "aucune facture".to_owned(),
        1 => "1 facture".to_owned(),
        several => format!("{several} factures"),
    }
}

impl PageOfBatch {
    pub(super) fn view(self) -> AnyView {
        let batch = &self.view.batch;
        let issuing: Vec<&StructureSummary> =
            self.structures.iter().filter(|summary| self.issuers.contains(&summary.structure.id)).collect();
        let choice = StructureChoice::of(&self.structures, &issuing);
        let columns =
            batch.state.may_change().then(|| columns_view::view(batch, &choice, self.columns.as_ref()));
        let head = view! { {self.head()} {self.notices()} }.into_any();
        let items = items_view::view(&self.view, &self.structures);
        view! {
            <LiveRegion id="live" content=head/>
            // What a person chooses in it is not replaced by its like.
            <LiveRegion id="live-form" version=format!("{} {}", batch.state.code(), batch.version) content=columns.into_any()/>
            {self.files()}
            <LiveRegion id="live-items" content=items/>
            {self.facts()}
            <LiveRegion id="live-bar" content=self.bar()/>
            <Live watch=String::new() read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    fn head(&self) -> AnyView {
        let batch = &self.view.batch;
        let made = self.view.count(BatchItemState::Made);
        let asked = made + self.view.count(BatchItemState::Ready);
        let progress = matches!(batch.state, BatchState::Running | BatchState::Paused).then(|| {
            let label = format!("{made} brouillons créés sur {asked}");
            view! { <progress class="batch-progress" aria-label=label max=asked.to_string() value=made.to_string()></progress> }
        });
        view! {
            <div class="invoice-head">
                <p class="invoice-sentence"><Badge kind=batch.state.kind() label=batch.state.label()/> <span>{prose(&self.sentence())}</span></p>
                {self.total().map(|total| view! { <span class="amount">{total}</span> })}
            </div>
            {progress}
        }
        .into_any()
    }

    /// Where it stands, and what is to be done.
    fn sentence(&self) -> String {
        let batch = &self.view.batch;
        let [ready, held, made] = [BatchItemState::Ready, BatchItemState::Held, BatchItemState::Made]
            .map(|state| self.view.count(state));
        let why = batch.reason.as_ref().map(|reason| format!(" {}", reason.sentence())).unwrap_or_default();
        let rest = match held {
            0 => String::new(),
            1 => " Une est à corriger : elle n’arrête pas les autres.".to_owned(),
            several => format!(" {several} sont à corriger : elles n’arrêtent pas les autres."),
        };
        match batch.state {
            BatchState::Prepared => {
                let pdf = self.with_document(BatchItemState::Ready);
                let how = match (pdf, ready - pdf) {
                    (0, 0) => String::new(),
                    (_, 0) => " Chacune a son PDF.".to_owned(),
                    (0, _) => " Ce sont des saisies sans PDF, que Chorus Pro numérote.".to_owned(),
                    (pdf, typed) => {
                        format!(" {pdf} avec leur PDF, {typed} en saisie sans PDF, que Chorus Pro numérote.")
                    }
                };
                let ready = match ready {
                    0 => "Aucune facture n’est prête.".to_owned(),
                    1 => "1 facture est prête à devenir un brouillon.".to_owned(),
                    several => format!("{several} factures sont prêtes à devenir des brouillons."),
                };
                format!("{ready}{how}{rest}")
            }
            BatchState::Running => format!("{made} brouillons créés sur {}.{rest}", made + ready),
            BatchState::Paused => format!("{made} brouillons créés sur {}.{why}{rest}", made + ready),
            BatchState::Done => {
                let made = match made {
                    0 => "Aucun brouillon n’a été créé.".to_owned(),
                    1 => "1 brouillon a été créé.".to_owned(),
                    several => format!("{several} brouillons ont été créés."),
                };
                let left = match self.view.unsent {
                    0 => String::new(),
                    1 => " 1 attend votre relecture pour partir.".to_owned(),
                    several => format!(" {several} attendent votre relecture pour partir."),
                };
                format!("{made}{left}{rest}")
            }
            BatchState::Cancelled => format!(
                "Lot abandonné\u{a0}: {} en brouillon, {} ne le sont pas devenues.",
                invoices(made),
                invoices(ready + held)
            ),
        }
    }

    fn with_document(&self, state: BatchItemState) -> u64 {
        let of_state = self.view.counts.iter().filter(|count| count.state == state);
        of_state.map(|count| count.with_document).sum()
    }

    /// What all invoices amount to, each currency by itself: the total to compare with the table.
    fn total(&self) -> Option<String> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for count in &self.view.counts {
            *sums.entry(&count.currency).or_default() += count.gross_cents;
        }
        let texts: Vec<String> =
            sums.iter().map(|(currency, cents)| format_amount(from_cents(*cents), currency)).collect();
        (!texts.is_empty()).then(|| texts.join(" · "))
    }

    fn notices(&self) -> Option<AnyView> {
        let names = &self.view.without_row;
        if names.is_empty() || self.view.batch.state == BatchState::Cancelled {
            return None;
        }
        let title = match names.len() {
            1 => "Un PDF n’est celui d’aucune ligne".to_owned(),
            several => format!("{several} PDF ne sont ceux d’aucune ligne"),
        };
        let text = format!(
            "{}. Nommez-les dans la colonne « Fichier PDF », ou d’après le numéro de leur facture.",
            names.join(", ")
        );
        Some(view! { <NoticeBox kind=StatusKind::Warning title text/> }.into_any())
    }

    /// Where more files are given.
    fn files(&self) -> Option<AnyView> {
        let batch = &self.view.batch;
        batch.state.may_change().then(|| {
            let hint = match self.view.files {
                0 => "Chaque PDF va à la ligne qui le nomme, ou dont il porte le numéro. Un tableau corrigé devient un nouveau lot, avec les PDF de celui-ci.".to_owned(),
                1 => "Un PDF est déjà donné. Un tableau corrigé devient un nouveau lot, avec les PDF de celui-ci.".to_owned(),
                files => format!("{files} PDF sont déjà donnés. Un tableau corrigé devient un nouveau lot, avec les PDF de celui-ci."),
            };
            view! {
                <form class="form drop-form" method="post" action=format!("/lots/{}/fichiers", batch.id) enctype="multipart/form-data">
                    <FileField
                        name=StartField::File.name()
                        label="Ajoutez les PDF des factures, ou le tableau corrigé"
                        hint
                        accept=".pdf,.zip,.tar,.tgz,.gz,.csv,.xlsx,.xlsm,.ods"
                        multiple=true
                        required=true
                    />
                    <div class="drop-structure"><Button label="Ajouter"/></div>
                </form>
            }
            .into_any()
        })
    }

    fn facts(&self) -> AnyView {
        let batch = &self.view.batch;
        let mut facts = vec![
            Fact::view(
                "Tableau",
                view! { <a href=format!("/lots/{}/tableau", batch.id)>{batch.document.name.clone()}</a> " " <span class="file-size">{file_size(batch.document.bytes)}</span> },
            ),
            Fact::text(
                "Donné",
                format!("{}, par {}", format_moment(batch.created_at), batch.created_by_name),
            ),
        ];
        if let Some(at) = batch.started_at {
            facts.push(Fact::text("Brouillons demandés", format_moment(at)));
        }
        if let Some(at) = batch.ended_at {
            facts.push(Fact::text("Terminé", format_moment(at)));
        }
        view! { <section class="section"><h2>"Informations"</h2><FactList facts/></section> }.into_any()
    }

    fn bar(&self) -> AnyView {
        let batch = &self.view.batch;
        let id = batch.id;
        let held = (self.view.count(BatchItemState::Held) > 0)
            .then(|| view! { <ButtonLink label="Télécharger ce qui est à corriger" href=format!("/lots/{id}/a-corriger.csv")/> });
        let act = |path: &str, label: &'static str, kind: ButtonKind| {
            view! { <form method="post" action=format!("/lots/{id}/{path}")><Button label kind/></form> }
                .into_any()
        };
        let acts = match batch.state {
            BatchState::Prepared => self.to_start(),
            BatchState::Running => view! {
                <span class="without-script"><ButtonLink label="Actualiser" href=format!("/lots/{id}")/></span>
                {act("abandonner", "Abandonner", ButtonKind::Quiet)}
                {act("pause", "Mettre en pause", ButtonKind::Secondary)}
            }
            .into_any(),
            BatchState::Paused => view! {
                {act("abandonner", "Abandonner", ButtonKind::Quiet)}
                {act("reprendre", "Reprendre", ButtonKind::Primary)}
            }
            .into_any(),
            BatchState::Done | BatchState::Cancelled => {
                view! { <ButtonLink label="Donner un autre tableau" href="/lots"/> }.into_any()
            }
        };
        let send = matches!(batch.state, BatchState::Paused | BatchState::Done | BatchState::Cancelled)
            .then(|| self.to_send())
            .flatten();
        view! {
            <div class="action-bar">
                <p class="action-bar-state"><Badge kind=batch.state.kind() label=batch.state.label()/></p>
                {held} {acts} {send}
            </div>
        }
        .into_any()
    }

    fn to_start(&self) -> AnyView {
        let batch = &self.view.batch;
        let ready = self.view.count(BatchItemState::Ready);
        let start = (ready > 0).then(|| {
            let label = match ready {
                1 => "Créer le brouillon".to_owned(),
                several => format!("Créer {several} brouillons"),
            };
            view! { <Button label kind=ButtonKind::Primary name="action" value="lancer"/> }
        });
        // Where some were made before, the rest is left as it is.
        let discard = (self.view.count(BatchItemState::Made) == 0).then(
            || view! { <Button label="Écarter" kind=ButtonKind::Quiet name="action" value="ecarter"/> },
        );
        view! {
            <form class="button-row" method="post" action=format!("/lots/{}", batch.id)>
                <input type="hidden" name="version" value=batch.version/>
                {discard}
                <Button label="Vérifier de nouveau" name="action" value="verifier"/>
                {start}
            </form>
        }
        .into_any()
    }

    /// The review of what was made and has not left: the one of several drafts.
    fn to_send(&self) -> Option<AnyView> {
        let (shown, all) = (self.view.drafts.len() as u64, self.view.unsent);
        let label = match all {
            0 => return None,
            1 => "Vérifier la facture et la déposer".to_owned(),
            all if all > shown => format!("Vérifier les {shown} premières et les déposer"),
            all => format!("Vérifier les {all} factures et les déposer"),
        };
        let ids = self.view.drafts.iter().map(|id| {
            view! { <input type="hidden" name="invoice" value=id.to_string()/> }
        });
        Some(
            view! {
                <form method="post" action="/deposer/lot">
                    {ids.collect_view()}
                    <Button label kind=ButtonKind::Primary icon=IconName::Issued/>
                </form>
            }
            .into_any(),
        )
    }
}
