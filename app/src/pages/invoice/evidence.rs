//! What proves that an invoice was deposited: an attestation to print, and the file of everything that is known of it.

use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Direction, InvoiceId, InvoiceKind, format_moment, from_cents, paris_day, readable_name};
use leptos::prelude::*;
use operations::{EventKind, EvidenceText, InvoiceView, OperationError, may_read_exchanges};
use spreadsheet::{Cell, Column, CsvTable, Kind, Table as _};

use super::history::{event_title, in_order};
use crate::components::{Amount, ButtonLink, Day, Fact, FactList, RailEntry};
use crate::pages::why;
use crate::web::{Context, Document, PageError, escape, files, render};

/// What is said of the attestation itself: it is never Chorus Pro's own certificate.
const OURS: &str = "Établie par Pupitre d’après les réponses et l’historique de Chorus Pro. Elle ne remplace pas le \
                    certificat de dépôt de Chorus Pro, qui se télécharge sur son portail.";
/// A page that stands alone in the archive.
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}\
    dl{display:grid;gap:.25rem}.fact{display:grid;grid-template-columns:16rem 1fr;gap:1rem}dt{color:#555}dd{margin:0;\
    overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;\
    padding:.25rem .5rem;border-bottom:1px solid #ddd}";

/// The attestation, to read or to print.
pub(super) async fn attestation(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let view = deposited(&context, id).await?;
    let now = context.site.desk.now();
    let document = Document {
        current: Some(match view.invoice.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        environment: Some(view.structure.structure.environment),
        ..Document::new(title(&view))
    };
    context
        .page(document, move || {
            let content = content(&view, now);
            view! {
                <div class="attestation">
                    {content}
                    <p class="button-row">
                        <ButtonLink label="Voir la facture" href=format!("/factures/{id}")/>
                        <ButtonLink label="Dossier de preuve (ZIP)" href=format!("/factures/{id}/preuve.zip")/>
                    </p>
                </div>
            }
            .into_any()
        })
        .await
}

/// Everything that is known of the invoice, in one ZIP.
pub(super) async fn archive(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let view = deposited(&context, id).await?;
    let (desk, actor) = (&context.site.desk, &context.actor);
    let now = desk.now();
    let texts = vec![
        EvidenceText { name: "attestation.html".to_owned(), content: page_alone(&view, now) },
        EvidenceText { name: "historique.csv".to_owned(), content: history_table(&view)? },
        EvidenceText {
            name: "LISEZ-MOI.txt".to_owned(),
            content: read_me(may_read_exchanges(actor, &view.invoice)),
        },
    ];
    let file = desk.portfolio.evidence(actor, &view, texts).await?;
    let number: String = view
        .invoice
        .number
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' })
        .collect();
    Ok(files::made(file, "application/zip", &format!("preuve-{number}-{}.zip", paris_day(now)))?)
}

/// An invoice that Chorus Pro holds: of another there is nothing to prove.
async fn deposited(context: &Context, id: InvoiceId) -> Result<InvoiceView, PageError> {
    let view = context.site.desk.portfolio.invoice_view(&context.actor, id).await?;
    if view.invoice.chorus_id.is_some() { Ok(view) } else { Err(OperationError::NotFound("deposit").into()) }
}

fn title(view: &InvoiceView) -> String {
    let what = match view.invoice.kind {
        InvoiceKind::Facture => "la facture",
        InvoiceKind::Avoir => "l’avoir",
    };
    format!("Attestation de dépôt de {what} {}", view.invoice.number)
}

/// Parties, amounts, deposit, files with their sums, history.
fn content(view: &InvoiceView, now: DateTime<Utc>) -> AnyView {
    let invoice = &view.invoice;
    let money = |cents: Option<i64>| {
        cents.map(|cents| {
            view! { <Amount value=from_cents(invoice.kind.signed(cents)) currency=invoice.currency.clone()/> }
        })
    };
    let own = &view.structure.structure;
    let (issuer, recipient) = match invoice.direction {
        Direction::Issued => (
            format!("{} ({})", readable_name(&own.name), own.identifier),
            format!("{} ({})", readable_name(&invoice.partner_name), invoice.partner_siret),
        ),
        Direction::Received => (
            format!("{} ({})", readable_name(&invoice.partner_name), invoice.partner_siret),
            format!("{} ({})", readable_name(&own.name), own.identifier),
        ),
    };
    let mut facts = vec![
        Fact::text("Émise par", issuer),
        Fact::text("Destinataire", recipient),
        Fact::text("Code service", invoice.service_code.clone().unwrap_or_default()),
        Fact::text("Numéro d’engagement", invoice.engagement.clone().unwrap_or_default()),
        Fact::text("Numéro", invoice.number.clone()),
        Fact::view("Date de facture", invoice.date.map(|day| view! { <Day day/> })),
        Fact::view("Total HT", money(invoice.net_cents)),
        Fact::view("Total TTC", money(invoice.gross_cents)),
        Fact::text("Environnement", own.environment.label()),
        Fact::text("N° Chorus Pro", invoice.chorus_id.map(|id| id.to_string()).unwrap_or_default()),
        Fact::view("Déposée le", invoice.deposited_on.map(|day| view! { <Day day/> })),
        Fact::text("Mise à disposition", invoice.arrived_at.map(format_moment).unwrap_or_default()),
        Fact::text(
            "Statut",
            format!("{}, depuis le {}", invoice.status.label(), format_moment(invoice.status_at)),
        ),
    ];
    if let Some(imprint) = &view.deposit_imprint {
        facts.push(Fact::text("Empreinte du certificat de dépôt de Chorus Pro", imprint.clone()));
    }
    if let Some(at) = invoice.checked_at {
        facts.push(Fact::text("Vérifié auprès de Chorus Pro", format_moment(at)));
    }
    let documents = invoice.document.iter().chain(view.attachments.iter().map(|file| &file.document));
    let files: Vec<Fact> =
        documents.map(|file| Fact::text(file.name.clone(), format!("SHA-256 {}", file.sha256))).collect();
    let files = (!files.is_empty()).then(|| {
        view! { <section class="section"><h2>"Fichiers et leurs empreintes"</h2><FactList facts=files/></section> }
    });
    let rows = in_order(view).into_iter().map(|event| {
        let comment = why(event.reason.as_ref(), event.comment.as_deref()).unwrap_or_default();
        view! {
            <tr>
                <td data-label="Quand">{format_moment(event.happened_at)}</td>
                <td>{event_title(event)}</td>
                <td>{event.author.clone().unwrap_or_default()}</td>
                <td>{comment}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <p class="field-hint">{OURS}</p>
        <section class="section"><h2>"Dépôt"</h2><FactList facts/></section>
        {files}
        <section class="section">
            <h2>"Historique"</h2>
            <div class="list">
                <table class="table">
                    <thead><tr><th scope="col">"Quand"</th><th scope="col">"Quoi"</th><th scope="col">"Qui"</th><th scope="col">"Pourquoi"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
        <p class="field-hint">{format!("Établie le {}.", format_moment(now))}</p>
    }
    .into_any()
}

/// The attestation as a page that stands alone.
fn page_alone(view: &InvoiceView, now: DateTime<Utc>) -> String {
    let body = render(|| content(view, now));
    let title = escape(&title(view));
    format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    )
}

/// The history as a table.
fn history_table(view: &InvoiceView) -> Result<String, PageError> {
    let columns = ["Instant (UTC)", "Origine", "Code", "Libellé", "Auteur", "Commentaire"];
    let columns: Vec<Column> = columns.iter().map(|title| Column::new(*title, Kind::Text, 20)).collect();
    let failed = |error: spreadsheet::WriteError| OperationError::File(std::io::Error::other(error));
    let mut bytes = Vec::new();
    let mut table = CsvTable::new(&mut bytes, &columns).map_err(failed)?;
    for event in in_order(view).into_iter().rev() {
        let origin = match event.kind {
            EventKind::Local => "Pupitre",
            EventKind::Status | EventKind::Action => "Chorus Pro",
        };
        let comment = why(event.reason.as_ref(), event.comment.as_deref()).unwrap_or_default();
        let cells = [
            event.happened_at.to_rfc3339(),
            origin.to_owned(),
            event.code.clone(),
            event_title(event),
            event.author.clone().unwrap_or_default(),
            comment,
        ];
        table.row(&cells.map(Cell::Text)).map_err(failed)?;
    }
    table.finish().map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read_me(with_exchanges: bool) -> String {
    let exchanges = if with_exchanges {
        "echanges/          les appels à Chorus Pro qui nomment cette facture, sans les secrets, du premier au dernier ;\r\n                   ils sont gardés trente jours, sauf autre réglage"
    } else {
        "echanges/          absent : seul un gestionnaire de la structure peut les joindre"
    };
    format!(
        "Dossier de preuve établi par Pupitre\r\n\r\n\
         attestation.html   résumé lisible, à imprimer\r\n\
         historique.csv     ce qui est arrivé à la facture, avec les auteurs\r\n\
         facture/, pieces/  les fichiers déposés, tels quels\r\n\
         {exchanges}\r\n\
         empreintes.sha256  l’empreinte SHA-256 de chaque fichier (sha256sum -c empreintes.sha256)\r\n"
    )
}
