//! The review: recipient, number and amounts once more, then the one button that sends.

use axum::extract::{Form, Path};
use axum::response::Response;
use domain::{
    CheckedInvoice, DocumentWay, InvoiceId, InvoiceKind, Permission, Reason, StatusKind, VatLine,
    format_amount, format_decimal, readable_name,
};
use http::StatusCode;
use leptos::prelude::*;
use operations::{Departure, OperationError, Review};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::done::{Done, redirect_done};
use super::said;
use super::send_later::{LATER, TypedMoment};
use super::without_mandate::{TypedReason, ask};
use crate::components::{
    Amount, Button, ButtonKind, ButtonLink, Day, DocumentPane, Fact, FactList, IconName, Notice, NoticeBox,
    PartyName, RailEntry, SiretText, StatusBadge,
};
use crate::web::{Access, Context, Document, PageError, Place, RouteEntry, redirect};
use crate::words::{Sentence as _, rate_in_words};

/// The form of the one button.
const FORM: &str = "deposit";

/// The review and its one button.
pub(crate) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::read("/deposer/{invoice}/verifier", deposit, show),
        RouteEntry::act("/deposer/{invoice}/envoyer", deposit, submit),
    ]
}

/// The review of a complete draft; an incomplete one goes back to its form with everything to correct.
async fn show(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    page(context, id, None, Typed::default()).await
}

/// What a person typed beside the button, when the review comes back.
#[derive(Clone, Debug, Default)]
struct Typed {
    later: TypedMoment,
    without_mandate: TypedReason,
}

async fn page(
    context: Context,
    id: InvoiceId,
    problem: Option<String>,
    typed: Typed,
) -> Result<Response, PageError> {
    let desk = &context.site.desk;
    let review = match desk.issuing.examine(&context.actor, id).await {
        Ok(examined) => examined.into_review(),
        Err(OperationError::Refused(Reason::AlreadySent)) => return Ok(redirect(Place::Invoice(id))),
        Err(other) => return Err(other.into()),
    };
    let review = match review {
        Ok(review) => review,
        Err(examined) => return super::deposit::to_correct(&context, examined.view, examined.notes).await,
    };
    let document = Document {
        current: Some(RailEntry::Deposit),
        environment: Some(review.view.structure.environment),
        status: if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        notices: problem.into_iter().map(|text| Notice::new(StatusKind::Error, text)).collect(),
        ..Document::new("Vérifier avant le dépôt")
    };
    let undo = desk.settings().undo.as_secs();
    context.page(document, move || view_of(review, undo, &typed)).await
}

/// The one button: it says which review was read.
#[derive(Deserialize)]
struct ConfirmForm {
    #[serde(default)]
    seal: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    jour: String,
    #[serde(default)]
    heure: String,
    #[serde(default)]
    sans_mandat: String,
}

