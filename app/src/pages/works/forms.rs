//! Inferred forms of services of works: an administrator confirms them for production.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{FormField as _, Permission, StatusKind, WorksForm, WorksFormField, format_moment};
use leptos::prelude::*;
use operations::{OperationError, WorksFormState};

use super::super::done::{Done, JustDone, redirect_done};
use super::super::refusal::{FormState, Refusal, Sent};
use super::words::UNCONFIRMED;
use crate::components::{
    Badge, Button, ButtonKind, Choice, FieldWidth, Notice, RailEntry, SelectField, TextField, prose,
};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};

/// The table of forms; administrators confirm them.
pub(super) fn routes() -> Vec<RouteEntry> {
    let manage = Access::Needs(Permission::ManageUsers);
    vec![
        RouteEntry::read("/travaux/formes", Access::Needs(Permission::Read), show),
        RouteEntry::act("/travaux/formes", manage, confirm),
        RouteEntry::act("/travaux/formes/{service}/retirer", manage, forget),
    ]
}

async fn show(context: Context, done: JustDone) -> Result<Response, PageError> {
    page(&context, done.notices(), FormState::default()).await
}

/// Confirms a form.
async fn confirm(context: Context, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, PageError> {
    let values = Sent::read::<WorksFormField>(pairs)?.values;
    match context.site.desk.works.confirm_works_form(&context.actor, &values).await {
        Ok(()) => Ok(redirect_done(Place::WorksForms, Done::FormConfirmed)),
        Err(error) => page(&context, Vec::new(), FormState::refused(values, Refusal::of(error)?)).await,
    }
}

/// Takes a confirmation back.
async fn forget(context: Context, Path(service): Path<String>) -> Result<Response, PageError> {
    let form = WorksForm::from_code(&service).ok_or(OperationError::NotFound("form"))?;
    context.site.desk.works.forget_works_form(&context.actor, form).await?;
    Ok(redirect_done(Place::WorksForms, Done::FormForgotten))
}

async fn page(context: &Context, notices: Vec<Notice>, form: FormState) -> Result<Response, PageError> {
    let forms = context.site.desk.works.works_forms(&context.actor).await?;
    let may_confirm = context.actor.role.allows(Permission::ManageUsers);
    let document = Document {
        current: Some(RailEntry::Works),
        notices,
        ..Document::new("Formes des services de travaux")
    };
    context.form_page(document, form, move |form| FormsPage { forms, may_confirm, form }.view()).await
}

/// What the page shows.
struct FormsPage {
    forms: Vec<WorksFormState>,
    may_confirm: bool,
    form: FormState,
}

impl FormsPage {
    fn view(self) -> AnyView {
        let rows = self.forms.iter().map(|form| row(form, self.may_confirm)).collect_view();
        let section = if self.may_confirm {
            self.confirm_section()
        } else {
            view! { <p class="field-hint">"Un administrateur de votre organisation confirme une forme."</p> }
                .into_any()
        };
        view! {
            <p class="act-expected">
                {prose("Ce que Chorus Pro attend pour ces services n’est publié nulle part : leur forme est déduite de services voisins. En qualification, Pupitre s’en sert et le dit. En production, rien ne part sous une forme que personne n’a confirmée, par un essai réussi en qualification ou une réponse de l’AIFE.")}
            </p>
            {section}
            <div class="list">
                <table class="table">
                    <caption class="visually-hidden">"Formes, un service par ligne"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Service"</th>
                            <th scope="col">"Adresse"</th>
                            <th scope="col">"État"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn confirm_section(&self) -> AnyView {
        let head = self.form.head::<WorksFormField>();
        let open = self.forms.iter().filter(|form| form.confirmed.is_none());
        let choices: Vec<Choice> = std::iter::once(Choice::new("", "Choisissez un service"))
            .chain(open.map(|form| Choice::new(form.form.code(), form.form.label())))
            .collect();
        if choices.len() == 1 {
            return ().into_any();
        }
        view! {
            {head}
            <details class="section" open=self.form.is_refused()>
                <summary>"Confirmer une forme"</summary>
                <form class="form" method="post" action="/travaux/formes" novalidate>
                    <SelectField name=WorksFormField::Form.name() label=WorksFormField::Form.label() choices value=self.form.value(WorksFormField::Form) messages=self.form.messages(WorksFormField::Form)/>
                    <TextField name=WorksFormField::Source.name() label=WorksFormField::Source.label() value=self.form.value(WorksFormField::Source) hint="Un essai réussi en qualification et sa date, ou une réponse de l’AIFE" width=FieldWidth::Full required=true maxlength=200 messages=self.form.messages(WorksFormField::Source)/>
                    <div class="form-actions"><Button label="Confirmer pour la production" kind=ButtonKind::Primary/></div>
                </form>
            </details>
        }
        .into_any()
    }
}

fn row(known: &WorksFormState, may_confirm: bool) -> AnyView {
    let form = known.form;
    let state = match &known.confirmed {
        None => view! { <Badge kind=StatusKind::Warning label=UNCONFIRMED/> }.into_any(),
        Some(confirmed) => {
            let text = format!(
                "Par {}, le {}\u{a0}: {}",
                confirmed.author_name,
                format_moment(confirmed.confirmed_at),
                confirmed.source
            );
            let back = may_confirm.then(|| {
                let action = format!("/travaux/formes/{}/retirer", form.code());
                let label = format!("Retirer la confirmation\u{a0}: {}", form.label());
                view! { <form method="post" action=action><Button label/></form> }
            });
            view! { <Badge kind=StatusKind::Success label="Confirmée"/> <p>{text}</p> {back} }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{form.label()}</th>
            <td data-label="Adresse"><code>{form.path()}</code></td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}
