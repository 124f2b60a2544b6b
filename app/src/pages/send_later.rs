//! The moment at which a deposit is to leave, as a person types it: a day and a time in Paris.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{paris_day, paris_local_to_utc, parse_day};
use leptos::prelude::*;

use crate::components::Button;

/// What the button of a planned deposit sends as `action`.
pub(super) const LATER: &str = "plus-tard";

/// A day and a time as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypedMoment {
    pub(super) day: String,
    pub(super) time: String,
}

impl TypedMoment {
    /// The instant; none where one of the two cannot be read.
    pub(super) fn instant(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let day: NaiveDate = parse_day(&self.day, paris_day(now))?;
        Some(paris_local_to_utc(day.and_time(parse_time(&self.time)?)))
    }

    /// The fields and their button, folded away until they are asked for.
    pub(super) fn view(&self, label: &'static str) -> AnyView {
        let is_typed = !self.day.is_empty() || !self.time.is_empty();
        let time = if is_typed { self.time.clone() } else { "8:00".to_owned() };
        view! {
            <details class="send-later" open=is_typed>
                <summary>"Envoyer plus tard"</summary>
                <div class="send-later-fields">
                    <label for="send-day">"Le"</label>
                    <input class="input" id="send-day" name="jour" value=self.day.clone() placeholder="jj/mm/aaaa" inputmode="numeric" autocomplete="off" maxlength="20"/>
                    <label for="send-time">"à"</label>
                    <input class="input" id="send-time" name="heure" value=time placeholder="hh:mm" autocomplete="off" maxlength="10" aria-describedby="send-later-hint"/>
                    <span id="send-later-hint" class="field-hint">"heure de Paris"</span>
                    <Button label name="action" value=LATER/>
                </div>
            </details>
        }
        .into_any()
    }
}

/// `9`, `9h`, `9:00`, `9 h 30`, `0930`.
fn parse_time(text: &str) -> Option<NaiveTime> {
    let plain: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let plain = plain.to_lowercase().replace('h', ":");
    let (hour, minute) = match plain.split_once(':') {
        Some((hour, "")) => (hour, "0"),
        Some(parts) => parts,
        None if plain.len() == 4 && plain.is_ascii() => plain.split_at(2),
        None => (plain.as_str(), "0"),
    };
    let number = |part: &str| {
        let is_plain = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { part.parse().ok() } else { None }
    };
    NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (typed, read) in [
            ("9", time(9, 0)),
            ("9h", time(9, 0)),
            ("9 h 30", time(9, 30)),
            ("14:05", time(14, 5)),
            ("0930", time(9, 30)),
            ("9\u{a0}H\u{a0}05", time(9, 5)),
        ] {
            assert_eq!(parse_time(typed), read, "{typed}");
        }
        for wrong in ["", "25:00", "9:60", "midi", "-9", "9:5:0", "+9", "123456", ":"] {
            assert_eq!(parse_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_moment_is_that_of_paris() {
        let now = DateTime::parse_from_rfc3339("2026-07-01T08:00:00Z").unwrap().to_utc();
        let typed = |day: &str, time: &str| TypedMoment { day: day.to_owned(), time: time.to_owned() };
        let instant = typed("02/07/2026", "9:00").instant(now).unwrap();
        assert_eq!(instant.to_rfc3339(), "2026-07-02T07:00:00+00:00");
        let instant = typed("05/12/2026", "9 h").instant(now).unwrap();
        assert_eq!(instant.to_rfc3339(), "2026-12-05T08:00:00+00:00");
        assert_eq!(typed("", "9:00").instant(now), None);
        assert_eq!(typed("02/07/2026", "").instant(now), None);
    }
}
