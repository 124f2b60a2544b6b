//! How well the access of a structure is, as lights.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    StatusKind, format_day, format_time_to_come, paris_day, relative_age, reminder_due,
    technical_password_end,
};
use operations::{AccessCheck, AccessHealth, AccessState, Layer, Settings, SynchronisationFailure};

use crate::components::Light;
use crate::words::{Sentence as _, layer_name};

/// Missed synchronisations after which data are said to be old.
const MISSED: i32 = 6;

/// The age from which data are old.
pub(super) fn stale_after(settings: &Settings) -> TimeDelta {
    TimeDelta::from_std(settings.sync_every)
        .ok()
        .and_then(|pause| pause.checked_mul(MISSED))
        .unwrap_or(TimeDelta::hours(1))
}

fn light(name: &str, kind: StatusKind, text: impl Into<String>) -> Light {
    Light { name: name.to_owned(), kind, text: text.into() }
}

/// The lights of a structure from what is stored: access, password once its end comes near, certificate when there is one,
/// synchronisation.
pub(super) fn lights(
    access: Option<&AccessHealth>,
    synced_at: Option<DateTime<Utc>>,
    failing: Option<&SynchronisationFailure>,
    now: DateTime<Utc>,
    stale: TimeDelta,
) -> Vec<Light> {
    let Some(access) = access else {
        return vec![light("Accès", StatusKind::Neutral, "aucun accès saisi")];
    };
    let state = match &access.state {
        AccessState::Untested => light("Accès", StatusKind::Info, "saisi, pas encore testé"),
        AccessState::Working => light("Accès", StatusKind::Success, "accepté par Chorus Pro"),
        AccessState::Broken(reason) => light("Accès", StatusKind::Error, reason.sentence()),
    };
    let certificate = access.certificate_expires_at.map(|end| certificate_light(end, now));
    let password_end = technical_password_end(access.password_set_at);
    let password = reminder_due(days_until(password_end, now)).map(|_| password_light(password_end, now));
    // Where the access is broken, its light says why nothing is asked.
    let failing = failing.filter(|_| !access.state.is_broken());
    let freshness = match synced_at {
        _ if failing.is_some() => light(
            "Synchronisation",
            StatusKind::Warning,
            failing.map_or_else(String::new, |failing| failure_text(failing, now)),
        ),
        None => light("Synchronisation", StatusKind::Neutral, "pas encore faite"),
        Some(at) if now - at > stale => light("Synchronisation", StatusKind::Warning, relative_age(at, now)),
        Some(at) => light("Synchronisation", StatusKind::Success, relative_age(at, now)),
    };
    [Some(state), password, certificate, Some(freshness)].into_iter().flatten().collect()
}

/// How pressing a light is.
pub(super) const fn pressing(kind: StatusKind) -> u8 {
    match kind {
        StatusKind::Error => 4,
        StatusKind::Warning => 3,
        StatusKind::Neutral => 2,
        StatusKind::Info | StatusKind::New => 1,
        StatusKind::Success => 0,
    }
}

/// The kind of the most pressing light.
pub(super) fn worst_kind(lights: &[Light]) -> StatusKind {
    let worst = lights.iter().map(|light| light.kind).max_by_key(|kind| pressing(*kind));
    worst.unwrap_or(StatusKind::Neutral)
}

/// The first end that comes of what an access stands on.
pub(super) fn first_end(access: &AccessHealth) -> DateTime<Utc> {
    let password = technical_password_end(access.password_set_at);
    access.certificate_expires_at.map_or(password, |certificate| certificate.min(password))
}

