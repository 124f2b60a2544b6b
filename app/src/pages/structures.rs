//! The structures: the list, and the sheet of one with its access to Chorus Pro.

mod conformity_view;
mod connecting;
mod counters;
mod credentials;
mod credentials_form;
mod facts_view;
mod filters;
mod guide_view;
mod health;
mod import;
mod import_view;
mod in_charge;
mod list_query;
mod list_view;
mod neighbours;
mod order;
mod sheet;
mod sheet_view;
mod siret_change;
mod siret_change_view;
mod table;

use std::collections::BTreeMap;

use axum::extract::{Form, Query};
use axum::response::Response;
use domain::{
    Environment, IdentifierKind, Permission, Remark, Side, Siret, StatusKind, StructureField, StructureId,
    Values,
};
use operations::{InCharge, NewStructure, OperationError, Scope, Standing};

pub(super) use self::facts_view::establishment_facts;
use self::health::stale_after;
pub(super) use self::health::{certificate_light, days_until, password_light};
use self::list_query::ListQuery;
use self::list_view::StructuresPage;
use self::table::Table;
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};
use crate::words::Sentence as _;

/// What the button sends as `action` that asks for a name.
pub(super) const PROPOSE: &str = "proposer";

/// The structures and their accesses.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, manage) = (Access::Needs(Permission::Read), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/structures", read, list),
        RouteEntry::act("/structures", manage, add),
        RouteEntry::read("/structures/importer", manage, import::start),
        RouteEntry::upload("/structures/importer", manage, import::examine),
        RouteEntry::act("/structures/importer/creer", manage, import::create),
        RouteEntry::read("/structures/{structure}", read, sheet::show),
        RouteEntry::upload("/structures/{structure}/acces", manage, sheet::save_credentials),
        RouteEntry::act("/structures/{structure}/tester", manage, sheet::test),
        RouteEntry::act("/structures/{structure}/sonde", manage, connecting::probe),
        RouteEntry::act("/structures/{structure}/relire", manage, connecting::read_again),
        RouteEntry::read("/structures/{structure}/raccordement", read, connecting::guide),
        RouteEntry::read("/structures/{structure}/changement-de-siret", read, siret_change::show),
        RouteEntry::act("/structures/{structure}/changement-de-siret", manage, siret_change::begin),
        RouteEntry::act("/structures/{structure}/changement-de-siret/etape", manage, siret_change::tick),
        RouteEntry::act("/structures/{structure}/changement-de-siret/oublier", manage, siret_change::forget),
        RouteEntry::act(
            "/structures/{structure}/charge",
            Access::Needs(Permission::ManageUsers),
            sheet::set_in_charge,
        ),
    ]
}

/// What a person adds first: a supplier, where nothing can go wrong.
fn usual_structure() -> Values {
    let mut values = Values::default();
    values.set(StructureField::IdentifierKind, IdentifierKind::Siret.code());
    values.set(StructureField::Side, Side::Supplier.code());
    values.set(StructureField::Environment, Environment::Qualification.code());
    values
}

/// The list.
async fn list(
    context: Context,
    Query(query): Query<ListQuery>,
    done: JustDone,
) -> Result<Response, PageError> {
    list_page(&context, query, done.notices(), FormState::of(usual_structure())).await
}

/// Adds a structure and opens its sheet.
async fn add(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let (acts, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "action");
    if acts.iter().any(|(_, act)| act == PROPOSE) {
        let values = Sent::read::<StructureField>(pairs)?.values;
        return propose(&context, values).await;
    }
    let values = Sent::read::<StructureField>(pairs)?.values;
    let text = |field: StructureField| values.get(field).to_owned();
    let new = NewStructure {
        identifier_kind: text(StructureField::IdentifierKind),
        siret: text(StructureField::Siret),
        name: text(StructureField::Name),
        town: text(StructureField::Town),
        side: text(StructureField::Side),
        environment: text(StructureField::Environment),
    };
    match context.site.desk.portfolio.add_structure(&context.actor, &new).await {
        Ok(id) => Ok(redirect_done(Place::Structure(id), Done::StructureAdded)),
        Err(error) => {
            let mut refusal = Refusal::of(error)?;
            if is_doubtful(&new) {
                refusal.notes.warn(StructureField::Siret, Remark::SiretKeyWrong);
            }
            list_page(&context, ListQuery::default(), Vec::new(), FormState::refused(values, refusal)).await
        }
    }
}

