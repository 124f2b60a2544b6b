//! One service on screen: what it takes, and a call of it.

use chrono::{DateTime, Utc};
use domain::{CallField, FormField as _, Reason, StatusKind, readable_name};
use leptos::prelude::*;
use operations::{CallAnswer, FieldKind, InputField, KnownService, Structure, describe};

use super::super::refusal::FormState;
use super::pretty::pretty;
use super::services_view::{effect_words, last_view};
use crate::components::{Button, Fact, FactList, NoticeBox, TextArea, prose};
use crate::words::{Sentence as _, confidence_words, service_sentence};

/// Codes of a field that are shown; what has more is a long list that a service of its own gives.
const MOST_CODES: usize = 12;

/// How a call by hand ended.
pub(super) enum CallMade {
    /// Chorus Pro was asked.
    Answer(CallAnswer),
    /// It could not be.
    NoAccess(Reason),
}

/// What the page shows.
pub(super) struct ServicePage {
    pub(super) structure: Structure,
    pub(super) has_access: bool,
    pub(super) service: KnownService,
    pub(super) form: FormState,
    pub(super) made: Option<CallMade>,
    pub(super) now: DateTime<Utc>,
}

impl ServicePage {
    pub(super) fn view(self) -> AnyView {
        let Self { structure, has_access, service: known, form, made, now } = self;
        let service = known.service;
        let back = format!("/structures/{}/services", structure.id);
        let address = format!("{back}/{}", service.name);
        let method = service.method.as_str();
        let facts = vec![
            Fact::text("Ce qu’il fait", service_sentence(service.name)),
            Fact::view("Appel", view! { <code>{method} " " {service.path}</code> }),
            Fact::text("Effet", effect_words(service)),
            Fact::text("Description", confidence_words(service.confidence)),
            Fact::view("Dernier appel", last_view(known.last, now)),
        ];
        let call = match (service.is_callable_by_name(), has_access) {
            (true, true) => call_form(address, &form),
            (true, false) => told("Donnez d’abord un accès à cette structure : sa fiche le propose."),
            (false, _) if service.answers_with_a_file() => told(
                "Ce service donne un fichier : Pupitre l’appelle lui-même là où ce fichier se télécharge.",
            ),
            (false, _) => told(
                "Ce service change quelque chose chez Chorus Pro : il ne s’appelle que des écrans qui le préparent et le vérifient.",
            ),
        };
        let takes = describe(service.name).map(|kind| takes_view(&kind));
        view! {
            <div class="exchange-head">
                <p><a href=back>{readable_name(&structure.name)} " : services de Chorus Pro"</a></p>
            </div>
            <section class="section" aria-labelledby="service-title">
                <h2 id="service-title" class="visually-hidden">"Le service"</h2>
                <FactList facts/>
            </section>
            {made.map(answer_view)}
            <section class="section" aria-labelledby="call-form-title">
                <h2 id="call-form-title">"Appeler"</h2>
                {call}
            </section>
            {takes}
        }
        .into_any()
    }
}

fn told(text: &'static str) -> AnyView {
    view! { <p class="exchange-note">{prose(text)}</p> }.into_any()
}

fn call_form(address: String, form: &FormState) -> AnyView {
    let rows = u32::try_from(form.value(CallField::Input).lines().count().clamp(3, 24)).unwrap_or(24);
    view! {
        <form class="form service-form" method="post" action=address>
            {form.head::<CallField>()}
            <TextArea
                name=CallField::Input.name()
                label=CallField::Input.label()
                hint="Du JSON. Ce qui reste à null n’est pas envoyé."
                value=form.value(CallField::Input)
                messages=form.messages(CallField::Input)
                rows
            />
            <div class="button-row"><Button label="Appeler Chorus Pro"/></div>
        </form>
    }
    .into_any()
}

fn answer_view(made: CallMade) -> AnyView {
    let content = match made {
        CallMade::Answer(CallAnswer::Answered(answer)) => view! {
            <pre class="exchange-body" id="call-answer" tabindex="0" role="region" aria-labelledby="call-answer-title">
                {pretty(&answer)}
            </pre>
            <p class="exchange-note">
                {prose("Les coordonnées bancaires sont masquées, et une longue réponse est coupée. L’appel est au journal des échanges.")}
            </p>
        }
        .into_any(),
        CallMade::Answer(CallAnswer::Failed(reason)) => {
            view! { <NoticeBox kind=StatusKind::Warning title="L’appel n’a pas abouti" text=reason.sentence()/> }
                .into_any()
        }
        CallMade::NoAccess(reason) => {
            view! { <NoticeBox kind=StatusKind::Error title="Chorus Pro n’a pas été appelé" text=reason.sentence()/> }
                .into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="call-answer-title">
            <h2 id="call-answer-title">"Réponse"</h2>
            {content}
        </section>
    }
    .into_any()
}

/// The fields that a service takes, those of its parts below them.
fn takes_view(kind: &FieldKind) -> AnyView {
    let mut rows = Vec::new();
    match kind {
        FieldKind::Object(fields) => collect(fields, "", &mut rows),
        _ => return told_section("Ses champs ne sont pas décrits : ce qui est écrit est envoyé tel quel."),
    }
    if rows.is_empty() {
        return told_section("Il n’attend rien : la demande est vide.");
    }
    let rows = rows
        .into_iter()
        .map(|(path, what, required)| {
            view! {
                <tr>
                    <th scope="row"><code>{path}</code></th>
                    <td>{what}</td>
                    <td>{if required { "oui" } else { "" }}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="takes-title">
            <h2 id="takes-title">"Ce qu’il accepte"</h2>
            <div class="list">
                <table class="table service-fields" aria-labelledby="takes-title">
                    <thead>
                        <tr><th scope="col">"Champ"</th><th scope="col">"Valeur"</th><th scope="col">"Obligatoire"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn told_section(text: &'static str) -> AnyView {
    view! {
        <section class="section" aria-labelledby="takes-title">
            <h2 id="takes-title">"Ce qu’il accepte"</h2>
            {told(text)}
        </section>
    }
    .into_any()
}

fn collect(fields: &[InputField], above: &str, rows: &mut Vec<(String, String, bool)>) {
    for field in fields {
        let many = if field.is_list { "[]" } else { "" };
        let path = format!("{above}{}{many}", field.name);
        match &field.kind {
            FieldKind::Object(parts) => collect(parts, &format!("{path}."), rows),
            kind => rows.push((path, kind_words(kind), field.is_required)),
        }
    }
}

fn kind_words(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "texte".to_owned(),
        FieldKind::Integer => "nombre entier".to_owned(),
        FieldKind::Decimal => "nombre".to_owned(),
        FieldKind::Flag => "true ou false".to_owned(),
        FieldKind::Moment => "date, AAAA-MM-JJ".to_owned(),
        FieldKind::Code(codes) if codes.is_empty() || codes.len() > MOST_CODES => "code".to_owned(),
        FieldKind::Code(codes) => codes.join(", "),
        FieldKind::Object(_) | FieldKind::Anything => "JSON".to_owned(),
    }
}
