//! What of an invoice is not here that a package holds of it.

use storage::{Document, Invoice, PackageChoice};

use crate::tracking::Wanted;

/// What is to be fetched of an invoice for a package.
pub(super) fn missing_of(
    invoice: &Invoice,
    pivot: Option<&Document>,
    choice: &PackageChoice,
) -> Option<Wanted> {
    if is_whole(invoice, pivot, choice) {
        return None;
    }
    let wanted = Wanted::of(invoice, choice.contents.has_pivot(), pivot)?;
    if needs_pdf(choice) { Some(wanted) } else { wanted.pivot_only() }
}

/// Whether everything of an invoice is here that a package holds of it.
pub(super) fn is_whole(invoice: &Invoice, pivot: Option<&Document>, choice: &PackageChoice) -> bool {
    (invoice.document.is_some() || !needs_pdf(choice)) && (pivot.is_some() || !choice.contents.has_pivot())
}

/// Whether the PDF has to be here: the attachments come with it.
const fn needs_pdf(choice: &PackageChoice) -> bool {
    choice.contents.has_pdf() || choice.attachments
}
