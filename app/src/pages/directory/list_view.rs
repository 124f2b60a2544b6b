//! The search in the directory, on screen.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Environment, Siret, StatusKind, format_day, paris_day, relative_age};
use leptos::prelude::*;
use operations::{DirectoryPage, PublicDirectory, PublicStructure};

use super::{DirectoryQuery, card_address};
use crate::components::{
    Badge, Button, EmptyState, IconName, LiveRegion, Pagination, PartyName, SiretText, Tab, Tabs, grouped,
    prose,
};
use crate::islands::SearchAsTyped;

/// The directory comes every week: one that is older could not be fetched.
const LATE_AFTER: TimeDelta = TimeDelta::days(9);

/// Everything the page shows.
pub(super) struct ListPage {
    pub(super) query: DirectoryQuery,
    pub(super) page: DirectoryPage,
    /// Whether they may ask Chorus Pro about engagements.
    pub(super) may_ask: bool,
    pub(super) now: DateTime<Utc>,
}

impl ListPage {
    pub(super) fn view(self) -> AnyView {
        let Some(environment) = self.page.environment else {
            return view! {
                <EmptyState
                    title="Aucune structure"
                    text="L’annuaire est lu avec l’accès d’une structure : ajoutez-en une."
                    icon=IconName::Directory
                />
            }
            .into_any();
        };
        let engagements = self.may_ask.then(|| view! { <a href="/engagements">"Engagements de l’État"</a> });
        let field = "directory-q".to_owned();
        view! {
            {self.environments()}
            <form class="directory-search" id="directory-search" method="get" action="/annuaire" role="search" aria-label="Chercher un destinataire">
                <input type="hidden" name="environnement" value=environment.code()/>
                <label for="directory-q">"Nom, ville, code postal ou SIRET du destinataire"</label>
                <div class="directory-question">
                    <input
                        class="input"
                        id="directory-q"
                        name="q"
                        type="search"
                        value=self.query.q.clone()
                        maxlength="200"
                        autocomplete="off"
                        spellcheck="false"
                        enterkeyhint="search"
                        placeholder="mairie lyon, 69003…"
                    />
                    <Button label="Chercher" icon=IconName::Search/>
                </div>
            </form>
            <LiveRegion id="live-directory" content=self.found(environment)/>
            <p class="directory-note">{self.age()} " " {engagements}</p>
            <SearchAsTyped field/>
        }
        .into_any()
    }

    /// Which directory is searched, where one works in both.
    fn environments(&self) -> Option<AnyView> {
        if self.page.environments.len() < 2 {
            return None;
        }
        let tabs = self.page.environments.iter().map(|environment| Tab {
            label: environment.label().to_owned(),
            count: None,
            href: self.query.address(&[("environnement", environment.code())]),
            current: self.page.environment == Some(*environment),
        });
        Some(view! { <Tabs label="Environnement" tabs=tabs.collect()/> }.into_any())
    }

    /// How old the directory is.
    fn age(&self) -> Option<AnyView> {
        let PublicDirectory { completed_at, structures, services, .. } = self.page.directory.clone()?;
        let late = if self.now - completed_at > LATE_AFTER {
            " Il n’a pas pu être mis à jour depuis : vérifiez les accès de vos structures."
        } else {
            ""
        };
        let day = format_day(paris_day(completed_at));
        let age = relative_age(completed_at, self.now);
        let text = format!(
            "Annuaire de Chorus Pro du {day} ({age}) : {} structures, {} services.{late}",
            grouped(structures),
            grouped(services)
        );
        Some(prose(&text).into_any())
    }

    fn found(&self, environment: Environment) -> AnyView {
        let found = &self.page.found;
        let icon = IconName::Directory;
        if self.page.directory.is_none() {
            let text = "Il est téléchargé dès qu’un accès à Chorus Pro fonctionne, puis chaque semaine. Revenez dans \
                        quelques minutes.";
            return view! { <EmptyState title="L’annuaire n’est pas encore là" text icon/> }.into_any();
        }
        if !self.page.is_question {
            let text = "Tapez le début d’un nom, d’une ville, d’un code postal ou d’un SIRET : deux signes au moins.";
            return view! { <EmptyState title="Qui cherchez-vous\u{a0}?" text icon/> }.into_any();
        }
        if found.rows.is_empty() {
            let text = "Vérifiez l’orthographe, ou cherchez avec moins de mots. Une structure privée, ou inscrite cette \
                        semaine, n’y est pas.";
            return view! { <EmptyState title="Aucun destinataire public ne correspond" text icon/> }
                .into_any();
        }
        let rows = found.rows.iter().map(|row| line(row, environment)).collect_view();
        let noun = if found.found > 1 { "destinataires" } else { "destinataire" };
        let cut = found.cut.then(|| {
            let text = format!(
                "Seuls {} sont montrés : ajoutez un mot, la ville ou le code postal.",
                grouped(u64::from(found.found))
            );
            view! { <p class="field-hint">{prose(&text)}</p> }
        });
        let href = |page: u64| self.query.address(&[("page", &page.to_string())]);
        view! {
            <div class="list">
                {cut}
                <table class="table directory-table">
                    <caption class="visually-hidden">"Destinataires trouvés, par nom"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Destinataire"</th>
                            <th scope="col">"SIRET"</th>
                            <th scope="col">"Ville"</th>
                            <th scope="col">"Exige"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="list-foot">
                    <Pagination
                        page=u64::from(self.page.page)
                        per_page=u64::from(self.page.per_page)
                        total=u64::from(found.found)
                        noun
                        href=href
                    />
                </div>
            </div>
        }
        .into_any()
    }
}

