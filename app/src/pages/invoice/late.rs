//! An issued invoice whose delay has passed: the statement of what is due, the letter that claims it, and who pays.

use axum::body::Body;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Response};
use domain::{FormField as _, InvoiceId, PayerField, Permission};
use http::{HeaderValue, StatusCode, header};
use operations::{LateClaim, OperationError};
use spreadsheet::{Cell, Column, CsvTable, Kind, Table as _};

use super::super::done::{Done, JustDone, redirect_done};
use super::late_view::LatePage;
use super::page_with_problem;
use crate::components::RailEntry;
use crate::web::{Context, Document, PageError, Place};
use crate::words::Sentence as _;

/// The statement and the letter.
pub(super) async fn show(
    context: Context,
    Path(id): Path<InvoiceId>,
    done: JustDone,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let claim = desk.portfolio.late_claim(&context.actor, id).await?;
    let document = Document {
        current: Some(RailEntry::Issued),
        environment: Some(claim.view.structure.structure.environment),
        freshness: super::super::freshness_of(&claim.view.structure, desk.now()),
        notices: done.notices(),
        ..Document::new(format!("Retard de paiement de la facture {}", claim.view.invoice.number))
    };
    let role = context.actor.role;
    let page = LatePage {
        claim,
        may_choose: role.allows(Permission::Deposit),
        may_enter_rates: role.allows(Permission::ManageUsers),
    };
    context.page(document, move || page.view()).await
}

/// The statement as a table; there is none where nothing is claimed.
pub(super) async fn table(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let claim = context.site.desk.portfolio.late_claim(&context.actor, id).await?;
    let bytes = statement(&claim)?;
    let number: String = claim
        .view
        .invoice
        .number
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' })
        .collect();
    let name = format!("attachment; filename=\"interets-moratoires-{number}-{}.csv\"", claim.read_on);
    let mut response = (StatusCode::OK, Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn statement(claim: &LateClaim) -> Result<Vec<u8>, OperationError> {
    let Ok(interest) = &claim.statement else { return Err(OperationError::NotFound("statement")) };
    let columns = [
        ("N° facture", Kind::Text),
        ("Destinataire", Kind::Text),
        ("Identifiant du destinataire", Kind::Text),
        ("Poste", Kind::Text),
        ("Du", Kind::Day),
        ("Au", Kind::Day),
        ("Jours", Kind::Count),
        ("Montant en retard", Kind::Amount),
        ("Taux annuel", Kind::Percent),
        ("Source du taux", Kind::Text),
        ("Montant dû", Kind::Amount),
    ]
    .map(|(title, kind)| Column::new(title, kind, 20));
    let failed = |error: spreadsheet::WriteError| OperationError::File(std::io::Error::other(error));
    let invoice = &claim.view.invoice;
    let row = |item: &str, rest: Vec<Cell>| {
        let head = [
            invoice.number.clone().into(),
            invoice.partner_name.clone().into(),
            invoice.partner_siret.clone().into(),
            item.into(),
        ];
        head.into_iter().chain(rest).collect::<Vec<Cell>>()
    };
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, &columns).map_err(failed)?;
    for slice in &interest.slices {
        let cells = vec![
            slice.from.into(),
            slice.to.into(),
            i64::from(slice.days).into(),
            Cell::Amount(slice.balance),
            Cell::Percent(interest.rate.value.percent()),
            Cell::from(&*interest.rate.source),
            Cell::Empty,
        ];
        table.row(&row("Période de retard", cells)).map_err(failed)?;
    }
    let sums = [
        ("Intérêts moratoires", interest.interest),
        ("Indemnité forfaitaire", interest.indemnity.value),
        ("Total", interest.total()),
    ];
    for (item, amount) in sums {
        let mut cells = vec![Cell::Empty; 6];
        cells.push(Cell::Amount(amount));
        table.row(&row(item, cells)).map_err(failed)?;
    }
    table.finish().map_err(failed)?;
    Ok(bytes)
}

/// Says who pays.
pub(super) async fn set_payer(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let text = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let category = text(PayerField::Category.name());
    match context.site.desk.portfolio.set_payer(&context.actor, id, category).await {
        Ok(()) if text("retour") == "retard" => {
            // With the days of another category the delay may not have passed.
            let place = match context.site.desk.portfolio.late_claim(&context.actor, id).await {
                Ok(_) => Place::Late(id),
                Err(OperationError::NotFound(_)) => Place::Invoice(id),
                Err(other) => return Err(other.into()),
            };
            Ok(redirect_done(place, Done::PayerTold))
        }
        Ok(()) => Ok(redirect_done(Place::Invoice(id), Done::PayerTold)),
        Err(error @ OperationError::Invalid(_)) => page_with_problem(&context, id, error.sentence()).await,
        Err(other) => Err(other.into()),
    }
}
