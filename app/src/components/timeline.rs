//! What happened to an invoice, newest first or last as given: its history and the attempts to send it.

use chrono::TimeDelta;
use domain::{StatusKind, format_span};
use leptos::prelude::*;

use super::{Icon, IconName, kind_icon};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, for the eye: `format_moment`.
    pub moment_text: String,
    /// When, for the machine: RFC 3339.
    pub datetime: String,
    /// How long after the event before it.
    pub since: Option<TimeDelta>,
    /// What happened.
    pub title: String,
    /// Its meaning.
    pub kind: StatusKind,
    /// Its sign.
    pub icon: IconName,
    /// Who did it, where that may be shown.
    pub author: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
    /// Its code, shown on demand.
    pub code: Option<String>,
}

/// How long a step took, in five lengths that the eye tells apart.
fn length(since: TimeDelta) -> &'static str {
    match (since.num_hours(), since.num_days()) {
        (..1, _) => "minutes",
        (_, ..1) => "hours",
        (_, ..7) => "days",
        (_, ..30) => "weeks",
        _ => "months",
    }
}

/// The history of an invoice, latest first; the line between two events is as long as the time between them is felt.
#[component]
pub fn Timeline(
    /// What it is the history of.
    #[prop(into)]
    title: String,
    /// The events, in order.
    entries: Vec<TimelineEntry>,
) -> impl IntoView {
    let with_codes = entries.iter().any(|entry| entry.code.is_some());
    let entries = entries.into_iter().map(|entry| {
        let since = entry.since.filter(|since| since.num_minutes() > 0);
        let after = since.map(|since| {
            view! { <span class="timeline-since">{format!("{} plus tard", format_span(since))}</span> }
        });
        view! {
            <li class="timeline-entry" data-kind=entry.kind.code() data-length=since.map(length)>
                <span class="timeline-mark"><Icon name=entry.icon/></span>
                <p class="timeline-title">
                    {entry.title}
                    {entry.code.map(|code| view! { " " <code class="timeline-code">{code}</code> })}
                </p>
                <p class="timeline-when">
                    <time datetime=entry.datetime>{entry.moment_text}</time>
                    {entry.author.map(|author| view! { <span class="timeline-author">{author}</span> })}
                </p>
                {entry.comment.map(|comment| view! { <p class="timeline-comment">{comment}</p> })}
                {after}
            </li>
        }
    });
    let entries = entries.collect_view();
    let codes = with_codes.then(|| {
        view! { <label class="timeline-codes"><input type="checkbox"/>"Codes"</label> }
    });
    view! {
        <div class="section-head"><h2>{title}</h2>{codes}</div>
        <ol class="timeline">{entries}</ol>
    }
    .into_any()
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
            since: Some(TimeDelta::hours(76)),
            title: text.to_owned(),
            kind: StatusKind::Warning,
            icon: IconName::Suspended,
            author: Some(text.to_owned()),
            comment: Some(text.to_owned()),
            code: Some(text.to_owned()),
        }
    }

    fn timeline(entries: Vec<TimelineEntry>) -> String {
        render(|| view! { <Timeline title="Historique" entries/> })
    }

    #[test]
    fn an_event_shows_what_when_who_and_how_long_after_and_its_code_on_demand() {
        let html = timeline(vec![entry("Suspendue")]);
        assert!(html.contains("datetime=\"2026-11-05T13:05:00Z\""), "{html}");
        assert!(
            html.contains("3\u{a0}j 4\u{a0}h plus tard") && html.contains("data-length=\"days\""),
            "{html}"
        );
        assert!(html.contains("<code class=\"timeline-code\">Suspendue</code>"), "{html}");
        assert!(html.contains("data-kind=\"warning\""), "{html}");
    }

    #[test]
    fn what_is_not_known_takes_no_room() {
        let bare =
            TimelineEntry { since: None, author: None, comment: None, code: None, ..entry("Déposée") };
        let html = timeline(vec![bare]);
        for part in ["checkbox", "timeline-comment", "timeline-since", "data-length"] {
            assert!(!html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn longer_steps_have_longer_lines() {
        let lengths: Vec<_> = [1, 3, 72, 24 * 12, 24 * 90]
            .map(|hours| length(TimeDelta::hours(hours) - TimeDelta::minutes(30)))
            .into();
        assert_eq!(lengths, ["minutes", "hours", "days", "weeks", "months"]);
    }

    #[test]
    fn texts_are_escaped() {
        assert_escaped(&timeline(vec![entry(HOSTILE)]));
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
