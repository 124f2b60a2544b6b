//! Messages of a whole page or section.

use domain::StatusKind;
use leptos::prelude::*;

use super::{Icon, kind_icon, prose};

/// A link at the end of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeAction {
    /// The word: an infinitive.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl NoticeAction {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A message at the head of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its meaning.
    pub kind: StatusKind,
    /// What happened and what follows.
    pub text: String,
    /// What to do about it.
    pub action: Option<NoticeAction>,
}

impl Notice {
    /// A notice without a link.
    pub fn new(kind: StatusKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), action: None }
    }

    /// The notice with a link.
    #[must_use]
    pub fn with_action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some(NoticeAction::new(label, href));
        self
    }
}

/// The place of the notices of a page. It is always there, so that a script can add one and have it announced.
#[component]
pub fn Notices(
    /// The notices.
    notices: Vec<Notice>,
) -> impl IntoView {
    let notices = notices
        .into_iter()
        .map(|notice| view! { <NoticeBox kind=notice.kind text=notice.text action=notice.action/> });
    view! { <div class="notices" id="notices" role="status">{notices.collect_view()}</div> }.into_any()
}

/// A message: icon, an optional title, a sentence, an optional link.
#[component]
pub fn NoticeBox(
    /// Its meaning.
    kind: StatusKind,
    /// The title; none when empty.
    #[prop(optional, into)]
    title: String,
    /// What happened and what follows.
    #[prop(into)]
    text: String,
    /// What to do about it.
    #[prop(optional_no_strip)]
    action: Option<NoticeAction>,
) -> impl IntoView {
    view! {
        <div class="notice" data-kind=kind.code()>
            <Icon name=kind_icon(kind)/>
            <div class="notice-body">
                {(!title.is_empty()).then(|| view! { <p class="notice-title">{prose(&title)}</p> })}
                <p>{prose(&text)}</p>
            </div>
            {action.map(|action| view! { <a class="notice-action" href=action.href>{action.label}</a> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn a_notice_shows_its_meaning_its_text_and_its_action() {
        let notice = Notice::new(StatusKind::Warning, "La synchronisation a échoué.")
            .with_action("Voir la connexion", "/structures");
        let html = render(|| view! { <Notices notices=vec![notice]/> });
        for part in ["role=\"status\"", "data-kind=\"warning\"", "icon-warning", "href=\"/structures\""] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_place_for_notices_exists_even_without_one() {
        assert!(render(|| view! { <Notices notices=Vec::new()/> }).contains("id=\"notices\""));
    }

    #[test]
    fn texts_are_escaped() {
        let action = Some(NoticeAction::new(HOSTILE, HOSTILE));
        let box_of = || view! { <NoticeBox kind=StatusKind::Info title=HOSTILE text=HOSTILE action/> };
        assert_escaped(&render(box_of));
    }
}
