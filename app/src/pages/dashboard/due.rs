//! The calendar of last days.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use domain::{format_amount, format_day, from_cents};
use leptos::prelude::*;
use operations::{DueCalendar, DueDay, WEEKS};

use super::chart::{Anchor, Mark, Shape, drawing};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{counted, euros, invoices, short_euros};
use crate::components::grouped;
use crate::words::ASSUMED;

const WEEKDAYS: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
/// Height of a day and of the head of the weeks, in `em`.
const DAY: f64 = 3.0;
const HEAD: f64 = 1.6;
/// Width of a day, in percent.
const WIDTH: f64 = 100.0 / 7.0;
/// The deeper, the more is due.
const TONES: [&str; 5] = ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"];

pub(super) fn picture(calendar: &DueCalendar, board: &Board) -> Picture {
    let soon = calendar.within(7 * WEEKS);
    let any = soon.count + calendar.late.count + calendar.beyond.count > 0;
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    let mut notes = Vec::new();
    if calendar.beyond.count > 0 {
        notes.push(format!(
            "Au-delà de ces six semaines : {}, {}.",
            invoices(calendar.beyond.count),
            euros(calendar.beyond.cents)
        ));
    }
    let others = calendar.others.iter().map(|(currency, due)| {
        format!("{} pour {}", invoices(due.count), format_amount(from_cents(due.cents), currency))
    });
    let others: Vec<String> = others.collect();
    if !others.is_empty() {
        notes.push(format!("En d’autres devises, non additionnées : {}.", others.join(", ")));
    }
    if calendar.assumed > 0 {
        notes.push(format!("{} : {ASSUMED}", invoices(calendar.assumed)));
    }
    Picture {
        id: "echeances",
        title: title(calendar),
        about: format!(
            "Dernier jour pour payer dans le délai, en euros, six semaines à partir de celle du {}{period}.",
            format_day(board.today)
        ),
        drawn: any.then(|| drawn(calendar, board)),
        notes,
        table: table(calendar),
        wide: false,
    }
}

fn title(calendar: &DueCalendar) -> String {
    let week = calendar.within(6);
    let late = match calendar.late.count {
        0 => "aucune en retard".to_owned(),
        late => format!("{} déjà en retard ({})", grouped(late), euros(calendar.late.cents)),
    };
    if week.count > 0 {
        let due = counted(week.count, "facture à échoir", "factures à échoir");
        return format!("{due} sous sept jours ({}), {late}", euros(week.cents));
    }
    let weeks = calendar.within(7 * WEEKS);
    if weeks.count + calendar.late.count == 0 {
        return "Aucune échéance dans les six semaines".to_owned();
    }
    format!("Rien à échoir sous sept jours, {late}")
}

/// How deep a day is, by its part of the largest one.
fn depth(cents: i64, largest: i64) -> usize {
    if cents <= 0 || largest <= 0 {
        return 0;
    }
    let quarter = (i128::from(cents) * 4 + i128::from(largest) - 1) / i128::from(largest);
    usize::try_from(quarter).unwrap_or(4).clamp(1, 4)
}

fn drawn(calendar: &DueCalendar, board: &Board) -> AnyView {
    let largest = calendar.days.iter().map(|day| day.due.cents).max().unwrap_or_default();
    let words =
        |x, y, text: String, tone| Mark::new(Shape::Text { x, y, anchor: Anchor::Middle, text }, tone);
    let mut marks = Vec::new();
    for (place, name) in WEEKDAYS.iter().enumerate() {
        let x = (number(place) + 0.5) * WIDTH;
        marks.push(words(x, 1.0, (*name).to_owned(), "words"));
    }
    for (place, day) in calendar.days.iter().enumerate() {
        let (week, weekday) = (number(place / 7), number(place % 7));
        let (x, y) = (weekday * WIDTH, HEAD + week * DAY);
        let past = day.day < calendar.today;
        let depth = depth(day.due.cents, largest);
        let tone = if past { "past" } else { TONES[depth] };
        let shape = Shape::Bar { x: x + 0.2, y: y + 0.06, width: WIDTH - 0.4, height: DAY - 0.12 };
        marks.push(Mark::new(shape, tone).telling(told(day)));
        let deep = if depth > 2 { "on-heat" } else { "words" };
        if day.day == calendar.today {
            let shape = Shape::Bar { x: x + 0.2, y: y + 0.06, width: WIDTH - 0.4, height: DAY - 0.12 };
            marks.push(Mark::new(shape, "today"));
        }
        marks.push(words(
            x + WIDTH / 2.0,
            y + 1.2,
            day_words(day.day, place),
            if past { "faint" } else { deep },
        ));
        if day.due.count > 0 {
            let tone = if depth > 2 { "on-heat" } else { "figure" };
            marks.push(words(x + WIDTH / 2.0, y + 2.4, short_euros(day.due.cents), tone));
        }
    }
    let late = (calendar.late.count > 0).then(|| {
        let (href, until) = (board.waiting(None, None, None), calendar.today - TimeDelta::days(1));
        let told = format!(
            "Échues au {} et non payées\u{a0}: {}, {}",
            format_day(until),
            invoices(calendar.late.count),
            euros(calendar.late.cents)
        );
        view! { <p class="chart-late"><a href=href>{told}</a></p> }
    });
    let height = HEAD + DAY * f64::from(i32::try_from(WEEKS).unwrap_or(6));
    view! { {late} {drawing(height, "chart chart-calendar", marks)} }.into_any()
}

fn number(place: usize) -> f64 {
    f64::from(u32::try_from(place).unwrap_or_default())
}

/// The day of the month, with its month where it begins.
fn day_words(day: NaiveDate, place: usize) -> String {
    if place == 0 || day.day() == 1 {
        format!("{:02}/{:02}", day.day(), day.month())
    } else {
        day.day().to_string()
    }
}

fn told(day: &DueDay) -> String {
    let due = match day.due.count {
        0 => "rien".to_owned(),
        count => format!("{}, {}", invoices(count), euros(day.due.cents)),
    };
    format!("{}\u{a0}: {due}", format_day(day.day))
}

fn table(calendar: &DueCalendar) -> Table {
    let mut table = Table::new(
        "Échéances jour par jour",
        &[
            ("Dernier jour", Holds::Words),
            ("Factures", Holds::Counts),
            ("Montant dû", Holds::Amounts),
            ("Devise", Holds::Words),
        ],
    );
    let mut push = |first: Value, count: u64, cents: i64, currency: &str| {
        if count > 0 {
            table.rows.push(vec![
                first,
                Value::Count(count),
                Value::Amount(from_cents(cents)),
                Value::text(currency),
            ]);
        }
    };
    let before = format!("Avant le {}", format_day(calendar.today));
    push(Value::Text(before), calendar.late.count, calendar.late.cents, "EUR");
    for day in &calendar.days {
        push(Value::text(format_day(day.day)), day.due.count, day.due.cents, "EUR");
    }
    push(Value::text("Plus tard"), calendar.beyond.count, calendar.beyond.cents, "EUR");
    for (currency, due) in &calendar.others {
        push(Value::text("Toutes"), due.count, due.cents, currency);
    }
    table
}
