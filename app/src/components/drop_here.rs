//! Files dropped on a page that shows something else.

use leptos::prelude::*;

use crate::islands::DropZone;

/// What a list needs to take files: out of sight until files are dragged over the page, then it says what becomes of them.
/// Without script there is nothing to drop on; files are given on *Déposer*. A page without another island loads nothing
/// for it before the first file (`public/boot.js`).
#[component]
pub fn DropHere() -> impl IntoView {
    view! {
        <form class="drop-here" id="start" method="post" action="/deposer" enctype="multipart/form-data" aria-label="Fichiers déposés sur cette page">
            <p class="drop-here-invitation">"Déposez vos factures\u{a0}: elles deviendront des brouillons"</p>
            <div class="drop-here-files">
                <p class="drop-state" id="file-state" role="status"></p>
                <ul id="uploads" class="uploads" aria-label="Fichiers reçus" aria-live="polite"></ul>
                <a href="/deposer">"Voir tous les brouillons"</a>
            </div>
        </form>
        <div data-for-files><DropZone/></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    #[test]
    fn the_panel_has_what_the_island_looks_for() {
        let html = render(|| view! { <DropHere/> });
        for part in
            ["id=\"start\"", "action=\"/deposer\"", "id=\"file-state\"", "id=\"uploads\"", "role=\"status\""]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
