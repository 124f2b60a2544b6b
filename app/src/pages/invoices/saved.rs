//! The views of a list that a person has kept or that colleagues share: above the list, with the way to keep another one.

use axum::Form;
use axum::response::Response;
use domain::{Direction, Permission, SavedViewId};
use http::StatusCode;
use leptos::prelude::*;
use operations::{LONGEST_VIEW_NAME, NewView, OperationError, SavedView, may_delete_view};
use serde::Deserialize;

use super::super::done::{Done, redirect_done_to};
use super::columns::Columns;
use super::{ListQuery, Said, list, list_path};
use crate::components::{Button, Icon, IconName, Notice};
use crate::web::{Context, PageError};
use crate::words::Sentence as _;

/// What the head of a list needs to know.
#[derive(Default)]
pub(super) struct SavedViews {
    /// The views, and whether the person may take each away.
    views: Vec<(SavedView, bool)>,
    may_share: bool,
    /// A name that was not taken: it stands as it was typed.
    pub(super) typed: String,
}

impl SavedViews {
    /// Those of a list.
    pub(super) async fn load(context: &Context, direction: Direction) -> Result<Self, PageError> {
        let actor = &context.actor;
        let views = context.site.desk.portfolio.saved_views(actor, direction).await?;
        let with_right = |view: SavedView| {
            let may_delete = may_delete_view(actor, &view);
            (view, may_delete)
        };
        Ok(Self {
            views: views.into_iter().map(with_right).collect(),
            may_share: actor.role.allows(Permission::Annotate),
            typed: String::new(),
        })
    }

    /// The views, and the form that keeps the list as it is filtered; nothing where there is neither.
    pub(super) fn view(&self, direction: Direction, query: &ListQuery) -> Option<AnyView> {
        let own = own_query(query);
        if self.views.is_empty() && own.is_empty() {
            return None;
        }
        let path = list_path(direction);
        let links =
            self.views.iter().map(|(view, may_delete)| entry(path, view, *may_delete, own == view.query));
        let links = links.collect_view();
        let links = (!self.views.is_empty()).then(|| view! { <ul class="saved-views-list">{links}</ul> });
        let is_kept = self.views.iter().any(|(view, _)| view.query == own);
        let form = (!own.is_empty() && !is_kept).then(|| self.form(direction, own));
        Some(view! { <nav class="saved-views" aria-label="Vues enregistrées">{links}{form}</nav> }.into_any())
    }

    fn form(&self, direction: Direction, own: String) -> AnyView {
        let share = self.may_share.then(|| {
            view! {
                <label class="saved-view-shared"><input type="checkbox" name="partagee" value="oui"/> "Pour toute l’organisation"</label>
            }
        });
        let is_open = !self.typed.is_empty();
        view! {
            <details class="save-view" open=is_open>
                <summary>"Enregistrer cette vue"</summary>
                <form class="save-view-form" method="post" action="/factures/vues">
                    <input type="hidden" name="liste" value=direction.code()/>
                    <input type="hidden" name="requete" value=own/>
                    <label for="view-name">"Nom de la vue"</label>
                    <input class="input" id="view-name" name="nom" value=self.typed.clone() maxlength=LONGEST_VIEW_NAME.to_string() required autocomplete="off"/>
                    {share}
                    <Button label="Enregistrer"/>
                </form>
            </details>
        }
        .into_any()
    }
}

fn entry(path: &str, saved: &SavedView, may_delete: bool, is_current: bool) -> AnyView {
    let name = saved.name.clone();
    let shared = saved.shared.then(|| {
        let by = format!("Partagée par {}", saved.user_name);
        view! { <span class="tag" title=by>"partagée"</span> }
    });
    let delete = may_delete.then(|| {
        let label = format!("Supprimer la vue {name}");
        view! {
            <form method="post" action="/factures/vues/supprimer">
                <input type="hidden" name="liste" value=saved.direction.code()/>
                <input type="hidden" name="vue" value=saved.id.to_string()/>
                <button class="icon-button" type="submit" aria-label=label.clone() title=label.clone()><Icon name=IconName::Close/></button>
            </form>
        }
    });
    view! {
        <li class="saved-view">
            <a href=format!("{path}?{}", saved.query) aria-current=is_current.then_some("page")>{name.clone()}</a>
            {shared}
            {delete}
        </li>
    }
    .into_any()
}

/// Filters and order of a list as they are kept: without the page, and nothing where the list is as it comes.
fn own_query(query: &ListQuery) -> String {
    query.address(&[]).trim_start_matches('?').to_owned()
}

/// What is sent to keep a view.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SaveForm {
    liste: String,
    requete: String,
    nom: String,
    partagee: String,
}

/// Keeps a view.
pub(super) async fn save(
    context: Context,
    columns: Columns,
    Form(form): Form<SaveForm>,
) -> Result<Response, PageError> {
    let direction = Direction::from_code(&form.liste).unwrap_or(Direction::Issued);
    // Read and written again: what is kept is an address of this list, whatever was sent.
    let query: ListQuery = serde_urlencoded::from_str(&form.requete).unwrap_or_default();
    let own = own_query(&query);
    let view =
        NewView { direction, name: form.nom.clone(), query: own.clone(), shared: !form.partagee.is_empty() };
    match context.site.desk.portfolio.save_view(&context.actor, view).await {
        Ok(()) => {
            let address = format!("{}?{own}", list_path(direction));
            Ok(redirect_done_to(address.trim_end_matches('?'), Done::ViewSaved))
        }
        Err(OperationError::Refused(reason)) => {
            let said = Said {
                notices: vec![Notice::new(domain::StatusKind::Error, reason.sentence())],
                status: StatusCode::UNPROCESSABLE_ENTITY,
                typed_view: form.nom,
                columns,
            };
            list(context, said, query, direction).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What is sent to take a view away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeleteForm {
    liste: String,
    vue: String,
}

/// Takes a view away.
pub(super) async fn delete(context: Context, Form(form): Form<DeleteForm>) -> Result<Response, PageError> {
    let direction = Direction::from_code(&form.liste).unwrap_or(Direction::Issued);
    let id: SavedViewId = form.vue.parse().map_err(|_| OperationError::NotFound("view"))?;
    context.site.desk.portfolio.delete_view(&context.actor, id).await?;
    Ok(redirect_done_to(list_path(direction), Done::ViewDeleted))
}
