//! The command bar: pages, structures, invoices and drafts by what one types. Its dialog (`public/command.js`) shows the
//! results of this page; without script there is the page itself.

use axum::extract::Query;
use axum::response::Response;
use domain::{Direction, InvoiceKind, Permission, format_amount, from_cents, readable_name};
use leptos::prelude::*;
use operations::{Found, InvoiceRow, Standing, StructureSummary, is_called};
use serde::Deserialize;

use super::invoices::list_path;
use crate::components::{Button, Icon, IconName, identifier_words, part};
use crate::web::{Access, Context, Document, PageError, RouteEntry};

/// Looking for anything.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![RouteEntry::read("/recherche", Access::Needs(Permission::Read), show)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FindQuery {
    q: String,
}

async fn show(context: Context, Query(query): Query<FindQuery>) -> Result<Response, PageError> {
    let (portfolio, actor) = (&context.site.desk.portfolio, &context.actor);
    let found = portfolio.find(actor, &query.q).await?;
    let standing = portfolio.standing(actor).await?;
    let places = places(&standing, |permission| actor.role.allows(permission));
    let may_deposit = actor.role.allows(Permission::Deposit);
    let document = Document { standing: Some(standing), ..Document::new("Aller à") };
    context.page(document, move || FindPage { typed: query.q, places, found, may_deposit }.view()).await
}

/// A page that one can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PlaceToGo {
    name: &'static str,
    /// Other words for it.
    also: &'static str,
    href: &'static str,
    icon: IconName,
}

const fn place(name: &'static str, also: &'static str, href: &'static str, icon: IconName) -> PlaceToGo {
    PlaceToGo { name, also, href, icon }
}

/// The pages of a person.
fn places(standing: &Standing, allows: impl Fn(Permission) -> bool) -> Vec<PlaceToGo> {
    let issues = standing.issues || standing.is_empty;
    let mut places = vec![place("Synthèse", "accueil", "/", IconName::Home)];
    if issues {
        places.push(place("Factures émises", "liste", "/factures", IconName::Issued));
        places.push(place(
            "Factures bloquées",
            "suspendues recycler",
            "/factures?onglet=bloquees",
            IconName::Warning,
        ));
        places.push(place("Factures rejetées", "", "/factures?onglet=rejetees", IconName::Rejected));
    }
    if standing.receives {
        places.push(place("Factures reçues", "liste", "/recues", IconName::Inbox));
    }
    if issues && allows(Permission::Deposit) {
        places.push(place("Déposer", "brouillons envoyer", "/deposer", IconName::Deposit));
        places.push(place("Flux", "lot xml", "/flux", IconName::Upload));
    }
    places.push(place(
        "Tableau de bord",
        "chiffres graphiques balance âgée délais échéances",
        "/tableau-de-bord",
        IconName::Chart,
    ));
    places.push(place(
        "Vérifier une facture",
        "contrôler conformité EN 16931 Factur-X XML",
        "/verifier",
        IconName::Document,
    ));
    places.push(place("Structures", "accès clients", "/structures", IconName::Structure));
    places.push(place("Mandats", "clients expirés renouveler", "/mandats", IconName::Structure));
    if allows(Permission::ManageUsers) {
        places.push(place("Utilisateurs", "personnes rôles", "/utilisateurs", IconName::Users));
    }
    places.push(place("Mon compte", "mot de passe sessions", "/compte", IconName::Account));
    places
}

struct FindPage {
    typed: String,
    places: Vec<PlaceToGo>,
    found: Found,
    may_deposit: bool,
}

impl FindPage {
    fn view(self) -> AnyView {
        let results = part(
            "find-results",
            view! { <div id="find-results" class="find-results">{self.results()}</div> },
        );
        view! {
            <form class="find-form" role="search" method="get" action="/recherche" aria-label="Aller à">
                <label for="find-text">"Page, structure, numéro de facture"</label>
                <input class="input" id="find-text" name="q" type="search" value=self.typed.clone() maxlength="100" autocomplete="off" spellcheck="false"/>
                <Button label="Chercher" icon=IconName::Search/>
            </form>
            {results}
        }
        .into_any()
    }

