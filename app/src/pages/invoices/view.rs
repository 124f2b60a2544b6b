//! The list on screen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    Direction, Environment, InvoiceId, InvoiceKind, InvoiceStatus, PaymentDelay, Siret, StatusStage,
    StructureId, format_amount, from_cents, paris_day,
};
use leptos::prelude::*;
use operations::{
    Assignee, CurrencySum, InvoiceFilter, InvoicePage, InvoiceRow, ListMark, SortColumn, StageCount,
    Standing, Structure, StructureSummary,
};

use super::super::deciding::Waiting;
use super::super::why;
use super::ListQuery;
use super::columns::{Columns, Optional};
use super::delay_cell::delay_cell;
use super::marks_view::{mark_counts, mark_filter, row_marks};
use super::saved::SavedViews;
use super::structure_filter::structure_filter;
use super::words::{column_word, stage_word};
use crate::components::{
    Age, Amount, Button, Day, DropHere, EmptyState, EnvironmentPill, FiltersButton, Icon, IconName,
    LiveRegion, Moment, NoticeAction, Pagination, PartyName, PerPage, Sort, SortOrder, SortableHeader,
    StatusBadge, Tab, Tabs,
};
use crate::islands::{ListKeys, Live};
use crate::words::ASSUMED;

/// Everything the list shows.
pub(super) struct ListView {
    pub(super) query: ListQuery,
    pub(super) filter: InvoiceFilter,
    pub(super) page: InvoicePage,
    /// How many have each mark, of the structures that are shown.
    pub(super) marked: Vec<(ListMark, u32)>,
    /// Within which its rows are to be paid.
    pub(super) delays: BTreeMap<InvoiceId, PaymentDelay>,
    pub(super) structures: Arc<[StructureSummary]>,
    /// Invoices of the page that have a note.
    pub(super) noted: HashSet<InvoiceId>,
    /// The views that the person has of this list.
    pub(super) saved: SavedViews,
    pub(super) columns: Columns,
    /// Whether drafts open to be gone on with.
    pub(super) may_deposit: bool,
    /// Whether received invoices are the person's to decide on, and what they have just decided.
    pub(super) decided: Option<Waiting>,
    /// Who looks after which of the rows.
    pub(super) assignees: BTreeMap<InvoiceId, Assignee>,
    pub(super) now: DateTime<Utc>,
}

impl ListView {
    pub(super) fn view(self) -> impl IntoView {
        let tabs = self.tabs();
        let filters = self.filters();
        let list = if self.page.rows.is_empty() { self.empty() } else { self.table() };
        let marks = mark_counts(&self.query, &self.marked, self.filter.mark);
        let content = view! { <Tabs label="Étape" tabs/> {marks} {filters} {list} }.into_any();
        let takes_files = self.may_deposit && self.filter.direction == Direction::Issued;
        let columns = (!self.page.rows.is_empty()).then(|| self.columns.view(self.own_address()));
        let saved = self.saved.view(self.filter.direction, &self.query);
        view! {
            {saved}
            <LiveRegion id="live" content/>
            {self.decided.as_ref().and_then(Waiting::toast)}
            {takes_files.then(|| view! { <DropHere/> })}
            {columns}
            <ListKeys/>
            <Live watch=String::new() read_at=self.now.timestamp_millis()/>
        }
    }

    fn tabs(&self) -> Vec<Tab> {
        let mut stages = stages(self.filter.direction, &self.page.stages);
        // A link that was kept may name a tab that has nothing to show.
        stages.extend(self.filter.stage.filter(|chosen| !stages.contains(chosen)));
        let all: u64 = self.page.stages.iter().map(|stage| stage.totals.count).sum();
        let mut tabs = vec![Tab {
            label: "Toutes".to_owned(),
            count: Some(all),
            href: self.query.address(&[("onglet", ""), ("statut", "")]),
            current: self.filter.stage.is_none(),
        }];
        tabs.extend(stages.into_iter().map(|stage| {
            let count = self.page.stages.iter().find(|count| count.stage == stage);
            Tab {
                label: stage.label().to_owned(),
                count: Some(count.map_or(0, |count| count.totals.count)),
                href: self.query.address(&[("onglet", stage_word(stage)), ("statut", "")]),
                current: self.filter.stage == Some(stage),
            }
        }));
        tabs
    }

