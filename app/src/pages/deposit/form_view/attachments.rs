//! Attached files.

use domain::{Field, FormField as _};
use leptos::prelude::*;

use super::FormView;
use crate::components::{Button, FileField, Icon, IconName, file_size, prose};

impl FormView {
    /// The attached files, and where to add some.
    pub(super) fn attachments(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files = self.view.attachments.iter().map(|attachment| {
            let renamed = attachment.original_name != attachment.document.name;
            let mended = renamed.then(|| format!("Nom adapté pour Chorus Pro ; à l’origine « {} »", attachment.original_name));
            let remove = format!("Retirer {}", attachment.document.name);
            view! {
                <li>
                    <Icon name=IconName::Paperclip/>
                    <a class="file-name" href=format!("/factures/{invoice}/pieces/{}", attachment.id)>{attachment.document.name.clone()}</a>
                    <span class="file-size">{file_size(attachment.document.bytes)}</span>
                    <button class="icon-button" type="submit" name="action" value=format!("retirer:{}", attachment.id) aria-label=remove.clone() title=remove>
                        <Icon name=IconName::Delete/>
                    </button>
                    {mended.map(|text| view! { <p class="field-hint file-note">{prose(&text)}</p> })}
                </li>
            }
        });
        let files = files.collect_view();
        view! {
            <fieldset class="field-group">
                <legend>"Pièces jointes"</legend>
                {(!self.view.attachments.is_empty()).then(|| view! { <ul class="file-list">{files}</ul> })}
                <FileField name=Field::Attachments.name() label="Ajouter des pièces jointes" hint="10 Mo par fichier, 118 Mo en tout" multiple=true messages=self.messages(Field::Attachments)/>
                <div class="button-row without-script"><Button label="Joindre" name="action" value="joindre"/></div>
            </fieldset>
        }
        .into_any()
    }
}
