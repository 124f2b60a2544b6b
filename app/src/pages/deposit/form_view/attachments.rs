//! Attached files.

use domain::{Field, FormField as _};
use leptos::prelude::*;

use super::super::super::attached_file;
use super::FormView;
use crate::components::{AttachedFiles, Button, FileField};

impl FormView {
    /// The attached files, and where to add some.
    pub(super) fn attachments(&self) -> AnyView {
        let invoice = self.view.invoice.id;
        let files: Vec<_> = self.view.attachments.iter().map(attached_file).collect();
        let files = (!files.is_empty()).then(|| view! { <AttachedFiles invoice files removable=true/> });
        view! {
            <fieldset class="field-group">
                <legend>"Pièces jointes"</legend>
                {files}
                <FileField name=Field::Attachments.name() label="Ajouter des pièces jointes" hint="10 Mo par fichier, 118 Mo en tout" multiple=true messages=self.messages(Field::Attachments)/>
                <div class="button-row without-script"><Button label="Joindre" name="action" value="joindre"/></div>
            </fieldset>
        }
        .into_any()
    }
}
