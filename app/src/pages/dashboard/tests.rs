//! What pictures tell, from figures alone.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, TimeDelta};
use domain::{Direction, InvoiceStatus, NationalDelay, PayerCategory, from_cents};
use operations::{
    Aged, AgedRow, Ageing, CurrencySum, DueCalendar, DueDay, Funnel, InterestFigures, InterestRow,
    ListTotals, MonthOfPayments, NationalReference, Partner, PaymentMonths, ReturnReason, ReturnsTable,
    Spread, Standing, StatusCount, StepOwner, StepRow, StepTimes, StructureSummary,
};

use super::super::test_support::{HOSTILE, assert_escaped, render};
use super::figure::Picture;
use super::query::{Asked, Board};
use super::{ageing, due, funnel, interest, payments, returns, steps};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
}

fn board(direction: &str) -> Board {
    let asked = Asked { cote: direction.to_owned(), ..Asked::default() };
    let none: &[StructureSummary] = &[];
    Board::new(&asked, &Standing::of(none), today())
}

fn html(picture: Picture) -> String {
    render(|| picture.view("/tableau-de-bord/x.csv".to_owned(), "Source"))
}

fn partner(name: &str) -> Partner {
    Partner { siret: "00000000800001".to_owned(), name: name.to_owned() }
}

fn aged(count: u64, cents: i64) -> Aged {
    Aged { count, cents }
}

#[test]
fn the_title_of_the_balance_is_its_finding() {
    let title = |ages: [Aged; 4]| {
        let ageing = Ageing { rows: Vec::new(), ages, others: BTreeMap::new() };
        ageing::picture(&ageing, &board("emises")).title
    };
    let none = aged(0, 0);
    assert_eq!(title([none; 4]), "Aucune facture n’attend son paiement");
    assert_eq!(
        title([aged(3, 300_000), none, none, aged(1, 100_000)]),
        "1\u{202f}000,00\u{a0}€ attendent depuis plus de 60 jours, soit 25\u{a0}% de l’encours"
    );
    let some = title([aged(3, 300_000), aged(1, 5_000), none, none]);
    assert_eq!(some, "50,00\u{a0}€ attendent depuis plus de 30 jours, rien depuis plus de 60");
}

#[test]
fn names_in_pictures_are_escaped_and_marks_lead_to_the_list() {
    let ages = [aged(1, 100), aged(0, 0), aged(0, 0), aged(2, 300)];
    let rows = vec![AgedRow { partner: Some(partner(HOSTILE)), ages }];
    let figures = Ageing { rows, ages, others: BTreeMap::from([("USD".to_owned(), aged(1, 900))]) };
    let html = html(ageing::picture(&figures, &board("recues")));
    assert_escaped(&html);
    assert!(
        html.contains("/recues?onglet=arrivees&amp;tiers=00000000800001&amp;arrivee_au=30%2F09%2F2026"),
        "{html}"
    );
    assert!(html.contains("non additionnées"), "{html}");
    assert!(html.contains("width=\"75.00%\"") && html.contains("data-tone=\"age-4\""), "{html}");
    let reason =
        ReturnReason { status: InvoiceStatus::Rejetee, words: HOSTILE.to_owned(), count: 2, of: vec![2] };
    let table = ReturnsTable { reasons: vec![reason], partners: vec![partner(HOSTILE)], all: 2 };
    assert_escaped(&self::html(returns::picture(&table, &board("emises"))));
}

#[test]
fn the_funnel_says_where_most_of_it_stands() {
    let count = |status: InvoiceStatus, count| {
        let sums = vec![CurrencySum { currency: "EUR".to_owned(), gross_cents: 100 }];
        StatusCount { status, totals: ListTotals { count, sums } }
    };
    let figures = Funnel {
        statuses: vec![
            count(InvoiceStatus::MiseEnPaiement, 50),
            count(InvoiceStatus::Suspendue, 2),
            count(InvoiceStatus::ServiceFait, 6),
            count(InvoiceStatus::MiseADisposition, 2),
        ],
    };
    let picture = funnel::picture(&figures, &board("emises"));
    assert_eq!(
        picture.title,
        "« Service fait » : 6\u{a0}factures, 75\u{a0}% de ce qui est en cours ; 2\u{a0}attendent un acte de vous"
    );
    let first: Vec<String> = picture.table.rows.iter().map(|row| format!("{:?}", row[1])).collect();
    assert!(first[0].contains("MISE_A_DISPOSITION") && first[3].contains("SUSPENDUE"), "{first:?}");
    assert!(html(picture).contains("/factures?statut=SERVICE_FAIT"));
    assert_eq!(funnel::picture(&Funnel::default(), &board("emises")).title, "Pas encore de factures");
}

fn months(means: &[(u64, u64)], national: NationalReference) -> PaymentMonths {
    let first = NaiveDate::from_ymd_opt(2025, 11, 1).unwrap();
    let month = |(place, (count, mean_tenths)): (usize, &(u64, u64))| MonthOfPayments {
        first_day: first + Months::new(u32::try_from(place).unwrap()),
        count: *count,
        mean_tenths: *mean_tenths,
        median: 20,
        ninth: 40,
        within: *count,
    };
    PaymentMonths { months: means.iter().enumerate().map(month).collect(), national }
}

