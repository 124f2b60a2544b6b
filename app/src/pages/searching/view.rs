//! The search and what it has found, on screen.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Utc};
use domain::{
    Direction, FormField as _, InvoiceStatus, SearchField, Siret, StatusKind, paris_day, readable_name,
};
use leptos::prelude::*;
use operations::{FoundHere, FoundPage, StructureSummary};

use super::super::refusal::FormState;
use super::super::structure_choice::MOST_CHOICES;
use super::{CHOSEN, PLACES, SEARCHES};
use crate::components::{
    Amount, Button, ButtonKind, Choice, Day, EmptyState, FieldWidth, IconName, Moment, NoticeBox, PartyName,
    SelectField, SiretText, StatusBadge, TextField, TextKind,
};

/// Years that are offered as a period; Chorus Pro began in 2017.
const FIRST_YEAR: i32 = 2017;

/// Everything the page shows.
pub(super) struct SearchPage {
    pub(super) form: FormState,
    pub(super) structures: Arc<[StructureSummary]>,
    pub(super) found: Option<FoundPage>,
    /// Whether the person may fetch what is found.
    pub(super) may_fetch: bool,
    pub(super) now: DateTime<Utc>,
}

impl SearchPage {
    pub(super) fn view(self) -> AnyView {
        let receiving: Vec<&StructureSummary> =
            self.structures.iter().filter(|summary| summary.structure.side.receives()).collect();
        if receiving.is_empty() {
            return view! {
                <EmptyState
                    title="Aucune structure ne reçoit de factures"
                    text="Ajoutez une structure destinataire pour chercher les factures qu’elle a reçues."
                />
            }
            .into_any();
        }
        let results = self.found.as_ref().map(|found| self.results(found));
        view! {
            <p>
                "Cherche dans Chorus Pro lui-même, archives comprises. Ce que la liste des "
                <a href="/recues">"factures reçues"</a>
                " n’a pas peut y être récupéré, et y reste."
            </p>
            {self.form.head::<SearchField>()}
            {self.search_form(&receiving)}
            {results}
        }
        .into_any()
    }

    fn text(&self, field: SearchField, kind: TextKind, hint: &'static str) -> AnyView {
        view! {
            <TextField
                name=field.name()
                label=field.label()
                value=self.form.value(field)
                hint
                messages=self.form.messages(field)
                kind
                width=FieldWidth::Medium
            />
        }
        .into_any()
    }

    fn choice(&self, field: SearchField, choices: Vec<Choice>) -> AnyView {
        view! {
            <SelectField
                name=field.name()
                label=field.label()
                choices
                value=self.form.value(field)
                messages=self.form.messages(field)
                width=FieldWidth::Medium
            />
        }
        .into_any()
    }

    fn search_form(&self, receiving: &[&StructureSummary]) -> AnyView {
        let places = PLACES.iter().map(|(_, word, label)| Choice::new(*word, *label)).collect();
        let at_recipient = InvoiceStatus::KNOWN.iter().filter(|status| status.is_at_chorus_pro());
        let statuses = at_recipient.map(|status| Choice::new(status.code(), status.label()));
        let statuses = std::iter::once(Choice::new("", "Tous")).chain(statuses).collect();
        let structure = match receiving {
            [_] => None,
            several if several.len() > MOST_CHOICES => {
                Some(self.text(SearchField::Structure, TextKind::Text, "Nom ou SIRET"))
            }
            several => {
                let choice = |summary: &&StructureSummary| {
                    let structure = &summary.structure;
                    Choice::new(structure.id.to_string(), readable_name(&structure.name))
                };
                let first = std::iter::once(Choice::new("", "Choisir"));
                Some(self.choice(SearchField::Structure, first.chain(several.iter().map(choice)).collect()))
            }
        };
        view! {
            <form class="form search-form" method="get" action="/recues/recherche" aria-label="Chercher dans Chorus Pro">
                <input type="hidden" name=SEARCHES value="oui"/>
                <div class="search-fields">
                    {structure}
                    {self.choice(SearchField::Place, places)}
                    {self.text(SearchField::Number, TextKind::Code, "")}
                    {self.text(SearchField::Supplier, TextKind::Digits, "")}
                    {self.text(SearchField::Engagement, TextKind::Code, "")}
                    {self.choice(SearchField::Status, statuses)}
                    {self.text(SearchField::From, TextKind::Day, "JJ/MM/AAAA")}
                    {self.text(SearchField::Until, TextKind::Day, "JJ/MM/AAAA")}
                    {self.text(SearchField::Least, TextKind::Amount, "")}
                    {self.text(SearchField::Most, TextKind::Amount, "")}
                </div>
                <div class="button-row">
                    <Button label="Chercher" icon=IconName::Search kind=ButtonKind::Primary/>
                </div>
            </form>
        }
        .into_any()
    }