/// Proposes the name that the register of establishments has for the SIRET that was typed.
async fn propose(context: &Context, mut values: Values) -> Result<Response, PageError> {
    let directory = &context.site.desk.directory;
    let environment =
        Environment::from_code(values.get(StructureField::Environment)).unwrap_or(Environment::Production);
    let siret = values.get(StructureField::Siret).to_owned();
    let notice = match directory.establishment(&context.actor, environment, &siret).await {
        Ok(Some(found)) => {
            if !found.name.is_empty() {
                values.set(StructureField::Name, &found.name);
            }
            let closed = found.active == Some(false);
            let kind = if closed { StatusKind::Warning } else { StatusKind::Info };
            let state = if closed { " Cet établissement est fermé : vérifiez le SIRET." } else { "" };
            let address =
                if found.address.is_empty() { String::new() } else { format!(", {}", found.address) };
            Notice::new(kind, format!("Le registre Sirene donne : {}{address}.{state}", found.name))
        }
        Ok(None) => Notice::new(
            StatusKind::Info,
            "Chorus Pro ne donne pas le registre Sirene pour ce SIRET, ou pas sur cet environnement. Saisissez le nom.",
        ),
        Err(OperationError::Refused(reason) | OperationError::ChorusPro { reason, .. }) => {
            Notice::new(StatusKind::Warning, reason.sentence())
        }
        Err(other) => return Err(other.into()),
    };
    list_page(context, ListQuery::default(), vec![notice], FormState::of(values)).await
}

/// The key of a SIRET means something in production only.
fn is_doubtful(new: &NewStructure) -> bool {
    new.environment == Environment::Production.code()
        && matches!(new.identifier_kind.as_str(), "" | "SIRET")
        && Siret::parse(&new.siret).is_ok_and(|siret| !siret.key_is_right())
}

async fn list_page(
    context: &Context,
    query: ListQuery,
    notices: Vec<Notice>,
    form: FormState,
) -> Result<Response, PageError> {
    let table = load_table(context, query).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        freshness: super::freshness(&table.structures, table.now),
        standing: Some(Standing::of(&table.structures)),
        notices,
        shortcuts: vec![
            Shortcut::new(&["j"], "Structure suivante"),
            Shortcut::new(&["k"], "Structure précédente"),
            Shortcut::new(&["Entrée"], "Ouvrir la structure"),
        ],
        ..Document::new("Structures")
    };
    let actor = &context.actor;
    let may_manage = actor.role.allows(Permission::ManageStructures);
    let may_add = may_manage && actor.scope == Scope::Everything;
    context
        .form_page(document, form, move |form| StructuresPage { table, may_manage, may_add, form }.view())
        .await
}

/// The structures with what stands where, and who is in charge.
async fn load_table(context: &Context, query: ListQuery) -> Result<Table, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let structures = desk.portfolio.structures(actor).await?;
    let counts = desk.portfolio.counts(actor).await?;
    let mut in_charge: BTreeMap<StructureId, Vec<InCharge>> = BTreeMap::new();
    for charge in desk.portfolio.in_charge(actor).await? {
        in_charge.entry(charge.structure).or_default().push(charge);
    }
    let in_part = structures.iter().map(|summary| summary.structure.id);
    let in_part = in_part.filter(|structure| !actor.reaches_whole(*structure)).collect();
    let (me, stale_after, now) = (actor.user, stale_after(desk.settings()), desk.now());
    Ok(Table { structures, counts, in_charge, me, in_part, query, stale_after, now })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_key_is_mentioned_in_production_only() {
        let typed = |environment: Environment| NewStructure {
            siret: "123 456 789 00012".to_owned(),
            environment: environment.code().to_owned(),
            ..NewStructure::default()
        };
        assert!(is_doubtful(&typed(Environment::Production)));
        assert!(!is_doubtful(&typed(Environment::Qualification)));
    }
}