    fn filters(&self) -> AnyView {
        let query = &self.query;
        let partner = partner_word(self.filter.direction);
        // Where there is one, nothing is to be chosen.
        let structure = (self.structures.len() > 1).then(|| {
            view! {
                <span class="filter">
                    <label for="filter-structure">"Structure"</label>
                    {structure_filter(&query.structure, self.filter.structures.as_deref(), &self.structures)}
                </span>
            }
        });
        let statuses = InvoiceStatus::KNOWN.iter().map(|status| {
            let selected = self.filter.status.as_ref() == Some(status);
            view! { <option value=status.code().to_owned() selected=selected>{status.label()}</option> }
        });
        let hidden = [
            ("onglet", &query.onglet),
            ("tri", &query.tri),
            ("sens", &query.sens),
            ("par", &query.par),
            ("q", &query.q),
            ("arrivee_du", &query.arrivee_du),
            ("arrivee_au", &query.arrivee_au),
            ("etat_du", &query.etat_du),
            ("etat_au", &query.etat_au),
        ];
        let hidden = hidden
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone()/> })
            .collect_view();
        let clear = query.narrows().then(|| view! { <a href="?">"Effacer les filtres"</a> });
        let search = (!query.q.is_empty()).then(|| {
            view! {
                <span class="filter">"Recherche\u{a0}: «\u{a0}" <strong>{query.q.clone()}</strong> "\u{a0}»"</span>
            }
        });
        let moments = query.moments().into_iter().map(|(what, when)| {
            view! { <span class="filter">{what} "\u{a0}: " <strong>{when}</strong></span> }
        });
        let moments = moments.collect_view();
        view! {
            <FiltersButton active=query.filters()/>
            <form class="filters" id="filters" popover="auto" method="get" aria-label="Filtres">
                {hidden}
                {search}
                {moments}
                {structure}
                <span class="filter">
                    <label for="filter-status">"État"</label>
                    <select id="filter-status" name="statut">
                        <option value="">"tous"</option>
                        {statuses.collect_view()}
                    </select>
                </span>
                {mark_filter(self.filter.direction, self.filter.mark)}
                <span class="filter filter-period">
                    <label for="filter-from">"Du"</label>
                    <input id="filter-from" name="du" value=query.du.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                    <label for="filter-until">"au"</label>
                    <input id="filter-until" name="au" value=query.au.clone() placeholder="jj/mm/aaaa" size="10" inputmode="numeric" autocomplete="off"/>
                </span>
                <span class="filter">
                    <label for="filter-partner">{partner}</label>
                    <input id="filter-partner" name="tiers" value=query.tiers.clone() size="16" autocomplete="off"/>
                </span>
                <Button label="Filtrer"/>
                {clear}
            </form>
        }
        .into_any()
    }

    /// Why the list is empty, and what to do.
    fn empty(&self) -> AnyView {
        let search = self.search_address();
        let (title, text, action) = if self.query.narrows() {
            if self.filter.direction == Direction::Received && self.filter.mark.is_none() {
                (
                    "Aucune facture ne correspond",
                    "Élargissez les filtres, ou cherchez dans Chorus Pro, archives comprises.",
                    Some(("Chercher dans Chorus Pro", search.as_str())),
                )
            } else {
                (
                    "Aucune facture ne correspond",
                    "Élargissez les filtres pour en voir davantage.",
                    Some(("Effacer les filtres", "?")),
                )
            }
        } else if self.filter.stage.is_some() {
            (
                "Aucune facture à cette étape",
                "Les autres onglets montrent où sont vos factures.",
                Some(("Voir toutes les factures", "?")),
            )
        } else if self.structures.is_empty() {
            (
                "Aucune structure",
                "Ajoutez une structure pour déposer et suivre ses factures.",
                Some(("Ajouter une structure", "/structures")),
            )
        } else if self.structures.iter().all(|overview| overview.access.is_none()) {
            (
                "Pas encore de factures",
                "Renseignez l’accès à Chorus Pro d’une structure : ses factures apparaîtront ici.",
                Some(("Voir les structures", "/structures")),
            )
        } else if self.filter.direction == Direction::Issued {
            (
                "Pas encore de factures",
                "Déposez un PDF : il apparaîtra ici aussitôt.",
                Some(("Déposer une facture", "/deposer")),
            )
        } else {
            (
                "Pas encore de factures reçues",
                "Elles apparaîtront après la prochaine synchronisation avec Chorus Pro.",
                None,
            )
        };
        let action = action.map(|(label, href)| NoticeAction::new(label, href));
        view! { <EmptyState title text action/> }.into_any()
    }

    fn table(&self) -> AnyView {
        let known: HashMap<StructureId, &Structure> =
            self.structures.iter().map(|overview| (overview.structure.id, &overview.structure)).collect();
        // What is the same in every row says nothing.
        let alone = self.structures.len() <= 1
            || self.filter.structures.as_ref().is_some_and(|chosen| chosen.len() == 1);
        // Where both environments are worked in, each row says its own.
        let mixed = Standing::of(&self.structures).mixes_environments();
        let before = u64::from(self.filter.page.max(1) - 1) * u64::from(self.filter.per_page);
        let rows = (before + 1..).zip(&self.page.rows).map(|(place, row)| {
            let structure = known.get(&row.structure);
            let name = structure.map_or("", |structure| structure.name.as_str());
            self.row(
                place,
                row,
                Some(name).filter(|_| !alone),
                structure.filter(|_| mixed).map(|structure| structure.environment),
            )
        });
        let rows = rows.collect_view();
        let sort = || Sort {
            column: column_word(self.filter.sort.column).to_owned(),
            order: if self.filter.sort.descending { SortOrder::Descending } else { SortOrder::Ascending },
        };
        let href = |column: &str, order: SortOrder| {
            let direction = if order == SortOrder::Ascending { "asc" } else { "desc" };
            self.query.address(&[("tri", column), ("sens", direction)])
        };
        let shows = |column| self.columns.has(column);
        let partner = partner_word(self.filter.direction);
        let parties =
            if alone { partner.to_owned() } else { format!("Structure, {}", partner.to_lowercase()) };
        let totals = &self.page.totals;
        let sum = sums_text(&totals.sums);
        let noun = if totals.count > 1 { "factures" } else { "facture" };
        let page_href = |page: u64| self.query.address(&[("page", &page.to_string())]);
        // No column for what no row has.
        let by_delay = self.filter.sort.column == SortColumn::LastDay;
        let delayed = (!self.delays.is_empty() || by_delay).then(|| delay_header(&self.query, by_delay));
        let size_href = |number: u64| self.query.address(&[("par", &number.to_string())]);
        view! {
            <form class="list" id="chosen" method="post" action="/factures/choisies" data-preview="">
                <input type="hidden" name="retour" value=self.own_address()/>
                <table class="table invoice-table">
                    <caption class="visually-hidden">"Factures, une par ligne"</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="row-select">
                                <label class="all-rows">
                                    <input type="checkbox" data-all="" autocomplete="off"/>
                                    <span class="visually-hidden">"Choisir toutes les factures de la page"</span>
                                </label>
                            </th>
                            <th scope="col">"État"</th>
                            <SortableHeader label="N° facture" column="numero" sort=sort() href=href/>
                            <SortableHeader label=parties column="tiers" sort=sort() href=href/>
                            {shows(Optional::Routing).then(|| view! { <th scope="col" class="invoice-routing" data-secondary>"Service / engagement"</th> })}
                            {shows(Optional::Why).then(|| view! { <th scope="col" class="invoice-why" data-secondary>"Motif"</th> })}
                            {shows(Optional::Arrived).then(|| view! { <th scope="col" data-secondary>"Mise à disposition"</th> })}
                            {shows(Optional::Date).then(|| view! { <SortableHeader label="Date" column="date" sort=sort() href=href first=SortOrder::Descending/> })}
                            <SortableHeader label="TTC" column="montant" sort=sort() href=href first=SortOrder::Descending numeric=true/>
                            {(shows(Optional::Charge) && !self.assignees.is_empty()).then(|| view! { <th scope="col" data-secondary>"En charge de"</th> })}
                            {delayed}
                            {shows(Optional::Since).then(|| view! { <SortableHeader label="Depuis" column="etat" sort=sort() href=href first=SortOrder::Descending numeric=true secondary=true/> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <div class="chosen-acts" role="group" aria-label="Avec les factures choisies">
                    {self.decided.is_some().then(|| view! { <Button label="Décider" formaction="/factures/choisies/decider" shortcut="d"/> })}
                    <Button label="Télécharger" name="acte" value="telecharger" icon=IconName::Download/>
                    <Button label="Exporter" name="acte" value="exporter" shortcut="e"/>
                    <Button label="Actualiser" name="acte" value="actualiser" icon=IconName::Refresh/>
                </div>
                <div class="list-foot">
                    <p class="list-total">
                        "Total\u{a0}: " <strong>{sum}</strong> <span id="selection-total" role="status"></span>
                    </p>
                    <Pagination
                        page=u64::from(self.filter.page)
                        per_page=u64::from(self.filter.per_page)
                        total=totals.count
                        noun
                        href=page_href
                    />
                    <PerPage
                        per_page=u64::from(self.filter.per_page)
                        href=size_href
                    />
                    {self.exports()}
                </div>
                {self.supposed()}
            </form>
        }
        .into_any()
    }

    /// Whether some delays are supposed and others are not.
    fn marks_supposed(&self) -> bool {
        self.delays.values().any(PaymentDelay::is_assumed)
            && !self.delays.values().all(PaymentDelay::is_assumed)
    }

    /// What supposed delays rest on.
    fn supposed(&self) -> Option<AnyView> {
        let mark = if self.marks_supposed() { "* " } else { "" };
        let any = self.delays.values().any(PaymentDelay::is_assumed);
        any.then(|| view! { <p class="field-hint">{format!("{mark}{ASSUMED}")}</p> }.into_any())
    }

    /// Who has an invoice, and since when.
    fn assignee(&self, assignee: &Assignee) -> AnyView {
        view! { <span class="cut">{assignee.name.clone()}</span> " " <Age instant=assignee.since now=self.now/> }
            .into_any()
    }

    /// Where this page of the list is.
    fn own_address(&self) -> String {
        let query = self.query.address(&[("page", &self.query.page)]);
        format!("{}{query}", list_path(self.filter.direction))
    }

    /// The search at Chorus Pro itself, with what it takes of the filters.
    fn search_address(&self) -> String {
        let query = &self.query;
        let number = if query.q.contains(char::is_whitespace) { "" } else { query.q.as_str() };
        let supplier = if Siret::parse(&query.tiers).is_ok() { query.tiers.as_str() } else { "" };
        let pairs = [
            ("structure", query.structure.as_str()),
            ("numero", number),
            ("fournisseur", supplier),
            ("statut", query.statut.as_str()),
            ("du", query.du.as_str()),
            ("au", query.au.as_str()),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Writing pairs of strings cannot fail.
        let asked = serde_urlencoded::to_string(pairs).unwrap_or_default();
        format!("/recues/recherche?{asked}").trim_end_matches('?').to_owned()
    }

    /// The same list as a table, whole.
    fn exports(&self) -> AnyView {
        let list = list_path(self.filter.direction);
        let query = self.query.address(&[("page", ""), ("par", "")]);
        let href = |format: &str| format!("{list}/export.{format}{query}");
        let all = self.query.address(&[("page", ""), ("par", ""), ("tri", ""), ("sens", "")]);
        let joint = if all.len() > 1 { "&" } else { "" };
        let all = format!("/telechargements/nouveau{all}{joint}liste={}", self.filter.direction.code());
        let mandates = self.decided.is_some().then(|| {
            view! { <p class="list-export"><a href="/recues/mandats">"Mandater d’après un tableau"</a> " · " <a href="/circuit">"Circuit et visas"</a></p> }
        });
        let search = (self.filter.direction == Direction::Received).then(|| {
            let href = self.search_address();
            view! { <p class="list-export"><a href=href>"Chercher dans Chorus Pro et ses archives"</a></p> }
        });
        view! {
            {search}
            {mandates}
            <p class="list-export"><a href=all>"Tout télécharger"</a> " · " <a href="/telechargements">"Téléchargements"</a></p>
            <p class="list-export">"Exporter\u{a0}: " <a href=href("xlsx") download="">"XLSX"</a> " · " <a href=href("csv") download="">"CSV"</a></p>
        }
        .into_any()
    }

    /// A line; `place` is its place in the whole list, from 1.
    fn row(
        &self,
        place: u64,
        row: &InvoiceRow,
        structure: Option<&str>,
        environment: Option<Environment>,
    ) -> AnyView {
        let id = row.id.to_string();
        let is_draft = row.status.is_unsent() && self.may_deposit;
        let href = if is_draft {
            format!("/deposer/{id}")
        } else {
            self.query.address_of(row.id, place, self.page.totals.count)
        };
        let note = self.noted.contains(&row.id).then(|| {
            view! { " " <span class="note-mark" title="A une note"><Icon name=IconName::Note/><span class="visually-hidden">"A une note"</span></span> }
        });
        let number = if row.number.is_empty() { "Sans numéro".to_owned() } else { row.number.clone() };
        let credit = row.kind == InvoiceKind::Avoir;
        let signed = row.gross_cents.map(|cents| row.kind.signed(cents));
        let routing = [row.service_code.as_deref(), row.engagement.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        let shows = |column| self.columns.has(column);
        let reason = why(row.status_reason.as_ref(), row.status_comment.as_deref()).unwrap_or_default();
        let partner =
            if row.partner_name.is_empty() { row.partner_siret.clone() } else { row.partner_name.clone() };
        let unread = row.marks.has(ListMark::Unread, &row.status);
        let select = format!("Choisir {number}");
        view! {
            <tr class="invoice-row" data-unread=unread data-cents=signed data-currency=row.currency.clone()>
                <td class="row-select">
                    <label><input type="checkbox" name="invoice" value=id/><span class="visually-hidden">{select}</span></label>
                </td>
                <td class="invoice-status"><StatusBadge status=row.status.clone() direction=self.filter.direction short=true/></td>
                <th scope="row" class="invoice-number">
                    <a class="row-link" href=href>{number}</a>
                    {credit.then(|| view! { " " <span class="tag">"Avoir"</span> })}
                    {row_marks(row)}
                    {note}
                </th>
                <td class="invoice-parties">
                    {structure.map(|name| view! { <span class="invoice-structure"><PartyName name=name.to_owned()/></span> })}
                    <span class="invoice-partner">
                        <PartyName name=partner/>
                        {environment.map(|environment| view! { <EnvironmentPill environment/> })}
                    </span>
                </td>
                {shows(Optional::Routing).then(|| view! { <td class="invoice-routing" data-secondary><span class="cut" title=routing.clone()>{routing.clone()}</span></td> })}
                {shows(Optional::Why).then(|| view! { <td class="invoice-why" data-secondary><span class="cut" title=reason.clone()>{reason.clone()}</span></td> })}
                {shows(Optional::Arrived).then(|| view! { <td data-secondary>{row.arrived_at.map(|at| view! { <Moment instant=at now=self.now/> })}</td> })}
                {shows(Optional::Date).then(|| view! { <td class="invoice-date">{row.date.map(|day| view! { <Day day/> })}</td> })}
                <td class="invoice-amount" data-numeric>
                    {signed.map(|cents| view! { <Amount value=from_cents(cents) currency=row.currency.clone()/> })}
                </td>
                {(shows(Optional::Charge) && !self.assignees.is_empty()).then(|| view! { <td data-secondary>{self.assignees.get(&row.id).map(|assignee| self.assignee(assignee))}</td> })}
                {(!self.delays.is_empty() || self.filter.sort.column == SortColumn::LastDay).then(|| delay_cell(self.delays.get(&row.id), paris_day(self.now), self.marks_supposed()))}
                {shows(Optional::Since).then(|| view! { <td data-secondary data-numeric><Age instant=row.status_at now=self.now/></td> })}
            </tr>
        }
        .into_any()
    }
}

/// The header of the delays: a way to what is to be paid first, and from there back to the usual order.
fn delay_header(query: &ListQuery, is_sorted: bool) -> AnyView {
    let (column, says) = if is_sorted {
        ("", "Revenir à l’ordre habituel")
    } else {
        (column_word(SortColumn::LastDay), "Le plus urgent d’abord")
    };
    let href = query.address(&[("tri", column), ("sens", "")]);
    view! {
        <th scope="col" class="invoice-delay" aria-sort=is_sorted.then_some("ascending")>
            <a class="sort-link" href=href title=says>
                "Au plus tard le"
                {is_sorted.then(|| view! { <Icon name=IconName::ChevronUp/> })}
            </a>
        </th>
    }
    .into_any()
}

/// The tabs of a list: the stages that its invoices can be in.
pub(in crate::pages) fn stages(direction: Direction, counts: &[StageCount]) -> Vec<StatusStage> {
    let is_there =
        |stage: StatusStage| counts.iter().any(|count| count.stage == stage && count.totals.count > 0);
    let all = StatusStage::ALL.into_iter();
    match direction {
        // What waits for its supplier is received.
        Direction::Issued => all.filter(|stage| *stage != StatusStage::Waiting).collect(),
        Direction::Received => all
            .filter(|stage| match stage {
                // Before it arrives, only its supplier knows it.
                StatusStage::ToSend | StatusStage::OnTheWay => false,
                // A status that is not known: somebody must look at it.
                StatusStage::Blocked => is_there(StatusStage::Blocked),
                _ => true,
            })
            .collect(),
    }
}

/// Where the list of a direction is.
pub(in crate::pages) const fn list_path(direction: Direction) -> &'static str {
    match direction {
        Direction::Issued => "/factures",
        Direction::Received => "/recues",
    }
}

/// One sum beside the other: different currencies are never added.
fn sums_text(sums: &[CurrencySum]) -> String {
    let texts: Vec<String> =
        sums.iter().map(|sum| format_amount(from_cents(sum.gross_cents), &sum.currency)).collect();
    if texts.is_empty() { format_amount(from_cents(0), "EUR") } else { texts.join(" · ") }
}

fn partner_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Issued => "Destinataire",
        Direction::Received => "Fournisseur",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Environment, OrganizationId, Side, Siret};
    use operations::{ListTotals, Structure};
    use uuid::Uuid;

    use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
    use super::*;

    fn sum(currency: &str, gross_cents: i64) -> CurrencySum {
        CurrencySum { currency: currency.to_owned(), gross_cents }
    }

    fn structure(number: u128, siret: &str, name: &str) -> StructureSummary {
        StructureSummary {
            structure: Structure {
                id: StructureId(Uuid::from_u128(number)),
                organization: OrganizationId(Uuid::from_u128(1)),
                identifier: Siret::parse(siret).unwrap().into(),
                name: name.to_owned(),
                town: String::new(),
                side: Side::Supplier,
                environment: Environment::Qualification,
                chorus_id: None,
                synced_at: None,
                failing: None,
                created_at: DateTime::UNIX_EPOCH,
            },
            access: None,
        }
    }

    /// The list with nothing in it, asked for a structure.
    fn page(structures: Vec<StructureSummary>, asked: &str) -> String {
        let query = ListQuery { structure: asked.to_owned(), ..ListQuery::default() };
        let now = DateTime::UNIX_EPOCH;
        let filter = query.filter(Direction::Issued, now.date_naive(), &structures);
        let page = InvoicePage {
            rows: Vec::new(),
            totals: ListTotals::default(),
            stages: Vec::new(),
            statuses: Vec::new(),
        };
        render(|| {
            ListView {
                query,
                filter,
                page,
                marked: Vec::new(),
                delays: BTreeMap::new(),
                structures: structures.into(),
                noted: HashSet::new(),
                saved: SavedViews::default(),
                columns: Columns::default(),
                may_deposit: true,
                decided: None,
                assignees: BTreeMap::new(),
                now,
            }
            .view()
        })
    }

    #[test]
    fn the_choice_of_a_structure_has_every_name_escaped_and_the_chosen_one_selected() {
        let structures =
            vec![structure(21, "12345678900012", "Menuiserie"), structure(22, "12345678200017", HOSTILE)];
        let html = page(structures, &Uuid::from_u128(22).to_string());
        assert_escaped(&html);
        assert!(html.contains("<option value=\"\">toutes</option>"), "{html}");
        let option = |number: u128| tag(&html, &format!("value=\"{}\"", Uuid::from_u128(number))).to_owned();
        assert!(!option(21).contains("selected"), "{html}");
        assert!(option(22).contains("selected"), "{html}");
    }

    #[test]
    fn of_hundreds_a_structure_is_typed_and_the_page_does_not_carry_them_all() {
        let mut structures: Vec<_> = (0..100)
            .map(|number| structure(number, "98765432400019", &format!("Client {number:03}")))
            .collect();
        structures.push(structure(200, "12345678900012", "Client 007"));
        let field = |asked: &str| {
            let html = page(structures.clone(), asked);
            assert!(!html.contains("Client 050"), "{html}");
            (tag(&html, "id=\"filter-structure\"").to_owned(), html)
        };
        let (input, _) = field("");
        assert!(input.starts_with("<input") && input.contains("value=\"\""), "{input}");
        let (input, html) = field("client 00");
        assert!(input.contains("value=\"client 00\""), "what was typed stays: {input}");
        assert!(html.contains("11 structures"), "{html}");
        let html = page(structures.clone(), HOSTILE);
        assert!(html.contains("aucune de ce nom"), "{html}");
        assert_escaped(&html);
        let (input, _) = field(&Uuid::from_u128(3).to_string());
        assert!(input.contains("value=\"Client 003\""), "a link is shown by the name: {input}");
        let (input, _) = field(&Uuid::from_u128(200).to_string());
        assert!(input.contains("value=\"12345678900012\""), "two have the name: {input}");
    }

    #[test]
    fn sums_of_different_currencies_stand_side_by_side() {
        assert_eq!(sums_text(&[]), "0,00\u{a0}€");
        assert_eq!(sums_text(&[sum("EUR", 120_000)]), "1\u{202f}200,00\u{a0}€");
        let both = sums_text(&[sum("EUR", 120_000), sum("CHF", 30_000)]);
        assert_eq!(both, "1\u{202f}200,00\u{a0}€ · 300,00\u{a0}CHF");
    }

    #[test]
    fn received_invoices_are_blocked_only_by_a_status_that_is_not_known() {
        let count = |stage, count| StageCount { stage, totals: ListTotals { count, sums: Vec::new() } };
        let usual = stages(Direction::Received, &[count(StatusStage::Blocked, 0)]);
        assert!(usual.contains(&StatusStage::Waiting) && !usual.contains(&StatusStage::Blocked), "{usual:?}");
        let unknown = stages(Direction::Received, &[count(StatusStage::Blocked, 1)]);
        assert!(unknown.contains(&StatusStage::Blocked), "{unknown:?}");
        let issued = stages(Direction::Issued, &[]);
        assert!(
            issued.contains(&StatusStage::Blocked) && !issued.contains(&StatusStage::Waiting),
            "{issued:?}"
        );
    }
}
