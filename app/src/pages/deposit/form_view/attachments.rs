//! Attached files.

use domain::{Field, FormField as _};
use leptos::prelude::*;
use operations::FoundIn;

use super::super::super::attached_file;
use super::FormView;
use crate::components::{AttachedFiles, Button, FileField, Icon, IconName, file_size};

impl FormView {
    /// The attached files, and where to add some.
    pub(super) fn attachments(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files: Vec<_> = self.view.attachments.iter().map(attached_file).collect();
        let files = (!files.is_empty())
            .then(|| view! { <AttachedFiles base=format!("/factures/{invoice}") files removable=true/> });
        view! {
            <fieldset class="field-group">
                <legend>"Pièces jointes"</legend>
                {files}
                {self.inside()}
                <FileField name=Field::Attachments.name() label="Ajouter des pièces jointes" hint="118 Mo en tout. Ce que Chorus Pro refuserait tel quel (plus de 10 Mo, type non pris) est coupé ou compressé, et vous le voyez avant l’envoi." multiple=true messages=self.messages(Field::Attachments)/>
                <div class="button-row without-script"><Button label="Joindre" name="action" value="joindre"/></div>
            </fieldset>
        }
        .into_any()
    }

    /// The documents found inside the PDF or the XML: each may be attached, none is by itself.
    fn inside(&self) -> Option<AnyView> {
        let rows = self.view.inside.iter().map(|(found, attached)| {
            let place = match found.found_in {
                FoundIn::Pdf => "dans le PDF",
                FoundIn::DataOfPdf => "dans les données du PDF",
                FoundIn::Xml => "dans le XML d’origine",
            };
            let act = if *attached {
                view! { <span class="file-size">"Jointe"</span> }.into_any()
            } else {
                let label = format!("Joindre {}", found.name);
                view! {
                    <button class="link-button" type="submit" name="action" value=format!("joindre-dedans:{}", found.key()) aria-label=label>"Joindre"</button>
                }
                .into_any()
            };
            view! {
                <li>
                    <Icon name=IconName::Paperclip/>
                    <span class="file-name">{found.name.clone()} " " <span class="field-hint">{place}</span></span>
                    <span class="file-size">{file_size(i64::try_from(found.bytes).unwrap_or(i64::MAX))}</span>
                    {act}
                </li>
            }
        });
        let rows = rows.collect_view();
        (!self.view.inside.is_empty()).then(|| {
            view! {
                <p id="inside-title" class="field-hint">"Trouvé dans le document, à joindre si le destinataire en a besoin\u{a0}:"</p>
                <ul class="file-list" aria-labelledby="inside-title">{rows}</ul>
            }
            .into_any()
        })
    }
}