fn line(row: &PublicStructure, environment: Environment) -> AnyView {
    let href = card_address(&row.identifier, environment);
    let siret = match Siret::parse(&row.identifier) {
        Ok(siret) => view! { <SiretText siret/> }.into_any(),
        Err(_) => row.identifier.clone().into_any(),
    };
    let closed = (!row.active).then(|| view! { " " <Badge kind=StatusKind::Warning label="Inactif"/> });
    let place = [row.postcode.as_str(), row.town.as_str()].join(" ").trim().to_owned();
    view! {
        <tr>
            <th scope="row"><a class="row-link" href=href><PartyName name=row.name.clone()/></a> {closed}</th>
            <td>{siret}</td>
            <td>{place}</td>
            <td>{asked_words(row.service_compulsory, row.engagement_compulsory, row.service_or_engagement)}</td>
        </tr>
    }
    .into_any()
}

/// What has to stand on every invoice, in a few words.
pub(super) const fn asked_words(service: bool, engagement: bool, either: bool) -> &'static str {
    match (service, engagement, either) {
        (true, true, _) => "Service et engagement",
        (true, false, _) => "Service",
        (false, true, _) => "Engagement",
        (false, false, true) => "Service ou engagement",
        (false, false, false) => "Rien de plus",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use operations::FoundStructures;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn page(rows: Vec<PublicStructure>, typed: &str) -> ListPage {
        let found = FoundStructures { found: u32::try_from(rows.len()).unwrap(), rows, cut: false };
        let directory = PublicDirectory { edition: 1, completed_at: now(), structures: 123_456, services: 2 };
        ListPage {
            query: DirectoryQuery { q: typed.to_owned(), ..DirectoryQuery::default() },
            page: DirectoryPage {
                environments: vec![Environment::Qualification],
                environment: Some(Environment::Qualification),
                directory: Some(directory),
                is_question: !typed.is_empty(),
                found,
                page: 1,
                per_page: 50,
            },
            may_ask: true,
            now: now(),
        }
    }

    fn town(text: &str) -> PublicStructure {
        PublicStructure {
            identifier: "00000000900011".to_owned(),
            name: text.to_owned(),
            town: text.to_owned(),
            service_compulsory: true,
            active: false,
            ..PublicStructure::default()
        }
    }

    #[test]
    fn a_line_leads_to_the_card_and_says_what_is_asked() {
        let html = render(|| page(vec![town("VILLE EXEMPLE")], "ville").view());
        for part in [
            "href=\"/annuaire/00000000900011?environnement=qualification\"",
            "Ville Exemple",
            "Inactif",
            "<td>Service</td>",
            "Annuaire de Chorus Pro du 22/11/2026",
            "123\u{202f}456 structures",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("mis à jour depuis"), "{html}");
    }

    #[test]
    fn an_empty_page_says_why_and_what_to_do() {
        let without = |change: fn(&mut ListPage)| {
            let mut page = page(Vec::new(), "ville");
            change(&mut page);
            render(move || page.view())
        };
        assert!(without(|_| {}).contains("ne correspond"));
        assert!(without(|page| page.page.is_question = false).contains("deux signes au moins"));
        assert!(without(|page| page.page.directory = None).contains("pas encore là"));
        assert!(without(|page| page.page.environment = None).contains("Aucune structure"));
    }

    #[test]
    fn an_old_directory_and_a_search_that_finds_too_much_say_so() {
        let mut old = page(vec![town("Ville")], "ville");
        old.now = now() + TimeDelta::days(10);
        old.page.found.cut = true;
        let html = render(move || old.view());
        assert!(html.contains("mis à jour depuis") && html.contains("ajoutez un mot"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| page(vec![town(HOSTILE)], HOSTILE).view()));
    }
}
