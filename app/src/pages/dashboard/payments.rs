//! The *délai global de paiement*, month by month, against the national figure of the same kind of payer.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{Direction, FEWEST_CASES, InvoiceStatus, NATIONAL_DELAYS, NationalDelay, format_day};
use leptos::prelude::*;
use operations::{MonthOfPayments, NationalReference, PaymentMonths};

use super::chart::{Anchor, Mark, Shape, drawing, share};
use super::figure::Picture;
use super::query::Board;
use super::table::{Holds, Table, Value};
use super::words::{counted, percent, percent_value, tenth_days, tenths_text};

/// Height of the field of the curve, and of the words above and below it, in `em`.
const FIELD: f64 = 9.0;
const ABOVE: f64 = 1.6;
const BELOW: f64 = 2.6;
/// The delay of most payers.
const DELAY_TENTHS: u64 = 300;

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "janv."),
    ("février", "févr."),
    ("mars", "mars"),
    ("avril", "avr."),
    ("mai", "mai"),
    ("juin", "juin"),
    ("juillet", "juil."),
    ("août", "août"),
    ("septembre", "sept."),
    ("octobre", "oct."),
    ("novembre", "nov."),
    ("décembre", "déc."),
];

fn name(day: NaiveDate) -> (&'static str, &'static str) {
    MONTHS[usize::try_from(day.month0()).unwrap_or_default().min(11)]
}

fn month_words(day: NaiveDate) -> String {
    format!("{} {}", name(day).0, day.year())
}

pub(super) fn picture(payments: &PaymentMonths, board: &Board) -> Picture {
    let enough = payments.count() >= u64::try_from(FEWEST_CASES).unwrap_or_default();
    let latest = payments.latest().filter(|_| enough);
    let who = match board.direction {
        Direction::Issued => "de vos destinataires",
        Direction::Received => "de vos structures",
    };
    let period = board.period().map(|period| format!(" ; {period}")).unwrap_or_default();
    let about = format!(
        "Délai global de paiement {who}, en jours, moyenne par mois de mise en paiement : de la mise à disposition \
         à la mise en paiement, suspensions déduites{period}."
    );
    Picture {
        id: "delai-de-paiement",
        title: latest.map_or_else(
            || "Pas encore assez de paiements pour un délai moyen".to_owned(),
            |month| title(month, payments, board),
        ),
        about,
        drawn: latest.map(|_| drawn(payments, board)),
        notes: latest.map(|month| notes(month, payments)).unwrap_or_default(),
        table: table(payments),
        wide: true,
    }
}

fn title(month: &MonthOfPayments, payments: &PaymentMonths, board: &Board) -> String {
    let mean = month.mean_tenths;
    let so_far = month.first_day.checked_add_months(Months::new(1)).is_some_and(|next| next > board.today);
    let so_far = if so_far { ", mois en cours," } else { "" };
    let told =
        format!("Paiement en {} en moyenne en {}{so_far}", tenth_days(mean), month_words(month.first_day));
    let told = told.trim_end_matches(',').to_owned();
    let NationalReference::Of(national) = payments.national else { return told };
    let (lowest, highest) = (u64::from(national.tenths.0), u64::from(national.tenths.1));
    let than = format!("la moyenne nationale {} ({} en {})", national.of, figure(&national), national.year);
    if mean > highest {
        format!("{told}, {} de plus que {than}", tenth_days(mean - highest))
    } else if mean < lowest {
        format!("{told}, {} de moins que {than}", tenth_days(lowest - mean))
    } else {
        format!("{told}, comme {than}")
    }
}

/// `19,6 jours`, or `17,9 à 19,0 jours` where sources tell both.
fn figure(national: &NationalDelay) -> String {
    let (lowest, highest) = (u64::from(national.tenths.0), u64::from(national.tenths.1));
    if lowest == highest {
        tenth_days(highest)
    } else {
        format!("{} à {}", tenths_text(lowest), tenth_days(highest))
    }
}

fn notes(month: &MonthOfPayments, payments: &PaymentMonths) -> Vec<String> {
    let mut notes = vec![format!(
        "En {} : {}, dont {} en 30 jours au plus ; la moitié en {} au plus, neuf sur dix en {} au plus.",
        month_words(month.first_day),
        counted(month.count, "paiement", "paiements"),
        percent(month.within, month.count),
        counted(u64::from(month.median), "jour", "jours"),
        counted(u64::from(month.ninth), "jour", "jours"),
    )];
    let year_before = month.first_day.checked_sub_months(Months::new(12));
    let before = payments.months.iter().find(|one| Some(one.first_day) == year_before && one.count > 0);
    if let Some(before) = before {
        notes[0].push_str(&format!(" Un an plus tôt : {} en moyenne.", tenth_days(before.mean_tenths)));
    }
    match payments.national {
        NationalReference::Of(national) => notes.push(format!("Chiffre national : {}.", national.source)),
        NationalReference::None => {
            notes.push("Aucun chiffre national n’est tracé : les structures montrées sont de plusieurs natures, ou d’une nature sans chiffre publié. Choisissez une structure pour comparer.".to_owned());
        }
        NationalReference::ManyPayers => {
            let known: Vec<String> = NATIONAL_DELAYS
                .iter()
                .map(|national| format!("{} pour la moyenne {}", figure(national), national.of))
                .collect();
            let first = &NATIONAL_DELAYS[0];
            notes.push(format!(
                "Le chiffre national dépend de la nature du payeur ; en {} : {} ({}).",
                first.year,
                known.join(", "),
                first.source
            ));
        }
    }
    notes
}

