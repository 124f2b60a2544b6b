//! The search for engagements on screen.

use domain::{StructureId, format_amount};
use leptos::prelude::*;
use operations::{EngagementPage, EngagementRow, StructureSummary};

use super::super::structure_choice::StructureChoice;
use super::{EngagementQuery, engagement_address};
use crate::components::{
    Button, ButtonKind, Choice, Day, EmptyState, FieldMessage, IconName, Pagination, SelectField, TextField,
    TextKind,
};

/// Everything the page shows.
pub(super) struct ListPage<'s> {
    pub(super) query: EngagementQuery,
    pub(super) structures: &'s [StructureSummary],
    /// The structures for which Chorus Pro can be asked.
    pub(super) may: &'s [StructureId],
    /// What Chorus Pro said, and for which structure.
    pub(super) asked: Option<(StructureId, EngagementPage)>,
    pub(super) messages: Vec<FieldMessage>,
}

impl ListPage<'_> {
    pub(super) fn view(self) -> AnyView {
        if self.may.is_empty() {
            return view! {
                <EmptyState
                    title="Aucune structure à interroger"
                    text="Les engagements se lisent avec l’accès d’une structure qui émet. Renseignez-en un sur sa fiche."
                    icon=IconName::Directory
                />
            }
            .into_any();
        }
        let found = match &self.asked {
            None => {
                let text = "Seuls les services de l’État publient leurs engagements. Choisissez la structure qui les a \
                            reçus, puis cherchez.";
                view! { <EmptyState title="Bons de commande reçus" text icon=IconName::Search/> }.into_any()
            }
            Some((structure, page)) => self.found(*structure, page),
        };
        view! { {self.form()} {found} }.into_any()
    }

    fn form(&self) -> AnyView {
        let may: Vec<&StructureSummary> =
            self.structures.iter().filter(|summary| self.may.contains(&summary.structure.id)).collect();
        let structure = StructureChoice::of(self.structures, &may).field(
            "structure",
            "Structure qui a reçu l’engagement",
            "Choisissez la structure",
            self.query.structure.clone(),
            self.messages.clone(),
        );
        let states = vec![Choice::new("", "À facturer (COMMANDE)"), Choice::new("tous", "Tous")];
        view! {
            <form class="form" method="get" action="/engagements" role="search" aria-label="Chercher un engagement">
                {structure}
                <div class="field-row">
                    <TextField name="numero" label="Numéro d’engagement" kind=TextKind::Code value=self.query.numero.clone() hint="Entier, comme sur le bon de commande" maxlength=50/>
                    <TextField name="marche" label="Numéro de marché" kind=TextKind::Code value=self.query.marche.clone() hint="Facultatif" maxlength=50/>
                    <SelectField name="etat" label="État" choices=states value=self.query.etat.clone()/>
                </div>
                <div class="button-row"><Button label="Chercher" icon=IconName::Search kind=ButtonKind::Primary/></div>
            </form>
        }
        .into_any()
    }

    fn found(&self, structure: StructureId, page: &EngagementPage) -> AnyView {
        if page.rows.is_empty() {
            let text = "Vérifiez le numéro, ou cherchez dans tous les états. Les collectivités et les hôpitaux ne publient \
                        pas leurs engagements.";
            return view! { <EmptyState title="Aucun engagement ne correspond" text icon=IconName::Search/> }
                .into_any();
        }
        let rows = page.rows.iter().map(|row| line(structure, row)).collect_view();
        let noun = if page.total > 1 { "engagements" } else { "engagement" };
        let shown = self.query.question(structure).page;
        let href = |page: u64| self.query.address(page);
        view! {
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Engagements, les derniers d’abord"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Numéro"</th>
                            <th scope="col">"État"</th>
                            <th scope="col">"Service"</th>
                            <th scope="col">"Notifié le"</th>
                            <th scope="col" data-numeric>"Total TTC"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="list-foot">
                    <Pagination page=u64::from(shown) per_page=u64::from(page.per_page) total=page.total noun href=href/>
                </div>
            </div>
        }
        .into_any()
    }
}

fn line(structure: StructureId, row: &EngagementRow) -> AnyView {
    let href = engagement_address(structure, &row.number);
    let service = [row.service_code.as_str(), row.service_name.as_str()];
    let service: Vec<&str> = service.into_iter().filter(|text| !text.is_empty()).collect();
    let currency = if row.currency.is_empty() { "EUR" } else { &row.currency };
    let total = row.gross.map(|gross| format_amount(gross, currency));
    view! {
        <tr>
            <th scope="row"><a class="row-link" href=href>{row.number.clone()}</a></th>
            <td data-label="État">{row.state.clone()}</td>
            <td>{service.join(" – ")}</td>
            <td data-label="Notifié le">{row.notified_on.map(|day| view! { <Day day/> })}</td>
            <td data-numeric>{total}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn html(rows: Vec<EngagementRow>, text: &str) -> String {
        let structure = StructureId(Uuid::from_u128(21));
        let total = rows.len() as u64;
        let query = EngagementQuery { numero: text.to_owned(), ..EngagementQuery::default() };
        let asked = Some((structure, EngagementPage { rows, total, per_page: 20 }));
        render(|| ListPage { query, structures: &[], may: &[structure], asked, messages: Vec::new() }.view())
    }

    fn row(text: &str) -> EngagementRow {
        EngagementRow {
            number: text.to_owned(),
            state: text.to_owned(),
            service_code: text.to_owned(),
            service_name: String::new(),
            notified_on: None,
            gross: Some(domain::from_cents(500_000)),
            currency: String::new(),
        }
    }

    #[test]
    fn an_engagement_leads_to_its_page_with_its_amount() {
        let html = html(vec![row("4500012345")], "4500012345");
        assert!(html.contains("/4500012345\""), "{html}");
        assert!(html.contains("5\u{202f}000,00"), "{html}");
    }

    #[test]
    fn nothing_found_says_what_else_to_try() {
        assert!(html(Vec::new(), "").contains("ne publient pas leurs engagements"));
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&html(vec![row(HOSTILE)], HOSTILE));
    }
}
