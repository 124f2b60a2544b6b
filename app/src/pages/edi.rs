//! The second way into Chorus Pro: the EDI link of a structure, and the format test.

mod examine_view;
mod files_view;
mod link_form;
mod link_view;

use axum::extract::{Form, Multipart, Path};
use axum::response::Response;
use domain::{
    EdiField, FlowSyntax, FormField as _, Notes, Permission, Remark, StartField, StructureId, Values,
};
use operations::{EdiExamined, EdiPage, EdiPlace, EdiTest, EdiTyped, LARGEST_FLOW, OperationError};

use self::link_view::LinkPage;
use super::done::{Done, JustDone, redirect_done};
use super::freshness_of;
use super::refusal::{FormState, Refusal, Sent};
use crate::components::{Notice, RailEntry};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, files, read_upload_up_to};

/// What a link exchanges files through, as the form says it.
pub(super) const FOLDER: &str = "dossier";
pub(super) const SERVER: &str = "sftp";
/// The boxes of the form and what each stands for.
pub(super) const BOXES: [(EdiField, FlowSyntax); 6] = [
    (EdiField::FacturX, FlowSyntax::FacturX),
    (EdiField::Cii, FlowSyntax::Cii),
    (EdiField::CiiMinimal, FlowSyntax::CiiMinimal),
    (EdiField::Ubl, FlowSyntax::Ubl),
    (EdiField::UblMinimal, FlowSyntax::UblMinimal),
    (EdiField::Cpp, FlowSyntax::Cpp),
];

/// Links and the format test.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, deposit) = (Access::Needs(Permission::Read), Access::Needs(Permission::Deposit));
    let manage = Access::Needs(Permission::ManageStructures);
    vec![
        RouteEntry::read("/edi/essai", deposit, examine_form),
        RouteEntry::upload("/edi/essai", deposit, examine),
        RouteEntry::read("/structures/{structure}/edi", read, show),
        RouteEntry::act("/structures/{structure}/edi", manage, save),
        RouteEntry::act("/structures/{structure}/edi/tester", manage, test),
        RouteEntry::act("/structures/{structure}/edi/serveur", manage, confirm),
        RouteEntry::act("/structures/{structure}/edi/relever", deposit, collect),
        RouteEntry::read("/structures/{structure}/edi/fichiers/{file}", read, files::edi),
    ]
}

/// The page of a link.
async fn show(context: Context, Path(id): Path<StructureId>, done: JustDone) -> Result<Response, PageError> {
    let page = context.site.desk.edi.edi_page(&context.actor, id).await?;
    let form = FormState::of(values_of(&page));
    link_page(&context, page, form, None, done.notices()).await
}

async fn link_page(
    context: &Context,
    page: EdiPage,
    form: FormState,
    tested: Option<EdiTest>,
    notices: Vec<Notice>,
) -> Result<Response, PageError> {
    let (actor, now) = (&context.actor, context.site.desk.now());
    let document = Document {
        current: Some(RailEntry::Structures),
        environment: Some(page.structure.structure.environment),
        freshness: freshness_of(&page.structure, now),
        notices,
        ..Document::new("Raccordement EDI")
    };
    let may_manage = actor.role.allows(Permission::ManageStructures);
    let may_deposit = actor.role.allows(Permission::Deposit);
    context
        .form_page(document, form, move |form| {
            LinkPage { page, form, tested, may_manage, may_deposit }.view()
        })
        .await
}

/// What stands in the form before anybody types.
fn values_of(page: &EdiPage) -> Values {
    let mut values = Values::default();
    let Some(link) = &page.link else {
        values.set(EdiField::Place, SERVER);
        values.set(EdiField::Sequence, "1");
        values.set(EdiField::Port, "22");
        values.set(EdiField::Outbox, "depart");
        values.set(EdiField::Inbox, "retour");
        for (field, _) in BOXES.into_iter().filter(|(field, _)| *field == EdiField::FacturX) {
            values.set(field, "1");
        }
        return values;
    };
    values.set(EdiField::Application, &link.application);
    values.set(EdiField::Sequence, link.next_sequence.to_string());
    for (field, syntax) in BOXES {
        if link.syntaxes.contains(&syntax) {
            values.set(field, "1");
        }
    }
    match &link.place {
        EdiPlace::Folder { root } => {
            values.set(EdiField::Place, FOLDER);
            values.set(EdiField::Root, root);
        }
        EdiPlace::Sftp { host, port, user, .. } => {
            values.set(EdiField::Place, SERVER);
            values.set(EdiField::Host, host);
            values.set(EdiField::Port, port.to_string());
            values.set(EdiField::User, user);
        }
    }
    values.set(EdiField::Outbox, &link.outbox);
    values.set(EdiField::Inbox, &link.inbox);
    values.set(EdiField::Processed, &link.processed);
    values
}

