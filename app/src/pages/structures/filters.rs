//! What narrows the list of structures: plain links and a form that sends itself into the address.

use domain::UserId;
use leptos::prelude::*;

use super::list_query::{AccessFilter, BY_ACCESS, BY_AGE, BY_CHARGE, BY_NAME, MINE, NOBODY};
use super::table::Table;
use crate::components::{Button, FiltersButton, Tab, Tabs};

/// Up to so many structures all can be overlooked, and there is nothing to look for.
const OVERLOOKED: usize = 8;

impl Table {
    /// The tabs and the form; nothing where all can be overlooked.
    pub(super) fn filters(&self, shown: usize) -> Option<AnyView> {
        let query = &self.query;
        let narrows = query.filters() > 0;
        if self.structures.len() <= OVERLOOKED && !narrows && !self.shows_charge() {
            return None;
        }
        let clear = narrows.then(|| view! { <a href="/structures">"Effacer"</a> });
        let form = view! {
            <FiltersButton active=query.filters()/>
            <form class="filters" id="filters" popover="auto" method="get" role="search" aria-label="Filtrer les structures">
                <span class="filter">
                    <label for="nom">"Structure"</label>
                    <input id="nom" name="nom" value=query.nom.clone() placeholder="nom, SIRET ou ville" size="24" maxlength="100" autocomplete="off"/>
                </span>
                {select("acces", "Accès", &query.acces, access_choices())}
                {self.shows_charge().then(|| select("charge", "En charge", &query.charge, self.charge_choices()))}
                {select("tri", "Triées par", &query.tri, self.sort_choices())}
                <Button label="Filtrer"/>
                {clear}
                <span class="filter-found">{self.found(shown)}</span>
            </form>
        };
        Some(view! { {self.tabs()} {form} }.into_any())
    }

    fn found(&self, shown: usize) -> String {
        let all = self.structures.len();
        match shown {
            _ if self.query.filters() == 0 => format!("{all} structures"),
            0 => "Aucune structure ne correspond".to_owned(),
            1 => "1 structure".to_owned(),
            several => format!("{several} structures sur {all}"),
        }
    }

    /// All, mine, nobody's; nothing where nobody is in charge of anything.
    fn tabs(&self) -> Option<AnyView> {
        let all = self.structures.len();
        let is_mine =
            |people: &&Vec<operations::InCharge>| people.iter().any(|charge| charge.user == self.me);
        let mine = self.in_charge.values().filter(is_mine).count();
        let tab = |label: &str, charge: &str, count: usize| Tab {
            label: label.to_owned(),
            count: u64::try_from(count).ok(),
            href: self.query.of_charge(charge),
            current: self.query.charge == charge,
        };
        let mut tabs = vec![tab("Toutes", "", all)];
        if mine > 0 || self.query.charge == MINE {
            tabs.push(tab("Mes structures", MINE, mine));
        }
        tabs.push(tab("Sans personne en charge", NOBODY, all.saturating_sub(self.in_charge.len())));
        self.shows_charge().then(|| view! { <Tabs label="En charge" tabs/> }.into_any())
    }

    fn charge_choices(&self) -> Vec<(String, String)> {
        let mut people: Vec<(UserId, &str)> =
            self.in_charge.values().flatten().map(|charge| (charge.user, charge.name.as_str())).collect();
        people.sort_unstable_by_key(|(user, name)| (*name, *user));
        people.dedup();
        let own = [("", "tous"), (MINE, "moi"), (NOBODY, "personne")];
        let own = own.map(|(value, label)| (value.to_owned(), label.to_owned()));
        let others = people.into_iter().filter(|(user, _)| *user != self.me);
        own.into_iter().chain(others.map(|(user, name)| (user.to_string(), name.to_owned()))).collect()
    }

    /// Where the heads of the columns have no room, the order is chosen here.
    fn sort_choices(&self) -> Vec<(String, String)> {
        let mut choices = vec![("", "urgence"), (BY_NAME, "nom"), (BY_ACCESS, "accès")];
        choices.extend(self.columns().iter().map(|counter| (counter.word, counter.title)));
        choices.extend(self.shows_charge().then_some((BY_CHARGE, "personne en charge")));
        choices.push((BY_AGE, "synchronisation"));
        choices.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned())).collect()
    }
}

fn access_choices() -> Vec<(String, String)> {
    let states = AccessFilter::ALL.map(|filter| (filter.word().to_owned(), filter.label().to_owned()));
    std::iter::once((String::new(), "tous".to_owned())).chain(states).collect()
}

fn select(name: &'static str, label: &'static str, chosen: &str, choices: Vec<(String, String)>) -> AnyView {
    let id = format!("filter-{name}");
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <span class="filter">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{options}</select>
        </span>
    }
    .into_any()
}
