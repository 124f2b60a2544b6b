//! An invoice to validate: its PDF beside what is known of it and what is answered.

use domain::{
    AnswerField, Direction, FormField as _, InvoiceKind, InvoiceStatus, LONGEST_ANSWER_DETAIL, StatusKind,
    ValidationAnswer, WRONG_VALIDATOR, format_amount, format_day, format_moment, format_time_to_come,
    from_cents, paris_day, readable_name,
};
use leptos::prelude::*;
use operations::{Reply, Validation, ValidationView};

use super::super::refusal::FormState;
use super::super::seconds;
use super::list_view::number_of;
use crate::components::{
    Button, ButtonKind, ButtonLink, Choice, Day, DocumentPaneAt, Fact, FactList, FieldErrors, Icon, IconName,
    LiveRegion, NoticeBox, SelectField, StatusBadge, TextArea, file_size, prose,
};
use crate::islands::{Live, UndoCountdown};
use crate::words::{Sentence as _, days_left};

/// Everything the page shows.
pub(super) struct AnswerPage {
    pub(super) view: ValidationView,
    pub(super) form: FormState,
    pub(super) may_treat: bool,
}

/// What the page is about.
pub(super) fn title(validation: &Validation) -> String {
    let number = number_of(validation);
    match validation.kind {
        InvoiceKind::Facture => format!("Valider la facture {number}"),
        InvoiceKind::Avoir => format!("Valider l’avoir {number}"),
    }
}

/// What follows from an answer.
const fn follows(answer: ValidationAnswer) -> &'static str {
    match answer {
        ValidationAnswer::Accept => "La facture part chez son destinataire, qui pourra la payer directement.",
        ValidationAnswer::Refuse => {
            "La facture s’arrête ici\u{a0}: le fournisseur lit votre motif et devra en établir une autre."
        }
        ValidationAnswer::NotMine => "Le fournisseur désigne un autre valideur, sous le même numéro.",
    }
}

fn answer_of(reply: &Reply) -> Option<ValidationAnswer> {
    ValidationAnswer::from_code(reply.values.get(AnswerField::Answer))
}

/// What an answer is called within a sentence.
const fn noun(answer: Option<ValidationAnswer>) -> &'static str {
    match answer {
        Some(ValidationAnswer::Accept) => "L’acceptation",
        Some(ValidationAnswer::Refuse) => "Le refus",
        Some(ValidationAnswer::NotMine) => "Le renvoi au fournisseur",
        None => "La réponse",
    }
}

impl AnswerPage {
    pub(super) fn view(self) -> AnyView {
        let base = format!("/a-valider/{}", self.view.validation.id);
        let undo_version = self.view.undo_until.map_or(0, |until| until.timestamp_millis());
        let head = self.form.head::<AnswerField>();
        let standing = view! { {self.sentence()} {self.under_way()} }.into_any();
        let pane = match self.view.files.first() {
            Some(document) => {
                view! { <DocumentPaneAt base=base.clone() name=document.name.clone() bytes=document.bytes/> }
                    .into_any()
            }
            None => self.absent(),
        };
        let open = self.view.can_be_answered() && self.may_treat;
        let form = open.then(|| self.answer(&base));
        // A form in which somebody types is not replaced by its like.
        let version = format!("{open} {}", self.view.version());
        let bar = view! {
            <div class="action-bar">
                <p class="action-bar-state"><span class="action-bar-detail">
                    {if open { "Rien ne part avant l’envoi, que vous pourrez annuler pendant quelques secondes." } else { "" }}
                </span></p>
                <ButtonLink label="Retour à la liste" href="/a-valider"/>
                {open.then(|| view! { <Button label="Envoyer la réponse" kind=ButtonKind::Primary form="act" name="action" value="envoyer" shortcut="Ctrl+Entrée"/> })}
            </div>
        }
        .into_any();
        view! {
            <LiveRegion id="live-undo" version=undo_version.to_string() content=self.toast().into_any()/>
            {head}
            <LiveRegion id="live" content=standing/>
            <div class="document-split">
                <LiveRegion id="live-document" version=self.view.files.len().to_string() content=pane/>
                <div class="document-facts">
                    <LiveRegion id="live-answer" version content=form.into_any()/>
                    {self.facts()}
                    {self.pieces(&base)}
                </div>
            </div>
            <LiveRegion id="live-bar" version=open.to_string() content=bar/>
            <Live watch=String::new() read_at=self.view.read_at.timestamp_millis()/>
        }
        .into_any()
    }

