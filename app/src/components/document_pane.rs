//! The PDF of an invoice beside what is known about it.

use leptos::prelude::*;

/// How the browser's viewer opens: without its list of pages, as wide as the pane. Viewers that know neither ignore it.
const VIEW: &str = "#navpanes=0&view=FitH";

/// The PDF with its name, its size and the way to open it alone.
#[component]
pub fn DocumentPane(
    /// The address of the PDF.
    source: String,
    /// Its file name.
    name: String,
    /// Its size in bytes.
    bytes: i64,
) -> impl IntoView {
    view! {
        <section class="document-pane" aria-label="Document">
            <div class="document-head">
                <h2 title=name.clone()>{name.clone()}</h2>
                <span class="file-size">{file_size(bytes)}</span>
                <a href=source.clone() target="_blank" rel="noopener">"Ouvrir dans un onglet"</a>
            </div>
            <iframe class="document-view" src=format!("{source}{VIEW}") title="PDF de la facture"></iframe>
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
    fn the_viewer_opens_without_its_list_of_pages_and_the_link_opens_the_file_itself() {
        let source = || "/factures/1/document".to_owned();
        let html = render(|| view! { <DocumentPane source=source() name="F-1.pdf".to_owned() bytes=2_000/> });
        assert!(html.contains("src=\"/factures/1/document#navpanes=0&amp;view=FitH\""), "{html}");
        assert!(html.contains("href=\"/factures/1/document\""), "{html}");
    }

    #[test]
    fn names_are_escaped() {
        let hostile = || HOSTILE.to_owned();
        assert_escaped(&render(|| view! { <DocumentPane source=hostile() name=hostile() bytes=1/> }));
    }
}
