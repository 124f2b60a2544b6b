//! One invoice: where it stands, whose turn it is, its document, facts and history.

use std::cmp::Reverse;

use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    Direction, InvoiceId, InvoiceKind, InvoiceStatus, Siret, StatusKind, StatusStage, format_amount,
    format_day, format_moment, format_time, from_cents, paris_day, payment_term,
};
use http::StatusCode;
use leptos::prelude::*;
use operations::{InvoiceView, OperationError};
use storage::{AttemptOutcome, Event, EventKind, OutboxKind, OutboxState};

use crate::components::{
    Amount, Attempt, Attempts, Button, ButtonKind, ButtonLink, Day, DocumentPane, Fact, FactList, Icon,
    IconName, Notice, RailEntry, SiretText, StatusBadge, Timeline, TimelineEntry, file_size, prose,
};
use crate::islands::{Live, UndoCountdown};
use crate::web::{Context, Document, PageError, Place, redirect};

/// The page of an invoice.
pub(crate) async fn show(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    page(&context, id, None).await
}

async fn page(context: &Context, id: InvoiceId, problem: Option<String>) -> Result<Response, PageError> {
    let operations = &context.site.operations;
    let view = operations.invoice_view(&context.actor, id).await?;
    let structures = operations.structures(&context.actor).await?;
    let now = operations.now();
    let number = if view.invoice.number.is_empty() { "sans numéro" } else { &view.invoice.number };
    let word = view.invoice.kind.label();
    let document = Document {
        current: Some(match view.invoice.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        environment: Some(view.structure.structure.environment),
        freshness: super::freshness_of(&view.structure, now),
        status: if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        notices: problem.into_iter().map(|text| Notice::new(StatusKind::Error, text)).collect(),
        ..Document::new(format!("{word} {number}"))
    };
    let may_deposit = context.actor.role.allows(domain::Permission::Deposit);
    context.page(document, &structures, move || Page { view, now, may_deposit }.view()).await
}

/// Takes a submission back: the invoice is a draft again.
pub(crate) async fn undo(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.operations.undo_submission(&context.actor, id).await {
        Ok(()) => Ok(redirect(Place::Draft(id))),
        Err(OperationError::Refused(text)) => page(&context, id, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

/// Tries a waiting submission now.
pub(crate) async fn retry(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    match context.site.operations.retry_now(&context.actor, id).await {
        Ok(()) => Ok(redirect(Place::Invoice(id))),
        Err(OperationError::Refused(text)) => page(&context, id, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

struct Page {
    view: InvoiceView,
    now: DateTime<Utc>,
    may_deposit: bool,
}

impl Page {
    fn view(self) -> AnyView {
        let id = self.view.invoice.id.to_string();
        let undo = self.undo();
        // The document stays out of the regions that are read again: its viewer would start anew each time.
        let undo_version = self.view.undo_until.map_or(0, |until| until.timestamp_millis());
        view! {
            <div id="live" data-live>{self.head()}</div>
            <div id="live-undo" data-live data-version=undo_version.to_string()>{undo}</div>
            <div class="document-split">
                {self.document_pane()}
                <div class="document-facts" id="live-facts" data-live>
                    <div class="section">
                        {self.history()}
                        {self.attempts()}
                    </div>
                    <div class="section">
                        {self.facts()}
                        {self.attachments()}
                    </div>
                </div>
            </div>
            <div id="live-bar" data-live>{self.bar()}</div>
            <Live watch=id read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    fn head(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let amount = invoice.gross_cents.map(|cents| {
            let signed = if invoice.kind == InvoiceKind::Avoir { -cents.abs() } else { cents };
            view! { <Amount value=from_cents(signed) currency=invoice.currency.clone()/> }
        });
        view! {
            <div class="invoice-head">
                <p class="invoice-sentence"><StatusBadge status=invoice.status.clone()/><span>{prose(&self.sentence())}</span></p>
                {amount}
            </div>
        }
        .into_any()
    }

    /// Has it left, has it arrived, whose turn is it, by when.
    fn sentence(&self) -> String {
        let invoice = &self.view.invoice;
        let received = invoice.direction == Direction::Received;
        let partner = match (invoice.partner_name.as_str(), received) {
            ("", true) => "le fournisseur",
            ("", false) => "le destinataire",
            (name, _) => name,
        };
        let when = format_moment(invoice.status_at);
        let comment = invoice.status_comment.as_deref().map(|text| format!(" {text}")).unwrap_or_default();
        match (&invoice.status, invoice.status.stage()) {
            (InvoiceStatus::Draft, _) => "Rien n’est parti. Reprenez la saisie pour la déposer.".to_owned(),
            (InvoiceStatus::Queued, _) => match &self.view.submission {
                Some(item) if item.tries > 0 => {
                    format!("L’envoi sera retenté à {}.{comment}", format_time(item.not_before))
                }
                _ => "L’envoi va partir vers Chorus Pro.".to_owned(),
            },
            (InvoiceStatus::Sending, _) => "L’envoi vers Chorus Pro est en cours.".to_owned(),
            (InvoiceStatus::Unconfirmed, _) => {
                format!(
                    "Chorus Pro n’a pas confirmé. Pupitre cherche d’abord la facture avant tout nouvel envoi.{comment}"
                )
            }
            (InvoiceStatus::Refused, _) => {
                format!("Rien n’est déposé.{comment} Corrigez, puis déposez de nouveau.")
            }
            (InvoiceStatus::Cancelled, _) => "Cette facture a été abandonnée avant tout envoi.".to_owned(),
            (_, StatusStage::OnTheWay) => {
                format!("Chez Chorus Pro depuis le {when}, pas encore chez {partner}.")
            }
            (_, StatusStage::Arrived) => self.arrived_sentence(partner),
            (_, StatusStage::Blocked) if received => {
                format!("Au fournisseur d’agir depuis le {when}.{comment}")
            }
            (_, StatusStage::Blocked) => format!("À vous d’agir depuis le {when}.{comment}"),
            (_, StatusStage::Rejected) if received => {
                format!("Rejetée le {when}.{comment} Le fournisseur doit en établir une nouvelle.")
            }
            (_, StatusStage::Rejected) => {
                format!(
                    "Rejetée le {when}.{comment} Une nouvelle facture, avec un nouveau numéro, est nécessaire."
                )
            }
            (_, StatusStage::Paid) => format!("Réglée : mise en paiement le {when}."),
            _ => format!("Depuis le {when}.{comment}"),
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
        let term = payment_term(paris_day(arrived), paris_day(self.now));
        let arrival = match self.view.invoice.direction {
            Direction::Issued => "Arrivée chez",
            Direction::Received => "Reçue de",
        };
        format!(
            "{arrival} {partner} le {}, payable avant le {} (30 jours, {}).",
            format_moment(arrived),
            format_day(term.due),
            term.sentence()
        )
    }

    fn undo(&self) -> Option<AnyView> {
        let until = self.view.undo_until.filter(|_| self.may_deposit)?;
        let invoice = &self.view.invoice;
        let amount = invoice
            .gross_cents
            .map(|cents| format_amount(from_cents(cents), &invoice.currency))
            .unwrap_or_default();
        let id = invoice.id;
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
        let document = self.view.invoice.document.as_ref()?;
        let source = format!("/factures/{}/document", self.view.invoice.id);
        Some(view! { <DocumentPane source name=document.name.clone() bytes=document.bytes/> }.into_any())
    }

    fn facts(&self) -> AnyView {
        let invoice = &self.view.invoice;
        let money = |cents: Option<i64>| match cents {
            Some(cents) => {
                view! { <Amount value=from_cents(cents) currency=invoice.currency.clone()/> }.into_any()
            }
            None => "–".into_any(),
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
            Fact::text(issuer, self.view.structure.structure.name.clone()),
            Fact::text(other, invoice.partner_name.clone()),
            Fact::view(format!("Identifiant du {}", other.to_lowercase()), partner),
            Fact::text("Code service", invoice.service_code.clone().unwrap_or_default()),
            Fact::text("Numéro d’engagement", invoice.engagement.clone().unwrap_or_default()),
            Fact::view("Date de facture", invoice.date.map(|day| view! { <Day day/> })),
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
        let absent = match (&invoice.document, invoice.direction) {
            (Some(_), _) => None,
            (None, Direction::Issued) => {
                Some("Le PDF est sur Chorus Pro\u{a0}: cette facture n’a pas été déposée depuis Pupitre.")
            }
            (None, Direction::Received) => Some("Le PDF de cette facture est sur Chorus Pro."),
        };
        view! {
            <section class="section">
                <h2>"Informations"</h2>
                <FactList facts/>
                {absent.map(|text| view! { <p class="field-hint">{text}</p> })}
            </section>
        }
        .into_any()
    }

    fn attachments(&self) -> Option<AnyView> {
        if self.view.attachments.is_empty() {
            return None;
        }
        let invoice = self.view.invoice.id;
        let files = self.view.attachments.iter().map(|attachment| {
            view! {
                <li>
                    <Icon name=IconName::Paperclip/>
                    <a class="file-name" href=format!("/factures/{invoice}/pieces/{}", attachment.id)>{attachment.document.name.clone()}</a>
                    <span class="file-size">{file_size(attachment.document.bytes)}</span>
                </li>
            }
        });
        let files = files.collect_view();
        Some(view! { <section class="section"><h2>"Pièces jointes"</h2><ul class="file-list">{files}</ul></section> }.into_any())
    }

    fn history(&self) -> AnyView {
        let mut events: Vec<&Event> = self.view.events.iter().collect();
        // Chorus Pro's moments may be whole minutes: within one, what happened there came after what happened here, and
        // the life cycle tells the rest.
        events.sort_by_key(|event| {
            let step = InvoiceStatus::KNOWN.iter().position(|status| status.code() == event.code);
            (
                Reverse(event.happened_at.timestamp().div_euclid(60)),
                event.kind == EventKind::Local,
                Reverse(event.happened_at),
                Reverse(step),
            )
        });
        let entries = events.into_iter().map(timeline_entry).collect::<Vec<_>>();
        let checked = self
            .view
            .invoice
            .checked_at
            .map(|at| format!("Vérifié auprès de Chorus Pro le {}.", format_moment(at)));
        view! {
            <section class="section">
                <h2>"Historique"</h2>
                <Timeline entries/>
                {checked.map(|text| view! { <p class="field-hint">{text}</p> })}
            </section>
        }
        .into_any()
    }

    fn attempts(&self) -> Option<AnyView> {
        let attempts: Vec<Attempt> = self
            .view
            .attempts
            .iter()
            .filter(|attempt| attempt.kind == OutboxKind::Submit)
            .map(|attempt| {
                let (outcome, kind) = match attempt.outcome {
                    AttemptOutcome::Done => ("Acceptée", StatusKind::Success),
                    AttemptOutcome::Refused => ("Refusée", StatusKind::Error),
                    AttemptOutcome::TryAgain => ("À refaire", StatusKind::Warning),
                    AttemptOutcome::Unknown => ("Sans réponse", StatusKind::Warning),
                };
                let next = attempt
                    .next_at
                    .map(|at| format!(" Prochain essai à {}.", format_time(at)))
                    .unwrap_or_default();
                Attempt {
                    moment_text: format_moment(attempt.at),
                    datetime: machine(attempt.at),
                    outcome: outcome.to_owned(),
                    kind,
                    detail: Some(format!("{}{next}", attempt.text)),
                    exchange: None,
                }
            })
            .collect();
        (!attempts.is_empty()).then(|| {
            view! { <section class="section"><h2>"Envois vers Chorus Pro"</h2><Attempts attempts/></section> }.into_any()
        })
    }

    fn bar(&self) -> Option<AnyView> {
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
                        <p class="action-bar-state"><StatusBadge status=invoice.status.clone()/></p>
                        <ButtonLink label href=format!("/deposer/{id}") kind=ButtonKind::Primary/>
                    </div>
                }
                .into_any(),
            );
        }
        let waiting = self
            .view
            .submission
            .as_ref()
            .is_some_and(|item| item.state == OutboxState::Waiting && item.tries > 0);
        waiting.then(|| {
            view! {
                <form class="action-bar" method="post" action=format!("/factures/{id}/reessayer")>
                    <p class="action-bar-state"><StatusBadge status=invoice.status.clone()/></p>
                    <Button label="Réessayer maintenant" icon=IconName::Refresh/>
                </form>
            }
            .into_any()
        })
    }
}

fn machine(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn seconds(instant: DateTime<Utc>) -> String {
    // The minute alone would tell nothing about ten seconds.
    format!("{}\u{a0}min\u{a0}{:02}\u{a0}s", format_time(instant), instant.timestamp().rem_euclid(60))
}

fn timeline_entry(event: &Event) -> TimelineEntry {
    let (title, kind, code) = match event.kind {
        EventKind::Status => {
            let status = InvoiceStatus::from_code(&event.code);
            (status.label(), status.kind(), Some(event.code.clone()))
        }
        EventKind::Action => (action_label(&event.code), StatusKind::Neutral, Some(event.code.clone())),
        EventKind::Local => (local_label(&event.code).to_owned(), local_kind(&event.code), None),
    };
    TimelineEntry {
        moment_text: format_moment(event.happened_at),
        datetime: machine(event.happened_at),
        title,
        kind,
        author: event.author.clone(),
        comment: event.comment.clone(),
        code,
    }
}

/// Acts of users on Chorus Pro (enums.md §1.1, `histoActionCode`).
fn action_label(code: &str) -> String {
    match code {
        "TELECHARGEMENT_FACTURE" => "Téléchargée".to_owned(),
        "ACQUITTEMENT_REJET" => "Rejet acquitté".to_owned(),
        "ACQUITTEMENT_SUSPENSION" => "Suspension acquittée".to_owned(),
        "TRAITEMENT_REJET" => "Rejet traité".to_owned(),
        other => format!("Action inconnue : {other}"),
    }
}

/// What happened in Pupitre.
fn local_label(code: &str) -> &'static str {
    match code {
        "DRAFT" => "Brouillon préparé dans Pupitre",
        "QUEUED" => "Dépôt confirmé dans Pupitre",
        "UNDONE" => "Envoi annulé avant le départ",
        "SENT" => "Acceptée par Chorus Pro",
        "REFUSED" => "Refusée par Chorus Pro à l’arrivée",
        "CANCELLED" => "Brouillon abandonné",
        _ => "Événement de Pupitre",
    }
}

fn local_kind(code: &str) -> StatusKind {
    match code {
        "SENT" => StatusKind::Info,
        "REFUSED" => StatusKind::Error,
        _ => StatusKind::Neutral,
    }
}
