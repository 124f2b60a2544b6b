//! What stands around each picture: what it tells, its unit and period, its figures as a table, where they come from.

use leptos::prelude::*;

use super::table::Table;
use crate::components::prose;

/// A picture with its words.
pub(super) struct Picture {
    /// The name of its place in the page.
    pub(super) id: &'static str,
    /// What it tells, in one sentence.
    pub(super) title: String,
    /// What is shown, in which unit and for which period.
    pub(super) about: String,
    /// What is drawn; none where there is not enough to draw.
    pub(super) drawn: Option<AnyView>,
    /// What is to be known to read it.
    pub(super) notes: Vec<String>,
    /// The same figures.
    pub(super) table: Table,
    /// Whether it takes the whole width of the page.
    pub(super) wide: bool,
}

impl Picture {
    /// The figure; `csv` is the address of its table, `source` says where figures come from and how old they are.
    pub(super) fn view(self, csv: String, source: &str) -> AnyView {
        let title_id = format!("{}-titre", self.id);
        let labelled = title_id.clone();
        let notes = self.notes.iter().map(|note| view! { <p class="picture-note">{prose(note)}</p> });
        let figures = (!self.table.rows.is_empty()).then(|| {
            view! {
                <details class="picture-figures">
                    <summary>"Voir les chiffres"</summary>
                    <div class="picture-table">{self.table.view()}</div>
                </details>
                <a class="picture-csv" href=csv download="" aria-describedby=title_id.clone()>"CSV"</a>
            }
        });
        view! {
            <figure class="picture" id=self.id aria-labelledby=labelled data-wide=self.wide.then_some("")>
                <h2 class="picture-title" id=title_id>{prose(&self.title)}</h2>
                <p class="picture-about">{prose(&self.about)}</p>
                {self.drawn}
                {notes.collect_view()}
                <figcaption class="picture-source">
                    <span>{source.to_owned()}</span>
                    {figures}
                </figcaption>
            </figure>
        }
        .into_any()
    }
}
