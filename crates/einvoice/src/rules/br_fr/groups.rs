//! Invoices of several sellers (frameworks B8, S8, M8) and in both directions (B9, S9, M9): groups of lines, each an invoice of
//! its own.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::super::number::written;
use super::lines::{Line, Lines, own_references};
use super::paths::Paths;
use super::{all, even, forms, is_any, only_text};
use crate::document::Place;
use crate::document::names::{Name, cac, cbc, ram, rsm};
use crate::model::Syntax;

const SEVERAL_SELLERS: &[&str] = &["B8", "S8", "M8"];
const BOTH_WAYS: &[&str] = &["B9", "S9", "M9"];

/// How many groups are looked at one by one: each is compared with every line and every breakdown.
const MAX_GROUPS: usize = 500;

/// A cent.
fn cent() -> Decimal {
    Decimal::new(1, 2)
}

pub(super) fn run(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    // More than one framework has stopped the engine before.
    let Ok(process) = only_text(check, 0, paths.process).map(even) else { return };
    let (several, both) =
        (SEVERAL_SELLERS.contains(&process.as_str()), BOTH_WAYS.contains(&process.as_str()));
    if !several && !both {
        return;
    }
    let lines = Lines::of(check, syntax, paths);
    let groups: Vec<&Line<'_>> = lines.lines.iter().filter(|line| line.is_group()).collect();
    statuses(check, &lines);
    let count: usize = groups.iter().map(|group| group.groups).sum();
    if several {
        check.holds("BR-FR-MV-02_EXT-FR-FE-163", 0, count >= 1);
    } else {
        sides(check, &lines, &groups, paths, count);
    }
    types(check, syntax, paths, several);
    let currency = check.texts(0, paths.currency);
    let accounting = check.texts(0, paths.accounting);
    let belongs = belonging(&lines);
    let taxes = breakdowns(check, syntax);
    for group in groups.iter().take(MAX_GROUPS) {
        sub_invoice(check, &lines, group, &currency, &accounting);
        amounts(check, &lines, group, &belongs, &taxes, &currency);
        let types: &[&str] =
            if several { &["384", "472", "381", "396", "503"] } else { &["261", "471", "473", "502"] };
        if is_any(check, 0, paths.type_code, types) {
            let (number, day) = lines.precedes(check, group.place);
            let [of_number, of_day] = if several {
                ["BR-FR-MV-14-EXT-FR-FE-136", "BR-FR-MV-14-EXT-FR-FE-138"]
            } else {
                ["BR-FR-BD-14-EXT-FR-FE-136", "BR-FR-BD-14-EXT-FR-FE-138"]
            };
            check.holds(of_number, group.place, number);
            check.holds(of_day, group.place, day);
        }
    }
    members(check, &lines);
    own_invoice(check, &lines, &groups, paths);
    numbers_differ(check, &lines, &groups);
}

/// Every line says what it is.
fn statuses(check: &mut Check<'_, '_>, lines: &Lines<'_>) {
    const ID: &str = "BR-FR-MV-01_EXT-FR-FE-163";
    for line in &lines.lines {
        if lines.syntax == Syntax::Cii {
            let path = [ram::AssociatedDocumentLineDocument, ram::LineStatusReasonCode];
            for status in all(check, line.place, &path) {
                let is_filled = forms::is_filled(check.text(status));
                check.holds(ID, status, is_filled);
            }
            continue;
        }
        let mut found = Vec::new();
        for reference in own_references(check, line.place, &lines.number) {
            found.extend(all(check, reference, &[cac::InvoiceDocumentReference, cbc::DocumentStatusCode]));
        }
        let outcome = Check::only_of(&found);
        let outcome = outcome.map(|status| status.is_some_and(|status| forms::is_filled(check.text(status))));
        check.test(ID, line.place, outcome);
    }
}

/// In both directions there are two groups: what one sells, and what the other does.
fn sides(check: &mut Check<'_, '_>, lines: &Lines<'_>, groups: &[&Line<'_>], paths: &Paths, count: usize) {
    check.holds("BR-FR-BD-02_EXT-FR-FE-163", 0, count == 2);
    let of_seller = if lines.syntax == Syntax::Cii { "BR-FR-BD-02_BT-31" } else { "BR-FR-BD-02_BT-30" };
    for (id, party) in [(of_seller, paths.seller), ("BR-FR-BD-02_BT-47", paths.buyer)] {
        let known = check.texts(0, &[party, paths.legal].concat());
        let is_of = |group: &&&Line<'_>| !check.texts(group.place, &lines.seller()).is_disjoint(&known);
        let count: usize = groups.iter().filter(is_of).map(|group| group.groups).sum();
        check.holds(id, 0, count == 1);
    }
}