    /// From whom, for whom, over how much, and until when.
    fn sentence(&self) -> AnyView {
        let validation = &self.view.validation;
        let named = |name: &str, otherwise: &str| match readable_name(name) {
            name if name.is_empty() => otherwise.to_owned(),
            name => name,
        };
        let amount = validation
            .gross_cents
            .map(|cents| format_amount(from_cents(validation.kind.signed(cents)), &validation.currency))
            .map(|amount| format!(", {amount} TTC"))
            .unwrap_or_default();
        let text = format!(
            "De {}, à {}{amount}.",
            named(&validation.supplier_name, "un fournisseur"),
            named(&validation.recipient_name, "un destinataire"),
        );
        let until = match (validation.is_waiting, self.view.tacit_day()) {
            (true, Some(day)) => {
                let left = days_left((day - paris_day(self.view.read_at)).num_days());
                Some(format!(
                    "Sans réponse, elle compte comme acceptée le {} ({left}).",
                    format_day(day)
                ))
            }
            (true, None) => Some(
                "Chorus Pro ne dit pas depuis quand elle attend : le jour où elle compte comme acceptée n’est pas connu."
                    .to_owned(),
            ),
            (false, _) => self.ended(),
        };
        let until = until.map(|text| view! { <p class="act-expected">{prose(&text)}</p> });
        view! {
            <p class="invoice-sentence"><StatusBadge status=validation.status.clone() direction=Direction::Received/><span>{prose(&text)}</span></p>
            {until}
        }
        .into_any()
    }

    /// How it came that it waits no more.
    fn ended(&self) -> Option<String> {
        let done = self.view.reply.as_ref().filter(|reply| reply.state == domain::ActState::Done);
        if let Some(reply) = done {
            let when = reply.ended_at.map(format_moment).unwrap_or_default();
            let what = match answer_of(reply) {
                Some(ValidationAnswer::Accept) => "Acceptée",
                Some(ValidationAnswer::Refuse) => "Refusée",
                Some(ValidationAnswer::NotMine) => "Renvoyée au fournisseur",
                None => "Répondue",
            };
            let detail = reply.values.get(AnswerField::Detail).trim();
            let detail = if detail.is_empty() { String::new() } else { format!(" « {detail} »") };
            return Some(format!("{what} par {} le {when}.{detail}", reply.author_name));
        }
        let validation = &self.view.validation;
        Some(match &validation.status {
            InvoiceStatus::AbsenceValidation1 | InvoiceStatus::AbsenceValidation2 => {
                "Personne n’a répondu dans le délai : elle compte comme acceptée.".to_owned()
            }
            _ => "Elle n’attend plus votre réponse.".to_owned(),
        })
    }

