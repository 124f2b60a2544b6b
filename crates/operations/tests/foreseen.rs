//! No refusal that the data allowed to foresee comes back from Chorus Pro: what passes our checks is accepted by the
//! simulator, so what it refuses our checks find first.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use domain::{
    DepositMode, Framework, InvoiceForm, InvoiceKind, InvoiceStatus, LineForm, PaymentMode, VatLineForm,
    VatType, format_decimal,
};
use operations::OperationError;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use rust_decimal::Decimal;
use test_desk::{Desk, SCHOOL_SIRET, SUPPLIER_SIRET, TOWN_SIRET, complete_form};
use tokio::runtime::Runtime;

/// Enough for every day; `PROPTEST_CASES` for more.
const CASES: u32 = 80;

/// What is said of amounts: rows, and by how much each total is off.
#[derive(Clone, Debug)]
struct Money {
    rows: Vec<(&'static str, i64, i64)>,
    off: [i64; 3],
    discount: Option<i64>,
    due_off: i64,
    nothing_due: bool,
}

fn money() -> impl Strategy<Value = Money> {
    // Mostly right: a form that is wrong everywhere is found wrong by anybody.
    let off = || prop_oneof![60 => Just(0_i64), 1 => Just(1), 1 => Just(-1), 1 => -500_i64..500];
    let base = prop_oneof![6 => 1_i64..500_000, 1 => -50_000_i64..0, 1 => Just(0)];
    let rate = prop_oneof![20 => select(vec!["0", "2,1", "5,5", "10", "20", "20,00"]), 1 => Just("")];
    let discount = prop_oneof![6 => Just(None), 3 => (1_i64..900).prop_map(Some), 1 => (-50_i64..600_000).prop_map(Some)];
    (vec((rate, base, off()), 0..4), [off(), off(), off()], discount, off(), prop::bool::weighted(0.05))
        .prop_map(|(rows, off, discount, due_off, nothing_due)| Money {
            rows,
            off,
            discount,
            due_off,
            nothing_due,
        })
}

fn cents(value: i64) -> Decimal {
    Decimal::new(value, 2)
}

impl Money {
    fn fill(&self, form: &mut InvoiceForm, charged: bool) {
        let text = |value: i64| format_decimal(cents(value));
        let (mut net, mut vat) = (0, 0);
        form.vat_lines.clear();
        for (rate, base, off) in &self.rows {
            let percent: Decimal = rate.replace(',', ".").parse().unwrap_or_default();
            let percent = if charged { percent } else { Decimal::ZERO };
            let tax = (cents(*base) * percent / Decimal::ONE_HUNDRED).round_dp(2) * Decimal::ONE_HUNDRED;
            let tax = i64::try_from(tax.trunc().mantissa() / 10_i128.pow(tax.trunc().scale())).unwrap() + off;
            net += base;
            vat += tax;
            let rate = if charged { (*rate).to_owned() } else { "0".to_owned() };
            form.vat_lines.push(VatLineForm { rate, base: text(*base), tax: text(tax) });
        }
        let [net_off, vat_off, gross_off] = self.off;
        (net, vat) = (net + net_off, vat + vat_off);
        let gross = net + vat + gross_off;
        form.net = text(net);
        form.vat = text(vat);
        form.gross = text(gross);
        form.discount = self.discount.map(text).unwrap_or_default();
        form.due = if self.nothing_due {
            "0".to_owned()
        } else {
            text(gross - self.discount.unwrap_or(0) + self.due_off)
        };
    }
}

/// What is typed line by line, mostly readable.
fn lines() -> impl Strategy<Value = Vec<LineForm>> {
    let quantity = select(vec!["1", "1", "2,5", "12", "3,3333", "-1", "0", ""]);
    let price = prop_oneof![
        8 => "[1-9][0-9]{0,3},[0-9]{1,6}",
        1 => select(vec!["0", "0,001", "-12", "x"]).prop_map(str::to_owned),
    ];
    let discount = prop_oneof![6 => Just(""), 1 => select(vec!["0", "1,50", "5000", "-1"])];
    let rate = prop_oneof![20 => select(vec!["0", "2,1", "5,5", "10", "20"]), 1 => Just("")];
    let texts = ("[A-Za-zé ]{0,30}", of("[A-Z0-9/é-]{0,12}"), of("[a-zé³]{1,8}"));
    let line =
        (quantity, price, discount, rate, texts).prop_map(|(quantity, price, discount, rate, texts)| {
            let (name, reference, unit) = texts;
            LineForm {
                reference: reference.unwrap_or_default(),
                name,
                quantity: quantity.to_owned(),
                unit: unit.unwrap_or_default(),
                price,
                discount: discount.to_owned(),
                rate: rate.to_owned(),
            }
        });
    vec(line, 0..4)
}

fn any_form() -> impl Strategy<Value = InvoiceForm> {
    let codes = (
        select(Framework::ALL),
        select(InvoiceKind::ALL),
        select(PaymentMode::ALL),
        prop_oneof![3 => Just(VatType::SurDebit), 3 => select(VatType::ALL)],
    );
    let routing = (
        prop_oneof![8 => Just(SCHOOL_SIRET), 3 => Just(TOWN_SIRET), 1 => Just("00000000900099")],
        prop_oneof![8 => Just(""), 1 => select(vec!["ACHATS", "A/B", "SERVICE–1", "Voirie"])],
        of("[A-Z0-9]{1,12}"),
        of("[A-Za-z0-9é/ -]{1,60}"),
        (
            prop_oneof![8 => Just(TOWN_SIRET), 1 => select(vec!["", "12", SUPPLIER_SIRET, "00000000900099"])],
            prop_oneof![8 => Just(""), 1 => select(vec!["ACHATS", "TECHNIQUE"])],
        ),
    );
    let texts =
        (of("FA-[0-9]{1,4}"), of(".{0,40}"), weighted(0.9, "[A-Za-z é]{1,20}"), of("[A-Za-z0-9 .,é]{1,40}"));
    let head = (
        "[A-Za-z0-9/_+ -]{1,8}",
        select(vec!["19/11/2026", "01/01/2024", "20/11/2026"]),
        select(vec!["EUR", "EUR", "EUR", "usd"]),
    );
    let entry = weighted(0.3, lines());
    (money(), codes, routing, texts, head, entry).prop_map(|(money, codes, routing, texts, head, entry)| {
        let (framework, kind, mode, vat_type) = codes;
        let (siret, service, engagement, contract, (validator, validator_service)) = routing;
        let (origin, comment, discount_reason, exemption) = texts;
        let (number, date, currency) = head;
        let mut form = InvoiceForm {
            recipient_siret: siret.to_owned(),
            service_code: service.to_owned(),
            engagement: engagement.unwrap_or_default(),
            contract: contract.unwrap_or_default(),
            framework: framework.code().to_owned(),
            validator_siret: validator.to_owned(),
            validator_service: validator_service.to_owned(),
            kind: kind.code().to_owned(),
            number,
            origin_number: origin.unwrap_or_default(),
            date: date.to_owned(),
            currency: currency.to_owned(),
            vat_type: vat_type.code().to_owned(),
            exemption_reason: exemption.unwrap_or_default(),
            payment_mode: mode.code().to_owned(),
            discount_reason: discount_reason.unwrap_or_default(),
            comment: comment.unwrap_or_default(),
            ..complete_form("")
        };
        money.fill(&mut form, vat_type.charges_vat());
        if let Some(lines) = entry {
            form.mode = DepositMode::Entry.code().to_owned();
            form.lines = lines;
            for line in form.lines.iter_mut().filter(|_| !vat_type.charges_vat()) {
                line.rate = "0".to_owned();
            }
        }
        form
    })
}

#[test]
fn what_passes_our_checks_is_accepted() {
    let runtime = Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::open());
    let (count, accepted) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let usual = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { CASES };
    let mut runner =
        TestRunner::new(Config { cases, max_shrink_iters: 200, failure_persistence: None, ..usual });
    runner
        .run(&any_form(), |form| {
            count.set(count.get() + 1);
            // Each has a number of its own: duplicates have tests of their own.
            let number = format!("{} {}", form.number.trim(), count.get());
            let form = InvoiceForm { number, ..form };
            let outcome = runtime.block_on(deposit(&desk, &form));
            match outcome {
                None => {}
                Some(Ok(())) => accepted.set(accepted.get() + 1),
                Some(Err(refusal)) => return Err(TestCaseError::fail(refusal)),
            }
            Ok(())
        })
        .unwrap();
    assert!(accepted.get() >= cases / 8, "too few were sent to say anything: {}", accepted.get());
}

/// Sends a form that passes; none when our checks find something.
async fn deposit(desk: &Desk, form: &InvoiceForm) -> Option<Result<(), String>> {
    let actor = &desk.firm.actor;
    let id = if form.is_entry() {
        desk.desk.issuing.begin_entry(actor, desk.firm.structure).await.unwrap()
    } else {
        desk.complete_draft("DRAFT").await
    };
    desk.pass(Duration::from_secs(1)).await;
    desk.type_in(actor, id, form).await;
    let result = match desk.submit(actor, id).await {
        Err(OperationError::Invalid(_)) => None,
        Err(other) => Some(Err(other.to_string())),
        Ok(()) => {
            desk.pass(Duration::from_secs(11)).await;
            let invoice = desk.desk.portfolio.invoice_view(actor, id).await.unwrap().invoice;
            Some(match invoice.status {
                InvoiceStatus::Refused => Err(format!("{:?}", invoice.status_reason)),
                status if status.is_at_chorus_pro() => Ok(()),
                other => Err(format!("{other:?} {:?}", invoice.status_reason)),
            })
        }
    };
    if result.is_none() {
        desk.desk.issuing.discard_draft(actor, id).await.unwrap();
    }
    result
}