/// How urgent the end of the password of a technical account is. It is what Chorus Pro says, or reckoned from when it was
/// entered here; only the main manager of the structure can have it renewed.
pub(in crate::pages) fn password_light(end: DateTime<Utc>, now: DateTime<Utc>) -> Light {
    let day = format_day(paris_day(end));
    let days = days_until(end, now);
    let (kind, text) = if end <= now {
        // On its last day it is not over yet.
        let ended = if days == 0 { "arrive à échéance aujourd’hui" } else { "arrivé à échéance" };
        (StatusKind::Error, format!("{ended} ({day}) ; faites-le renouveler"))
    } else {
        let ends = format!("arrive à échéance le {day}, {}", left(days));
        match reminder_due(days) {
            Some(..=3) => (StatusKind::Error, format!("{ends} ; faites-le renouveler maintenant")),
            Some(..=15) => (StatusKind::Warning, format!("{ends} ; faites-le renouveler")),
            Some(_) => (
                StatusKind::Warning,
                format!("{ends} ; demandez son renouvellement au gestionnaire principal"),
            ),
            None => (StatusKind::Success, format!("valable jusqu’au {day}, {}", left(days))),
        }
    };
    light("Mot de passe", kind, text)
}

/// Since when synchronisations fail, why, and when the next one comes.
pub(in crate::pages) fn failure_text(failing: &SynchronisationFailure, now: DateTime<Utc>) -> String {
    let again = if failing.next_at > now {
        format!(" Nouvel essai à {}.", format_time_to_come(failing.next_at))
    } else {
        String::new()
    };
    format!("en échec {}. {}{again}", since(failing.since, now), failing.reason.sentence())
}

/// `depuis 5 min`.
fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let age = relative_age(at, now);
    age.strip_prefix("il y a ").map_or(age.clone(), |age| format!("depuis {age}"))
}

/// Days until an instant, counted in days of Paris: 0 on the last day, negative afterwards.
pub(in crate::pages) fn days_until(end: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (paris_day(end) - paris_day(now)).num_days()
}

/// How urgent the end of a certificate is: a look ahead from 60 days, an act from 30, alarm from 7.
pub(in crate::pages) fn certificate_light(end: DateTime<Utc>, now: DateTime<Utc>) -> Light {
    let day = format_day(paris_day(end));
    let days = days_until(end, now);
    let (kind, text) = if end <= now {
        (StatusKind::Error, format!("expiré le {day} ; remplacez-le"))
    } else {
        match days {
            ..=0 => (StatusKind::Error, format!("expire aujourd’hui ({day}) ; remplacez-le maintenant")),
            1..=7 => {
                (StatusKind::Error, format!("expire le {day}, {} ; remplacez-le maintenant", left(days)))
            }
            8..=30 => (StatusKind::Warning, format!("expire le {day}, {} ; remplacez-le", left(days))),
            31..=60 => {
                (StatusKind::Warning, format!("expire le {day}, {} ; demandez le suivant", left(days)))
            }
            _ => (StatusKind::Success, format!("valable jusqu’au {day}, {}", left(days))),
        }
    };
    light("Certificat", kind, text)
}

fn left(days: i64) -> String {
    format!("reste {days}\u{a0}j")
}

/// The lights of the layers of a test. `interrupted` is the layer before which something that says nothing of the access
/// broke the test off.
pub(super) fn check_lights(checks: &[AccessCheck], interrupted: Option<Layer>) -> Vec<Light> {
    let failing = checks.iter().position(|check| check.works == Some(false));
    let unsure = |position: usize| failing.is_some_and(|failing| position < failing);
    checks
        .iter()
        .enumerate()
        .map(|(position, check)| match check.works {
            // Reached, for a later layer was: its refusal does not say which of the two is meant.
            None if unsure(position) => light(
                layer_name(check.layer),
                StatusKind::Warning,
                "pas établi : le refus qui suit peut aussi venir de là",
            ),
            _ => check_light(check, interrupted),
        })
        .collect()
}