    fn results(&self) -> AnyView {
        let named = |place: &&PlaceToGo| {
            self.typed.trim().is_empty() || is_called(&format!("{} {}", place.name, place.also), &self.typed)
        };
        let places: Vec<AnyView> = self.places.iter().filter(named).map(place_entry).collect();
        let structures: Vec<AnyView> = self.found.structures.iter().map(structure_entry).collect();
        let (drafts, issued): (Vec<_>, Vec<_>) =
            self.found.issued.iter().partition(|row| row.status.is_unsent() && self.may_deposit);
        let drafts: Vec<AnyView> = drafts.into_iter().map(|row| invoice_entry(row, "/deposer")).collect();
        let issued: Vec<AnyView> = issued.into_iter().map(|row| invoice_entry(row, "/factures")).collect();
        let received: Vec<AnyView> =
            self.found.received.iter().map(|row| invoice_entry(row, "/factures")).collect();
        let count = places.len() + structures.len() + drafts.len() + issued.len() + received.len();
        let said = match count {
            0 => "Rien de ce nom. Essayez un autre mot, un SIRET ou un numéro.".to_owned(),
            1 => "Un résultat.".to_owned(),
            count => format!("{count} résultats."),
        };
        let all = |direction: Direction, shown: usize| {
            // Eight are all that is shown of each.
            (shown > 0).then(|| {
                let query = serde_urlencoded::to_string([("q", self.typed.trim())]).unwrap_or_default();
                let href = format!("{}?{query}", list_path(direction));
                view! { <li><a class="find-link" href=href><Icon name=IconName::List/><span>"Voir dans la liste"</span></a></li> }.into_any()
            })
        };
        let issued_more = all(Direction::Issued, issued.len());
        let received_more = all(Direction::Received, received.len());
        view! {
            <p class="find-said" role="status">{said}</p>
            {group("Pages", places, None)}
            {group("Structures", structures, None)}
            {group("Brouillons", drafts, None)}
            {group("Factures émises", issued, issued_more)}
            {group("Factures reçues", received, received_more)}
        }
        .into_any()
    }
}

fn group(title: &'static str, entries: Vec<AnyView>, more: Option<AnyView>) -> Option<AnyView> {
    (!entries.is_empty())
        .then(|| view! { <section><h2>{title}</h2><ul>{entries}{more}</ul></section> }.into_any())
}

fn entry(href: String, icon: IconName, name: String, detail: String) -> AnyView {
    view! {
        <li>
            <a class="find-link" href=href>
                <Icon name=icon/>
                <span>{name}</span>
                <span class="find-detail">{detail}</span>
            </a>
        </li>
    }
    .into_any()
}

fn place_entry(place: &PlaceToGo) -> AnyView {
    entry(place.href.to_owned(), place.icon, place.name.to_owned(), String::new())
}

fn structure_entry(summary: &StructureSummary) -> AnyView {
    let structure = &summary.structure;
    let href = format!("/structures/{}", structure.id);
    entry(href, IconName::Structure, readable_name(&structure.name), identifier_words(&structure.identifier))
}

fn invoice_entry(row: &InvoiceRow, folder: &str) -> AnyView {
    let name = if row.number.is_empty() { "Sans numéro".to_owned() } else { row.number.clone() };
    let amount =
        row.gross_cents.map(|cents| format_amount(from_cents(row.kind.signed(cents)), &row.currency));
    let kind = (row.kind == InvoiceKind::Avoir).then(|| row.kind.label().to_owned());
    let partner = Some(readable_name(&row.partner_name)).filter(|name| !name.is_empty());
    let detail: Vec<String> =
        [kind, partner, amount, Some(row.status.label())].into_iter().flatten().collect();
    entry(format!("{folder}/{}", row.id), IconName::Document, name, detail.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn standing(issues: bool, receives: bool) -> Standing {
        Standing { is_empty: false, issues, receives, environment: None, cut_off: Vec::new() }
    }

    #[test]
    fn a_person_is_led_to_their_own_pages_only() {
        let names = |standing: &Standing, allowed: bool| -> Vec<&'static str> {
            places(standing, |_| allowed).iter().map(|place| place.name).collect()
        };
        let all = names(&standing(true, true), true);
        assert!(
            all.contains(&"Utilisateurs") && all.contains(&"Déposer") && all.contains(&"Factures reçues")
        );
        let reader = names(&standing(false, true), false);
        let expected = [
            "Synthèse",
            "Factures reçues",
            "Tableau de bord",
            "Vérifier une facture",
            "Structures",
            "Mandats",
            "Mon compte",
        ];
        assert_eq!(reader, expected);
    }

    #[test]
    fn pages_are_found_without_accents_and_by_other_words() {
        let page = |typed: &str| {
            let places = places(&standing(true, true), |_| true);
            let typed = typed.to_owned();
            render(move || FindPage { typed, places, found: Found::default(), may_deposit: true }.view())
        };
        let html = page("deposer");
        assert!(html.contains("href=\"/deposer\"") && !html.contains("href=\"/compte\""), "{html}");
        assert!(page("mot de passe").contains("href=\"/compte\""));
        assert!(page("").contains("href=\"/compte\""), "what nobody has typed yet finds every page");
        let html = page(HOSTILE);
        assert!(html.contains("Rien de ce nom"), "{html}");
        assert_escaped(&html);
    }
}
