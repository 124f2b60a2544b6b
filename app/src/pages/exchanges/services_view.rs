//! All services on screen, API by API.

use chrono::{DateTime, Utc};
use domain::readable_name;
use leptos::prelude::*;
use operations::{Effect, KnownService, KnownServices, LastCall, Service};

use super::outcome::outcome_badge;
use crate::components::{Moment, prose};
use crate::words::{api_of, confidence_words, service_sentence};

/// The page.
pub(super) struct ServicesPage {
    pub(super) known: KnownServices,
    pub(super) now: DateTime<Utc>,
}

impl ServicesPage {
    pub(super) fn view(self) -> AnyView {
        let KnownServices { structure, services, .. } = self.known;
        let base = format!("/structures/{}", structure.id);
        let callable = services.iter().filter(|known| known.service.is_callable_by_name()).count();
        let intro = format!(
            "{} services ; {callable} ne changent rien et s’appellent d’ici. Le dernier appel vient du journal des échanges.",
            services.len(),
        );
        let sections = by_api(&services)
            .into_iter()
            .map(|(api, services)| section(api, &services, &base, self.now))
            .collect_view();
        view! {
            <div class="exchange-head">
                <p><a href=base.clone()>{readable_name(&structure.name)}</a></p>
                <p class="exchange-note">{prose(&intro)}</p>
            </div>
            {sections}
        }
        .into_any()
    }
}

/// Services by their API, in the order in which these come.
fn by_api(services: &[KnownService]) -> Vec<(&'static str, Vec<&KnownService>)> {
    let mut parts: Vec<(&'static str, Vec<&KnownService>)> = Vec::new();
    for known in services {
        let api = api_of(known.service.path);
        match parts.iter_mut().find(|(name, _)| *name == api) {
            Some((_, part)) => part.push(known),
            None => parts.push((api, vec![known])),
        }
    }
    parts
}

fn section(api: &'static str, services: &[&KnownService], base: &str, now: DateTime<Utc>) -> AnyView {
    let id = format!("api-{}", api.to_lowercase().replace(' ', "-"));
    let rows = services.iter().map(|known| row(known, base, now)).collect_view();
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{api}</h2>
            <div class="list">
                <table class="table services-table" aria-labelledby=id.clone()>
                    <thead>
                        <tr>
                            <th scope="col">"Service"</th>
                            <th scope="col">"Effet"</th>
                            <th scope="col">"Description"</th>
                            <th scope="col">"Dernier appel"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(known: &KnownService, base: &str, now: DateTime<Utc>) -> AnyView {
    let service = known.service;
    let address = format!("{base}/services/{}", service.name);
    view! {
        <tr>
            <th scope="row">
                <a href=address>{prose(service_sentence(service.name))}</a>
                <code class="cell-detail">{service.name}</code>
            </th>
            <td>{effect_words(service)}</td>
            <td>{confidence_words(service.confidence)}</td>
            <td>{last_view(known.last, now)}</td>
        </tr>
    }
    .into_any()
}

/// What a call does.
pub(super) fn effect_words(service: &Service) -> &'static str {
    match service.effect {
        Effect::Create => "Crée ou modifie",
        _ if service.answers_with_a_file() => "Donne un fichier",
        Effect::Probe | Effect::Read | Effect::Search => "Lit seulement",
    }
}

/// How it went last.
pub(super) fn last_view(last: Option<LastCall>, now: DateTime<Utc>) -> AnyView {
    let Some(last) = last else { return view! { <span class="exchange-note">"–"</span> }.into_any() };
    let status = last.http_status.map(|status| format!("HTTP {status}"));
    view! {
        {outcome_badge(last.outcome)}
        <span class="cell-detail"><Moment instant=last.at now/> {status.map(|status| format!(" · {status}"))}</span>
    }
    .into_any()
}
