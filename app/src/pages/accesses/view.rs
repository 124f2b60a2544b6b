//! The view of all accesses from its data. Nothing that is sealed is among it.

use chrono::{DateTime, Utc};
use domain::{StatusKind, reminder_due};
use leptos::prelude::*;
use operations::{Access, AccessKind, AccessState, Outward, ServingAccess, StructureSummary};

use super::super::structures::{certificate_light, days_until, password_light};
use super::outward::{common_name, outward_facts};
use crate::components::{
    Age, EmptyState, EnvironmentPill, FactList, Icon, IconName, Light, NoticeAction, PartyName, kind_icon,
};
use crate::words::Sentence as _;

/// Structures of an access that are named at once; the others fold.
const NAMED: usize = 3;

/// What the page shows.
pub(super) struct AccessesPage {
    pub(super) accesses: Vec<ServingAccess>,
    /// Structures that no access serves yet.
    pub(super) without: usize,
    /// How all their calls leave.
    pub(super) outward: Outward,
    pub(super) now: DateTime<Utc>,
}

impl AccessesPage {
    pub(super) fn view(self) -> AnyView {
        let Self { accesses, without, outward, now } = self;
        let missing = (without > 0).then(|| {
            let text = match without {
                1 => "1 structure n’a pas encore d’accès".to_owned(),
                several => format!("{several} structures n’ont pas encore d’accès"),
            };
            view! { <p class="portfolio-ways"><a href="/structures?acces=sans-acces">{text}</a></p> }
        });
        let list = if accesses.is_empty() {
            view! {
                <EmptyState
                    title="Aucun accès"
                    text="Un accès se saisit sur la fiche d’une structure ; il peut en servir plusieurs."
                    icon=IconName::Connection
                />
            }
            .into_any()
        } else {
            table(accesses, now)
        };
        view! {
            {missing}
            {list}
            <section class="section" aria-labelledby="outward-title">
                <h2 id="outward-title">"Sortie vers Chorus Pro"</h2>
                <FactList facts=outward_facts(outward)/>
                <p class="field-hint">
                    "Réglages de l’installation, les mêmes pour tous les accès\u{a0}: "<code>"--proxy"</code>" et "<code>"--root-certificate"</code>"."
                </p>
            </section>
        }
        .into_any()
    }
}

