//! Files that are attached, each with a way to read it and, while it may, to take it off.

use domain::{AttachmentId, InvoiceId};
use leptos::prelude::*;

use super::{Icon, IconName, file_size, prose};

/// A file that is attached to an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    /// Identifier.
    pub id: AttachmentId,
    /// Name for Chorus Pro.
    pub name: String,
    /// Name as it was given.
    pub original_name: String,
    /// Size in bytes.
    pub bytes: i64,
}

/// The attached files of an invoice.
#[component]
pub fn AttachedFiles(
    /// Of which invoice.
    invoice: InvoiceId,
    /// The files in their order.
    files: Vec<AttachedFile>,
    /// Whether the form around them takes one off (`action=retirer:…`).
    #[prop(optional)]
    removable: bool,
) -> impl IntoView {
    let rows = files.into_iter().map(|file| {
        let renamed = removable && file.original_name != file.name;
        let mended = renamed
            .then(|| format!("Nom adapté pour Chorus Pro ; à l’origine « {} »", file.original_name));
        let remove = removable.then(|| {
            let label = format!("Retirer {}", file.name);
            view! {
                <button class="icon-button" type="submit" name="action" value=format!("retirer:{}", file.id) aria-label=label.clone() title=label>
                    <Icon name=IconName::Delete/>
                </button>
            }
        });
        view! {
            <li>
                <Icon name=IconName::Paperclip/>
                <a class="file-name" href=format!("/factures/{invoice}/pieces/{}", file.id)>{file.name}</a>
                <span class="file-size">{file_size(file.bytes)}</span>
                {remove}
                {mended.map(|text| view! { <p class="field-hint file-note">{prose(&text)}</p> })}
            </li>
        }
    });
    view! { <ul class="file-list">{rows.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn file(name: &str, original_name: &str) -> AttachedFile {
        AttachedFile {
            id: AttachmentId(uuid::Uuid::from_u128(9)),
            name: name.to_owned(),
            original_name: original_name.to_owned(),
            bytes: 2_000,
        }
    }

    fn html(files: Vec<AttachedFile>, removable: bool) -> String {
        let invoice = InvoiceId(uuid::Uuid::from_u128(7));
        render(move || view! { <AttachedFiles invoice files removable/> })
    }

    #[test]
    fn a_file_is_taken_off_only_while_it_may() {
        let files = || vec![file("bon.pdf", "Bon n°1.pdf")];
        let prepared = html(files(), true);
        assert!(prepared.contains("value=\"retirer:") && prepared.contains("Bon n°1.pdf"), "{prepared}");
        let sent = html(files(), false);
        assert!(!sent.contains("retirer") && sent.contains(">bon.pdf</a>"), "{sent}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&html(vec![file(HOSTILE, "autre")], true));
    }
}