fn drawn(payments: &PaymentMonths, board: &Board) -> AnyView {
    let national = match payments.national {
        NationalReference::Of(national) => Some(national),
        _ => None,
    };
    let highest = payments.months.iter().map(|month| month.mean_tenths).max().unwrap_or_default();
    let top = highest.max(DELAY_TENTHS).max(national.map_or(0, |national| u64::from(national.tenths.1)));
    // Some room above the highest point.
    let top = top + top / 8;
    let y = |tenths: u64| ABOVE + FIELD - share(tenths, top) / 100.0 * FIELD;
    let number = payments.months.len().max(1);
    let width = 100.0 / f64::from(u32::try_from(number).unwrap_or(1));
    let x = |place: usize| (f64::from(u32::try_from(place).unwrap_or_default()) + 0.5) * width;
    let line =
        |tenths: u64, tone| Mark::new(Shape::Line { from: (0.0, y(tenths)), to: (100.0, y(tenths)) }, tone);
    let words = |x, y, anchor, text: String, tone| Mark::new(Shape::Text { x, y, anchor, text }, tone);
    let mut marks = vec![
        line(0, "axis"),
        line(DELAY_TENTHS, "limit"),
        words(100.0, y(DELAY_TENTHS) - 0.35, Anchor::End, "Délai de 30 jours".to_owned(), "limit"),
    ];
    if let Some(national) = national {
        let tenths = u64::from(national.tenths.1);
        marks.push(line(tenths, "national"));
        let told = format!("Moyenne nationale {}, {}", national.of, national.year);
        // Below its line: the other one may be near above it.
        marks.push(words(0.0, y(tenths) + 1.1, Anchor::Start, told, "national"));
    }
    for (place, pair) in payments.months.windows(2).enumerate() {
        if pair[0].count > 0 && pair[1].count > 0 {
            let (from, to) = ((x(place), y(pair[0].mean_tenths)), (x(place + 1), y(pair[1].mean_tenths)));
            marks.push(Mark::new(Shape::Line { from, to }, "curve"));
        }
    }
    let mut hits = Vec::new();
    for (place, month) in payments.months.iter().enumerate() {
        let below = ABOVE + FIELD + 1.2;
        let (_, short) = name(month.first_day);
        marks.push(words(x(place), below, Anchor::Middle, short.to_owned(), "words"));
        if place == 0 || month.first_day.month() == 1 {
            marks.push(words(
                x(place),
                below + 1.1,
                Anchor::Middle,
                month.first_day.year().to_string(),
                "words",
            ));
        }
        if month.count == 0 {
            continue;
        }
        let at = y(month.mean_tenths);
        marks.push(words(x(place), at - 0.7, Anchor::Middle, tenths_text(month.mean_tenths), "figure"));
        let told = format!(
            "{}\u{a0}: {} en moyenne, {}",
            month_words(month.first_day),
            tenth_days(month.mean_tenths),
            counted(month.count, "paiement", "paiements")
        );
        marks.push(Mark::new(Shape::Dot { x: x(place), y: at }, "curve"));
        // The whole month can be hit, over all that is drawn of it.
        let left = f64::from(u32::try_from(place).unwrap_or_default()) * width;
        let hit = Shape::Bar { x: left, y: 0.0, width, height: ABOVE + FIELD + BELOW };
        hits.push(Mark::new(hit, "hit").telling(told).leading(paid_in(board, month.first_day)));
    }
    marks.append(&mut hits);
    drawing(ABOVE + FIELD + BELOW, "chart chart-curve", marks)
}

/// The list of what was paid in a month.
fn paid_in(board: &Board, first: NaiveDate) -> String {
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
    board.list(&[
        ("statut", InvoiceStatus::MiseEnPaiement.code()),
        ("etat_du", &format_day(first)),
        ("etat_au", &format_day(last)),
    ])
}

fn table(payments: &PaymentMonths) -> Table {
    let mut table = Table::new(
        "Délai de paiement par mois",
        &[
            ("Mois", Holds::Words),
            ("Paiements", Holds::Counts),
            ("Délai moyen (jours)", Holds::Days),
            ("Médiane (jours)", Holds::Counts),
            ("9 sur 10 en (jours)", Holds::Counts),
            ("En 30 jours au plus", Holds::Percents),
        ],
    );
    for month in payments.months.iter().filter(|month| month.count > 0) {
        table.rows.push(vec![
            Value::Text(month_words(month.first_day)),
            Value::Count(month.count),
            Value::Tenths(month.mean_tenths),
            Value::Days(month.median),
            Value::Days(month.ninth),
            Value::Percent(percent_value(month.within, month.count)),
        ]);
    }
    table
}
