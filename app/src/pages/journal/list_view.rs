//! The journal on screen.

use chrono::{DateTime, SecondsFormat, Timelike as _, Utc};
use domain::{StatusKind, format_moment};
use leptos::prelude::*;
use operations::{JournalHead, JournalLine, JournalNames, JournalPage, JournalResult};

use super::query::{JournalQuery, NOBODY};
use crate::components::{
    Button, ButtonLink, EmptyState, FiltersButton, Icon, IconName, NoticeAction, kind_icon, prose,
};
use crate::words::{JournalSubject, action_words, result_words, value_words};

/// Everything the list shows.
pub(super) struct ListPage {
    pub(super) query: JournalQuery,
    pub(super) page: JournalPage,
    pub(super) head: Option<JournalHead>,
    pub(super) names: JournalNames,
    pub(super) now: DateTime<Utc>,
}

impl ListPage {
    pub(super) fn view(self) -> AnyView {
        let list = if self.page.lines.is_empty() { self.empty() } else { self.table() };
        let entries = self.head.map_or(0, |head| head.number);
        let intro = match entries {
            0 => "Qui a fait quoi dans l’organisation. Rien n’y est encore inscrit.".to_owned(),
            1 => "Qui a fait quoi dans l’organisation\u{a0}: 1 entrée, chaînée par son empreinte.".to_owned(),
            entries => format!(
                "Qui a fait quoi dans l’organisation\u{a0}: {entries} entrées, chacune chaînée à la précédente par son \
                 empreinte. Conservez l’empreinte hors de Pupitre\u{a0}: elle révèle toute réécriture."
            ),
        };
        let export = |format: &str| format!("/journal/export.{format}{}", self.query.with("avant", ""));
        view! {
            <div class="journal-head">
                <p class="journal-note">{prose(&intro)}</p>
                <ButtonLink label="Empreinte à conserver" href="/journal/empreinte"/>
            </div>
            {self.filters()}
            {list}
            <p class="list-export">
                "Exporter\u{a0}: " <a href=export("xlsx") download="">"XLSX"</a> " · " <a href=export("csv") download="">"CSV"</a>
            </p>
        }
        .into_any()
    }