/// Queues the invoice; the call leaves after the time to undo. A draft that is no longer the one that was read is shown
/// once more.
async fn submit(
    context: Context,
    Path(id): Path<InvoiceId>,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, PageError> {
    let issuing = &context.site.desk.issuing;
    let without_mandate = form.sans_mandat;
    if form.action == LATER {
        let later = TypedMoment { day: form.jour, time: form.heure };
        // What cannot be read is refused like a moment that is past, in the same words.
        let at = later.instant(context.site.desk.now()).unwrap_or_default();
        let departure = Departure { at: Some(at), without_mandate: without_mandate.clone() };
        return match issuing.submit_as(&context.actor, id, &form.seal, &departure).await {
            Ok(()) => Ok(redirect_done(Place::Deposit, Done::SubmissionPlanned)),
            Err(OperationError::Invalid(notes)) => super::deposit::incomplete(&context, id, notes).await,
            Err(OperationError::Refused(reason)) => {
                let missing = reason == Reason::MandateMissing;
                let typed = Typed { later, without_mandate: TypedReason { text: without_mandate, missing } };
                page(context, id, Some(reason.sentence()), typed).await
            }
            Err(other) => Err(other.into()),
        };
    }
    let departure = Departure { at: None, without_mandate: without_mandate.clone() };
    match issuing.submit_as(&context.actor, id, &form.seal, &departure).await {
        // The next one opens; after the last one there is the invoice itself.
        Ok(()) => Ok(match context.site.desk.issuing.next_draft(&context.actor, id).await {
            Ok(Some(next)) => redirect(Place::Draft(next)),
            // It is queued, whatever else fails.
            Ok(None) | Err(_) => redirect(Place::Invoice(id)),
        }),
        Err(OperationError::Invalid(notes)) => super::deposit::incomplete(&context, id, notes).await,
        Err(OperationError::Refused(reason)) => {
            let without_mandate = TypedReason { text: without_mandate, missing: false };
            let typed = Typed { without_mandate, ..Typed::default() };
            page(context, id, Some(reason.sentence()), typed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A number with the decimals that it has.
fn plain(value: Decimal) -> String {
    value.normalize().to_string().replace('.', ",")
}

/// The VAT, one part for each rate.
fn vat_rows(invoice: &CheckedInvoice) -> String {
    let row = |line: &VatLine| {
        rate_in_words(&plain(line.rate), &format_decimal(line.base), &format_decimal(line.tax))
    };
    invoice.vat_lines.iter().map(row).collect::<Vec<_>>().join(" ; ")
}

/// The lines of an invoice that is typed.
fn lines_of(invoice: &CheckedInvoice) -> AnyView {
    let rows = invoice
        .lines
        .iter()
        .map(|line| {
            let discount = (!line.discount.is_zero()).then(|| {
                let text = format!("Remise HT\u{a0}: {}", format_decimal(line.discount));
                view! { <span class="cell-detail">{text}</span> }
            });
            let unit = line.unit.clone().map(|unit| format!("\u{a0}{unit}"));
            view! {
                <tr>
                    <th scope="row">{line.name.clone()}<span class="cell-detail">{line.reference.clone()}</span></th>
                    <td data-label="Quantité" data-numeric>{plain(line.quantity)}{unit}</td>
                    <td data-label="Prix unitaire HT" data-numeric>{plain(line.price)}{discount}</td>
                    <td data-label="TVA" data-numeric>{plain(line.rate)}"\u{a0}%"</td>
                    <td data-label="Total HT" data-numeric>{format_decimal(line.net)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3 id="lines-title">"Lignes"</h3>
        <div class="list">
            <table class="table" aria-labelledby="lines-title">
                <thead>
                    <tr>
                        <th scope="col">"Désignation"</th>
                        <th scope="col" data-numeric>"Quantité"</th>
                        <th scope="col" data-numeric>"Prix unitaire HT"</th>
                        <th scope="col" data-numeric>"TVA"</th>
                        <th scope="col" data-numeric>"Total HT"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn view_of(review: Review, undo_seconds: u64, typed: &Typed) -> AnyView {
    let later = &typed.later;
    let seal = review.seal();
    let Review { view, invoice, warnings } = review;
    let typed_reason = &typed.without_mandate;
    let mandate = view
        .mandate
        .filter(|standing| typed_reason.is_wanted(*standing))
        .map(|standing| ask(&[(view.structure.name.clone(), standing)], &typed_reason.text, FORM));
    let id = view.invoice.id;
    let amount = format_amount(invoice.gross, &invoice.currency);
    let kind = match invoice.kind {
        InvoiceKind::Facture => "la facture",
        InvoiceKind::Avoir => "l’avoir",
    };
    let recipient = if view.invoice.partner_name.is_empty() {
        invoice.recipient.to_string()
    } else {
        readable_name(&view.invoice.partner_name)
    };
    let written = match view.invoice.partner_name.as_str() {
        "" => recipient.clone(),
        name => name.to_owned(),
    };
    let sentence = match invoice.number.as_str() {
        "" => format!(
            "Vous allez déposer {kind} de {amount} pour {recipient}. Chorus Pro lui donnera son numéro."
        ),
        number => format!("Vous allez déposer {kind} {number} de {amount} pour {recipient}."),
    };
    let warnings = warnings
        .into_iter()
        .map(|note| view! { <NoticeBox kind=StatusKind::Warning text=said(&note)/> })
        .collect_view();
    let attachments = match view.attachments.len() {
        0 => "Aucune".to_owned(),
        _ => view.attachments.iter().map(|file| file.document.name.clone()).collect::<Vec<_>>().join(", "),
    };
    let mut parties = vec![
        Fact::view("Émise par", view! { <PartyName name=view.structure.name.clone()/> }),
        Fact::view("Destinataire", view! { <PartyName name=written/> }),
        Fact::view("SIRET du destinataire", view! { <SiretText siret=invoice.recipient.clone()/> }),
        Fact::text("Code service", invoice.service_code.clone().unwrap_or_default()),
        Fact::text("Numéro d’engagement", invoice.engagement.clone().unwrap_or_default()),
        Fact::text("Numéro de marché", invoice.contract.clone().unwrap_or_default()),
        Fact::text(
            "Numéro",
            if invoice.entry { "Donné par Chorus Pro".to_owned() } else { invoice.number.clone() },
        ),
        Fact::view("Date", view! { <Day day=invoice.date/> }),
        Fact::text("Type", invoice.kind.label()),
        Fact::text("Cadre", invoice.framework.label()),
    ];
    if let Some(validator) = &invoice.validator {
        let service = validator.service.as_ref().map(|code| format!(", service {code}")).unwrap_or_default();
        parties.push(Fact::text("Validée d’abord par", format!("{}{service}", validator.siret)));
    }
    let mut amounts = vec![
        Fact::view("Total HT", view! { <Amount value=invoice.net currency=invoice.currency.clone()/> }),
        Fact::view("TVA", view! { <Amount value=invoice.vat currency=invoice.currency.clone()/> }),
        Fact::view("Total TTC", view! { <Amount value=invoice.gross currency=invoice.currency.clone()/> }),
    ];
    // What is the rule is not said to be missing.
    if let Some((amount, reason)) = invoice.discount.clone() {
        let term = format!("Remise globale TTC ({reason})");
        amounts.push(Fact::view(term, view! { <Amount value=amount currency=invoice.currency.clone()/> }));
    }
    amounts
        .push(Fact::view("À payer", view! { <Amount value=invoice.due currency=invoice.currency.clone()/> }));
    let mut rest = vec![
        Fact::text("Ventilation de la TVA", vat_rows(&invoice)),
        Fact::text("Type de TVA", invoice.vat_type.label()),
    ];
    let account = invoice.bank_account.map(|number| {
        let known = view.bank_accounts.iter().find(|known| known.id == number);
        known.map_or_else(|| format!("n° {number}"), |known| known.name.clone())
    });
    if let Some(reason) = &invoice.exemption_reason {
        rest.push(Fact::text("Motif d’exonération", reason.clone()));
    }
    rest.extend([
        Fact::text("Mode de paiement", invoice.payment_mode.map(|mode| mode.label()).unwrap_or_default()),
        Fact::text("Compte à créditer", account.unwrap_or_else(|| "Le compte habituel".to_owned())),
        Fact::text("Pièces jointes", attachments),
        Fact::text("Commentaire", invoice.comment.clone().unwrap_or_default()),
    ]);
    let document = view.invoice.document.as_ref().map(|document| {
        view! { <DocumentPane invoice=id name=document.name.clone() bytes=document.bytes/> }
    });
    let leaves = view.way.as_ref().map(|way| match (way.leaves(), way.chosen) {
        (DocumentWay::PlainPdf, Some(_)) => "PDF sans XML : une copie, l’original reste ici",
        (DocumentWay::PlainPdf, None) => {
            "PDF sans XML, dernier choix pour ce destinataire : une copie, l’original reste ici"
        }
        _ => "PDF avec ses données",
    });
    if let Some(leaves) = leaves {
        rest.push(Fact::text("Document", leaves));
    }
    let lines = (!invoice.lines.is_empty()).then(|| lines_of(&invoice));
    let after = if undo_seconds > 0 {
        format!("Après la confirmation, vous aurez {undo_seconds} secondes pour annuler.")
    } else {
        "L’envoi part dès la confirmation.".to_owned()
    };
    view! {
        {warnings}
        <div class="invoice-head">
            <p class="invoice-sentence"><StatusBadge status=view.invoice.status.clone() direction=view.invoice.direction/>{sentence}</p>
            <Amount value=invoice.gross currency=invoice.currency.clone()/>
        </div>
        <div class="document-split">
            {document}
            <section class="document-facts section">
                <h2>"Ce qui sera envoyé"</h2>
                <FactList facts=parties/>
                {lines}
                <h3>"Montants"</h3>
                <div class="facts-amounts"><FactList facts=amounts/></div>
                <h3>"TVA, règlement et pièces"</h3>
                <FactList facts=rest/>
            </section>
        </div>
        {mandate}
        <form class="action-bar" id=FORM method="post" action=format!("/deposer/{id}/envoyer")>
            <input type="hidden" name="seal" value=seal/>
            <p class="action-bar-state"><span class="action-bar-detail">{after}</span></p>
            {later.view("Prévoir le départ")}
            <ButtonLink label="Corriger" href=format!("/deposer/{id}")/>
            <Button label=format!("Déposer {amount}") kind=ButtonKind::Primary icon=IconName::Issued/>
        </form>
    }
    .into_any()
}
