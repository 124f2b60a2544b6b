//! What happened to an invoice, newest first or last as given: its history and the attempts to send it.

use domain::StatusKind;
use leptos::prelude::*;

use super::{Icon, kind_icon};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, for the eye: `format_moment`.
    pub moment_text: String,
    /// When, for the machine: RFC 3339.
    pub datetime: String,
    /// What happened.
    pub title: String,
    /// Its meaning.
    pub kind: StatusKind,
    /// Who did it, where that may be shown.
    pub author: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
    /// Its code, shown on demand.
    pub code: Option<String>,
}

/// The history of an invoice.
#[component]
pub fn Timeline(
    /// The events, in order.
    entries: Vec<TimelineEntry>,
) -> impl IntoView {
    let entries = entries.into_iter().map(|entry| {
        view! {
            <li class="timeline-entry" data-kind=entry.kind.code()>
                <span class="timeline-mark"><Icon name=kind_icon(entry.kind)/></span>
                <p class="timeline-title">{entry.title}</p>
                <p class="timeline-when">
                    <time datetime=entry.datetime>{entry.moment_text}</time>
                    {entry.author.map(|author| view! { <span class="timeline-author">{author}</span> })}
                </p>
                {entry.comment.map(|comment| view! { <p class="timeline-comment">{comment}</p> })}
                {entry
                    .code
                    .map(|code| {
                        view! {
                            <details class="timeline-code">
                                <summary>"Code"</summary>
                                <code>{code}</code>
                            </details>
                        }
                    })}
            </li>
        }
    });
    view! { <ol class="timeline">{entries.collect_view()}</ol> }.into_any()
}

/// One attempt to reach Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When, for the eye.
    pub moment_text: String,
    /// When, for the machine: RFC 3339.
    pub datetime: String,
    /// How it ended.
    pub outcome: String,
    /// The meaning of the outcome.
    pub kind: StatusKind,
    /// The answer, or what the person should know about it.
    pub detail: Option<String>,
    /// What was exchanged, shown on demand.
    pub exchange: Option<String>,
}

/// The attempts to send an invoice.
#[component]
pub fn Attempts(
    /// The attempts, in order.
    attempts: Vec<Attempt>,
) -> impl IntoView {
    let attempts = attempts.into_iter().map(|attempt| {
        view! {
            <li class="attempt">
                <span class="status" data-kind=attempt.kind.code()>
                    <Icon name=kind_icon(attempt.kind)/>
                    <span class="status-label">{attempt.outcome}</span>
                </span>
                <time datetime=attempt.datetime>{attempt.moment_text}</time>
                {attempt.detail.map(|detail| view! { <p class="attempt-detail">{detail}</p> })}
                {attempt
                    .exchange
                    .map(|exchange| {
                        view! {
                            <details class="attempt-exchange">
                                <summary>"Échange"</summary>
                                <pre>{exchange}</pre>
                            </details>
                        }
                    })}
            </li>
        }
    });
    view! { <ol class="attempts">{attempts.collect_view()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    fn entry(text: &str) -> TimelineEntry {
        TimelineEntry {
            moment_text: "05/11/2026 à 14 h 05".to_owned(),
            datetime: "2026-11-05T13:05:00Z".to_owned(),
            title: text.to_owned(),
            kind: StatusKind::Warning,
            author: Some(text.to_owned()),
            comment: Some(text.to_owned()),
            code: Some(text.to_owned()),
        }
    }

    #[test]
    fn an_event_shows_what_when_and_who_and_its_code_on_demand() {
        let html = render(|| view! { <Timeline entries=vec![entry("Suspendue")]/> });
        assert!(html.contains("datetime=\"2026-11-05T13:05:00Z\""), "{html}");
        assert!(html.contains("<summary>Code</summary><code>Suspendue</code>"), "{html}");
        assert!(html.contains("data-kind=\"warning\""), "{html}");
    }

    #[test]
    fn what_is_not_known_takes_no_room() {
        let bare = TimelineEntry { author: None, comment: None, code: None, ..entry("Déposée") };
        let html = render(|| view! { <Timeline entries=vec![bare]/> });
        assert!(!html.contains("details") && !html.contains("timeline-comment"), "{html}");
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&render(|| view! { <Timeline entries=vec![entry(HOSTILE)]/> }));
        let attempt = Attempt {
            moment_text: HOSTILE.to_owned(),
            datetime: HOSTILE.to_owned(),
            outcome: HOSTILE.to_owned(),
            kind: StatusKind::Error,
            detail: Some(HOSTILE.to_owned()),
            exchange: Some(HOSTILE.to_owned()),
        };
        assert_escaped(&render(|| view! { <Attempts attempts=vec![attempt]/> }));
    }
}
