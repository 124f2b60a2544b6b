//! The simulated clock and the date formats of the interface.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::{Europe::Paris, Tz};

/// The source of real time, handed in by whoever starts the simulator.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Simulated time: real time stretched by a factor, plus the jumps made so far.
pub(crate) struct Clock {
    real: Now,
    real_origin: DateTime<Utc>,
    simulated_origin: DateTime<Utc>,
    speed: f64,
}

impl Clock {
    /// A clock that shows `start` now and runs `speed` times as fast as real time.
    pub(crate) fn new(real: Now, start: DateTime<Utc>, speed: f64) -> Self {
        let real_origin = real();
        Self { real, real_origin, simulated_origin: start, speed: sane(speed) }
    }

    /// Real time: tokens live in it, so that a jump of the clock does not expire them.
    pub(crate) fn real(&self) -> DateTime<Utc> {
        (self.real)()
    }

    /// Simulated time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let elapsed = self.real().signed_duration_since(self.real_origin);
        let stretched = elapsed.num_milliseconds() as f64 * self.speed;
        let stretched = Duration::try_milliseconds(stretched as i64).unwrap_or(Duration::zero());
        self.simulated_origin.checked_add_signed(stretched).unwrap_or(self.simulated_origin)
    }

    /// Moves simulated time forward.
    pub(crate) fn jump(&mut self, by: Duration) {
        let now = self.now();
        self.set_origin(now.checked_add_signed(by).unwrap_or(now));
    }

    /// Changes the factor from now on.
    pub(crate) fn set_speed(&mut self, speed: f64) {
        let now = self.now();
        self.set_origin(now);
        self.speed = sane(speed);
    }

    /// The factor in force.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    fn set_origin(&mut self, simulated: DateTime<Utc>) {
        self.real_origin = self.real();
        self.simulated_origin = simulated;
    }
}

fn sane(speed: f64) -> f64 {
    if speed.is_finite() { speed.clamp(0.0, 1_000_000.0) } else { 1.0 }
}

/// The calendar day in Paris.
pub(crate) fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Paris).date_naive()
}

/// `YYYY-MM-DD`: dateDepot, dateFacture, dateTraitement (API.md §3).
pub(crate) fn date_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).format("%Y-%m-%d").to_string()
}

/// `YYYY-MM-DD HH:MM`: the dates of the history (API.md §3).
pub(crate) fn minute_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).format("%Y-%m-%d %H:%M").to_string()
}

/// `YYYY-MM-DDTHH:MM:SS.mmm+01:00`: dateHeureEtatCourant (API.md §3).
pub(crate) fn instant_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The dates of consulter/service, and the expiry in structures/consulter. API.md §3 leaves two forms open: the
/// instant, which official pages show, and `YYYY-MM-DD HH:MM`, which one decoder reads. The choice stands here alone.
pub(crate) fn service_moment(date: NaiveDate) -> String {
    instant_text(midnight(date))
}

/// `YYYY-MM-DDTHH:MM:SS+01:00`: the dates of legal commitments (openapi.json, `x-wire-format`).
pub(crate) fn offset_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`: the dates of the API organisations. API.md §3 knows `+0000` beside it.
pub(crate) fn universal_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Midnight of a day in Paris.
pub(crate) fn midnight(date: NaiveDate) -> DateTime<Utc> {
    from_paris(date.and_time(NaiveTime::MIN))
}

/// A wall-clock time of Paris; in the hour skipped in March, the same digits read as UTC.
pub(crate) fn from_paris(local: NaiveDateTime) -> DateTime<Utc> {
    Paris
        .from_local_datetime(&local)
        .earliest()
        .map_or_else(|| local.and_utc(), |at: DateTime<Tz>| at.to_utc())
}

/// What a date field of a request may hold: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS`, and the latter with a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A day without an hour.
    Day(NaiveDate),
    /// A precise instant; Paris time unless the text names a zone.
    Instant(DateTime<Utc>),
}

impl Moment {
    /// `None` when the text has none of the known forms.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Self::Day(date));
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::Instant(at.to_utc()));
        }
        let forms = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z"];
        if let Some(at) = forms.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()) {
            return Some(Self::Instant(at.to_utc()));
        }
        let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        Some(Self::Instant(from_paris(local)))
    }

    /// The calendar day in Paris.
    pub(crate) fn day(self) -> NaiveDate {
        match self {
            Self::Day(date) => date,
            Self::Instant(at) => day(at),
        }
    }

    /// The first instant a period beginning with this moment holds.
    pub(crate) fn start(self) -> DateTime<Utc> {
        match self {
            Self::Day(date) => midnight(date),
            Self::Instant(at) => at,
        }
    }

    /// The first instant after a period that ends with this moment (a day counts entirely).
    pub(crate) fn end(self) -> DateTime<Utc> {
        match self {
            Self::Day(date) => midnight(date.succ_opt().unwrap_or(date)),
            // Seconds are the finest unit clients send, so the whole second belongs to the period.
            Self::Instant(at) => at + Duration::seconds(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_forms_of_clients_are_read() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 5).expect("date");
        assert_eq!(Moment::parse("2026-10-05"), Some(Moment::Day(day)));
        let summer = Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap();
        for text in ["2026-10-05T10:00:00", "2026-10-05T08:00:00Z", "2026-10-05T10:00:00.000+0200"] {
            assert_eq!(Moment::parse(text), Some(Moment::Instant(summer)), "{text}");
        }
        assert_eq!(Moment::parse("5/10/2026"), None);
    }

    #[test]
    fn the_clock_follows_real_time_speed_and_jumps() {
        use std::sync::Mutex;
        let start = Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap();
        let real = Arc::new(Mutex::new(start));
        let handle = Arc::clone(&real);
        let mut clock = Clock::new(Arc::new(move || *handle.lock().expect("lock")), start, 60.0);
        *real.lock().expect("lock") = start + Duration::seconds(10);
        assert_eq!(clock.now(), start + Duration::minutes(10));
        clock.jump(Duration::days(1));
        assert_eq!(clock.now(), start + Duration::days(1) + Duration::minutes(10));
        clock.set_speed(0.0);
        *real.lock().expect("lock") = start + Duration::seconds(60);
        assert_eq!(clock.now(), start + Duration::days(1) + Duration::minutes(10));
    }

    #[test]
    fn texts_are_in_paris_time() {
        let at = Utc.with_ymd_and_hms(2026, 10, 5, 22, 30, 0).unwrap();
        assert_eq!(date_text(at), "2026-10-06");
        assert_eq!(minute_text(at), "2026-10-06 00:30");
        assert_eq!(instant_text(at), "2026-10-06T00:30:00.000+02:00");
    }
}
