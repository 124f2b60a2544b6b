//! An invoice on screen.

use chrono::{DateTime, Utc};
use domain::{
    Direction, InvoiceStatus, Reason, Siret, StatusStage, UserId, format_amount, format_day, format_moment,
    format_time_to_come, from_cents, kept_until, paris_day, readable_name,
};
use leptos::prelude::*;
use operations::{Files, InvoiceView, planned_for};

use super::super::deciding::Waiting;
use super::super::directory::card_address;
use super::super::refusal::FormState;
use super::super::{attached_file, seconds, why};
use super::acts::{act_bar, act_toast, act_words};
use super::beside::Beside;
use super::circuit::{CircuitSection, second_person};
use super::contract::contract_section;
use super::decide_bar::decide_bar;
use super::delay_view::delay_section;
use super::disorder::disorder_notice;
use super::history::{history, sendings};
use super::in_charge::InCharge;
use super::notes::NotesSection;
use crate::components::{
    Amount, AttachedFiles, Button, ButtonKind, ButtonLink, Day, DelayBar, DocumentPane, Fact, FactList,
    IconName, LiveRegion, PartyName, SiretText, StatusBadge, file_size, prose,
};
use crate::islands::{Live, UndoCountdown};
use crate::words::{ASSUMED, Sentence as _, delay_in_words};

/// Everything the page shows.
pub(super) struct InvoicePage {
    pub(super) view: InvoiceView,
    /// The list in which it was opened.
    pub(super) beside: Option<Beside>,
    pub(super) notes: NotesSection,
    /// Who looks after it, where it was received.
    pub(super) in_charge: Option<InCharge>,
    pub(super) circuit: Option<CircuitSection>,
    /// The person who looks at the page.
    pub(super) me: UserId,
    /// A contractual delay that was not taken.
    pub(super) contract: Option<FormState>,
    /// Where this page is, in the list in which it was opened.
    pub(super) address: String,
    pub(super) now: DateTime<Utc>,
    pub(super) may_deposit: bool,
    pub(super) may_treat: bool,
    /// What the person has just decided, of this invoice or of those before it.
    pub(super) decided: Waiting,
}