/// Keeps a link.
async fn save(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let sent = Sent::read::<EdiField>(pairs)?;
    let text = |field: EdiField| sent.values.get(field).to_owned();
    let typed = EdiTyped {
        application: text(EdiField::Application),
        sequence: text(EdiField::Sequence),
        syntaxes: BOXES
            .into_iter()
            .filter(|(field, _)| !sent.values.get(*field).is_empty())
            .map(|(_, syntax)| syntax)
            .collect(),
        in_folder: text(EdiField::Place) == FOLDER,
        root: text(EdiField::Root),
        host: text(EdiField::Host),
        port: text(EdiField::Port),
        user: text(EdiField::User),
        key: sent.secret(EdiField::Key),
        outbox: text(EdiField::Outbox),
        inbox: text(EdiField::Inbox),
        processed: text(EdiField::Processed),
    };
    match desk.edi.save_link(actor, id, typed).await {
        Ok(()) => Ok(redirect_done(Place::Edi(id), Done::EdiSaved)),
        Err(error) => {
            let refusal = Refusal::of(error)?;
            let page = desk.edi.edi_page(actor, id).await?;
            link_page(&context, page, FormState::refused(sent.values, refusal), None, Vec::new()).await
        }
    }
}

/// Tries a link and shows how it went.
async fn test(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let tested = desk.edi.test_link(actor, id).await;
    let page = desk.edi.edi_page(actor, id).await?;
    let values = values_of(&page);
    match tested {
        Ok(tested) => link_page(&context, page, FormState::of(values), Some(tested), Vec::new()).await,
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            link_page(&context, page, form, None, Vec::new()).await
        }
    }
}

/// Confirms the key that the server of a link showed.
async fn confirm(
    context: Context,
    Path(id): Path<StructureId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let value =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let generation = value("version").parse().unwrap_or(0);
    match desk.edi.confirm_host_key(actor, id, value("cle"), generation).await {
        Ok(()) => Ok(redirect_done(Place::Edi(id), Done::EdiHostKeyConfirmed)),
        Err(OperationError::ChangedMeanwhile) => {
            let page = desk.edi.edi_page(actor, id).await?;
            let text = "Ce raccordement vient d’être modifié par un collègue. Testez-le de nouveau.";
            let form = FormState::refused(values_of(&page), Refusal::new(text));
            link_page(&context, page, form, None, Vec::new()).await
        }
        Err(error) => {
            let refusal = Refusal::of(error)?;
            let page = desk.edi.edi_page(actor, id).await?;
            let values = values_of(&page);
            link_page(&context, page, FormState::refused(values, refusal), None, Vec::new()).await
        }
    }
}

/// Looks into the folder now.
async fn collect(context: Context, Path(id): Path<StructureId>) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    match desk.edi.collect_now(actor, id).await {
        Ok(()) => Ok(redirect_done(Place::Edi(id), Done::EdiCollecting)),
        Err(error) => {
            let refusal = Refusal::of(error)?;
            let page = desk.edi.edi_page(actor, id).await?;
            let values = values_of(&page);
            link_page(&context, page, FormState::refused(values, refusal), None, Vec::new()).await
        }
    }
}

/// The format test.
async fn examine_form(context: Context) -> Result<Response, PageError> {
    examine_page(&context, FormState::of(Values::default()), None).await
}

async fn examine_page(
    context: &Context,
    form: FormState,
    examined: Option<EdiExamined>,
) -> Result<Response, PageError> {
    let document = Document { current: Some(RailEntry::Deposit), ..Document::new("Essai de format EDI") };
    context.form_page(document, form, move |form| examine_view::view(&form, examined.as_ref())).await
}

/// Reads a file that was given and says what it is. Nothing of it is sent.
async fn examine(context: Context, form: Multipart) -> Result<Response, PageError> {
    let (desk, actor) = (&context.site.desk, &context.actor);
    let mut upload = read_upload_up_to(LARGEST_FLOW, &desk.issuing, actor, form).await?;
    let values = upload.values()?;
    let mut notes = Notes::default();
    for problem in std::mem::take(&mut upload.problems) {
        notes.error(StartField::File, problem);
    }
    let Some((_, name, file)) = upload.files.into_iter().next().filter(|_| !notes.refuse()) else {
        if !notes.refuse() {
            notes.error(StartField::File, Remark::EdiFileNotGiven);
        }
        return examine_page(&context, FormState::refused(values, Refusal::noted(notes)), None).await;
    };
    match desk.edi.examine_edi(actor, file, &name).await {
        Ok(examined) => examine_page(&context, FormState::of(values), Some(examined)).await,
        Err(error) => {
            let form = FormState::refused(values, Refusal::of(error)?);
            examine_page(&context, form, None).await
        }
    }
}

/// The name of the control of a box.
pub(super) fn box_name(field: EdiField) -> &'static str {
    field.name()
}