    /// How far the answer is that is on its way, or why it was not taken.
    fn under_way(&self) -> Option<AnyView> {
        let reply = self.view.reply.as_ref()?;
        let noun = noun(answer_of(reply));
        let why = reply.reason.as_ref().map(|reason| format!(" {}", reason.sentence())).unwrap_or_default();
        let (kind, text) = match (reply.state, self.view.next_try) {
            (domain::ActState::Draft | domain::ActState::Done, _) => return None,
            (domain::ActState::Refused, _) => (
                StatusKind::Error,
                format!("{noun}\u{a0}: Chorus Pro ne l’a pas pris, rien n’a changé.{why}"),
            ),
            (domain::ActState::Unconfirmed, _) => (
                StatusKind::Warning,
                format!(
                    "{noun}\u{a0}: Chorus Pro n’a pas répondu. Pupitre lit d’abord l’historique de la facture, avant tout nouvel envoi.{why}"
                ),
            ),
            (domain::ActState::Sending, _) => (StatusKind::Info, format!("{noun} part vers Chorus Pro.")),
            (domain::ActState::Held | domain::ActState::Queued, Some(at)) => (
                StatusKind::Warning,
                format!("{noun}\u{a0}: nouvel essai à {}.{why}", format_time_to_come(at)),
            ),
            (domain::ActState::Held | domain::ActState::Queued, None) => {
                (StatusKind::Info, format!("{noun} va partir vers Chorus Pro."))
            }
        };
        let retry = (self.may_treat && self.view.next_try.is_some()).then(|| {
            let action = format!("/a-valider/{}/reessayer", self.view.validation.id);
            view! {
                <form method="post" action=action><Button label="Réessayer maintenant" icon=IconName::Refresh/></form>
            }
        });
        Some(view! { <NoticeBox kind text/> {retry} }.into_any())
    }

    /// The way back while it has not left.
    fn toast(&self) -> Option<AnyView> {
        let until = self.view.undo_until.filter(|_| self.may_treat)?;
        let noun = noun(self.view.reply.as_ref().and_then(answer_of));
        let text = format!("{noun} part à {}.", seconds(until));
        let action = format!("/a-valider/{}/annuler", self.view.validation.id);
        Some(
            view! {
                <form class="toast" method="post" action=action>
                    <p>{text} <UndoCountdown until=until.timestamp_millis()/></p>
                    <Button label="Annuler l’envoi" icon=IconName::Undo/>
                </form>
            }
            .into_any(),
        )
    }

    /// What stands where the document would.
    fn absent(&self) -> AnyView {
        let text = self.view.validation.files_reason.as_ref().map_or_else(
            || "Le PDF est demandé à Chorus Pro. Il apparaît ici dès qu’il est là.".to_owned(),
            |reason| format!("Le PDF n’a pas pu être récupéré. {}", reason.sentence()),
        );
        view! { <section class="document-pane document-absent" aria-label="Document"><p>{prose(&text)}</p></section> }
            .into_any()
    }

    /// The answer: three of them, the reasons of the one that needs one.
    fn answer(&self, base: &str) -> AnyView {
        let chosen = self.form.value(AnswerField::Answer);
        let choices = ValidationAnswer::ALL.iter().map(|answer| {
            let id = format!("answer-{}", answer.code());
            let hint = format!("{id}-hint");
            view! {
                <div class="field check-box">
                    <input id=id.clone() name=AnswerField::Answer.name() type="radio" value=answer.code() checked=chosen == answer.code() aria-describedby=hint.clone()/>
                    <label for=id>{answer.label()}</label>
                    <p class="field-hint" id=hint>{follows(*answer)}</p>
                </div>
            }
        });
        let choices = choices.collect_view();
        let most = u32::try_from(LONGEST_ANSWER_DETAIL).unwrap_or(u32::MAX);
        view! {
            <form class="form validation-answer" id="act" method="post" action=base.to_owned() novalidate>
                // The first button is the one that Enter presses: it saves and harms nothing.
                <button class="visually-hidden" type="submit" name="action" value="enregistrer" tabindex="-1">"Enregistrer"</button>
                <input type="hidden" name="version" value=self.view.version()/>
                // The way to it from what is to be corrected.
                <fieldset class="field-group" id=AnswerField::Answer.name() tabindex="-1" aria-describedby="answer-error">
                    <legend>{AnswerField::Answer.label()}</legend>
                    <FieldErrors id=AnswerField::Answer.name() messages=self.form.messages(AnswerField::Answer)/>
                    {choices}
                </fieldset>
                {self.reasons()}
                <TextArea name=AnswerField::Detail.name() label=AnswerField::Detail.label() value=self.form.value(AnswerField::Detail) hint="Lues par le fournisseur, 255 caractères au plus." rows=3 maxlength=most messages=self.form.messages(AnswerField::Detail)/>
                <p class="field-hint">
                    "Les codes que Chorus Pro attend pour une réponse ne sont pas publiés. S’il ne prend pas celle-ci, rien ne change et ses mots s’affichent ici."
                </p>
            </form>
        }
        .into_any()
    }

