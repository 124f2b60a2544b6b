//! What is in a file of an invoice, on a page of its own: the terms of the PIVOT or of an XML, the files of an archive, a picture,
//! the pages of a PDF.

use axum::extract::Path;
use axum::response::Response;
use domain::{AttachmentId, Direction, InvoiceId, StatusKind, format_decimal};
use leptos::prelude::*;
use operations::{
    Document as StoredDocument, FileContents, Invoice, Listing, MOST_LISTED, NotShown, ReadTerm, ReadTerms,
    Shown, TermGroup, TermValue,
};

use crate::components::{Day, EmptyState, NoticeAction, NoticeBox, RailEntry, file_size, prose};
use crate::web::files::note_opening;
use crate::web::{Context, Document, PageError, Place};
use crate::words::{term_group, term_name};

/// What the frame of a PDF may do: be looked into by our own page, and open the file in a tab. Nothing runs in it.
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// The PIVOT of an invoice.
pub(super) async fn pivot(context: Context, Path(id): Path<InvoiceId>) -> Result<Response, PageError> {
    let shown = context.site.desk.portfolio.pivot_contents(&context.actor, id).await?;
    page(&context, id, format!("/factures/{id}/pivot.xml"), "PIVOT", shown).await
}

/// An attachment of an invoice.
pub(super) async fn attachment(
    context: Context,
    Path((id, attachment)): Path<(InvoiceId, AttachmentId)>,
) -> Result<Response, PageError> {
    let shown = context.site.desk.portfolio.attachment_contents(&context.actor, id, attachment).await?;
    let name = shown.document.name.clone();
    page(&context, id, format!("/factures/{id}/pieces/{attachment}"), &name, shown).await
}

async fn page(
    context: &Context,
    id: InvoiceId,
    file: String,
    what: &str,
    shown: Shown<FileContents>,
) -> Result<Response, PageError> {
    let view = context.site.desk.portfolio.invoice_view(&context.actor, id).await?;
    note_opening(context, id);
    let number = if view.invoice.number.is_empty() { "sans numéro" } else { &view.invoice.number };
    let document = Document {
        current: Some(match view.invoice.direction {
            Direction::Issued => RailEntry::Issued,
            Direction::Received => RailEntry::Received,
        }),
        environment: Some(view.structure.structure.environment),
        ..Document::new(format!("{what} de {} {number}", view.invoice.kind.label().to_lowercase()))
    };
    let invoice = view.invoice;
    context.page(document, move || ContentsPage { invoice, file, shown }.view()).await
}

struct ContentsPage {
    invoice: Invoice,
    /// Where the file itself is.
    file: String,
    shown: Shown<FileContents>,
}

impl ContentsPage {
    fn view(self) -> AnyView {
        let back = Place::Invoice(self.invoice.id).path();
        let StoredDocument { name, bytes, .. } = self.shown.document.clone();
        let contents = match &self.shown.shown {
            Ok(FileContents::Terms(terms)) => terms_view(terms),
            Ok(FileContents::Archive(listing)) => listing_view(listing),
            Ok(FileContents::Picture(_)) => {
                let source = format!("{}/image", self.file);
                view! { <p class="file-picture"><img src=source alt=format!("Image\u{a0}: {name}")/></p> }
                    .into_any()
            }
            Ok(FileContents::Pdf) => {
                let pages = format!("{}/pages", self.file);
                view! { <iframe class="document-view" src=pages title="Pages du document" sandbox=SANDBOX></iframe> }
                    .into_any()
            }
            Ok(FileContents::Other) => unseen("Ce fichier ne se montre pas ici.", &self.file),
            Err(NotShown::Busy) => unseen(
                "Trop de fichiers sont en cours de lecture. Rechargez la page dans un instant.",
                &self.file,
            ),
            Err(NotShown::TooCostly | NotShown::Unreadable) => {
                unseen("Ce fichier demande trop de ressources pour être montré ici.", &self.file)
            }
        };
        view! {
            <p class="file-line">
                <a href=back>"Revenir à la facture"</a>
                <span class="file-path">{name}</span>
                <span class="file-size">{file_size(bytes)}</span>
                <a href=self.file.clone()>"Télécharger"</a>
            </p>
            {contents}
        }
        .into_any()
    }
}

fn unseen(text: &'static str, file: &str) -> AnyView {
    let action = Some(NoticeAction::new("Télécharger le fichier", file));
    view! { <EmptyState title="Rien à montrer" text action/> }.into_any()
}