fn table(accesses: Vec<ServingAccess>, now: DateTime<Utc>) -> AnyView {
    let both = accesses.iter().any(|line| line.access.environment != accesses[0].access.environment);
    let rows = accesses.into_iter().map(|access| row(access, both, now)).collect_view();
    view! {
        <div class="list">
            <table class="table access-table">
                <caption class="visually-hidden">"Accès à Chorus Pro, ceux qui demandent quelque chose d’abord"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Accès"</th>
                        <th scope="col">"Structures"</th>
                        <th scope="col">"État"</th>
                        <th scope="col">"Mot de passe"</th>
                        <th scope="col">"Certificat"</th>
                        <th scope="col" data-numeric>"Dernier succès"</th>
                        <th scope="col">"À faire"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// `both`: accesses of both environments are shown.
fn row(line: ServingAccess, both: bool, now: DateTime<Utc>) -> AnyView {
    let action = next_action(&line, now);
    let password = password_light(line.password_ends_at(), now);
    let ServingAccess { access, structures, beyond, last_success } = line;
    let certificate = match &access.certificate {
        Some(facts) => {
            let names = [&facts.subject, &facts.issuer].map(|name| common_name(name).to_owned());
            let [holder, authority] = names;
            view! {
                {light_text(certificate_light(facts.expires_at, now))}
                <span class="portfolio-detail">{format!("{holder}, délivré par {authority}")}</span>
            }
            .into_any()
        }
        None => view! { <span class="no-count">"–"</span> }.into_any(),
    };
    let success = match last_success {
        Some(at) => view! { <Age instant=at now/> }.into_any(),
        None => view! { <span>"jamais"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="access-name">
                <a href=format!("/acces/{}", access.id)>{kind_words(&access)}</a>
                <span class="portfolio-detail">
                    <span>{format!("compte technique •••• {}", access.login_tail)}</span>
                    {access.mirrors_since.map(|_| view! { <span>"fichiers reçus récupérés aussitôt"</span> })}
                    {both.then(|| view! { <EnvironmentPill environment=access.environment/> })}
                </span>
            </th>
            <td data-label="Structures">{served(&structures, beyond)}</td>
            <td data-label="État">{light_text(state_light(&access))}</td>
            <td data-label="Mot de passe">{light_text(password)}</td>
            <td data-label="Certificat">{certificate}</td>
            <td data-label="Dernier succès" data-numeric>{success}</td>
            <td><a class="access-action" href=action.href>{action.label}</a></td>
        </tr>
    }
    .into_any()
}

pub(super) fn kind_words(access: &Access) -> String {
    match access.kind {
        AccessKind::Piste => format!("Application PISTE •••• {}", access.client_id_tail),
        AccessKind::Certificate => "Certificat, raccordement direct".to_owned(),
    }
}

fn state_light(access: &Access) -> Light {
    let (kind, text) = match &access.state {
        AccessState::Untested => (StatusKind::Info, "saisi, pas encore testé".to_owned()),
        AccessState::Working => (StatusKind::Success, "accepté par Chorus Pro".to_owned()),
        AccessState::Broken(reason) => (StatusKind::Error, reason.sentence()),
    };
    Light { name: "Accès".to_owned(), kind, text }
}

/// A light that says its name, whatever the column is called.
fn light_text(light: Light) -> AnyView {
    let Light { name, kind, text } = light;
    let icon = kind_icon(kind);
    // What asks for nobody has no colour.
    let kind = if kind == StatusKind::Success { StatusKind::Neutral } else { kind };
    view! {
        <span class="status access-light" data-kind=kind.code()>
            <Icon name=icon/>
            <span class="status-label"><span class="visually-hidden">{name}"\u{a0}: "</span>{text}</span>
        </span>
    }
    .into_any()
}

pub(super) fn served(structures: &[StructureSummary], beyond: usize) -> AnyView {
    let link = |summary: &StructureSummary| {
        let structure = &summary.structure;
        view! { <li><a href=format!("/structures/{}", structure.id)><PartyName name=structure.name.clone()/></a></li> }
    };
    // One more is named itself.
    let (named, rest) =
        structures.split_at(if structures.len() > NAMED + 1 { NAMED } else { structures.len() });
    let rest = (!rest.is_empty()).then(|| {
        let links = rest.iter().map(link).collect_view();
        view! {
            <details><summary>{format!("et {} autres", rest.len())}</summary><ul class="access-structures">{links}</ul></details>
        }
    });
    let beyond = match beyond {
        0 => None,
        1 => Some("et une structure hors de votre portée".to_owned()),
        several => Some(format!("et {several} structures hors de votre portée")),
    };
    view! {
        <ul class="access-structures">{named.iter().map(link).collect_view()}</ul>
        {rest}
        {beyond.map(|text| view! { <p class="portfolio-detail">{text}</p> })}
    }
    .into_any()
}

/// The one next act, on the sheet of a structure that the access serves.
fn next_action(line: &ServingAccess, now: DateTime<Utc>) -> NoticeAction {
    let sheet = line
        .structures
        .first()
        .map_or_else(|| "/structures".to_owned(), |summary| format!("/structures/{}", summary.structure.id));
    let is_due = |end: DateTime<Utc>| reminder_due(days_until(end, now)).is_some();
    let certificate = line.access.certificate.as_ref().map(|facts| facts.expires_at);
    match &line.access.state {
        AccessState::Broken(_) => NoticeAction::new("Réparer", format!("{sheet}#password")),
        AccessState::Untested => NoticeAction::new("Tester", sheet),
        AccessState::Working if certificate.is_some_and(is_due) => {
            NoticeAction::new("Remplacer le certificat", format!("{sheet}#certificate"))
        }
        AccessState::Working if is_due(line.password_ends_at()) => {
            NoticeAction::new("Renouveler le mot de passe", format!("{sheet}#password"))
        }
        AccessState::Working => NoticeAction::new("Ouvrir", sheet),
    }
}

#[cfg(test)]
mod tests;
