//! Files that are attached, each with a way to read it and, while it may, to take it off.

use domain::{AttachmentId, Mending};
use leptos::prelude::*;

use super::{Icon, IconName, file_size, prose};

/// A file that is attached.
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
    /// What was done to the file that was given, beside its name.
    pub mended: Option<Mended>,
}

/// What was done to a file that was given, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mended {
    /// What.
    pub how: Mending,
    /// Size of the file that was given, in bytes.
    pub bytes: i64,
}

impl AttachedFile {
    /// What people read: parts by their number.
    fn shown_name(&self) -> String {
        match self.mended {
            Some(Mended { how: Mending::Split { part, parts }, .. }) => {
                let stem =
                    self.original_name.rsplit_once('.').map_or(self.original_name.as_str(), |(stem, _)| stem);
                format!("{stem} ({part} sur {parts}).pdf")
            }
            _ => self.name.clone(),
        }
    }

    /// What was done to it, in a sentence.
    fn sentence(&self) -> Option<String> {
        let Self { name, original_name, mended, .. } = self;
        match mended {
            Some(Mended { how: Mending::Packed, bytes }) => Some(format!(
                "« {original_name} » ({}), compressé : Chorus Pro ne le prend pas tel quel.",
                file_size(*bytes)
            )),
            Some(Mended { how: Mending::Split { part, parts }, bytes }) => Some(format!(
                "Partie {part} sur {parts} de « {original_name} » ({}), coupé par pages : Chorus Pro prend 10 Mo par fichier. \
                 Envoyée sous le nom {name}.",
                file_size(*bytes)
            )),
            None => (original_name != name)
                .then(|| format!("Nom adapté pour Chorus Pro ; à l’origine « {original_name} »")),
        }
    }
}

/// Attached files.
#[component]
pub fn AttachedFiles(
    /// Address of what they are attached to: they are at `pieces/…` under it.
    #[prop(into)]
    base: String,
    /// The files in their order.
    files: Vec<AttachedFile>,
    /// Whether the form around them takes one off (`action=retirer:…`).
    #[prop(optional)]
    removable: bool,
) -> impl IntoView {
    let rows = files.into_iter().map(|file| {
        // Once it has left, only what was made of another file is of interest.
        let mended = file.sentence().filter(|_| removable || file.mended.is_some());
        let original = file.mended.map(|_| {
            let href = format!("{base}/pieces/{}/original", file.id);
            view! { " " <a href=href>"Télécharger l’original"</a> }
        });
        let shown = file.shown_name();
        let look = (!removable).then(|| {
            let href = format!("{base}/pieces/{}/contenu", file.id);
            let label = format!("Voir {shown}");
            view! { <a class="file-look" href=href aria-label=label>"Voir"</a> }
        });
        let remove = removable.then(|| {
            let label = format!("Retirer {shown}");
            view! {
                <button class="icon-button" type="submit" name="action" value=format!("retirer:{}", file.id) aria-label=label.clone() title=label>
                    <Icon name=IconName::Delete/>
                </button>
            }
        });
        view! {
            <li>
                <Icon name=IconName::Paperclip/>
                <a class="file-name" href=format!("{base}/pieces/{}", file.id)>{shown.clone()}</a>
                <span class="file-size">{file_size(file.bytes)}</span>
                {look}
                {remove}
                {mended.map(|text| view! { <p class="field-hint file-note">{prose(&text)} {original}</p> })}
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
            mended: None,
        }
    }

    fn html(files: Vec<AttachedFile>, removable: bool) -> String {
        render(move || view! { <AttachedFiles base="/factures/7" files removable/> })
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
    fn what_was_done_to_a_file_is_said_and_the_original_is_there() {
        let how = Mending::Split { part: 1, parts: 3 };
        let part = AttachedFile {
            mended: Some(Mended { how, bytes: 24_000_000 }),
            ..file("annexe_1_sur_3.pdf", "annexe.pdf")
        };
        let sent = html(vec![part], false);
        assert!(sent.contains(">annexe (1 sur 3).pdf</a>") && sent.contains("24,0"), "{sent}");
        assert!(sent.contains("/original\""), "{sent}");
        let packed = AttachedFile {
            mended: Some(Mended { how: Mending::Packed, bytes: 9 }),
            ..file("plan_dwg.zip", "plan.dwg")
        };
        let html = html(vec![packed], true);
        assert!(html.contains("plan_dwg.zip</a>") && html.contains("compressé"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&html(vec![file(HOSTILE, "autre")], true));
    }
}
