//! The groups of the Synthèse: what waits for the same act stands together, a row of one height each.

use domain::{StatusKind, readable_name};
use leptos::prelude::*;

use super::{Icon, NoticeAction, PartyName, kind_icon, prose};

/// Rows of a group that are open; the others fold.
const OPEN_ROWS: usize = 5;

/// Something that waits for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What is at stake, with its currency.
    pub amount: Option<String>,
    /// Whom it is about, as written: the other side of an invoice, or a structure.
    pub party: String,
    /// Whose it is and its number: quieter, under the name.
    pub of: String,
    /// What is wrong or expected, in a few words.
    pub matter: String,
    /// Since when, or what remains.
    pub when: String,
    /// How pressing what remains is.
    pub kind: StatusKind,
    /// The one act.
    pub action: NoticeAction,
}

/// What waits for the same act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskGroup {
    /// How pressing it is.
    pub kind: StatusKind,
    /// The act, as an infinitive.
    pub title: String,
    /// How many wait for it; at least as many as have a row.
    pub count: u64,
    /// What they are worth together, where that is known of all.
    pub sum: Option<String>,
    /// The rows, the most pressing first.
    pub tasks: Vec<Task>,
    /// Where the others are.
    pub more: Option<NoticeAction>,
}

/// One group: its act and how many wait for it, then its rows.
#[component]
pub fn TaskGroupView(
    /// The group.
    group: TaskGroup,
    /// Whether its first row is the first of the page: its act is the primary one.
    first: bool,
) -> impl IntoView {
    let TaskGroup { kind, title, count, sum, mut tasks, more } = group;
    // One more is shown itself.
    let rest = if tasks.len() > OPEN_ROWS + 1 { tasks.split_off(OPEN_ROWS) } else { Vec::new() };
    let folded = (!rest.is_empty()).then(|| {
        let text = format!("{} autres", rest.len());
        let rows = rest.into_iter().map(|task| row(task, false)).collect_view();
        view! { <details class="task-rest"><summary>{text}</summary><ul>{rows}</ul></details> }
    });
    let rows =
        tasks.into_iter().enumerate().map(|(index, task)| row(task, first && index == 0)).collect_view();
    view! {
        <section class="task-group">
            <div class="task-head" data-kind=kind.code()>
                <h2><Icon name=kind_icon(kind)/>{title}" "<span class="task-count">{count}</span></h2>
                {sum.map(|sum| view! { <p class="task-sum">{sum}</p> })}
                {more.map(|more| view! { <a href=more.href>{more.label}</a> })}
            </div>
            <div class="task-rows">
                <ul>{rows}</ul>
                {folded}
            </div>
        </section>
    }
    .into_any()
}

fn row(task: Task, primary: bool) -> AnyView {
    let Task { amount, party, of, matter, when, kind, action } = task;
    let matter = prose(&matter);
    let label = format!("{}\u{a0}: {}, {of}", action.label, readable_name(&party));
    view! {
        <li class="task">
            <span class="task-amount amount">{amount}</span>
            <span class="task-party"><PartyName name=party/><span class="task-of">{of}</span></span>
            <span class="task-what">
                <span class="task-matter" title=matter.clone()>{matter.clone()}</span>
                <span class="task-when" data-kind=kind.code()>{when}</span>
            </span>
            <a class="button task-act" data-kind=primary.then_some("primary") href=action.href aria-label=label>{action.label}</a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn task(text: &str) -> Task {
        Task {
            amount: Some("8\u{202f}412,30\u{a0}€".to_owned()),
            party: text.to_owned(),
            of: text.to_owned(),
            matter: text.to_owned(),
            when: text.to_owned(),
            kind: StatusKind::Warning,
            action: NoticeAction::new(text, text),
        }
    }

    fn group(text: &str, rows: usize) -> TaskGroup {
        TaskGroup {
            kind: StatusKind::Warning,
            title: text.to_owned(),
            count: 12,
            sum: Some(text.to_owned()),
            tasks: vec![task(text); rows],
            more: Some(NoticeAction::new(text, text)),
        }
    }

    #[test]
    fn a_row_shows_its_money_its_matter_and_its_act_and_only_the_first_act_is_primary() {
        let html = render(|| view! { <TaskGroupView group=group("Compléter", 2) first=true/> });
        assert!(html.contains("8\u{202f}412,30\u{a0}€"), "{html}");
        assert_eq!(html.matches("class=\"button task-act\"").count(), 2, "{html}");
        assert_eq!(html.matches("data-kind=\"primary\"").count(), 1, "{html}");
        let later = render(|| view! { <TaskGroupView group=group("Recycler", 2) first=false/> });
        assert!(!later.contains("primary"), "{later}");
    }

    #[test]
    fn alike_rows_fold_and_none_is_lost() {
        let rows =
            |count| render(move || view! { <TaskGroupView group=group("Compléter", count) first=true/> });
        let six = rows(6);
        assert!(!six.contains("<details") && six.matches("<li class=\"task\"").count() == 6, "{six}");
        let nine = rows(9);
        assert!(nine.contains("<summary>4 autres</summary>"), "{nine}");
        assert_eq!(nine.matches("<li class=\"task\"").count(), 9, "{nine}");
    }

    #[test]
    fn an_act_says_what_it_is_about_to_whom_cannot_see_the_row() {
        let html = render(|| view! { <TaskGroupView group=group("Corriger", 1) first=false/> });
        assert!(html.contains("aria-label=\"Corriger\u{a0}: Corriger, Corriger\""), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <TaskGroupView group=group(HOSTILE, 1) first=true/> }));
    }
}
