//! One access: when the files of received invoices are fetched with it.

use axum::extract::{Form, Path};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{AccessId, StatusKind, format_moment};
use http::StatusCode;
use leptos::prelude::*;
use operations::{OperationError, ServingAccess};

use super::super::done::{Done, JustDone, redirect_done};
use super::view::{kind_words, served};
use crate::components::{Button, ButtonKind, ButtonLink, Fact, FactList, Notice, RailEntry};
use crate::web::{Context, Document, PageError, Place};
use crate::words::Sentence as _;

/// The page of an access.
pub(super) async fn show(
    context: Context,
    Path(id): Path<AccessId>,
    done: JustDone,
) -> Result<Response, PageError> {
    page(&context, id, done.notices(), StatusCode::OK).await
}

/// Says when files are fetched.
pub(super) async fn set_mirroring(
    context: Context,
    Path(id): Path<AccessId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let at_once = pairs.iter().any(|(name, value)| name == "quand" && value == "aussitot");
    match context.site.desk.connecting.set_mirroring(&context.actor, id, at_once).await {
        Ok(()) => {
            let done = if at_once { Done::MirroringAtOnce } else { Done::MirroringWhenOpened };
            Ok(redirect_done(Place::Access(id), done))
        }
        Err(OperationError::Refused(reason)) => {
            let notice = Notice::new(StatusKind::Error, reason.sentence());
            page(&context, id, vec![notice], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    context: &Context,
    id: AccessId,
    notices: Vec<Notice>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let line = context.site.desk.connecting.serving_access(&context.actor, id).await?;
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(line.access.environment),
        notices,
        status,
        ..Document::new("Accès à Chorus Pro")
    };
    context.page(document, move || view(&line)).await
}

fn view(line: &ServingAccess) -> AnyView {
    let ServingAccess { access, structures, beyond, .. } = line;
    let facts = vec![
        Fact::text("Accès", kind_words(access)),
        Fact::text("Compte technique", format!("•••• {}", access.login_tail)),
        Fact::view("Structures", served(structures, *beyond)),
    ];
    view! {
        <section class="section"><FactList facts/></section>
        {mirroring_form(access.id, access.mirrors_since)}
        <p><ButtonLink label="Tous les accès" href="/acces"/></p>
    }
    .into_any()
}

fn mirroring_form(id: AccessId, since: Option<DateTime<Utc>>) -> AnyView {
    let at_once = since.is_some();
    let stands = since.map(|at| {
        view! { <p class="field-hint">{format!("En place depuis le {}\u{a0}: vaut pour les factures vues depuis.", format_moment(at))}</p> }
    });
    view! {
        <form class="form section" method="post" action=format!("/acces/{id}/fichiers")>
            <fieldset class="field-group">
                <legend>"Fichiers des factures reçues"</legend>
                <p class="field-hint">
                    "Récupérer les fichiers d’une facture la marque « téléchargée » chez Chorus Pro. Un logiciel financier qui relève les factures non téléchargées ne la voit alors plus comme nouvelle."
                </p>
                <div class="field check-box">
                    <input id="mirror-opened" name="quand" type="radio" value="ouverture" checked=!at_once/>
                    <label for="mirror-opened">"Seulement quand quelqu’un ouvre ou télécharge la facture"</label>
                    <p class="field-hint">"La marque de Chorus Pro reste vraie pour votre logiciel financier."</p>
                </div>
                <div class="field check-box">
                    <input id="mirror-at-once" name="quand" type="radio" value="aussitot" checked=at_once/>
                    <label for="mirror-at-once">"Aussitôt qu’une facture arrive, en arrière-plan"</label>
                    <p class="field-hint">
                        "PDF, PIVOT et pièces sont conservés même si Chorus Pro est indisponible\u{a0}; toute nouvelle facture est marquée « téléchargée ». À éviter si un autre logiciel relève cette marque."
                    </p>
                </div>
                {stands}
            </fieldset>
            <div class="button-row"><Button label="Enregistrer" kind=ButtonKind::Primary/></div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use uuid::Uuid;

    use super::super::super::test_support::{render, tag};
    use super::*;

    #[test]
    fn the_choice_that_stands_is_ticked_and_what_it_does_is_told() {
        let id = AccessId(Uuid::from_u128(7));
        let html = render(move || mirroring_form(id, None));
        assert!(tag(&html, "id=\"mirror-opened\"").contains("checked"), "{html}");
        assert!(!tag(&html, "id=\"mirror-at-once\"").contains("checked"), "{html}");
        assert!(html.contains("marque « téléchargée » chez Chorus Pro"));
        let since = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
        let html = render(move || mirroring_form(id, Some(since)));
        assert!(
            tag(&html, "id=\"mirror-at-once\"").contains("checked") && html.contains("20/11/2026"),
            "{html}"
        );
    }
}