impl InvoicePage {
    pub(super) fn view(self) -> AnyView {
        let id = self.view.invoice.id.to_string();
        let undo = match &self.view.act {
            Some(current) if self.may_deposit && self.view.invoice.direction == Direction::Issued => {
                act_toast(current).or_else(|| self.undo())
            }
            _ => self.decided.toast().or_else(|| self.undo()),
        };
        // The document stays out of the regions that are read again: its viewer would start anew each time.
        let act_until = self.view.act.as_ref().and_then(|current| current.undo_until);
        let undo_version = self.view.undo_until.or(act_until).map_or(0, |until| until.timestamp_millis());
        let undo_version = undo_version.max(self.decided.version());
        // Its viewer is left alone: it is there, or it comes.
        let document_version = match (&self.view.invoice.document, &self.view.files) {
            (Some(document), _) => document.sha256.clone(),
            (None, files) => format!("{files:?}"),
        };
        let list = self.beside.as_ref().map(Beside::list).unwrap_or_default();
        let contract = contract_section(&self.view, self.may_treat, self.contract.as_ref(), &self.address);
        let facts = view! {
            {disorder_notice(&self.view, self.may_treat, &list)}
            {self.in_charge.as_ref().map(InCharge::warnings)}
            {self.view.act.as_ref().and_then(|current| second_person(current, self.me, self.may_treat))}
            {self.circuit.as_ref().and_then(|circuit| circuit.account(self.now))}
            {self.in_charge.as_ref().map(|in_charge| in_charge.view(self.view.invoice.id, self.now))}
            {self.circuit.as_ref().and_then(|circuit| circuit.view(self.now))}
            <div class="section">{history(&self.view)} {sendings(&self.view)}</div>
            <div class="section">{delay_section(&self.view, self.now, self.may_deposit)} {contract} {self.facts()} {self.attachments()}</div>
        }
        .into_any();
        let beside = self.beside.as_ref().map(Beside::view);
        view! {
            {beside}
            <LiveRegion id="live" content=self.head()/>
            <LiveRegion id="live-undo" version=undo_version.to_string() content=undo.into_any()/>
            <div class="document-split">
                <LiveRegion id="live-document" version=document_version content=self.document_pane().into_any()/>
                <div class="document-facts">
                    <LiveRegion id="live-facts" content=facts/>
                    {self.notes.view()}
                </div>
            </div>
            <LiveRegion id="live-bar" content=self.bar().into_any()/>
            <Live watch=id read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    fn head(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let amount = invoice.gross_cents.map(|cents| {
            view! { <Amount value=from_cents(invoice.kind.signed(cents)) currency=invoice.currency.clone()/> }
        });
        view! {
            <div class="invoice-head">
                <p class="invoice-sentence"><StatusBadge status=invoice.status.clone() direction=invoice.direction/><span>{prose(&self.sentence())}</span></p>
                {amount}
                {self.act()}
                {self.delay()}
            </div>
        }
        .into_any()
    }

    /// What is being done to it.
    fn act(&self) -> Option<AnyView> {
        let current = self.view.act.as_ref()?;
        let words = act_words(current, self.view.next_try(), self.view.held_back())?;
        Some(view! { <p class="invoice-act">{prose(&words)}</p> }.into_any())
    }

    /// Has it left, has it arrived, whose turn is it, by when.
    fn sentence(&self) -> String {
        let invoice = &self.view.invoice;
        let received = invoice.direction == Direction::Received;
        let readable = readable_name(&invoice.partner_name);
        let partner = match (readable.as_str(), received) {
            ("", true) => "le fournisseur",
            ("", false) => "le destinataire",
            (name, _) => name,
        };
        let when = format_moment(invoice.status_at);
        let why = why(invoice.status_reason.as_ref(), invoice.status_comment.as_deref());
        let why = why.map(|text| format!(" {text}")).unwrap_or_default();
        match (&invoice.status, invoice.status.stage(invoice.direction)) {
            (InvoiceStatus::Draft, _) if self.may_deposit => {
                "Rien n’est parti. Reprenez la saisie pour la déposer.".to_owned()
            }
            (InvoiceStatus::Draft, _) => "Rien n’est parti.".to_owned(),
            (InvoiceStatus::Queued, _) => match (self.view.held_back(), self.view.next_try()) {
                (Some(reason), _) => format!(
                    "L’envoi attend que l’accès de {} à Chorus Pro fonctionne ; il partira après un test réussi. {}",
                    readable_name(&self.view.structure.structure.name),
                    reason.sentence()
                ),
                (None, Some(at)) => format!("L’envoi sera retenté à {}.{why}", format_time_to_come(at)),
                (None, None) if self.planned() => {
                    format!("Rien n’est encore parti.{why} Elle sera vérifiée de nouveau avant.")
                }
                (None, None) => "L’envoi va partir vers Chorus Pro.".to_owned(),
            },
            (InvoiceStatus::Sending, _) => "L’envoi vers Chorus Pro est en cours.".to_owned(),
            (InvoiceStatus::Unconfirmed, _) => {
                let held =
                    self.view.held_back().map_or("", |_| " Cette recherche attend que l’accès fonctionne.");
                format!(
                    "Chorus Pro n’a pas confirmé. Pupitre cherche d’abord la facture avant tout nouvel envoi.{held}{why}"
                )
            }
            (InvoiceStatus::Refused, _) => {
                let act = if self.may_deposit { " Corrigez, puis déposez de nouveau." } else { "" };
                format!("Rien n’est déposé.{why}{act}")
            }
            (InvoiceStatus::Cancelled, _) if invoice.status_reason == Some(Reason::LeftAsFlow) => {
                Reason::LeftAsFlow.sentence()
            }
            (InvoiceStatus::Cancelled, _) => "Cette facture a été abandonnée avant tout envoi.".to_owned(),
            (_, StatusStage::OnTheWay) => {
                format!("Chez Chorus Pro depuis le {when}, pas encore chez {partner}.")
            }
            (_, StatusStage::Arrived) => self.arrived_sentence(partner),
            (_, StatusStage::Waiting) => format!("Au fournisseur d’agir depuis le {when}.{why}"),
            (InvoiceStatus::Suspendue, _) => format!("Suspendue par {partner} le {when}.{why}"),
            (InvoiceStatus::ARecycler, _) => {
                format!("À recycler depuis le {when} : le chemin est à corriger.{why}")
            }
            (_, StatusStage::Blocked) if self.view.called_for().is_some() => {
                format!("À vous d’agir depuis le {when}.{why}")
            }
            // Nothing that is known here answers it.
            (_, StatusStage::Blocked) => {
                format!("À traiter sur le portail Chorus Pro, depuis le {when}.{why}")
            }
            (_, StatusStage::Rejected) if received => {
                format!("Rejetée le {when}.{why} Le fournisseur doit en établir une nouvelle.")
            }
            (_, StatusStage::Rejected) if self.view.rejection_treated => {
                format!("Rejetée le {when}.{why} Ce rejet est traité.")
            }
            (_, StatusStage::Rejected) => {
                format!(
                    "Rejetée le {when}.{why} Une nouvelle facture, avec un nouveau numéro, est nécessaire."
                )
            }
            (InvoiceStatus::MiseEnPaiement, _) => {
                format!("Mise en paiement le {when} : le virement est ordonné.")
            }
            _ => format!("Depuis le {when}.{why}"),
        }
    }

    fn arrived_sentence(&self, partner: &str) -> String {
        let Some(arrived) = self.view.invoice.arrived_at else {
            return if self.view.invoice.direction == Direction::Received {
                format!("Reçue de {partner}.")
            } else {
                format!("Chez {partner}.")
            };
        };
        let arrival = match self.view.invoice.direction {
            Direction::Issued => "Arrivée chez",
            Direction::Received => "Reçue de",
        };
        let arrived = format_moment(arrived);
        match self.delay_in_words() {
            Some(delay) => format!("{arrival} {partner} le {arrived}, {delay}."),
            // No clock runs where nothing is to be paid: a credit note, an invoice that was paid before.
            None => format!("{arrival} {partner} le {arrived}."),
        }
    }

    fn delay_in_words(&self) -> Option<String> {
        delay_in_words(self.view.delay().as_ref().ok()?, paris_day(self.now))
    }

    /// The delay as a bar, with what it rests on; nothing before it has arrived and where nothing is to be paid.
    fn delay(&self) -> Option<AnyView> {
        let delay = self.view.delay().ok()?;
        let today = paris_day(self.now);
        let said = delay_in_words(&delay, today)?;
        let assumed = delay.is_assumed().then(|| view! { <p class="field-hint">{ASSUMED}</p> });
        Some(
            view! { <div class="delay"><DelayBar bar=delay.bar(today) title=Some(prose(&said))/>{assumed}</div> }
                .into_any(),
        )
    }

    /// Whether it waits for the moment for which it was planned.
    fn planned(&self) -> bool {
        let invoice = &self.view.invoice;
        planned_for(&invoice.status, invoice.status_reason.as_ref()).is_some()
    }

    fn undo(&self) -> Option<AnyView> {
        let until = self.view.undo_until.filter(|_| self.may_deposit)?;
        let invoice = &self.view.invoice;
        let amount = invoice
            .gross_cents
            .map(|cents| format_amount(from_cents(cents), &invoice.currency))
            .unwrap_or_default();
        let id = invoice.id;
        if self.planned() {
            // Days, not seconds: nothing counts down.
            return Some(
                view! {
                    <form class="toast" method="post" action=format!("/factures/{id}/annuler-envoi")>
                        <p>{format!("{} {} ({amount})\u{a0}: départ prévu le {}.", invoice.kind.label(), invoice.number, format_moment(until))}</p>
                        <Button label="Annuler l’envoi" icon=IconName::Undo/>
                    </form>
                }
                .into_any(),
            );
        }
        Some(
            view! {
                <form class="toast" method="post" action=format!("/factures/{id}/annuler-envoi")>
                    <p>
                        {format!("{} {} ({amount})\u{a0}: l’envoi part à {}.", invoice.kind.label(), invoice.number, seconds(until))}
                        <UndoCountdown until=until.timestamp_millis()/>
                    </p>
                    <Button label="Annuler l’envoi" icon=IconName::Undo/>
                </form>
            }
            .into_any(),
        )
    }

    fn document_pane(&self) -> Option<AnyView> {
        let invoice = self.view.invoice.id;
        let Some(document) = self.view.invoice.document.as_ref() else { return self.absent_document() };
        let copy = self.view.plain_copy.as_ref().map(|copy| {
            let what = if self.view.invoice.status.is_at_chorus_pro() { "a reçu" } else { "reçoit" };
            let text = format!("Ceci est l’original, avec ses données. Chorus Pro {what} une copie sans XML\u{a0}:");
            view! {
                <p class="field-hint">
                    {text} " "
                    <a href=format!("/factures/{invoice}/document-sans-xml") target="_blank" rel="noopener">"voir la copie"</a>
                    " "
                    <span class="file-size">{file_size(copy.bytes)}</span>
                </p>
            }
        });
        let pane = view! { <DocumentPane invoice name=document.name.clone() bytes=document.bytes/> };
        Some(view! { {copy} {pane} }.into_any())
    }

    /// What stands in the place of a PDF that is not here.
    fn absent_document(&self) -> Option<AnyView> {
        let text = match &self.view.files {
            Files::Settled => return None,
            Files::Elsewhere | Files::Coming if self.view.submitted_at.is_some() => {
                "Chorus Pro établit le PDF de cette facture, qui a été saisie ligne par ligne. Il arrive.".to_owned()
            }
            Files::Elsewhere | Files::Coming if self.view.invoice.direction == Direction::Received => {
                "Le PDF et les pièces de cette facture arrivent de Chorus Pro.".to_owned()
            }
            Files::Elsewhere | Files::Coming => {
                "Cette facture n’a pas été déposée depuis Pupitre. Son PDF et ses pièces arrivent de Chorus Pro.".to_owned()
            }
            Files::NotFetched(reason) => {
                format!("Le PDF de cette facture est resté sur Chorus Pro. {}", reason.sentence())
            }
        };
        Some(
            view! { <section class="document-pane document-absent"><p>{prose(&text)}</p></section> }
                .into_any(),
        )
    }

    fn facts(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let money = |cents: Option<i64>| match cents {
            Some(cents) => {
                view! { <Amount value=from_cents(cents) currency=invoice.currency.clone()/> }.into_any()
            }
            None => "–".into_any(),
        };
        let named = |name: &str| match name {
            "" => "–".into_any(),
            name => view! { <PartyName name=name.to_owned()/> }.into_any(),
        };
        let partner = match Siret::parse(&invoice.partner_siret) {
            Ok(siret) => view! { <SiretText siret/> }.into_any(),
            Err(_) => invoice.partner_siret.clone().into_any(),
        };
        let (issuer, other) = match invoice.direction {
            Direction::Issued => ("Émise par", "Destinataire"),
            Direction::Received => ("Reçue par", "Fournisseur"),
        };
        let mut facts = vec![
            Fact::view(issuer, named(&self.view.structure.structure.name)),
            Fact::view(other, self.partner()),
            Fact::view(format!("Identifiant du {}", other.to_lowercase()), partner),
            Fact::text("Code service", invoice.service_code.clone().unwrap_or_default()),
            Fact::text("Numéro d’engagement", invoice.engagement.clone().unwrap_or_default()),
            Fact::view("Date de facture", invoice.date.map(|day| view! { <Day day/> })),
        ];
        facts.extend(self.kept());
        let amounts = vec![
            Fact::view("Total HT", money(invoice.net_cents)),
            Fact::view("TVA", money(invoice.vat_cents)),
            Fact::view("Total TTC", money(invoice.gross_cents)),
            Fact::view("À payer", money(invoice.due_cents)),
        ];
        if let Some(number) = invoice.chorus_id {
            facts.push(Fact::text("N° Chorus Pro", number.to_string()));
        }
        if let Some(day) = invoice.deposited_on {
            facts.push(Fact::view("Déposée le", view! { <Day day/> }));
        }
        if let Some(flow) = self.view.flow {
            let left = invoice.status == InvoiceStatus::Cancelled;
            let words = if left { "Devenu ce flux" } else { "Reprise de ce flux" };
            facts.push(Fact::view("Flux", view! { <a href=format!("/flux/{flow}")>{words}</a> }));
        }
        if let Some(source) = &self.view.source {
            let (name, bytes) = (source.name.clone(), file_size(source.bytes));
            let href = format!("/factures/{}/xml", invoice.id);
            facts.push(Fact::view(
                "XML d’origine",
                view! { <a href=href>{name}</a> " " <span class="file-size">{bytes}</span> },
            ));
        }
        view! {
            <section class="section">
                <h2>"Informations"</h2>
                <FactList facts/>
                <h3>"Montants"</h3>
                <div class="facts-amounts"><FactList facts=amounts/></div>
                {self.proofs()}
            </section>
        }
        .into_any()
    }

    /// What is kept of it besides the PDF, whether it was downloaded, and until when it is kept.
    fn kept(&self) -> Vec<Fact> {
        let invoice = &self.view.invoice;
        let mut facts = Vec::new();
        if let Some(pivot) = &self.view.pivot {
            let (name, bytes) = (pivot.name.clone(), file_size(pivot.bytes));
            let href = format!("/factures/{}/pivot.xml", invoice.id);
            let read = format!("/factures/{}/pivot", invoice.id);
            facts.push(Fact::view(
                "PIVOT (XML)",
                view! {
                    <a href=read>"Lire"</a> " · " <a href=href>{name}</a> " " <span class="file-size">{bytes}</span>
                },
            ));
        }
        if let Some(reception) = &self.view.reception {
            let here = reception.downloaded_at.map(|at| format!("depuis Pupitre le {}", format_moment(at)));
            let words = match (here, reception.downloaded_elsewhere) {
                (Some(here), Some(true)) => format!("{here}, et ailleurs auparavant"),
                (Some(here), _) => here,
                (None, Some(true)) => "ailleurs, pas encore depuis Pupitre".to_owned(),
                (None, Some(false)) => "pas encore".to_owned(),
                (None, None) => "pas encore depuis Pupitre".to_owned(),
            };
            facts.push(Fact::text("Téléchargée", words));
            let read = reception.opened_at.map(|at| {
                let by =
                    reception.opened_by.as_deref().map(|name| format!(" par {name}")).unwrap_or_default();
                format!("la première fois le {}{by}", format_moment(at))
            });
            facts.push(Fact::text("Lue", read.unwrap_or_else(|| "pas encore".to_owned())));
        }
        if invoice.status.is_at_chorus_pro() {
            let day = invoice.date.or(invoice.deposited_on).unwrap_or_else(|| paris_day(invoice.created_at));
            let until = kept_until(day);
            facts.push(Fact::text("Conservée", format!("jusqu’au {} au moins", format_day(until))));
        }
        facts
    }

    /// The other side; a recipient with its card, once Chorus Pro has the invoice.
    fn partner(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let name = match invoice.partner_name.as_str() {
            "" => "–".into_any(),
            name => view! { <PartyName name=name.to_owned()/> }.into_any(),
        };
        let has_card = invoice.direction == Direction::Issued
            && invoice.status.is_at_chorus_pro()
            && !invoice.partner_siret.is_empty();
        if !has_card {
            return name;
        }
        let href = card_address(&invoice.partner_siret, self.view.structure.structure.environment);
        view! { <a href=href>{name}</a> }.into_any()
    }

    /// What can be taken away as a proof, and what can be begun from it.
    fn proofs(&self) -> Option<AnyView> {
        let invoice = &self.view.invoice;
        let id = invoice.id;
        invoice.chorus_id?;
        let rejected = invoice.status.stage(invoice.direction) == StatusStage::Rejected;
        let copy = (self.may_deposit && invoice.direction == Direction::Issued && !rejected).then(|| {
            view! { <form method="post" action=format!("/factures/{id}/copie")><Button label="Dupliquer" kind=ButtonKind::Quiet/></form> }
        });
        Some(
            view! {
                <div class="button-row">
                    <ButtonLink label="Attestation" href=format!("/factures/{id}/attestation")/>
                    <ButtonLink label="Dossier de preuve" href=format!("/factures/{id}/preuve.zip")/>
                    {copy}
                </div>
            }
            .into_any(),
        )
    }

    fn attachments(&self) -> Option<AnyView> {
        if self.view.attachments.is_empty() {
            return None;
        }
        let invoice = self.view.invoice.id;
        let files: Vec<_> = self.view.attachments.iter().map(attached_file).collect();
        Some(view! { <section class="section"><h2>"Pièces jointes"</h2><AttachedFiles base=format!("/factures/{invoice}") files/></section> }.into_any())
    }

    fn bar(&self) -> Option<AnyView> {
        if self.view.invoice.direction == Direction::Received {
            let list = self.beside.as_ref().map(Beside::list).unwrap_or_default();
            return decide_bar(&self.view, &list).filter(|_| self.may_treat);
        }
        if !self.may_deposit {
            return None;
        }
        let invoice = &self.view.invoice;
        let id = invoice.id;
        if invoice.status.is_unsent() {
            let label = if invoice.status == InvoiceStatus::Draft {
                "Reprendre la saisie"
            } else {
                "Corriger et déposer"
            };
            return Some(
                view! {
                    <div class="action-bar">
                        <p class="action-bar-state"><StatusBadge status=invoice.status.clone() direction=invoice.direction/></p>
                        <ButtonLink label href=format!("/deposer/{id}") kind=ButtonKind::Primary/>
                    </div>
                }
                .into_any(),
            );
        }
        if let Some(bar) = act_bar(&self.view) {
            return Some(bar);
        }
        let waiting = self.view.submission.as_ref().is_some_and(|item| item.waiting && item.tries > 0);
        waiting.then(|| {
            view! {
                <form class="action-bar" method="post" action=format!("/factures/{id}/reessayer")>
                    <p class="action-bar-state"><StatusBadge status=invoice.status.clone() direction=invoice.direction/></p>
                    <Button label="Réessayer maintenant" icon=IconName::Refresh/>
                </form>
            }
            .into_any()
        })
    }
}
