//! Packages of invoices: choosing what they hold, how far they are, taking them away; and the monthly archives.

mod archives;
mod archives_view;
mod choice_view;
mod index;
mod list_view;
mod new_package;
mod package_page;

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::{PackageId, Permission, StatusKind};
use http::{HeaderValue, StatusCode, header};
use operations::{OperationError, PackageStream};

use self::index::Index;
use super::done::{Done, JustDone, redirect_done};
use crate::components::Notice;
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry};
use crate::words::Sentence as _;

/// Packages and archives.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let (read, manage) = (Access::Needs(Permission::Read), Access::Needs(Permission::ManageStructures));
    vec![
        RouteEntry::read("/telechargements", read, list),
        RouteEntry::act("/telechargements", read, new_package::begin),
        RouteEntry::read("/telechargements/nouveau", read, new_package::of_list),
        RouteEntry::act("/telechargements/nouveau", read, new_package::look),
        RouteEntry::read("/telechargements/{package}", read, show),
        RouteEntry::read("/telechargements/{package}/factures.zip", read, take_away),
        RouteEntry::act("/telechargements/{package}/terminer", read, finish),
        RouteEntry::act("/telechargements/{package}/supprimer", read, delete),
        RouteEntry::read("/structures/{structure}/archives", read, archives::show),
        RouteEntry::act("/structures/{structure}/archives", manage, archives::plan),
        RouteEntry::act("/structures/{structure}/archives/arreter", manage, archives::end),
    ]
}

/// The packages of the person.
async fn list(context: Context, done: JustDone) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let packages = desk.downloads.packages(&context.actor).await?;
    let now = desk.now();
    let document = Document { notices: done.notices(), ..Document::new("Téléchargements") };
    context.page(document, move || list_view::view(&packages, now)).await
}

/// One package.
async fn show(context: Context, Path(id): Path<PackageId>, done: JustDone) -> Result<Response, PageError> {
    page(&context, id, done.notices(), StatusCode::OK).await
}

async fn page(
    context: &Context,
    id: PackageId,
    notices: Vec<Notice>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let package = desk.downloads.package_view(&context.actor, id).await?;
    let now = desk.now();
    let title = package_page::title(&package.package);
    let may_administer = context.actor.role.allows(Permission::ManageUsers);
    let document = Document { notices, status, ..Document::new(title) };
    context.page(document, move || package_page::view(package, may_administer, now)).await
}

/// The package itself, made while it leaves.
async fn take_away(context: Context, Path(id): Path<PackageId>) -> Result<Response, PageError> {
    let index = Index::begin(context.site.desk.now()).map_err(OperationError::File)?;
    match context.site.desk.downloads.open_package(&context.actor, id, Box::new(index)).await {
        Ok(stream) => Ok(send(stream)),
        Err(OperationError::Refused(reason)) => {
            let notice = Notice::new(StatusKind::Error, reason.sentence());
            page(&context, id, vec![notice], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

fn send(stream: PackageStream) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", stream.file_name()));
    let pieces = futures::stream::unfold(stream.pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers
        .insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    response
}

/// Waits for no more files.
async fn finish(context: Context, Path(id): Path<PackageId>) -> Result<Response, PageError> {
    context.site.desk.downloads.finish_package(&context.actor, id).await?;
    Ok(redirect_done(Place::Package(id), Done::PackageFinished))
}

/// Takes a package away.
async fn delete(context: Context, Path(id): Path<PackageId>) -> Result<Response, PageError> {
    context.site.desk.downloads.delete_package(&context.actor, id).await?;
    Ok(redirect_done(Place::Downloads, Done::PackageDeleted))
}
