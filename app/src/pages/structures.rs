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
mod table;

use std::collections::BTreeMap;

use axum::extract::{Form, Query};
use axum::response::Response;
use domain::{Environment, Permission, Remark, Side, Siret, StructureField, StructureId, Values};
use operations::{InCharge, NewStructure, Scope, Standing};

use self::health::stale_after;
pub(super) use self::health::{certificate_light, days_until, password_light};
use self::list_query::ListQuery;
use self::list_view::StructuresPage;
use self::table::Table;
use super::done::{Done, JustDone, redirect_done};
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry, Shortcut};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

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
    let values = Sent::read::<StructureField>(pairs)?.values;
    let text = |field: StructureField| values.get(field).to_owned();
    let new = NewStructure {
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

/// The key of a SIRET means something in production only.
fn is_doubtful(new: &NewStructure) -> bool {
    new.environment == Environment::Production.code()
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