/// BT-3: self-billed in both directions, and not with several sellers.
fn types(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths, several: bool) {
    for place in all(check, 0, paths.type_code) {
        let text = even(check.text(place));
        let is_self_billed = forms::SELF_BILLED.contains(&text.as_str());
        let (id, holds) = match (several, syntax) {
            (true, _) => ("BR-FR-MV-13_BT-3", !text.is_empty() && !is_self_billed),
            (false, Syntax::Cii) => ("BR-FR-BD-13_BT-3", is_self_billed),
            (false, _) => ("BR-FR-MV-BD_BT-3", is_self_billed),
        };
        check.listed(id, place, &text, holds);
    }
}

/// The lines that belong to each line.
fn belonging<'l>(lines: &'l Lines<'_>) -> HashMap<&'l str, Vec<&'l Line<'l>>> {
    let mut belongs: HashMap<&str, Vec<&Line<'_>>> = HashMap::new();
    for line in &lines.lines {
        let parents: HashSet<_> = line.parents.iter().copied().collect();
        for parent in parents {
            belongs.entry(parent).or_default().push(line);
        }
    }
    belongs
}

fn filled(check: &Check<'_, '_>, place: Option<Place>) -> bool {
    place.is_some_and(|place| forms::is_filled(check.text(place)))
}

/// What a group says as an invoice of its own.
fn sub_invoice(
    check: &mut Check<'_, '_>,
    lines: &Lines<'_>,
    group: &Line<'_>,
    currency: &HashSet<&str>,
    accounting: &HashSet<&str>,
) {
    let place = group.place;
    for (id, path) in [
        ("BR-FR-MV-03_EXT-FR-FE-164", lines.seller_name()),
        ("BR-FR-MV-03_EXT-FR-FE-167", lines.seller()),
        ("BR-FR-MV-03_EXT-FR-FE-177", lines.seller_country()),
    ] {
        let outcome = check.filled(place, &path);
        check.test(id, place, outcome);
    }
    let outcome = lines.tax(check, place, currency).map(|tax| filled(check, tax));
    check.test("BR-FR-MV-03_EXT-FR-FE-181", place, outcome);
    if !accounting.is_empty() {
        let outcome = lines.tax(check, place, accounting).map(|tax| filled(check, tax));
        check.test("BR-FR-MV-03_EXT-FR-FE-182", place, outcome);
    }
    if lines.syntax == Syntax::Cii {
        let path = [ram::SpecifiedLineTradeSettlement, ram::AdditionalReferencedDocument];
        for reference in all(check, place, &path) {
            if is_any(check, reference, &[ram::ReferenceTypeCode], &["AFL"]) {
                let outcome = numbered(check, reference, &[]);
                check.test("BR-FR-MV-03_BT-128_AFL", reference, outcome);
            } else if is_any(check, reference, &[ram::ReferenceTypeCode], &["AVV"]) {
                let outcome = numbered(check, reference, SEVERAL_SELLERS);
                check.test("BR-FR-MV-03_BT-128_AVV", reference, outcome);
            }
        }
        return;
    }
    let number = Check::only_of(&lines.numbers(check, place, "AFL"));
    check.test("BR-FR-MV-03_BT-128_AFL", place, number.map(|number| filled(check, number)));
    let framework = Check::only_of(&lines.numbers(check, place, "AVV"));
    let is_other = |found: Option<Place>| {
        filled(check, found) && !found.is_some_and(|found| SEVERAL_SELLERS.contains(&check.text(found)))
    };
    check.test("BR-FR-MV-03_BT-128_AVV", place, framework.map(is_other));
}

/// A reference to an object has its type and a number, which is none of those that may not be.
fn numbered(check: &Check<'_, '_>, reference: Place, others: &[&str]) -> Outcome<bool> {
    let is_object = is_any(check, reference, &[ram::TypeCode], &["130"]);
    Ok(is_object
        && check.filled(reference, &[ram::IssuerAssignedID])?
        && !is_any(check, reference, &[ram::IssuerAssignedID], others))
}

