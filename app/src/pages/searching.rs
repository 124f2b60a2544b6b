//! The search of received invoices at Chorus Pro itself, live and archived: what the list of received invoices does not have is
//! found here, and fetched into it.

mod view;

use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{
    Environment, InvoiceStatus, Notes, Permission, Remark, SearchField, Siret, StatusKind, Values, paris_day,
    parse_amount, parse_day,
};
use operations::{Fetching, OperationError, SearchQuery, SearchedPlace, StructureSummary, structures_called};

use self::view::SearchPage;
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, RouteEntry};
use crate::words::Sentence as _;

/// Longest text of a field, characters.
const LONGEST: usize = 50;
/// The name of a ticked invoice in the form.
const CHOSEN: &str = "facture";
/// The word that makes an address search: without it a form is only filled.
const SEARCHES: &str = "chercher";

/// The search, and fetching what it finds.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![
        RouteEntry::read("/recues/recherche", Access::Needs(Permission::Read), show),
        RouteEntry::act("/recues/recherche", Access::Needs(Permission::Treat), fetch),
    ]
}

/// The words of the places.
pub(super) const PLACES: [(SearchedPlace, &str, &str); 3] = [
    (SearchedPlace::Everywhere, "", "Partout"),
    (SearchedPlace::Live, "courantes", "Factures courantes"),
    (SearchedPlace::Archive, "archives", "Archives"),
];