/// The terms, a table for each group of them.
fn terms_view(terms: &ReadTerms) -> AnyView {
    let problem =
        terms.problem.clone().map(|text| view! { <NoticeBox kind=StatusKind::Warning text=prose(&text)/> });
    let cut = terms.cut.then(|| {
        view! { <p class="field-hint">"Le fichier est plus long\u{a0}: téléchargez-le pour tout voir."</p> }
    });
    let tables = terms.groups.iter().map(group_view).collect_view();
    let nothing =
        terms.groups.is_empty().then(|| view! { <p>"Ce fichier ne contient aucune valeur lisible."</p> });
    view! { {problem} <div class="term-tables">{tables}</div> {nothing} {cut} }.into_any()
}

fn group_view(group: &TermGroup) -> AnyView {
    let title = term_group(group.kind);
    let title = group.number.map_or_else(|| title.to_owned(), |number| format!("{title} {number}"));
    let rows = group.terms.iter().map(term_row).collect_view();
    view! {
        <table class="table term-table">
            <caption>{title}</caption>
            <thead class="visually-hidden">
                <tr><th scope="col">"Terme"</th><th scope="col">"Valeur"</th><th scope="col">"Code"</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn term_row(term: &ReadTerm) -> AnyView {
    let known = term_name(&term.name);
    let code = known.map(|_| term.name.clone());
    let name = known.map_or_else(|| term.name.clone(), ToOwned::to_owned);
    let value = match &term.value {
        TermValue::Text(text) => view! { <span class="term-text">{text.clone()}</span> }.into_any(),
        TermValue::Day(day) => view! { <Day day=*day/> }.into_any(),
        TermValue::Number(number) => format_decimal(*number).into_any(),
        TermValue::File(bytes) => file_size(i64::try_from(*bytes).unwrap_or(i64::MAX)).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{value}</td>
            <td class="term-code"><code>{code}</code></td>
        </tr>
    }
    .into_any()
}

/// The files of an archive.
fn listing_view(listing: &Listing) -> AnyView {
    let rows = listing.files.iter().map(|file| {
        let size = match file.bytes {
            Some(bytes) => file_size(i64::try_from(bytes).unwrap_or(i64::MAX)),
            None => "illisible".to_owned(),
        };
        view! { <tr><th scope="row" class="file-path">{file.path.clone()}</th><td data-numeric>{size}</td></tr> }
    });
    let rows = rows.collect_view();
    let count = match (listing.count, listing.broken_off) {
        (count, true) => format!("Au moins {count} fichiers"),
        (0, false) => "Aucun fichier".to_owned(),
        (1, false) => "1 fichier".to_owned(),
        (count, false) => format!("{count} fichiers"),
    };
    let broken = listing.broken_off.then(|| {
        view! { <NoticeBox kind=StatusKind::Warning text="Cette archive n’a pas été lue jusqu’au bout\u{a0}: elle est abîmée, ou trop grande. Téléchargez-la pour l’ouvrir."/> }
    });
    let cut = (listing.count > MOST_LISTED).then(|| {
        view! { <p class="field-hint">{format!("Les {MOST_LISTED} premiers sont montrés.")}</p> }
    });
    view! {
        {broken}
        <table class="table listing-table">
            <caption>{count}</caption>
            <thead><tr><th scope="col">"Fichier"</th><th scope="col" data-numeric>"Taille"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {cut}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use operations::{ListedFile, TermGroupKind};

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn terms(rows: Vec<(&str, TermValue)>) -> ReadTerms {
        let term = |(name, value): (&str, TermValue)| ReadTerm { name: name.to_owned(), value };
        let terms = rows.into_iter().map(term).collect();
        let group = TermGroup { kind: TermGroupKind::Invoice, number: None, terms };
        ReadTerms { root: "a".to_owned(), groups: vec![group], ..ReadTerms::default() }
    }

    #[test]
    fn a_known_term_has_its_french_name_and_its_code_and_others_their_element() {
        let read = terms(vec![
            ("BT-112", TermValue::Number("1234.50".parse().unwrap())),
            ("Donnees / Nouveaute", TermValue::Text("inattendu".to_owned())),
        ]);
        let html = render(|| terms_view(&read));
        assert!(html.contains("Total TTC") && html.contains("<code>BT-112</code>"), "{html}");
        assert!(html.contains("1\u{202f}234,50") || html.contains("1\u{202f}234,5"), "{html}");
        assert!(html.contains("Donnees / Nouveaute") && html.contains("inattendu"), "{html}");
    }

    #[test]
    fn what_a_stranger_wrote_is_text() {
        let text = || TermValue::Text(HOSTILE.to_owned());
        assert_escaped(&render(|| terms_view(&terms(vec![(HOSTILE, text())]))));
        let listing = Listing {
            files: vec![ListedFile { path: HOSTILE.to_owned(), bytes: None }],
            count: 1,
            broken_off: true,
        };
        let html = render(|| listing_view(&listing));
        assert_escaped(&html);
        assert!(html.contains("illisible") && html.contains("pas été lue jusqu’au bout"), "{html}");
    }
}