    /// The same search in another period.
    fn address(&self, from: &str, until: &str) -> String {
        let mut pairs = vec![(SEARCHES, "oui".to_owned())];
        for field in SearchField::ALL {
            let value = match field {
                SearchField::From => from.to_owned(),
                SearchField::Until => until.to_owned(),
                other => self.form.value(*other),
            };
            if !value.is_empty() {
                pairs.push((field.name(), value));
            }
        }
        // Writing pairs of strings cannot fail.
        format!("/recues/recherche?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    /// The search over years, one after the other: Chorus Pro gives no pages.
    fn years(&self) -> AnyView {
        let asked = (self.form.value(SearchField::From), self.form.value(SearchField::Until));
        let links = (FIRST_YEAR..=paris_day(self.now).year()).rev().map(|year| {
            let period = (format!("01/01/{year}"), format!("31/12/{year}"));
            let current = (asked == period).then_some("true");
            let href = self.address(&period.0, &period.1);
            view! { <li><a href=href aria-current=current>{year.to_string()}</a></li> }
        });
        let links = links.collect_view();
        view! { <nav class="mark-counts" aria-label="Année par année"><ul>{links}</ul></nav> }.into_any()
    }

    fn results(&self, found: &FoundPage) -> AnyView {
        let cut = found.cut.then(|| {
            let narrower = "Resserrez la période, par exemple année par année.";
            let text = match found.counted {
                Some(counted) => format!(
                    "Chorus Pro compte {counted} factures et n’en donne que {}. {narrower}",
                    found.invoices.len()
                ),
                None => format!("Chorus Pro a trouvé plus de factures qu’il n’en donne. {narrower}"),
            };
            view! { <NoticeBox kind=StatusKind::Warning text/> }
        });
        let years = self.years();
        if found.invoices.is_empty() {
            let text =
                "Chorus Pro n’en trouve pas qui corresponde. Élargissez la recherche, ou changez d’année.";
            return view! { {cut} {years} <EmptyState title="Aucune facture" text/> }.into_any();
        }
        let count = found.invoices.len();
        let count = if count > 1 { format!("{count} factures") } else { "1 facture".to_owned() };
        let picks = self.may_fetch && found.invoices.iter().any(may_be_fetched);
        let rows = found.invoices.iter().map(|one| self.row(one, picks)).collect_view();
        let asked = SearchField::ALL.iter().map(|field| (field.name(), self.form.value(*field)));
        let asked = asked
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        let pick_head = picks.then(|| {
            view! { <th scope="col" class="row-select"><span class="visually-hidden">"Choisir"</span></th> }
        });
        let fetch = picks.then(|| {
            view! {
                <div class="button-row">
                    <Button label="Récupérer dans Pupitre" icon=IconName::Download kind=ButtonKind::Primary/>
                </div>
            }
        });
        view! {
            {cut}
            {years}
            <form class="form" method="post" action="/recues/recherche">
                {asked}
                <div class="table-scroll">
                    <table class="table found-table">
                        <caption>{count}</caption>
                        <thead>
                            <tr>
                                {pick_head}
                                <th scope="col">"État"</th>
                                <th scope="col">"N° facture"</th>
                                <th scope="col">"Fournisseur"</th>
                                <th scope="col" data-secondary>"Service / engagement"</th>
                                <th scope="col">"Date"</th>
                                <th scope="col" data-numeric>"TTC"</th>
                                <th scope="col">"Dans Pupitre"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {fetch}
            </form>
        }
        .into_any()
    }

    fn row(&self, one: &FoundHere, picks: bool) -> AnyView {
        let found = &one.found;
        let number = if found.number.is_empty() { "Sans numéro".to_owned() } else { found.number.clone() };
        let status = InvoiceStatus::from_code(&found.status);
        let supplier = match (&one.supplier_name, Siret::parse(&found.supplier)) {
            (Some(name), _) => view! { <PartyName name=name.clone()/> }.into_any(),
            (None, Ok(siret)) => view! { <SiretText siret/> }.into_any(),
            (None, Err(_)) => found.supplier.clone().into_any(),
        };
        let routing = [found.service_code.as_deref(), found.engagement.as_deref()];
        let routing = routing.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let here = match (one.known, one.coming) {
            (Some(id), _) => {
                let label = format!("Ouvrir {number}");
                view! { <a href=format!("/factures/{id}") aria-label=label>"Ouvrir"</a> }.into_any()
            }
            (None, true) => "En route".into_any(),
            (None, false) => "Pas encore".into_any(),
        };
        let pick = picks.then(|| {
            let tick = may_be_fetched(one).then(|| {
                let label = format!("Choisir {number}");
                view! {
                    <label>
                        <input type="checkbox" name=CHOSEN value=found.chorus_id.to_string()/>
                        <span class="visually-hidden">{label}</span>
                    </label>
                }
            });
            view! { <td class="row-select">{tick}</td> }
        });
        let gross = found.gross.map(|gross| {
            let signed = if found.credit { -gross.abs() } else { gross };
            view! { <Amount value=signed currency="EUR".to_owned()/> }
        });
        let since = found.status_at.map(|at| {
            view! { " " <span class="found-since"><Moment instant=at now=self.now/></span> }
        });
        view! {
            <tr>
                {pick}
                <td><StatusBadge status direction=Direction::Received short=true/> {since}</td>
                <th scope="row">
                    {number}
                    {found.credit.then(|| view! { " " <span class="tag">"Avoir"</span> })}
                    {found.archived.then(|| view! { " " <span class="tag">"Archivée"</span> })}
                </th>
                <td>{supplier}</td>
                <td data-secondary><span class="cut" title=routing.clone()>{routing.clone()}</span></td>
                <td>{found.date.map(|day| view! { <Day day/> })}</td>
                <td data-numeric>{gross}</td>
                <td>{here}</td>
            </tr>
        }
        .into_any()
    }
}

/// Whether it is neither here nor on its way.
const fn may_be_fetched(one: &FoundHere) -> bool {
    one.known.is_none() && !one.coming
}