    fn filters(&self) -> AnyView {
        let query = &self.query;
        let mut people: Vec<(String, String)> =
            self.names.people.iter().map(|(id, name)| (id.clone(), name.clone())).collect();
        people.sort_unstable_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        people.push((NOBODY.to_owned(), "sans personne (Pupitre)".to_owned()));
        // A link may ask for somebody who has left.
        if !query.qui.is_empty() && !people.iter().any(|(id, _)| *id == query.qui) {
            people.push((query.qui.clone(), "une personne qui n’est plus membre".to_owned()));
        }
        let people = people
            .into_iter()
            .map(|(id, name)| {
                let selected = id == query.qui;
                view! { <option value=id selected=selected>{name}</option> }
            })
            .collect_view();
        let subjects = JournalSubject::ALL.map(|subject| {
            let selected = query.subject() == Some(subject);
            view! { <option value=subject.code() selected=selected>{subject.label()}</option> }
        });
        let results = JournalResult::ALL.map(|result| {
            let selected = query.resultat == result.code();
            view! { <option value=result.code() selected=selected>{result_words(result)}</option> }
        });
        let clear = (query.filters() > 0).then(|| view! { <a href="/journal">"Effacer les filtres"</a> });
        view! {
            <FiltersButton active=query.filters()/>
            <form class="filters" id="filters" popover="auto" method="get" aria-label="Filtres">
                <span class="filter">
                    <label for="filter-who">"Qui"</label>
                    <select id="filter-who" name="qui"><option value="">"tous"</option>{people}</select>
                </span>
                <span class="filter">
                    <label for="filter-subject">"Sujet"</label>
                    <select id="filter-subject" name="sujet">
                        <option value="">"tous"</option>
                        {subjects.into_iter().collect_view()}
                    </select>
                </span>
                <span class="filter">
                    <label for="filter-result">"Résultat"</label>
                    <select id="filter-result" name="resultat">
                        <option value="">"tous"</option>
                        {results.into_iter().collect_view()}
                    </select>
                </span>
                <span class="filter filter-period">
                    <label for="filter-from">"Du"</label>
                    <input id="filter-from" name="du" value=query.du.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                    <label for="filter-until">"au"</label>
                    <input id="filter-until" name="au" value=query.au.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                </span>
                <span class="filter">
                    <label for="filter-object">"Objet"</label>
                    <input
                        id="filter-object"
                        name="objet"
                        value=query.objet.clone()
                        size="20"
                        maxlength="200"
                        autocomplete="off"
                        spellcheck="false"
                        title="Identifiant exact, tel qu’il figure dans la colonne Objet et dans les adresses des pages"
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
        if let Some(next) = self.page.next {
            let text = "Les entrées plus récentes ont toutes été examinées, d’autres sont plus anciennes.";
            let href = format!("/journal{}", self.query.with("avant", &next.to_string()));
            let action = Some(NoticeAction::new("Chercher plus loin", href));
            view! { <EmptyState title="Rien jusqu’ici" text icon action/> }.into_any()
        } else if self.query.filters() > 0 || self.query.goes_on() {
            let text = "Élargissez les filtres pour en voir davantage.";
            let action = Some(NoticeAction::new("Voir tout le journal", "/journal"));
            view! { <EmptyState title="Aucune entrée ne correspond" text icon action/> }.into_any()
        } else {
            let text = "Chaque acte y laissera une entrée.";
            view! { <EmptyState title="Aucune entrée" text icon action=None/> }.into_any()
        }
    }

    fn table(&self) -> AnyView {
        let rows = self.page.lines.iter().map(|line| self.row(line)).collect_view();
        let caption = format!("Entrées du journal au {}, les dernières d’abord", format_moment(self.now));
        let older = self.page.next.map(|next| {
            let href = format!("/journal{}", self.query.with("avant", &next.to_string()));
            view! { <a href=href rel="next">"Entrées plus anciennes"</a> }
        });
        let latest = self.query.goes_on().then(|| {
            let href = format!("/journal{}", self.query.with("avant", ""));
            view! { <a href=href>"Revenir aux plus récentes"</a> }
        });
        view! {
            <div class="list">
                <table class="table journal-table">
                    <caption class="visually-hidden">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col" data-numeric>"N°"</th>
                            <th scope="col">"Date"</th>
                            <th scope="col">"Qui"</th>
                            <th scope="col">"Acte"</th>
                            <th scope="col">"Objet"</th>
                            <th scope="col">"Avant, après"</th>
                            <th scope="col">"Résultat"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="list-foot journal-foot">{latest}{older}</div>
            </div>
        }
        .into_any()
    }

    fn row(&self, line: &JournalLine) -> AnyView {
        let who = match (&line.user_name, line.user) {
            (Some(name), _) => name.clone(),
            (None, Some(user)) => user.to_string(),
            (None, None) => "Pupitre".to_owned(),
        };
        let what = action_words(&line.action).map_or_else(|| line.action.clone(), ToOwned::to_owned);
        let detail = (!line.detail.is_empty()).then(|| {
            let detail = value_words(&line.detail, &self.names);
            view! { <span class="cell-detail">{detail}</span> }
        });
        let mark = format!("Empreinte {}", line.hash);
        view! {
            <tr>
                <td data-numeric data-label="N°" title=mark>{line.number}</td>
                <td data-label="Date">{precise_moment(line.at)}</td>
                <td data-label="Qui">{who}</td>
                <th scope="row">{what}{detail}</th>
                <td data-label="Objet">{self.object(line)}</td>
                <td data-label="Avant, après">{self.values(line)}</td>
                <td data-label="Résultat">{line.result.map(result_badge)}</td>
            </tr>
        }
        .into_any()
    }

    fn object(&self, line: &JournalLine) -> AnyView {
        if line.object.is_empty() {
            return "–".into_any();
        }
        let known = self.names.people.get(&line.object).or_else(|| self.names.structures.get(&line.object));
        let name = known.cloned().unwrap_or_else(|| line.object.clone());
        let same = format!("/journal{}", self.query.with("objet", &line.object));
        let shown = match page_of(line, &self.names) {
            Some(href) => view! { <a href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let others = (self.query.objet != line.object).then(|| {
            view! { <a class="cell-detail" href=same>"Tout ce qui le concerne"</a> }
        });
        view! { <span class="journal-object">{shown}</span>{others} }.into_any()
    }

    fn values(&self, line: &JournalLine) -> AnyView {
        let said = |value: &Option<String>| match value.as_deref() {
            None | Some("") => "–".to_owned(),
            Some(value) => value_words(value, &self.names),
        };
        match (&line.before, &line.after) {
            (None, None) => ().into_any(),
            (before, after) => {
                let (before, after) = (said(before), said(after));
                view! {
                    <del><span class="visually-hidden">"Avant\u{a0}: "</span>{before}</del>
                    " "
                    <ins><span class="visually-hidden">"après\u{a0}: "</span>{after}</ins>
                }
                .into_any()
            }
        }
    }
}

/// The page of what an entry is about, where it certainly has one.
fn page_of(line: &JournalLine, names: &JournalNames) -> Option<String> {
    let object = uuid::Uuid::parse_str(&line.object).ok()?;
    if names.structures.contains_key(&line.object) {
        return Some(format!("/structures/{object}"));
    }
    let place = match line.action.split('.').next()? {
        "invoice" | "act" | "approval" | "account" => "factures",
        "flow" => "flux",
        "batch" => "lots",
        "validation" => "a-valider",
        "package" => "telechargements",
        _ => return None,
    };
    // A note is its own object.
    (!line.action.starts_with("invoice.note")).then(|| format!("/{place}/{object}"))
}

fn precise_moment(instant: DateTime<Utc>) -> AnyView {
    let text = format!("{}\u{a0}min\u{a0}{:02}\u{a0}s", format_moment(instant), instant.second());
    let machine = instant.to_rfc3339_opts(SecondsFormat::Millis, true);
    view! { <time class="moment" datetime=machine>{text}</time> }.into_any()
}

/// That something was done is the rule: it has its mark and no colour.
fn result_badge(result: JournalResult) -> AnyView {
    let (kind, mark) = match result {
        JournalResult::Done => (StatusKind::Neutral, StatusKind::Success),
        JournalResult::Refused => (StatusKind::Warning, StatusKind::Warning),
        JournalResult::Failed => (StatusKind::Error, StatusKind::Error),
    };
    view! {
        <span class="status" data-kind=kind.code()><Icon name=kind_icon(mark)/><span>{result_words(result)}</span></span>
    }
    .into_any()
}