/// The form, and what was found where the address asks for it.
async fn show(context: Context, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, PageError> {
    let searches = pairs.iter().any(|(name, _)| name == SEARCHES);
    let values = Sent::read::<SearchField>(pairs)?.values;
    answer(&context, values, searches, Vec::new()).await
}

/// Fetches what was ticked, and shows the search again.
async fn fetch(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let ticked = pairs.iter().filter(|(name, _)| name == CHOSEN);
    let chosen: Vec<i64> = ticked.filter_map(|(_, value)| value.parse().ok()).collect();
    let rest = pairs.into_iter().filter(|(name, _)| name != CHOSEN).collect();
    let values = Sent::read::<SearchField>(rest)?.values;
    let structures = context.site.desk.portfolio.structures(&context.actor).await?;
    let today = paris_day(context.site.desk.now());
    let notice = match read(&values, &structures, today) {
        Err(_) => None,
        Ok(_) if chosen.is_empty() => {
            Some(Notice::new(StatusKind::Warning, "Cochez d’abord les factures à récupérer."))
        }
        Ok(query) => match context.site.desk.searching.fetch_found(&context.actor, &query, &chosen).await {
            Ok(fetching) => Some(told(fetching)),
            Err(error @ (OperationError::ChorusPro { .. } | OperationError::Refused(_))) => {
                Some(Notice::new(StatusKind::Error, error.sentence()))
            }
            Err(other) => return Err(other.into()),
        },
    };
    answer(&context, values, true, notice.into_iter().collect()).await
}

/// What becomes of what was ticked.
fn told(fetching: Fetching) -> Notice {
    let invoices =
        |count: usize| if count > 1 { format!("{count} factures") } else { "1 facture".to_owned() };
    let text = match fetching {
        Fetching { asked: 0, known: 0, .. } => {
            return Notice::new(
                StatusKind::Warning,
                "Chorus Pro ne trouve plus ces factures. Rien n’a été récupéré.",
            );
        }
        Fetching { asked: 0, .. } => "Ces factures étaient déjà dans Pupitre, ou en route.".to_owned(),
        Fetching { asked, .. } => format!(
            "{} en route vers Pupitre avec leur historique. Leurs fichiers viendront à l’ouverture.",
            invoices(asked)
        ),
    };
    Notice::new(StatusKind::Info, text)
}

async fn answer(
    context: &Context,
    values: Values,
    searches: bool,
    mut notices: Vec<Notice>,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let structures = desk.portfolio.structures(&context.actor).await?;
    let now = desk.now();
    let mut found = None;
    let mut form = FormState::of(values.clone());
    if searches {
        match read(&values, &structures, paris_day(now)) {
            Err(notes) => form = FormState::refused(values, Refusal::noted(notes)),
            Ok(query) => match desk.searching.search(&context.actor, &query).await {
                Ok(page) => found = Some(page),
                Err(error @ OperationError::ChorusPro { .. }) => {
                    notices.push(refused(&error, &query, &structures));
                }
                Err(other) => return Err(other.into()),
            },
        }
    }
    let may_fetch = context.actor.role.allows(Permission::Treat);
    let document = Document {
        current: Some(RailEntry::Received),
        notices,
        freshness: super::freshness(&structures, now),
        ..Document::new("Chercher dans Chorus Pro")
    };
    let page = move |form: FormState| SearchPage { form, structures, found, may_fetch, now }.view();
    context.form_page(document, form, page).await
}

/// What Chorus Pro said in the place of an answer.
fn refused(error: &OperationError, query: &SearchQuery, structures: &[StructureSummary]) -> Notice {
    let structure = structures.iter().find(|summary| summary.structure.id == query.structure);
    let qualification =
        structure.is_some_and(|summary| summary.structure.environment == Environment::Qualification);
    let why =
        if qualification { " La qualification de Chorus Pro n’offre pas cette recherche." } else { "" };
    Notice::new(StatusKind::Error, format!("{}{why}", error.sentence()))
}

/// What is asked for, or what is wrong with it.
fn read(values: &Values, structures: &[StructureSummary], today: NaiveDate) -> Result<SearchQuery, Notes> {
    let mut notes = Notes::default();
    let mut text = |field: SearchField| -> Option<String> {
        let typed = values.get(field).trim().to_owned();
        let length = typed.chars().count();
        if length > LONGEST {
            notes.error(field, Remark::TooLong { longest: LONGEST, length });
        }
        (!typed.is_empty()).then_some(typed)
    };
    let (number, engagement) = (text(SearchField::Number), text(SearchField::Engagement));
    let (supplier, status) = (text(SearchField::Supplier), text(SearchField::Status));
    let typed = text(SearchField::Structure).unwrap_or_default();
    let supplier = supplier.and_then(|typed| match Siret::parse(&typed) {
        Ok(siret) => Some(siret.as_str().to_owned()),
        Err(error) => {
            notes.error(SearchField::Supplier, Remark::Siret { error });
            None
        }
    });
    let mut day = |field: SearchField| {
        let typed = values.get(field).trim();
        let day = parse_day(typed, today);
        if day.is_none() && !typed.is_empty() {
            notes.error(field, Remark::DateUnreadable);
        }
        day
    };
    let (from, until) = (day(SearchField::From), day(SearchField::Until));
    let mut amount = |field: SearchField| {
        let typed = values.get(field).trim();
        if typed.is_empty() {
            return None;
        }
        match parse_amount(typed) {
            Ok(amount) => Some(amount),
            Err(error) => {
                notes.error(field, Remark::Amount { error });
                None
            }
        }
    };
    let (least, most) = (amount(SearchField::Least), amount(SearchField::Most));
    let receiving: Vec<StructureSummary> =
        structures.iter().filter(|summary| summary.structure.side.receives()).cloned().collect();
    let structure = match (typed.parse().ok(), &receiving[..]) {
        (Some(id), _) => Some(id),
        (None, [only]) if typed.is_empty() => Some(only.structure.id),
        (None, _) if typed.is_empty() => None,
        (None, _) => match structures_called(&receiving, &typed)[..] {
            [one] => Some(one),
            _ => None,
        },
    };
    if structure.is_none() {
        notes.error(SearchField::Structure, Remark::NotChosen);
    }
    let place = PLACES.iter().find(|(_, word, _)| *word == values.get(SearchField::Place));
    let place = place.map_or(SearchedPlace::Everywhere, |(place, ..)| *place);
    match structure.filter(|_| !notes.refuse()) {
        Some(structure) => Ok(SearchQuery {
            structure,
            place,
            number,
            supplier,
            engagement,
            status: status.map(|code| InvoiceStatus::from_code(&code)),
            from,
            until,
            least,
            most,
        }),
        None => Err(notes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_searched_for_is_said_at_its_field() {
        let pairs = [("fournisseur", "12"), ("du", "hier soir"), ("min", "douze"), ("numero", "F-1")];
        let values = Values::read(pairs).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let notes = read(&values, &[], today).unwrap_err();
        let fields: Vec<&str> = notes.iter().map(|note| note.path.field()).collect();
        for field in ["fournisseur", "du", "min", "structure"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        assert!(!fields.contains(&"numero"));
    }

    #[test]
    fn what_became_of_a_choice_is_told_as_it_is() {
        let text = |asked, known, gone| told(Fetching { asked, known, gone }).text;
        assert!(text(2, 1, 0).starts_with("2 factures en route"));
        assert!(text(0, 1, 0).contains("déjà dans Pupitre"));
        assert!(text(0, 0, 3).contains("ne trouve plus"));
    }
}
