//! A package before it is begun: which invoices, what of each, and under which names.

use axum::extract::{Form, Query};
use axum::response::Response;
use domain::{
    Direction, FormField as _, InvoiceId, MOST_PACKED, NameValues, PackageField, StatusStage, Values,
    format_day, paris_day, readable_name,
};
use leptos::prelude::*;
use operations::{InvoiceFilter, NewPackage, OperationError, StructureSummary};
use serde::Deserialize;

use super::super::done::{Done, redirect_done};
use super::super::invoices::{ListQuery, list_path};
use super::super::refusal::{FormState, Refusal, Sent};
use super::choice_view::{fields, typed_of, values_of};
use crate::components::{Button, ButtonKind, ButtonLink, IconName, RailEntry};
use crate::web::{Context, Document, PageError, Place, local_target};

type Pairs = Form<Vec<(String, String)>>;

/// Structures that are named in the words for a filter.
const NAMED: usize = 3;

/// The list of which everything is to be taken away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfList {
    liste: String,
}

/// Which invoices were asked for, and where from.
struct Asked {
    ids: Vec<InvoiceId>,
    direction: Direction,
    /// The parameters of the list, as they stand in its address; of a filter.
    query: Option<String>,
    /// A path of this site, to go back to.
    list: String,
}

impl Asked {
    fn read(pairs: &[(String, String)]) -> Self {
        let of = |name: &'static str| {
            pairs.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
        };
        let direction = of("liste").next().and_then(Direction::from_code).unwrap_or(Direction::Issued);
        let list = of("retour").next().and_then(local_target).unwrap_or(list_path(direction));
        Self {
            ids: of("invoice").filter_map(|id| id.parse().ok()).collect(),
            direction,
            query: of("requete").next().map(ToOwned::to_owned),
            list: list.to_owned(),
        }
    }

    fn of_list(direction: Direction, query: &str) -> Self {
        // What names the list itself is no filter of it.
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let pairs: Vec<_> = pairs.into_iter().filter(|(name, _)| name != "liste").collect();
        // Writing pairs of strings cannot fail.
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let list = format!("{}?{query}", list_path(direction));
        Self { ids: Vec::new(), direction, query: Some(query), list }
    }

    /// What the operation is asked for, and in words.
    async fn new_package(&self, context: &Context) -> Result<(NewPackage, String), PageError> {
        let Some(query) = &self.query else {
            let what = match self.ids.len() {
                1 => "1 facture choisie".to_owned(),
                several => format!("{several} factures choisies"),
            };
            return Ok((NewPackage::Chosen(self.ids.clone()), what));
        };
        let query: ListQuery = serde_urlencoded::from_str(query).unwrap_or_default();
        let desk = &context.site.desk;
        let structures = desk.portfolio.structures(&context.actor).await?;
        let filter = query.filter(self.direction, paris_day(desk.now()), &structures);
        let words = in_words(&filter, &structures);
        Ok((NewPackage::Filter(Box::new(filter)), words))
    }

    fn hidden(&self) -> AnyView {
        let ids =
            self.ids.iter().map(|id| view! { <input type="hidden" name="invoice" value=id.to_string()/> });
        let query =
            self.query.clone().map(|query| view! { <input type="hidden" name="requete" value=query/> });
        view! {
            {ids.collect_view()}
            {query}
            <input type="hidden" name="liste" value=self.direction.code()/>
            <input type="hidden" name="retour" value=self.list.clone()/>
        }
        .into_any()
    }
}

/// Everything that the filter of a list selects: what it holds is chosen first.
pub(super) async fn of_list(
    context: Context,
    Query(of): Query<OfList>,
    uri: http::Uri,
) -> Result<Response, PageError> {
    let direction = Direction::from_code(&of.liste).unwrap_or(Direction::Issued);
    let asked = Asked::of_list(direction, uri.query().unwrap_or_default());
    let typed = context.site.desk.downloads.proposed_choice(&context.actor).await?;
    page(&context, asked, FormState::of(values_of(&typed))).await
}

/// Invoices that were chosen, or what was typed, shown on an example. Nothing is begun by it.
pub(super) async fn look(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs);
    let was_typed = pairs.iter().any(|(name, _)| name == PackageField::Pattern.name());
    if was_typed {
        let values = choice_of(pairs)?;
        let form = match check(&values) {
            Ok(()) => FormState::of(values),
            Err(error) => FormState::refused(values, Refusal::of(error)?),
        };
        return page(&context, asked, form).await;
    }
    let typed = context.site.desk.downloads.proposed_choice(&context.actor).await?;
    page(&context, asked, FormState::of(values_of(&typed))).await
}

/// Begins it.
pub(super) async fn begin(context: Context, Form(pairs): Pairs) -> Result<Response, PageError> {
    let asked = Asked::read(&pairs);
    let values = choice_of(pairs)?;
    let (new, words) = asked.new_package(&context).await?;
    let downloads = &context.site.desk.downloads;
    match downloads.begin_package(&context.actor, new, &typed_of(&values), &words).await {
        Ok(id) => Ok(redirect_done(Place::Package(id), Done::PackageBegun)),
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            page(&context, asked, form).await
        }
    }
}

/// The choice among what was sent: the invoices are no fields of it, and may be more than a form has.
fn choice_of(pairs: Vec<(String, String)>) -> Result<Values, PageError> {
    let is_choice = |name: &str| PackageField::ALL.iter().any(|field| field.name() == name);
    let pairs = pairs.into_iter().filter(|(name, _)| is_choice(name)).collect();
    Ok(Sent::read::<PackageField>(pairs)?.values)
}

