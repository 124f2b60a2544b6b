//! The journal of exchanges on screen.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use operations::{ExchangeFilter, ExchangePage, ExchangeSummary, Structure};

use super::outcome::{OutcomeChoice, answer_words, duration_words, outcome_badge, precise_moment};
use super::query::ExchangeQuery;
use crate::components::{
    Button, EmptyState, FiltersButton, IconName, NoticeAction, Pagination, PartyName, PerPage,
};

/// Everything the list shows.
pub(super) struct ListPage {
    pub(super) query: ExchangeQuery,
    pub(super) filter: ExchangeFilter,
    pub(super) page: ExchangePage,
    pub(super) structure: Structure,
    pub(super) kept: Duration,
    pub(super) now: DateTime<Utc>,
}

impl ListPage {
    pub(super) fn view(self) -> AnyView {
        let days = self.kept.as_secs() / 86_400;
        let intro = match days {
            0 => {
                "Les échanges ne sont pas conservés : l’administrateur de Pupitre l’a réglé ainsi.".to_owned()
            }
            1 => "Chaque appel à Chorus Pro, conservé un jour. Ni secret ni fichier n’y figure.".to_owned(),
            days => {
                format!("Chaque appel à Chorus Pro, conservé {days} jours. Ni secret ni fichier n’y figure.")
            }
        };
        let list = if self.page.rows.is_empty() { self.empty() } else { self.table() };
        let back = format!("/structures/{}", self.structure.id);
        let name = self.structure.name.clone();
        view! {
            <div class="exchange-head">
                <p><a href=back><PartyName name/></a></p>
                <p class="exchange-note">{crate::components::prose(&intro)}</p>
            </div>
            {self.filters()}
            {list}
        }
        .into_any()
    }

    fn filters(&self) -> AnyView {
        let query = &self.query;
        let mut names = self.page.services.clone();
        // A link may name a service whose last call is no longer kept.
        names.extend(self.filter.service.clone().filter(|name| !self.page.services.contains(name)));
        let services = names.into_iter().map(|name| {
            let selected = self.filter.service.as_ref() == Some(&name);
            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
        });
        let outcomes = OutcomeChoice::ALL.map(|choice| {
            let selected = choice == query.outcome();
            view! { <option value=choice.code() selected=selected>{choice.label()}</option> }
        });
        let lines = (!query.lines().is_empty())
            .then(|| view! { <input type="hidden" name="par" value=query.lines().to_owned()/> });
        let clear = query.narrows().then(|| view! { <a href="?">"Effacer les filtres"</a> });
        view! {
            <FiltersButton active=query.filters()/>
            <form class="filters" id="filters" popover="auto" method="get" aria-label="Filtres">
                {lines}
                <span class="filter">
                    <label for="filter-service">"Service"</label>
                    <select id="filter-service" name="service">
                        <option value="">"tous"</option>
                        {services.collect_view()}
                    </select>
                </span>
                <span class="filter">
                    <label for="filter-outcome">"Résultat"</label>
                    <select id="filter-outcome" name="resultat">{outcomes.into_iter().collect_view()}</select>
                </span>
                <span class="filter filter-period">
                    <label for="filter-from">"Du"</label>
                    <input id="filter-from" name="du" value=query.du.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                    <label for="filter-until">"au"</label>
                    <input id="filter-until" name="au" value=query.au.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                </span>
                <span class="filter">
                    <label for="filter-text">"Contient"</label>
                    <input
                        id="filter-text"
                        name="texte"
                        value=query.texte.clone()
                        size="20"
                        maxlength="100"
                        autocomplete="off"
                        spellcheck="false"
                        title="Identifiant de corrélation, numéro de facture, message…"
                    />
                </span>
                <Button label="Filtrer"/>
                {clear}
            </form>
        }
        .into_any()
    }

    /// Why the list is empty, and what to do.
    fn empty(&self) -> AnyView {
        let icon = IconName::Journal;
        if self.page.total > 0 {
            let text = "Les échanges plus récents sont sur les pages précédentes.";
            let action =
                Some(NoticeAction::new("Revenir à la première page", self.query.address("page", "")));
            view! { <EmptyState title="Plus rien à cette page" text icon action/> }.into_any()
        } else if self.query.narrows() {
            let text = "Élargissez les filtres pour en voir davantage.";
            let action = Some(NoticeAction::new("Effacer les filtres", "?"));
            view! { <EmptyState title="Aucun échange ne correspond" text icon action/> }.into_any()
        } else {
            let text = "Ils apparaîtront au premier appel, par exemple en testant la connexion.";
            let action =
                Some(NoticeAction::new("Voir la structure", format!("/structures/{}", self.structure.id)));
            view! { <EmptyState title="Aucun échange conservé" text icon action/> }.into_any()
        }
    }

    fn table(&self) -> AnyView {
        let rows = self.page.rows.iter().map(|row| self.row(row)).collect_view();
        let noun = if self.page.total > 1 { "échanges" } else { "échange" };
        let page_href = |page: u64| self.query.address("page", &page.to_string());
        let size_href = |number: u64| self.query.address("par", &number.to_string());
        let caption = format!("Échanges au {}, les derniers d’abord", domain::format_moment(self.now));
        view! {
            <div class="list">
                <table class="table exchange-table">
                    <caption class="visually-hidden">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Date"</th>
                            <th scope="col">"Service"</th>
                            <th scope="col">"Résultat"</th>
                            <th scope="col" class="exchange-answer">"Réponse"</th>
                            <th scope="col" data-numeric>"Durée"</th>
                            <th scope="col" data-secondary>"Corrélation"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="list-foot">
                    <Pagination
                        page=u64::from(self.filter.page)
                        per_page=u64::from(self.filter.per_page)
                        total=self.page.total
                        noun
                        href=page_href
                    />
                    <PerPage per_page=u64::from(self.filter.per_page) href=size_href/>
                </div>
            </div>
        }
        .into_any()
    }

    fn row(&self, row: &ExchangeSummary) -> AnyView {
        let href = format!("/structures/{}/echanges/{}", self.structure.id, row.id);
        let answer = answer_words(row);
        let correlation = row.correlation_id.clone().unwrap_or_default();
        view! {
            <tr class="exchange-row">
                <td class="exchange-date">{precise_moment(row.at)}</td>
                <th scope="row"><a class="row-link" href=href>{row.service.clone()}</a></th>
                <td class="exchange-outcome">{outcome_badge(row.outcome)}</td>
                <td class="exchange-answer"><span class="cut" title=answer.clone()>{answer.clone()}</span></td>
                <td class="exchange-duration" data-numeric>{duration_words(row)}</td>
                <td class="exchange-correlation" data-secondary>
                    <span class="cut" title=correlation.clone()>{correlation.clone()}</span>
                </td>
            </tr>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests;
