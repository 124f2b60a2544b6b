//! Islands that are fetched when somebody touches their form.

use leptos::prelude::*;

/// Keeps islands asleep, and their module on the server, until the form is touched (`public/touch.js`). What is typed,
/// chosen or pressed before they are there is not lost: it is given to them once they are.
#[component]
pub fn AtFirstTouch(
    /// The identifier of the form.
    form: &'static str,
    /// The acts that they do in place, by the first word of their buttons. Pressed early, these wait; others send the form
    /// as they would without script.
    in_place: Vec<&'static str>,
    /// The name under which they keep in the browser what could not be saved: where there is some, they wake at once.
    #[prop(optional, into)]
    copy: Option<String>,
    /// The islands.
    children: Children,
) -> impl IntoView {
    let buttons: Vec<String> =
        in_place.iter().map(|act| format!("[value=\"{act}\"],[value^=\"{act}:\"]")).collect();
    view! { <div data-touch=form data-in-place=buttons.join(",") data-copy=copy>{children()}</div> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::render;
    use super::*;

    #[test]
    fn it_names_its_form_and_the_buttons_that_wait() {
        let html = render(|| {
            view! { <AtFirstTouch form="act" in_place=vec!["chercher", "choisir"]><i></i></AtFirstTouch> }
        });
        assert!(html.contains("data-touch=\"act\"") && html.contains("<i></i>"), "{html}");
        for selector in ["[value=&quot;chercher&quot;]", "[value^=&quot;choisir:&quot;]"] {
            assert!(html.contains(selector), "{selector} in {html}");
        }
        assert!(!html.contains("data-copy"), "{html}");
    }
}
