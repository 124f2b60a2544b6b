//! What stands where a list would be: why it is empty and what to do.

use leptos::prelude::*;

use super::{ButtonLink, Icon, IconName, NoticeAction, prose};

/// An empty list that says why it is empty.
#[component]
pub fn EmptyState(
    /// What is (not) there.
    #[prop(into)]
    title: String,
    /// Why, and what follows.
    #[prop(into)]
    text: String,
    /// The picture.
    #[prop(default = IconName::Inbox)]
    icon: IconName,
    /// What to do about it.
    #[prop(optional_no_strip)]
    action: Option<NoticeAction>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon name=icon/>
            <p class="empty-title">{title}</p>
            <p class="empty-text">{prose(&text)}</p>
            {action.map(|action| view! { <ButtonLink label=action.label href=action.href/> })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn it_says_why_and_offers_a_way_out() {
        let action = Some(NoticeAction::new("Effacer les filtres", "/factures"));
        let html =
            render(|| view! { <EmptyState title="Aucune facture" text="Aucune ne correspond." action/> });
        assert!(html.contains("Aucune ne correspond."), "{html}");
        assert!(html.contains("href=\"/factures\""), "{html}");
        assert!(!render(|| view! { <EmptyState title="a" text="b"/> }).contains("<a"));
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <EmptyState title=HOSTILE text=HOSTILE/> }));
    }
}
