//! What surrounds the pages of a person who is not signed in: sign-in, first steps, errors.

use leptos::prelude::*;

use super::{Icon, IconName, Notice, Notices};

/// The content of `<body>` for a person who is not signed in.
#[component]
pub fn PlainPage(
    /// The title of the page (h1).
    #[prop(into)]
    title: String,
    /// Messages under the title.
    #[prop(optional)]
    notices: Vec<Notice>,
    /// Whether the page is more than a form.
    #[prop(optional)]
    wide: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="plain-page" data-width=wide.then_some("wide")>
            <main class="plain-content" id="content">
                <p class="plain-brand"><Icon name=IconName::Brand/>"Pupitre"</p>
                <h1>{title}</h1>
                <Notices notices/>
                {children()}
            </main>
            <footer class="footer"><p>"Service indépendant, non affilié à l’AIFE"</p></footer>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn it_has_a_title_a_content_and_the_legal_line() {
        let html = render(|| view! { <PlainPage title="Connexion"><p>"Formulaire"</p></PlainPage> });
        for part in ["<h1>Connexion</h1>", "<p>Formulaire</p>", "non affilié à l’AIFE", "id=\"content\""]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_title_is_escaped() {
        assert_escaped(&render(|| view! { <PlainPage title=HOSTILE>""</PlainPage> }));
    }
}