/// The amounts of a group are those of what belongs to it.
fn amounts(
    check: &mut Check<'_, '_>,
    lines: &Lines<'_>,
    group: &Line<'_>,
    belongs: &HashMap<&str, Vec<&Line<'_>>>,
    taxes: &[(Outcome<&str>, Place)],
    currency: &HashSet<&str>,
) {
    let net = |check: &Check<'_, '_>| -> Outcome<Option<Decimal>> {
        check.single(group.place, &lines.net())?.map(|place| check.decimal(place)).transpose()
    };
    let members = |id: &str| belongs.get(id).map(Vec::as_slice).unwrap_or_default();
    let sum = || -> Outcome<(Decimal, usize)> {
        let id = Check::only_of(&group.id_places)?.map(|place| even(check.text(place)));
        let (mut sum, mut count) = (Decimal::ZERO, 0);
        let is_counted = |line: &&&Line<'_>| line.statuses.iter().any(|status| *status != "INFORMATION");
        for member in members(&id.unwrap_or_default()).iter().filter(is_counted) {
            for place in all(check, member.place, &lines.net()) {
                sum = sum.saturating_add(check.number(place)?.unwrap_or_default());
                count += 1;
            }
        }
        Ok((sum, count))
    };
    let differs = || -> Outcome<Option<(Option<Decimal>, Decimal)>> {
        let (net, (sum, count)) = (net(check)?, sum()?);
        let most = cent().saturating_mul(Decimal::from(count));
        let holds = net.is_some_and(|net| net.saturating_sub(sum).abs() <= most);
        Ok((!holds).then_some((net, sum)))
    };
    match differs() {
        Ok(None) => {}
        Ok(Some((net, sum))) => {
            check.differs("BR-FR-MV-05_EXT-FR-FE-BG-12", group.place, net.map(written), Some(written(sum)));
        }
        Err(stop) => check.stop("BR-FR-MV-05_EXT-FR-FE-BG-12", stop),
    }
    let tax = |check: &Check<'_, '_>| -> Outcome<Option<Decimal>> {
        lines.tax(check, group.place, currency)?.map(|place| check.decimal(place)).transpose()
    };
    let number = number_of(check, lines, group.place);
    let of_breakdown = number.and_then(|number| breakdown(check, lines.syntax, taxes, &number));
    let outcome = of_breakdown
        .and_then(|sum| Ok(tax(check)?.is_some_and(|tax| tax.saturating_sub(sum).abs() <= cent())));
    check.test("BR-FR-MV-09_EXT-FR-FE-181", group.place, outcome);
    if check.exists(group.place, &lines.gross()) {
        let ids: HashSet<_> = group.id_places.iter().map(|place| check.text(*place)).collect();
        let of_group = ids.into_iter().flat_map(members).filter(|line| line.has_status(&["DETAIL", "GROUP"]));
        let count = of_group.map(|line| line.place).collect::<HashSet<_>>().len();
        let adds_up = || -> Outcome<bool> {
            let Some(gross) =
                check.single(group.place, &lines.gross())?.filter(|place| filled(check, Some(*place)))
            else {
                return Ok(false);
            };
            let gross = check.decimal(gross)?;
            let (Some(net), Some(tax)) = (net(check)?, tax(check)?) else { return Ok(false) };
            let most = cent().saturating_mul(Decimal::from(count));
            Ok(gross.saturating_sub(net).saturating_sub(tax).abs() <= most)
        };
        let outcome = adds_up();
        check.test("BR-FR-MV-10_EXT-FR-FE-184", group.place, outcome);
    }
}

/// The number of the invoice that a line is part of, white space made even; empty when it has none.
fn number_of(check: &Check<'_, '_>, lines: &Lines<'_>, line: Place) -> Outcome<String> {
    let number = Check::only_of(&lines.numbers(check, line, "AFL"))?;
    Ok(number.map(|number| even(check.text(number))).unwrap_or_default())
}

/// The breakdowns under VAT, with their exemption reasons.
fn breakdowns<'d>(check: &Check<'d, '_>, syntax: Syntax) -> Vec<(Outcome<&'d str>, Place)> {
    const CII: &[Name] =
        &[rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement, ram::ApplicableTradeTax];
    let (path, scheme, reason): (&[_], &[_], &[_]) = if syntax == Syntax::Cii {
        (CII, &[ram::TypeCode], &[ram::ExemptionReason])
    } else {
        (
            &[cac::TaxTotal, cac::TaxSubtotal],
            &[cac::TaxCategory, cac::TaxScheme, cbc::ID],
            &[cac::TaxCategory, cbc::TaxExemptionReason],
        )
    };
    let mut taxes = all(check, 0, path);
    taxes.retain(|tax| is_any(check, *tax, scheme, &["VAT"]));
    taxes.into_iter().map(|tax| (only_text(check, tax, reason), tax)).collect()
}

/// The VAT of the breakdowns of which the exemption reason names an invoice.
fn breakdown(
    check: &Check<'_, '_>,
    syntax: Syntax,
    taxes: &[(Outcome<&str>, Place)],
    number: &str,
) -> Outcome<Decimal> {
    let mark = format!("#{number}#");
    let amount = if syntax == Syntax::Cii { ram::CalculatedAmount } else { cbc::TaxAmount };
    let mut sum = Decimal::ZERO;
    for (reason, tax) in taxes {
        if (*reason)?.starts_with(&mark) {
            for place in all(check, *tax, &[amount]) {
                sum = sum.saturating_add(check.number(place)?.unwrap_or_default());
            }
        }
    }
    Ok(sum)
}

