//! One exchange on screen.

use domain::readable_name;
use leptos::prelude::*;
use operations::{Exchange, Structure};

use super::outcome::{answer_words, duration_words, outcome_badge, precise_moment};
use super::pretty::pretty;
use crate::components::{Fact, FactList, prose};
use crate::islands::CopyText;

/// What the page shows.
pub(super) struct DetailPage {
    pub(super) exchange: Exchange,
    pub(super) structure: Structure,
}

/// The element that holds the command line.
const CURL: &str = "curl";

impl DetailPage {
    pub(super) fn view(self) -> AnyView {
        let Self { exchange, structure } = self;
        let back = format!("/structures/{}/echanges", structure.id);
        let place = format!("{}\u{a0}: journal des échanges", readable_name(&structure.name));
        // What a search that found nothing is kept without; see the recorder of operations.
        let bare = exchange.curl.is_empty();
        let request = match bare {
            true => "Cette recherche n’a rien trouvé : son contenu n’est pas conservé.",
            false => "Aucun contenu envoyé.",
        };
        let request = body("request", "Demande", exchange.request.as_deref(), request);
        let nothing = match exchange.summary.http_status {
            Some(_) if bare => "Aucun résultat.",
            None => "Aucune réponse reçue.",
            Some(_) if exchange.summary.service == "token" => {
                "La réponse contient un jeton : elle n’est pas conservée."
            }
            Some(_) => "Réponse sans contenu.",
        };
        let answer = body("answer", "Réponse", exchange.answer.as_deref(), nothing);
        let curl = (!bare).then(|| command_line(exchange.curl.clone()));
        view! {
            <div class="exchange-head"><p><a href=back>{place}</a></p></div>
            <section class="section" aria-labelledby="call-title">
                <h2 id="call-title">{exchange.summary.service.clone()}</h2>
                <FactList facts=facts(exchange)/>
            </section>
            {request}
            {answer}
            {curl}
        }
        .into_any()
    }
}

/// The same call as a command line.
fn command_line(curl: String) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="curl-title">
            <div class="section-head">
                <h2 id="curl-title">"Rejouer avec curl"</h2>
                <CopyText source=CURL.to_owned() label="Copier en curl".to_owned()/>
            </div>
            <p class="exchange-note">
                "Renseignez d’abord les variables qui remplacent les secrets, et remettez le contenu des fichiers. Un appel qui crée ou modifie est refait pour de bon."
            </p>
            <pre class="exchange-body" id=CURL tabindex="0" role="region" aria-labelledby="curl-title" data-whole>
                {curl}
            </pre>
        </section>
    }
}

fn facts(exchange: Exchange) -> Vec<Fact> {
    let Exchange { summary, method, url, error, unknown_fields, .. } = exchange;
    let answer = answer_words(&summary);
    let duration = duration_words(&summary);
    let correlation = summary.correlation_id.unwrap_or_default();
    let mut facts = vec![
        Fact::view("Date", precise_moment(summary.at)),
        Fact::view("Appel", view! { <code>{method}" "{url}</code> }),
        Fact::view("Résultat", outcome_badge(summary.outcome)),
        Fact::text("Réponse", answer),
        Fact::text("Durée", duration),
    ];
    facts.push(if correlation.is_empty() {
        Fact::text("Identifiant de corrélation", "")
    } else {
        Fact::view("Identifiant de corrélation", view! { <code>{correlation}</code> })
    });
    if let Some(error) = error {
        facts.push(Fact::view("Erreur", view! { <code lang="en">{error}</code> }));
    }
    if !unknown_fields.is_empty() {
        let fields = unknown_fields.join(", ");
        facts.push(Fact::view("Champs inconnus de Pupitre", view! { <code>{fields}</code> }));
    }
    facts
}

/// A body, or why there is none.
fn body(id: &'static str, title: &'static str, text: Option<&str>, nothing: &'static str) -> AnyView {
    let title_id = format!("{id}-title");
    let content = match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            let text = pretty(text);
            view! {
                <pre class="exchange-body" id=id tabindex="0" role="region" aria-labelledby=title_id.clone()>{text}</pre>
            }
            .into_any()
        }
        None => view! { <p class="exchange-note">{prose(nothing)}</p> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby=title_id.clone()>
            <h2 id=title_id.clone()>{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
