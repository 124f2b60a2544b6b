//! What was fetched of an invoice, written to where it belongs.

use std::collections::HashSet;

use documents::StoredFile;
use domain::{AttachmentId, Direction, InvoiceId, MendedName, OrganizationId, mend_attachment_name};
use jobs::Failure;
use storage::{Attachment, Document, Invoice, Transaction};

use super::fetch::{Documents, Fetched};
use crate::circuit::keep_account;
use crate::ground::{Ground, changed};

/// Writes what was fetched of an invoice; what is here already stays as it is. Gives the invoice as it then is; none when
/// it is gone.
pub(crate) async fn keep_fetched(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    id: InvoiceId,
    fetched: Fetched,
) -> Result<Option<Invoice>, Failure> {
    let Some(mut invoice) = transaction.invoice(organization, id).await? else { return Ok(None) };
    if let Some(pivot) = fetched.pivot {
        let document = named(&invoice.number, &pivot, "xml");
        transaction.put_pivot(organization, id, &document, ground.now()).await?;
        if let Some(account) = fetched.account.filter(|_| invoice.direction == Direction::Received) {
            keep_account(ground, transaction, &invoice, &account).await?;
        }
    }
    if let Some(documents) = fetched.documents.filter(|_| invoice.document.is_none()) {
        keep_documents(ground, transaction, &mut invoice, documents).await?;
    }
    transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
    Ok(Some(invoice))
}

async fn keep_documents(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    invoice: &mut Invoice,
    documents: Documents,
) -> Result<(), Failure> {
    invoice.document = Some(named(&invoice.number, &documents.document, "pdf"));
    let present = transaction.attachments(invoice.organization, invoice.id).await?;
    let mut known: HashSet<String> =
        present.into_iter().map(|attachment| attachment.document.sha256).collect();
    let mut names = Vec::new();
    for (name, file) in documents.attachments {
        if known.insert(file.sha256.clone()) {
            let attachment = attachment_of(ground, invoice, &name, file, &mut names);
            transaction.insert_attachment(&attachment).await?;
        }
    }
    invoice.updated_at = ground.now();
    transaction.update_invoice(invoice).await?;
    Ok(())
}

fn attachment_of(
    ground: &Ground,
    invoice: &Invoice,
    name: &str,
    file: StoredFile,
    names: &mut Vec<String>,
) -> Attachment {
    let mended = mended_name(name, names);
    let label = mended.name.rsplit_once('.').map_or(mended.name.as_str(), |(stem, _)| stem).to_owned();
    Attachment {
        id: ground.id::<AttachmentId>(),
        organization: invoice.organization,
        invoice: invoice.id,
        document: Document {
            sha256: file.sha256,
            name: mended.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        },
        original_name: name.chars().take(255).collect(),
        extension: mended.extension,
        label,
        type_code: "DIVERS".to_owned(),
        chorus_id: None,
        act: None,
        mended: None,
        created_at: ground.now(),
    }
}

/// The name of an attachment, unlike those before it. Chorus Pro took it once, whatever its name.
fn mended_name(name: &str, names: &mut Vec<String>) -> MendedName {
    let mended = mend_attachment_name(name).unwrap_or_else(|_| MendedName {
        name: "piece.bin".to_owned(),
        extension: "BIN".to_owned(),
        mended: true,
    });
    let mended = mended.distinct_from(names.iter().map(String::as_str));
    names.push(mended.name.clone());
    mended
}

/// The files of an invoice of others: itself first, then what is attached to it.
pub(super) fn files_of(number: &str, documents: Documents) -> Vec<Document> {
    let (mut files, mut names) = (vec![named(number, &documents.document, "pdf")], Vec::new());
    for (name, file) in documents.attachments {
        let name = mended_name(&name, &mut names).name;
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        files.push(Document { sha256: file.sha256, name, bytes });
    }
    files
}

/// A file called like its invoice.
fn named(number: &str, file: &StoredFile, ending: &str) -> Document {
    let plain: String = number
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' })
        .take(40)
        .collect();
    let stem = if plain.is_empty() { "facture".to_owned() } else { plain };
    Document {
        sha256: file.sha256.clone(),
        name: format!("{stem}.{ending}"),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
    }
}