#[test]
fn the_delay_is_compared_with_the_figure_of_the_same_kind_only() {
    let towns = NationalDelay::of(PayerCategory::Local, "21350238800019").unwrap();
    let mut means = vec![(0, 0); 13];
    means[11] = (9, 243);
    means[12] = (4, 100);
    let picture = payments::picture(&months(&means, NationalReference::Of(towns)), &board("recues"));
    assert_eq!(
        picture.title,
        "Paiement en 24,3\u{a0}jours en moyenne en octobre 2026, 4,7\u{a0}jours de plus que la moyenne nationale des communes (19,6\u{a0}jours en 2023)"
    );
    let html = html(picture);
    assert!(
        html.contains("Moyenne nationale des communes, 2023") && html.contains("Délai de 30 jours"),
        "{html}"
    );
    assert!(
        html.contains("statut=MISE_EN_PAIEMENT&amp;etat_du=01%2F10%2F2026&amp;etat_au=31%2F10%2F2026"),
        "{html}"
    );
    let alone = payments::picture(&months(&means, NationalReference::None), &board("recues"));
    assert!(alone.title.ends_with("octobre 2026"), "{}", alone.title);
    let few = payments::picture(&months(&[(2, 100)], NationalReference::None), &board("recues"));
    assert!(few.title.starts_with("Pas encore assez") && few.drawn.is_none(), "{}", few.title);
    let present = payments::picture(
        &months(&[(0, 0); 12].into_iter().chain([(9, 150)]).collect::<Vec<_>>(), NationalReference::None),
        &board("recues"),
    );
    assert!(present.title.ends_with("novembre 2026, mois en cours"), "{}", present.title);
}

#[test]
fn the_calendar_says_what_is_due_within_a_week_and_what_is_late() {
    let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let day = |number: i64| DueDay {
        day: monday + TimeDelta::days(number),
        due: if number == 3 { aged(2, 1_240_000) } else { aged(0, 0) },
    };
    let mut calendar = DueCalendar {
        today: today(),
        days: (0..42).map(day).collect(),
        late: aged(5, 500_000),
        beyond: aged(1, 100),
        assumed: 0,
        others: BTreeMap::new(),
    };
    let picture = due::picture(&calendar, &board("recues"));
    assert_eq!(
        picture.title,
        "2\u{a0}factures à échoir sous sept jours (12\u{202f}400,00\u{a0}€), 5 déjà en retard (5\u{202f}000,00\u{a0}€)"
    );
    let html = html(picture);
    assert!(html.contains("12,4\u{a0}k€") && html.contains("data-tone=\"heat-4\""), "{html}");
    assert!(html.contains("Au-delà de ces six semaines"), "{html}");
    calendar.days.iter_mut().for_each(|day| day.due = aged(0, 0));
    calendar.late = aged(0, 0);
    assert_eq!(due::picture(&calendar, &board("recues")).title, "Aucune échéance dans les six semaines");
}

#[test]
fn the_slowest_step_and_the_slowest_service_are_named() {
    let spread = |median, ninth| Spread { median, ninth };
    let row = |owner: Option<StepOwner>, count, median| StepRow {
        owner,
        count,
        ordonnateur: spread(median, median + 9),
        comptable: spread(5, 9),
        whole: spread(median + 5, median + 18),
    };
    let slow = StepOwner::Recipient(partner("VILLE DE BREST"));
    let times = StepTimes { rows: vec![row(Some(slow), 9, 30)], all: row(None, 12, 18), cut: true };
    let picture = steps::picture(&times, &[], &board("emises"));
    assert_eq!(
        picture.title,
        "L’ordonnateur prend le plus de temps : la moitié des factures en 18\u{a0}jours au plus, neuf sur dix en 27\u{a0}jours ; le plus lent : Ville de Brest, 35\u{a0}jours"
    );
    let html = html(picture);
    assert!(html.contains("50\u{202f}000 dernières") && html.contains("data-tone=\"limit-20\""), "{html}");
    let few = StepTimes { rows: Vec::new(), all: row(None, 2, 18), cut: false };
    assert!(steps::picture(&few, &[], &board("recues")).title.starts_with("Pas encore assez"));
}

#[test]
fn interest_is_told_only_where_its_rate_and_its_payer_are_known() {
    let row = |partner, count| InterestRow {
        partner,
        late: aged(count, 120_000),
        interest: from_cents(1_034),
        indemnity: from_cents(4_000),
        avoidable: from_cents(1_000),
    };
    let figures = InterestFigures {
        rows: vec![row(Some(partner("VILLE DE BREST")), 1)],
        all: row(None, 1),
        ..InterestFigures::default()
    };
    let picture = interest::picture(&figures, &board("emises"));
    assert_eq!(
        picture.title,
        "50,34\u{a0}€ d’intérêts et indemnités courus, 10,00\u{a0}€ encore évitables en payant sous 30 jours"
    );
    assert!(html(picture).contains("Ville de Brest"));
    let unknown = InterestFigures { assumed: aged(4, 480_000), ..InterestFigures::default() };
    let picture = interest::picture(&unknown, &board("emises"));
    assert_eq!(picture.title, "Les intérêts ne peuvent pas encore être calculés");
    assert!(html(picture).contains("dont personne n’a dit la catégorie du payeur"));
}

#[test]
fn the_side_is_that_of_the_organisation_unless_it_is_asked() {
    assert_eq!(board("").direction, Direction::Issued);
    assert_eq!(board("recues").direction, Direction::Received);
    let address = board("recues").address("/tableau-de-bord", Direction::Issued);
    assert_eq!(address, "/tableau-de-bord?cote=emises");
}
