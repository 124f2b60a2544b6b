//! The lines of the Synthèse: one sentence and one action each.

use domain::StatusKind;
use leptos::prelude::*;
use rust_decimal::Decimal;

use super::{Amount, ButtonLink, Icon, NoticeAction, kind_icon, prose};

/// Something that waits for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How pressing it is.
    pub kind: StatusKind,
    /// What is the matter, in one sentence.
    pub text: String,
    /// For whom or since when: quieter, under the sentence.
    pub detail: Option<String>,
    /// What is at stake, in euros.
    pub amount: Option<Decimal>,
    /// The one action.
    pub action: NoticeAction,
}

/// What waits for the person, in the order given.
#[component]
pub fn TaskList(
    /// The lines.
    tasks: Vec<Task>,
) -> impl IntoView {
    let tasks = tasks.into_iter().map(|task| {
        view! {
            <li class="task" data-kind=task.kind.code()>
                <Icon name=kind_icon(task.kind)/>
                <div class="task-body">
                    <p>{prose(&task.text)}</p>
                    {task.detail.map(|detail| view! { <p class="task-detail">{detail}</p> })}
                </div>
                {task.amount.map(|value| view! { <Amount value/> })}
                <ButtonLink label=task.action.label href=task.action.href/>
            </li>
        }
    });
    view! { <ul class="task-list">{tasks.collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::from_cents;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn task(text: &str) -> Task {
        Task {
            kind: StatusKind::Warning,
            text: text.to_owned(),
            detail: Some(text.to_owned()),
            amount: Some(from_cents(841_230)),
            action: NoticeAction::new(text, text),
        }
    }

    #[test]
    fn a_task_shows_its_sentence_its_money_and_its_action() {
        let html = render(|| view! { <TaskList tasks=vec![task("Compléter")]/> });
        assert!(html.contains("8\u{202f}412,30\u{a0}€"), "{html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <TaskList tasks=vec![task(HOSTILE)]/> }));
    }
}
