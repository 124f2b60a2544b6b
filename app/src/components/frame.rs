//! What surrounds every page of a person who is signed in.

use domain::Environment;
use leptos::prelude::*;

use super::rail::RailNavigation;
use super::{EnvironmentPill, Icon, IconName, KeyboardHelp, Notice, Notices, Rail, RailEntry, Shortcut};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// First and last name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

impl Person {
    /// The first letters of the first and the last name, or of the address when there is no name.
    fn initials(&self) -> String {
        let source = if self.name.trim().is_empty() { &self.email } else { &self.name };
        let mut words = source.split_whitespace();
        let letters = [words.next(), words.next_back()];
        letters
            .into_iter()
            .flatten()
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// An organisation that the person can work for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationChoice {
    /// What is sent when it is chosen.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The organisations of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organizations {
    /// The name of the one they work for now.
    pub current: String,
    /// The others.
    pub others: Vec<OrganizationChoice>,
}

/// The content of `<body>` for a person who is signed in: skip link, navigation, title, search, notices, content.
#[component]
pub fn Frame(
    /// The title of the page (h1).
    #[prop(into)]
    title: String,
    /// What the navigation offers.
    rail: Rail,
    /// Who is signed in.
    person: Person,
    /// For whom they work.
    organizations: Organizations,
    /// Which Chorus Pro the page shows; none when it shows both or neither.
    #[prop(optional_no_strip)]
    environment: Option<Environment>,
    /// Whether the person works in both: a page that is of neither alone names both.
    #[prop(optional)]
    mixed: bool,
    /// How old the data are, in one sentence.
    #[prop(optional_no_strip)]
    freshness: Option<String>,
    /// What was searched for.
    #[prop(optional, into)]
    search: String,
    /// Messages at the head of the page.
    #[prop(optional)]
    notices: Vec<Notice>,
    /// The keys that work on this page, besides those of every page.
    #[prop(optional)]
    shortcuts: Vec<Shortcut>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let mut keys = vec![
        Shortcut::new(&["/"], "Rechercher"),
        Shortcut::new(&["Ctrl", "K"], "Aller à une page, une structure, une facture"),
    ];
    keys.extend(shortcuts);
    keys.push(Shortcut::new(&["?"], "Montrer les raccourcis"));
    // Where there is nothing issued, an invoice is looked for among those received.
    let searched = if rail.current == Some(RailEntry::Received) || !rail.issues {
        RailEntry::Received
    } else {
        RailEntry::Issued
    };
    let shown = match environment {
        Some(environment) => vec![environment],
        None if mixed => vec![Environment::Qualification, Environment::Production],
        None => Vec::new(),
    };
    let pills = shown.into_iter().map(|environment| view! { <EnvironmentPill environment/> }).collect_view();
    view! {
        <a class="skip-link" href="#content">"Aller au contenu"</a>
        <div class="frame" data-environment=environment.map(Environment::code)>
            <Brand organizations/>
            <header class="topbar">
                <div class="topbar-title">
                    <h1 id="title" tabindex="-1">{title}</h1>
                    {pills}
                </div>
                <div class="topbar-tools">
                    {freshness.map(|text| view! { <p class="freshness" id="freshness" role="status">{text}</p> })}
                    <SearchField value=search list=searched/>
                    <a class="command-open" id="command-open" href="/recherche" title="Aller à une page, une structure, une facture (Ctrl K)" aria-keyshortcuts="Control+K">"Aller à"</a>
                    <PersonMenu person/>
                </div>
            </header>
            <RailNavigation rail/>
            <main class="content" id="content" tabindex="-1">
                <Notices notices/>
                {children()}
            </main>
            <footer class="footer">
                <p>"Service indépendant, non affilié à l’AIFE"</p>
            </footer>
        </div>
        <KeyboardHelp shortcuts=keys/>
    }
    .into_any()
}

/// The mark, and the organisation: a menu when there are several.
#[component]
fn Brand(organizations: Organizations) -> impl IntoView {
    let Organizations { current, others } = organizations;
    let organization = if others.is_empty() {
        let name = current.clone();
        view! { <p class="organization" title=name><span>{current}</span></p> }.into_any()
    } else {
        let choices = others.into_iter().map(|choice| {
            view! {
                <li><button class="menu-item" type="submit" name="organization" value=choice.id>{choice.name}</button></li>
            }
        });
        view! {
            <button class="organization" type="button" popovertarget="organization-menu" title="Changer d’organisation">
                <span>{current}</span>
                <Icon name=IconName::ChevronDown/>
            </button>
            <form class="menu organization-menu" id="organization-menu" popover="auto" method="post" action="/organisation">
                <p class="menu-head">"Changer d’organisation"</p>
                <ul>{choices.collect_view()}</ul>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="brand" aria-label="Pupitre et organisation">
            <a class="brand-mark" href="/" aria-label="Pupitre, accueil"><Icon name=IconName::Brand/><span>"Pupitre"</span></a>
            {organization}
        </section>
    }
    .into_any()
}

#[component]
fn SearchField(value: String, list: RailEntry) -> impl IntoView {
    view! {
        <form class="search" role="search" method="get" action=list.href()>
            <label class="visually-hidden" for="search">"Rechercher une facture"</label>
            <Icon name=IconName::Search/>
            <input
                id="search"
                name="q"
                type="search"
                value=value
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="search"
                placeholder="Rechercher"
                aria-keyshortcuts="/"
                title="Rechercher (/)"
            />
            <kbd aria-hidden="true">"/"</kbd>
        </form>
    }
    .into_any()
}

#[component]
fn PersonMenu(person: Person) -> impl IntoView {
    let keys = view! {
        <li>
            <button class="menu-item" type="button" popovertarget="keyboard-help">
                <Icon name=IconName::Keyboard/>
                "Raccourcis clavier"
                <kbd>"?"</kbd>
            </button>
        </li>
    };
    view! {
        <button class="person" type="button" popovertarget="person-menu" aria-label=format!("{}, menu de {}", person.initials(), person.name)>
            {person.initials()}
        </button>
        <div class="menu person-menu" id="person-menu" popover="auto">
            <p class="menu-head"><strong>{person.name}</strong><span>{person.email}</span></p>
            <ul>
                <li><a class="menu-item" href="/compte"><Icon name=IconName::Account/>"Mon compte"</a></li>
                {keys}
                <li>
                    <form method="post" action="/deconnexion">
                        <button class="menu-item" type="submit"><Icon name=IconName::SignOut/>"Se déconnecter"</button>
                    </form>
                </li>
            </ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::StatusKind;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    const RAIL: Rail = Rail {
        current: None,
        may_deposit: true,
        may_manage_structures: true,
        may_manage_users: true,
        receives: true,
        issues: true,
        validates: false,
        works: false,
    };

    fn frame(
        text: &'static str,
        others: Vec<OrganizationChoice>,
        environment: Option<Environment>,
    ) -> String {
        render(|| {
            let person = Person { name: text.to_owned(), email: "a@example.org".to_owned() };
            let organizations = Organizations { current: text.to_owned(), others };
            let notices = vec![Notice::new(StatusKind::Info, text)];
            view! {
                <Frame
                    title=text
                    rail=RAIL
                    person
                    organizations
                    environment
                    freshness=Some(text.to_owned())
                    search=text
                    notices
                    shortcuts=vec![Shortcut::new(&["j"], "Facture suivante")]
                >
                    <p>"Contenu"</p>
                </Frame>
            }
        })
    }

    #[test]
    fn the_page_has_its_landmarks_and_a_way_round_the_navigation() {
        let html = frame("Factures émises", Vec::new(), Some(Environment::Production));
        for part in [
            "href=\"#content\"",
            "<main id=\"content\"",
            "<h1 id=\"title\"",
            "role=\"search\"",
            "for=\"search\">Rechercher une facture</label>",
            "action=\"/deconnexion\"",
            "data-environment=\"production\"",
            ">PRODUCTION<",
            "Service indépendant, non affilié à l’AIFE",
            "<p>Contenu</p>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.find("skip-link") < html.find("<header"), "{html}");
    }

    #[test]
    fn a_page_that_mixes_environments_shows_none() {
        let html = frame("Factures", Vec::new(), None);
        assert!(!html.contains("data-environment"), "{html}");
    }

    #[test]
    fn a_page_of_both_environments_names_both_and_takes_the_edge_of_neither() {
        let person = Person { name: "Anne".to_owned(), email: "a@example.org".to_owned() };
        let organizations = Organizations { current: "Cabinet".to_owned(), others: Vec::new() };
        let html = render(|| {
            view! { <Frame title="Factures" rail=RAIL person organizations mixed=true><p>"Contenu"</p></Frame> }
        });
        assert!(html.contains(">QUALIFICATION<") && html.contains(">PRODUCTION<"), "{html}");
        assert_eq!(html.matches("data-environment").count(), 2, "the two words, and no edge: {html}");
    }

    #[test]
    fn the_organisation_can_be_changed_only_when_there_are_several() {
        assert!(!frame("Cabinet", Vec::new(), None).contains("/organisation"));
        let other = OrganizationChoice { id: "42".to_owned(), name: "Autre".to_owned() };
        let html = frame("Cabinet", vec![other], None);
        assert!(html.contains("action=\"/organisation\"") && html.contains("value=\"42\""), "{html}");
    }

    #[test]
    fn a_search_looks_where_the_person_has_invoices() {
        let search_of = |rail: Rail| {
            let person = Person { name: "Anne".to_owned(), email: "a@example.org".to_owned() };
            let organizations = Organizations { current: "Ville".to_owned(), others: Vec::new() };
            render(|| {
                view! { <Frame title="Page" rail person organizations search="F-1"><p>"Contenu"</p></Frame> }
            })
        };
        assert!(search_of(RAIL).contains("method=\"get\" action=\"/factures\""));
        let town = Rail { issues: false, ..RAIL };
        assert!(search_of(town).contains("method=\"get\" action=\"/recues\""));
        let list = Rail { current: Some(RailEntry::Received), ..RAIL };
        assert!(search_of(list).contains("method=\"get\" action=\"/recues\""));
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&frame(
            HOSTILE,
            vec![OrganizationChoice { id: HOSTILE.into(), name: HOSTILE.into() }],
            None,
        ));
    }

    #[test]
    fn initials_come_from_the_first_and_the_last_name() {
        let person = |name: &str| Person { name: name.to_owned(), email: "éric@example.org".to_owned() };
        assert_eq!(person("Anne Marie Bernard").initials(), "AB");
        assert_eq!(person("Anne").initials(), "A");
        assert_eq!(person(" ").initials(), "É");
    }
}