    fn reasons(&self) -> AnyView {
        let reasons = &self.view.validation.reasons;
        let offered = reasons.iter().filter(|reason| reason.code != WRONG_VALIDATOR);
        let offered = offered.map(|reason| {
            let label = if reason.label.trim().is_empty() { &reason.code } else { &reason.label };
            Choice::new(&reason.code, label)
        });
        let choices: Vec<Choice> =
            std::iter::once(Choice::new("", "Choisissez un motif")).chain(offered).collect();
        let hint = if choices.len() > 1 {
            "Pour un refus : la liste de Chorus Pro."
        } else {
            "La liste de Chorus Pro n’a pas pu être lue : un refus n’est pas possible d’ici pour l’instant."
        };
        let messages = self.form.messages(AnswerField::Reason);
        view! {
            <div class="validation-reason">
                <SelectField name=AnswerField::Reason.name() label=AnswerField::Reason.label() choices value=self.form.value(AnswerField::Reason) hint messages/>
            </div>
        }
        .into_any()
    }

    fn facts(&self) -> AnyView {
        let validation = &self.view.validation;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let amount = |cents: Option<i64>| {
            let signed = |cents| from_cents(validation.kind.signed(cents));
            cents.map(|cents| format_amount(signed(cents), &validation.currency)).unwrap_or_default()
        };
        let day = |day: Option<chrono::NaiveDate>| match day {
            Some(day) => view! { <Day day/> }.into_any(),
            None => "–".into_any(),
        };
        let framework = validation.framework.as_deref().map(framework_words).unwrap_or_default();
        let facts = vec![
            Fact::text("Fournisseur", readable_name(&validation.supplier_name)),
            Fact::text("Identifiant du fournisseur", validation.supplier_identifier.clone()),
            Fact::text("Destinataire", readable_name(&validation.recipient_name)),
            Fact::text("SIRET du destinataire", validation.recipient_siret.clone()),
            Fact::text("Service", text(&validation.service)),
            Fact::text("Valideur", readable_name(&self.view.structure.structure.name)),
            Fact::text("Cadre de facturation", framework),
            Fact::view("Date de facture", day(validation.date)),
            Fact::view("Déposée le", day(validation.deposited_on)),
            Fact::text("Montant HT", amount(validation.net_cents)),
            Fact::text("Montant TTC", amount(validation.gross_cents)),
            Fact::text("Montant à payer", amount(validation.due_cents)),
            Fact::text("Engagement", text(&validation.engagement)),
            Fact::text("Marché", text(&validation.contract)),
        ];
        view! { <section class="section"><h2>"Ce que dit la facture"</h2><FactList facts/></section> }
            .into_any()
    }

    /// What is attached to it.
    fn pieces(&self, base: &str) -> Option<AnyView> {
        let pieces: Vec<_> = self.view.files.iter().enumerate().skip(1).collect();
        if pieces.is_empty() {
            return None;
        }
        let rows = pieces.into_iter().map(|(place, file)| {
            view! {
                <li>
                    <Icon name=IconName::Paperclip/>
                    <a class="file-name" href=format!("{base}/pieces/{place}")>{file.name.clone()}</a>
                    <span class="file-size">{file_size(file.bytes)}</span>
                </li>
            }
        });
        let rows = rows.collect_view();
        Some(view! { <section class="section"><h2>"Pièces jointes"</h2><ul class="file-list">{rows}</ul></section> }.into_any())
    }
}

/// A framework in words; one that is not known as its code.
fn framework_words(code: &str) -> String {
    match code {
        "A9_FACTURE_SOUSTRAITANT" => "A9, facture de sous-traitant".to_owned(),
        "A12_FACTURE_COTRAITANT" => "A12, facture de cotraitant".to_owned(),
        other => other.to_owned(),
    }
}
