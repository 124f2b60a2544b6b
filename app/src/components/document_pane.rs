//! The PDF of an invoice beside what is known about it.

use domain::InvoiceId;
use leptos::prelude::*;

/// What the frame may do: be looked into by our own page, and open the PDF in a tab that is not held by it. Nothing runs
/// in it.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// The pages of the PDF with its name, its size and the way to open it in the browser's own viewer.
#[component]
pub fn DocumentPane(
    /// The invoice that it belongs to.
    invoice: InvoiceId,
    /// Its file name.
    name: String,
    /// Its size in bytes.
    bytes: i64,
) -> impl IntoView {
    view! { <DocumentPaneAt base=format!("/factures/{invoice}") name bytes/> }.into_any()
}

/// The same of what has an address of its own.
#[component]
pub fn DocumentPaneAt(
    /// The address of what it belongs to.
    base: String,
    /// Its file name.
    name: String,
    /// Its size in bytes.
    bytes: i64,
) -> impl IntoView {
    let source = format!("{base}/document");
    let pages = format!("{base}/pages");
    view! {
        <section class="document-pane" aria-label="Document">
            <div class="document-head">
                <h2 title=name.clone()>{name.clone()}</h2>
                <span class="file-size">{file_size(bytes)}</span>
                <a href=source.clone() target="_blank" rel="noopener">"Ouvrir le PDF"</a>
                <a href=source download=name>"Télécharger"</a>
            </div>
            <iframe class="document-view" src=pages title="Pages de la facture" sandbox=SANDBOX></iframe>
        </section>
    }
    .into_any()
}

/// `1,2 Mo`, `84 Ko`.
#[must_use]
pub fn file_size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes}\u{a0}octets"),
        1_000..1_000_000 => format!("{}\u{a0}Ko", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{},{}\u{a0}Mo", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn sizes_are_written_as_french_people_do() {
        assert_eq!(file_size(999), "999\u{a0}octets");
        assert_eq!(file_size(91_446), "91\u{a0}Ko");
        assert_eq!(file_size(1_249_000), "1,2\u{a0}Mo");
    }

    #[test]
    fn the_frame_shows_the_pages_and_the_link_opens_the_file_itself() {
        let invoice = InvoiceId(uuid::Uuid::from_u128(7));
        let html = render(move || view! { <DocumentPane invoice name="F-1.pdf".to_owned() bytes=2_000/> });
        assert!(html.contains(&format!("src=\"/factures/{invoice}/pages\"")), "{html}");
        assert!(html.contains(&format!("href=\"/factures/{invoice}/document\"")), "{html}");
    }

    #[test]
    fn names_are_escaped() {
        let invoice = InvoiceId(uuid::Uuid::from_u128(7));
        assert_escaped(&render(move || view! { <DocumentPane invoice name=HOSTILE.to_owned() bytes=1/> }));
    }
}