/// The first two of what lines of one identifier say, and that is enough to tell whether it is one.
#[derive(Default)]
struct Said {
    sellers: Vec<Place>,
    numbers: Vec<Place>,
}

impl Said {
    fn add(&mut self, sellers: &[Place], numbers: &[Place]) {
        for (known, new) in [(&mut self.sellers, sellers), (&mut self.numbers, numbers)] {
            let room = 2_usize.saturating_sub(known.len());
            let new: Vec<_> = new.iter().filter(|place| !known.contains(place)).take(room).copied().collect();
            known.extend(new);
        }
    }
}

/// Every line has the seller and the number of the line that it belongs to.
fn members(check: &mut Check<'_, '_>, lines: &Lines<'_>) {
    let mut by_id: HashMap<&str, Said> = HashMap::new();
    let mut own = Vec::new();
    for line in &lines.lines {
        let sellers = all(check, line.place, &lines.seller());
        let numbers = lines.numbers(check, line.place, "AFL");
        for id in &line.id_places {
            by_id.entry(check.text(*id)).or_default().add(&sellers, &numbers);
        }
        own.push((sellers, numbers));
    }
    for (line, (sellers, numbers)) in lines.lines.iter().zip(own) {
        let mut above = Said::default();
        for said in line.parents.iter().filter_map(|parent| by_id.get(parent)) {
            above.add(&said.sellers, &said.numbers);
        }
        let text = |places: &[Place]| -> Outcome<String> {
            Ok(Check::only_of(places)?.map(|place| even(check.text(place))).unwrap_or_default())
        };
        let same = |own: &[Place], above: &[Place]| -> Outcome<bool> {
            let own = text(own)?;
            Ok(!own.is_empty() && (line.parents.is_empty() || own == text(above)?))
        };
        let (of_seller, of_number) = (same(&sellers, &above.sellers), same(&numbers, &above.numbers));
        let is_named = || -> Outcome<bool> {
            let reason = only_text(check, line.place, &lines.exemption())?;
            let number = text(&numbers)?;
            Ok(forms::is_filled(reason) && !number.is_empty() && reason.starts_with(&format!("#{number}#")))
        };
        let of_reason = line.has_status(&["DETAIL"]).then(is_named);
        check.test("BR-FR-MV-06_EXT-FR-FE-167", line.place, of_seller);
        check.test("BR-FR-MV-07_BT-128", line.place, of_number);
        if let Some(outcome) = of_reason {
            check.test("BR-FR-MV-08_BT-128", line.place, outcome);
        }
    }
}

/// What the seller of the whole sells itself has the number of the whole, unless it is in several parts.
fn own_invoice(check: &mut Check<'_, '_>, lines: &Lines<'_>, groups: &[&Line<'_>], paths: &Paths) {
    let seller = check.texts(0, &[paths.seller, paths.legal].concat());
    let of_seller: Vec<_> = groups
        .iter()
        .filter(|group| !check.texts(group.place, &lines.seller()).is_disjoint(&seller))
        .map(|group| group.place)
        .collect();
    let is_own = |place: &Place| lines.number.contains(check.text(*place));
    let count = of_seller.iter().flat_map(|group| lines.numbers(check, *group, "AFL")).filter(is_own).count();
    for group in of_seller {
        let number = number_of(check, lines, group);
        let outcome = number.map(|number| {
            let is_own = lines.number.contains(number.as_str());
            count == 1 || count == 0 && is_own || count > 1 && !is_own
        });
        check.test("BR-FR-MV-11_BT-128", group, outcome);
    }
}

/// No two groups have the same number; in CII, nor has anything before them.
fn numbers_differ(check: &mut Check<'_, '_>, lines: &Lines<'_>, groups: &[&Line<'_>]) {
    let numbers: HashSet<Place> =
        groups.iter().flat_map(|group| lines.numbers(check, group.place, "AFL")).collect();
    let mut before: HashSet<&str> = HashSet::new();
    let mut is_twice = false;
    if lines.syntax == Syntax::Cii {
        for place in 0..check.document.len() {
            if check.document.name(place) == ram::IssuerAssignedID {
                let is_new = before.insert(check.text(place));
                is_twice |= !is_new && numbers.contains(&place);
            }
        }
    } else {
        for line in &lines.lines {
            for place in lines.numbers(check, line.place, "AFL") {
                let is_new = before.insert(check.text(place));
                is_twice |= !is_new && numbers.contains(&place);
            }
        }
    }
    check.holds("BR-FR-MV-12_BT-128", 0, !is_twice);
}