fn check_light(check: &AccessCheck, interrupted: Option<Layer>) -> Light {
    match check.works {
        None if interrupted == Some(check.layer) => {
            light(layer_name(check.layer), StatusKind::Warning, "interrompu ici")
        }
        Some(true) => light(layer_name(check.layer), StatusKind::Success, "fonctionne"),
        Some(false) => light(layer_name(check.layer), StatusKind::Error, "en échec"),
        None => light(layer_name(check.layer), StatusKind::Neutral, "pas atteint"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    #[test]
    fn a_failing_synchronisation_says_since_when_why_and_when_it_is_tried_again() {
        let health = AccessHealth {
            id: domain::AccessId(uuid::Uuid::from_u128(3)),
            state: AccessState::Working,
            state_since: now(),
            certificate_expires_at: None,
            password_set_at: now(),
        };
        let failing = SynchronisationFailure {
            reason: domain::Reason::ChorusProSilent,
            since: now() - TimeDelta::minutes(25),
            next_at: now() + TimeDelta::minutes(10),
        };
        let lights = lights(Some(&health), Some(now()), Some(&failing), now(), TimeDelta::hours(1));
        let light = lights.last().unwrap();
        assert_eq!(light.kind, StatusKind::Warning);
        for part in ["depuis 25\u{a0}min", "ne répond pas", "Nouvel essai à 13\u{a0}h\u{a0}10"] {
            assert!(light.text.contains(part), "{part} in {}", light.text);
        }
    }

    #[test]
    fn a_certificate_gets_more_urgent_as_its_end_comes_near() {
        for (days, kind, part) in [
            (200, StatusKind::Success, "reste 200\u{a0}j"),
            (61, StatusKind::Success, "valable"),
            (60, StatusKind::Warning, "demandez le suivant"),
            (30, StatusKind::Warning, "remplacez-le"),
            (7, StatusKind::Error, "maintenant"),
            (-1, StatusKind::Error, "expiré le 21/11/2026"),
        ] {
            let light = certificate_light(now() + TimeDelta::days(days), now());
            assert_eq!(light.kind, kind, "{days}");
            assert!(light.text.contains(part), "{days}: {}", light.text);
        }
        assert!(certificate_light(now() + TimeDelta::hours(1), now()).text.contains("aujourd’hui"));
        assert!(certificate_light(now() - TimeDelta::hours(1), now()).text.contains("expiré"));
    }

    #[test]
    fn a_password_gets_more_urgent_as_its_end_comes_near() {
        for (days, kind, part) in [
            (424, StatusKind::Success, "valable jusqu’au 20/01/2028"),
            (61, StatusKind::Success, "reste 61\u{a0}j"),
            (60, StatusKind::Warning, "gestionnaire principal"),
            (15, StatusKind::Warning, "faites-le renouveler"),
            (3, StatusKind::Error, "maintenant"),
            (-1, StatusKind::Error, "arrivé à échéance"),
        ] {
            let light = password_light(now() + TimeDelta::days(days), now());
            assert_eq!(light.kind, kind, "{days}: {}", light.text);
            assert!(light.text.contains(part), "{days}: {}", light.text);
        }
    }

    #[test]
    fn the_end_of_a_password_is_a_light_of_its_own_once_it_comes_near() {
        let with_days_left = |days: i64| {
            let health = AccessHealth {
                id: domain::AccessId(uuid::Uuid::from_u128(3)),
                state: AccessState::Working,
                state_since: now(),
                certificate_expires_at: None,
                password_set_at: now() - TimeDelta::days(domain::TECHNICAL_PASSWORD_DAYS - days),
            };
            let lights = lights(Some(&health), Some(now()), None, now(), TimeDelta::hours(1));
            (lights.iter().any(|light| light.name == "Mot de passe"), worst_kind(&lights))
        };
        assert_eq!(with_days_left(61), (false, StatusKind::Success));
        assert_eq!(with_days_left(60), (true, StatusKind::Warning));
        assert_eq!(with_days_left(2), (true, StatusKind::Error));
    }

    #[test]
    fn data_are_old_after_several_missed_synchronisations() {
        assert_eq!(stale_after(&Settings::default()), TimeDelta::minutes(30));
    }

    #[test]
    fn no_access_is_said_and_not_an_error() {
        let lights = lights(None, None, None, now(), TimeDelta::hours(1));
        assert_eq!(lights, [light("Accès", StatusKind::Neutral, "aucun accès saisi")]);
    }
}
