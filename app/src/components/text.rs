//! Amounts, days, moments and SIRET as French users expect them (conventions.md §3).

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    IdentifierKind, Siret, StructureIdentifier, format_amount, format_day, format_moment, readable_name,
    relative_age,
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// `1 234,56 €`; the machine-readable value is beside it. Use `domain::from_cents` for stored cents.
#[component]
pub fn Amount(
    /// The amount, in units of the currency.
    value: Decimal,
    /// Three letters (BT-5).
    #[prop(optional, into)]
    currency: String,
) -> impl IntoView {
    let currency = if currency.is_empty() { "EUR" } else { &currency };
    view! { <data class="amount" value=value.to_string()>{format_amount(value, currency)}</data> }.into_any()
}

/// `05/11/2026`.
#[component]
pub fn Day(
    /// The day.
    day: NaiveDate,
) -> impl IntoView {
    view! { <time class="day" datetime=day.to_string()>{format_day(day)}</time> }.into_any()
}

fn machine_readable(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `05/11/2026 à 14 h 05`, Paris time, with the age in the tooltip.
#[component]
pub fn Moment(
    /// The instant.
    instant: DateTime<Utc>,
    /// The time of the page.
    now: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <time class="moment" datetime=machine_readable(instant) title=relative_age(instant, now)>
            {format_moment(instant)}
        </time>
    }
    .into_any()
}

/// `il y a 3 j`, with the moment in the tooltip: for lists, where age matters more than the date.
#[component]
pub fn Age(
    /// The instant.
    instant: DateTime<Utc>,
    /// The time of the page.
    now: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <time class="age" datetime=machine_readable(instant) title=format_moment(instant)>
            {relative_age(instant, now)}
        </time>
    }
    .into_any()
}

/// `123 456 789 00012`. The gaps are drawn, not written: copying gives the 14 digits. A line that has no room breaks there.
#[component]
pub fn SiretText(
    /// The SIRET.
    siret: Siret,
) -> impl IntoView {
    let digits = siret.as_str();
    let groups = [0..3, 3..6, 6..9, 9..14]
        .map(|range| digits.get(range).unwrap_or_default().to_owned())
        .map(|group| view! { <span>{group}</span><wbr/> });
    view! { <span class="siret">{groups.into_iter().collect_view()}</span> }.into_any()
}

/// An identifier in few words, with its kind where it is no SIRET.
#[must_use]
pub fn identifier_words(identifier: &StructureIdentifier) -> String {
    match identifier.kind() {
        IdentifierKind::Siret => identifier.to_string(),
        kind => format!("{identifier} ({})", kind.short_label()),
    }
}

/// The same after the name of its kind, as a letter has it.
#[must_use]
pub fn named_identifier(identifier: &StructureIdentifier) -> String {
    format!("{} {identifier}", identifier.kind().short_label())
}

/// What names a structure: a SIRET as [`SiretText`], anything else with its kind beside it.
#[component]
pub fn IdentifierText(
    /// The identifier.
    identifier: StructureIdentifier,
) -> impl IntoView {
    match identifier.siret() {
        Some(siret) => view! { <SiretText siret/> }.into_any(),
        None => {
            let kind = identifier.kind().short_label();
            view! { <span class="siret">{identifier.as_str().to_owned()}</span> " " <span class="tag">{kind}</span> }
                .into_any()
        }
    }
}

/// The name of a structure as people read it; what was written is in the tooltip.
#[component]
pub fn PartyName(
    /// The name as it was written.
    name: String,
) -> impl IntoView {
    let readable = readable_name(&name);
    // What is cut off at the edge of its place is whole there, too.
    view! { <span class="party-name" title=name>{readable}</span> }.into_any()
}

/// A sentence whose colons, semicolons and guillemets stay with their words at the end of a line. For sentences only:
/// names and values are shown as they are.
#[must_use]
pub fn prose(text: &str) -> String {
    let mut kept = text.to_owned();
    for (loose, tied) in [(" :", "\u{a0}:"), (" ;", "\u{202f};"), ("« ", "«\u{a0}"), (" »", "\u{a0}»")] {
        if kept.contains(loose) {
            kept = kept.replace(loose, tied);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use domain::from_cents;

    use super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;

    #[test]
    fn signs_stay_with_their_words() {
        assert_eq!(prose("Il manque : « A » ; voyez."), "Il manque\u{a0}: «\u{a0}A\u{a0}»\u{202f}; voyez.");
        assert_eq!(prose("Rien à changer"), "Rien à changer");
    }

    #[test]
    fn an_amount_is_french_for_the_eye_and_plain_for_the_machine() {
        let html = render(|| view! { <Amount value=from_cents(123_456)/> });
        assert!(html.contains("value=\"1234.56\""), "{html}");
        assert!(html.contains("1\u{202f}234,56\u{a0}€"), "{html}");
    }

    #[test]
    fn a_currency_of_unknown_origin_is_escaped() {
        assert_escaped(&render(|| view! { <Amount value=from_cents(1) currency=HOSTILE/> }));
    }

    #[test]
    fn a_moment_is_paris_time_for_the_eye_and_utc_for_the_machine() {
        let instant = Utc.with_ymd_and_hms(2026, 7, 1, 22, 30, 0).unwrap();
        let now = Utc.with_ymd_and_hms(2026, 7, 4, 22, 30, 0).unwrap();
        let html = render(|| view! { <Moment instant now/> });
        assert!(html.contains("datetime=\"2026-07-01T22:30:00Z\""), "{html}");
        assert!(html.contains("02/07/2026 à 00\u{a0}h\u{a0}30"), "{html}");
        assert!(html.contains("title=\"il y a 3\u{a0}j\""), "{html}");
        let html = render(|| view! { <Age instant now/> });
        assert!(html.contains(">il y a 3\u{a0}j<"), "{html}");
        assert!(html.contains("title=\"02/07/2026"), "{html}");
    }

    #[test]
    fn a_siret_reads_in_groups_and_copies_as_fourteen_digits() {
        let siret = Siret::parse("73282932000074").unwrap();
        let html = render(|| view! { <SiretText siret/> });
        assert!(
            html.contains(
                "<span>732</span><wbr><span>829</span><wbr><span>320</span><wbr><span>00074</span>"
            ),
            "{html}"
        );
    }

    #[test]
    fn a_name_in_capitals_is_read_as_a_name_and_keeps_what_was_written() {
        let html = render(|| view! { <PartyName name="VILLE DE BREST".to_owned()/> });
        assert!(html.contains("title=\"VILLE DE BREST\"") && html.contains(">Ville de Brest<"), "{html}");
        assert_escaped(&render(|| view! { <PartyName name=HOSTILE.to_owned()/> }));
    }

    #[test]
    fn a_day_is_written_day_first() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        let html = render(|| view! { <Day day/> });
        assert!(html.contains("datetime=\"2026-11-05\"") && html.contains(">05/11/2026<"), "{html}");
    }
}