fn check(values: &Values) -> Result<(), OperationError> {
    typed_of(values).check().map(drop)
}

async fn page(context: &Context, asked: Asked, form: FormState) -> Result<Response, PageError> {
    let (new, words) = asked.new_package(context).await?;
    let (count, first, form) = match context.site.desk.downloads.look_at_package(&context.actor, new).await {
        Ok(begun) => (Some(begun.count), begun.first, form),
        Err(error) => {
            let values = form.values.clone();
            (None, None, FormState::refused(values, Refusal::of(error)?))
        }
    };
    let document = Document {
        current: Some(match asked.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        ..Document::new("Nouveau téléchargement")
    };
    context.form_page(document, form, move |form| view(&asked, &form, &words, count, first.as_ref())).await
}

fn view(
    asked: &Asked,
    form: &FormState,
    words: &str,
    count: Option<u64>,
    first: Option<&NameValues>,
) -> AnyView {
    let may_begin = count.is_some_and(|count| count > 0);
    let sentence = match count {
        None => String::new(),
        Some(0) => "Aucune facture à télécharger : revenez à la liste et choisissez-en.".to_owned(),
        Some(1) => format!("Vous allez préparer le téléchargement d’une facture\u{a0}: {words}."),
        Some(count) => format!("Vous allez préparer le téléchargement de {count} factures\u{a0}: {words}."),
    };
    let fetching = (asked.direction == Direction::Received).then(|| {
        view! {
            <p class="field-hint">
                "Récupérer les fichiers d’une facture reçue la marque « téléchargée » chez Chorus Pro\u{a0}: un logiciel financier qui relève les factures non téléchargées ne la verra plus comme nouvelle."
            </p>
        }
    });
    let limit = format!(
        "{MOST_PACKED} factures au plus. Ce que Pupitre n’a pas encore est demandé à Chorus Pro, dix factures par appel, \
         en arrière-plan ; l’archive ZIP s’établit au moment où vous la téléchargez, avec un index et les empreintes."
    );
    view! {
        <p class="invoice-sentence several-sentence">{sentence}</p>
        <form class="form section" method="post" action="/telechargements">
            {form.head::<PackageField>()}
            {asked.hidden()}
            {fields(form, first)}
            <p class="field-hint">{limit}</p>
            {fetching}
            <div class="button-row">
                <ButtonLink label="Revenir à la liste" href=asked.list.clone()/>
                <Button label="Voir un exemple de nom" formaction="/telechargements/nouveau"/>
                <Button label="Préparer" kind=ButtonKind::Primary icon=IconName::Download disabled=!may_begin/>
            </div>
        </form>
    }
    .into_any()
}

/// What a filter selects, in words.
fn in_words(filter: &InvoiceFilter, structures: &[StructureSummary]) -> String {
    let mut words = vec![match filter.direction {
        Direction::Issued => "factures émises".to_owned(),
        Direction::Received => "factures reçues".to_owned(),
    }];
    if let Some(chosen) = &filter.structures {
        let names: Vec<String> = structures
            .iter()
            .filter(|summary| chosen.contains(&summary.structure.id))
            .map(|summary| readable_name(&summary.structure.name))
            .collect();
        words.push(match names.len() {
            0 => "d’aucune structure".to_owned(),
            count if count <= NAMED => format!("de {}", names.join(", ")),
            count => format!("de {count} structures"),
        });
    }
    if let Some(stage) = filter.stage {
        words.push(format!("onglet «\u{a0}{}\u{a0}»", StatusStage::label(stage)));
    }
    if let Some(status) = &filter.status {
        words.push(format!("état «\u{a0}{}\u{a0}»", status.label()));
    }
    match (filter.from, filter.until) {
        (Some(from), Some(until)) => {
            words.push(format!("du {} au {}", format_day(from), format_day(until)));
        }
        (Some(from), None) => words.push(format!("depuis le {}", format_day(from))),
        (None, Some(until)) => words.push(format!("jusqu’au {}", format_day(until))),
        (None, None) => {}
    }
    if let Some(partner) = &filter.partner {
        let who = match filter.direction {
            Direction::Issued => "destinataire",
            Direction::Received => "fournisseur",
        };
        words.push(format!("{who} «\u{a0}{partner}\u{a0}»"));
    }
    if let Some(text) = &filter.text {
        words.push(format!("recherche «\u{a0}{text}\u{a0}»"));
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use operations::Scope;

    use super::*;

    #[test]
    fn a_filter_is_told_in_words() {
        let mut filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
        assert_eq!(in_words(&filter, &[]), "factures reçues");
        filter.stage = Some(StatusStage::Paid);
        filter.from = chrono::NaiveDate::from_ymd_opt(2026, 11, 1);
        filter.partner = Some("Béton".to_owned());
        assert_eq!(
            in_words(&filter, &[]),
            format!(
                "factures reçues, onglet «\u{a0}{}\u{a0}», depuis le 01/11/2026, fournisseur «\u{a0}Béton\u{a0}»",
                StatusStage::Paid.label()
            )
        );
    }

    #[test]
    fn what_was_sent_leads_back_to_its_list_and_nowhere_else() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let asked = Asked::read(&[pair("liste", "recue"), pair("retour", "https://ailleurs.example")]);
        assert_eq!((asked.list.as_str(), asked.direction), ("/recues", Direction::Received));
        let asked = Asked::of_list(Direction::Received, "liste=recue&onglet=payees&q=l%27eau");
        assert_eq!(asked.query.as_deref(), Some("onglet=payees&q=l%27eau"));
        assert_eq!(asked.list, "/recues?onglet=payees&q=l%27eau");
    }
}
