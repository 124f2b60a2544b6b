//! The checks of the form. Each note names the field and what to do.
//!
//! Sources: business-rules.md §2 (service and engagement), §3 (number and date), §4 (amounts), §5 (payment).

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    CheckedInvoice, Framework, InvoiceForm, InvoiceKind, PaymentMode, Validator, VatLine, VatType,
    mentions_factoring, parse_day,
};
use crate::{
    Environment, Field, FieldPath, LONGEST_COMMENT, Notes, Remark, Routing, Siret, parse_amount, parse_rate,
};

/// What a recipient asks for, read from `structures/consulter` and `consulter/service`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientRules {
    /// `codeServiceDoitEtreRenseigne`.
    pub service_compulsory: bool,
    /// `numeroEJDoitEtreRenseigne`, whatever the service.
    pub engagement_compulsory: bool,
    /// Services that ask for an engagement of their own (`numeroEngagement`).
    #[serde(default)]
    pub engagement_services: Vec<String>,
    /// Services of which it is still being read.
    #[serde(default)]
    pub unread_services: Vec<String>,
    /// `gestionNumeroEJOuCodeService`: one of the two.
    pub service_or_engagement: bool,
    /// Codes of the active services; empty when the recipient has none or they are not known yet.
    pub services: Vec<String>,
    /// Whether it is known that the recipient has no service at all.
    #[serde(default)]
    pub without_services: bool,
}

impl RecipientRules {
    /// Whether an invoice to a service needs an engagement number.
    #[must_use]
    pub fn asks_for_engagement(&self, service: &str) -> bool {
        self.engagement_compulsory || self.engagement_services.iter().any(|code| code == service.trim())
    }

    /// Whether it is not known yet.
    #[must_use]
    pub fn may_ask_for_engagement(&self, service: &str) -> bool {
        !self.engagement_compulsory && self.unread_services.iter().any(|code| code == service.trim())
    }

    /// Whether an invoice may go to a service, as far as the services are known.
    #[must_use]
    pub fn takes_service(&self, service: &str) -> bool {
        let listed = self.services.is_empty() || self.services.iter().any(|code| code == service.trim());
        listed && !self.without_services
    }
}

/// What the checks need to know besides the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckContext {
    /// The day in Paris.
    pub today: NaiveDate,
    /// Where the invoice goes: the SIRET key is only a hint in production.
    pub environment: Environment,
    /// What the recipient asks for; `None` while it is not known.
    pub recipient: Option<RecipientRules>,
}

/// Longest invoice number (BT-1 at Chorus Pro).
const LONGEST_NUMBER: usize = 20;
/// Longest engagement and contract numbers.
const LONGEST_REFERENCE: usize = 50;
/// Longest service code.
const LONGEST_SERVICE: usize = 100;
/// Longest reason of an exemption or a discount.
const LONGEST_REASON: usize = 255;
/// Rounding that a VAT row may show against base × rate.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

struct Checker<'a> {
    form: &'a InvoiceForm,
    context: &'a CheckContext,
    notes: Notes,
}

pub(super) fn check(form: &InvoiceForm, context: &CheckContext) -> (Option<CheckedInvoice>, Notes) {
    if form.is_entry() {
        // What follows from the lines is reckoned here, whoever wrote it down.
        let mut reckoned = form.clone();
        reckoned.fill_from_lines();
        return check_filled(&reckoned, context);
    }
    check_filled(form, context)
}

fn check_filled(form: &InvoiceForm, context: &CheckContext) -> (Option<CheckedInvoice>, Notes) {
    let mut checker = Checker { form, context, notes: Notes::default() };
    let invoice = checker.invoice();
    let failed = checker.notes.refuse();
    (invoice.filter(|_| !failed), checker.notes)
}

/// What is said of the number alone.
pub(super) fn check_number(form: &InvoiceForm, context: &CheckContext) -> Notes {
    let mut checker = Checker { form, context, notes: Notes::default() };
    checker.number();
    checker.notes
}

/// Where the form leads, by the same checks.
pub(super) fn check_routing(form: &InvoiceForm, context: &CheckContext) -> (Option<Routing>, Notes) {
    let mut checker = Checker { form, context, notes: Notes::default() };
    let recipient = checker.recipient();
    let (service_code, engagement) = checker.routing();
    let routing = recipient.map(|recipient| Routing { recipient, service_code, engagement });
    let failed = checker.notes.refuse();
    (routing.filter(|_| !failed), checker.notes)
}

impl Checker<'_> {
    fn error(&mut self, path: impl Into<FieldPath>, remark: Remark) {
        self.notes.error(path, remark);
    }

    fn warn(&mut self, path: impl Into<FieldPath>, remark: Remark) {
        self.notes.warn(path, remark);
    }

    fn invoice(&mut self) -> Option<CheckedInvoice> {
        let recipient = self.recipient();
        let (service_code, engagement) = self.routing();
        let contract = self.text(Field::Contract, LONGEST_REFERENCE);
        let framework = self.choice(Field::Framework, Framework::from_code);
        let validator = self.validator(framework);
        let kind = self.choice(Field::Kind, InvoiceKind::from_code);
        let entry = self.form.is_entry();
        // Chorus Pro numbers what is typed.
        let number = if entry { Some(String::new()) } else { self.number() };
        let lines = if entry { self.form.check_lines(&mut self.notes) } else { Some(Vec::new()) };
        let origin_number = self.origin_number(kind);
        let date = self.date();
        let currency = self.currency();
        let vat_type = self.choice(Field::VatType, VatType::from_code);
        let exemption_reason = self.exemption_reason(vat_type);
        let payment_mode = self.payment_mode(kind);
        let bank_account = self.bank_account();
        let vat_lines = self.vat_lines();
        let net = self.amount(Field::Net);
        let vat = self.amount(Field::Vat);
        let gross = self.amount(Field::Gross);
        let discount = self.discount();
        let due = self.amount(Field::Due);
        if let (Some(net), Some(vat), Some(gross), Some(due)) = (net, vat, gross, due)
            && (!entry || lines.is_some())
        {
            self.totals(net, vat, gross, kind);
            let taken_off = discount.as_ref().map_or(Decimal::ZERO, |(amount, _)| *amount);
            self.due(gross, taken_off, due, framework);
            if let Some(lines) = &vat_lines {
                self.vat_table(lines, net, vat);
            }
            self.vat_regime(vat_type, vat);
        }
        let comment = self.comment(kind);
        Some(CheckedInvoice {
            recipient: recipient?,
            service_code,
            engagement,
            contract,
            framework: framework?,
            validator,
            kind: kind?,
            entry,
            number: number?,
            origin_number,
            date: date?,
            currency: currency?,
            vat_type: vat_type?,
            exemption_reason,
            payment_mode,
            bank_account: bank_account?,
            net: net?,
            vat: vat?,
            gross: gross?,
            discount,
            due: due?,
            vat_lines: vat_lines?,
            lines: lines?,
            comment,
        })
    }

    fn recipient(&mut self) -> Option<Siret> {
        match Siret::parse(&self.form.recipient_siret) {
            Ok(siret) => {
                if self.context.environment == Environment::Production && !siret.key_is_right() {
                    self.warn(Field::RecipientSiret, Remark::SiretKeyWrong);
                }
                Some(siret)
            }
            Err(crate::SiretError::NotDigits) => {
                self.error(Field::RecipientSiret, Remark::RecipientMissing);
                None
            }
            Err(error) => {
                self.error(Field::RecipientSiret, Remark::Siret { error });
                None
            }
        }
    }

    fn routing(&mut self) -> (Option<String>, Option<String>) {
        let service = self.text(Field::ServiceCode, LONGEST_SERVICE);
        let odd = |sign: &char| !sign.is_alphanumeric() && !matches!(sign, '-' | '_' | ' ');
        // What the recipient lists is right as it is.
        let recipient = self.context.recipient.as_ref();
        let unlisted =
            service.as_ref().filter(|code| !recipient.is_some_and(|rules| rules.services.contains(code)));
        if let Some(sign) = unlisted.and_then(|code| code.chars().find(odd)) {
            self.error(Field::ServiceCode, Remark::ServiceSign { sign });
        }
        let engagement = self.text(Field::Engagement, LONGEST_REFERENCE);
        let Some(rules) = self.context.recipient.clone() else {
            return (service, engagement);
        };
        if rules.service_compulsory && service.is_none() {
            self.error(Field::ServiceCode, Remark::ServiceRequired);
        }
        let chosen = service.as_deref().unwrap_or_default();
        if rules.asks_for_engagement(chosen) && engagement.is_none() {
            self.error(Field::Engagement, Remark::EngagementRequired);
        }
        if rules.may_ask_for_engagement(chosen) && engagement.is_none() {
            self.warn(Field::Engagement, Remark::EngagementPerhapsRequired);
        }
        if rules.service_or_engagement && service.is_none() && engagement.is_none() {
            self.error(Field::ServiceCode, Remark::ServiceOrEngagementRequired);
        }
        if service.is_some() && rules.without_services {
            self.error(Field::ServiceCode, Remark::ServiceNotAsked);
        }
        if let Some(code) = &service
            && !rules.services.is_empty()
            && !rules.services.contains(code)
        {
            let close = closest(code, &rules.services).map(ToOwned::to_owned);
            self.error(Field::ServiceCode, Remark::ServiceUnknown { service: code.clone(), close });
        }
        if service.as_deref() == Some("FACTURES_PUBLIQUES") {
            self.warn(Field::ServiceCode, Remark::ServiceReserved);
        }
        (service, engagement)
    }

    fn text(&mut self, field: Field, longest: usize) -> Option<String> {
        let text = self.form.value(field).trim();
        let length = text.chars().count();
        if length > longest {
            self.error(field, Remark::TooLong { longest, length });
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn choice<T>(&mut self, field: Field, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = read(self.form.value(field));
        if value.is_none() {
            self.error(field, Remark::NotChosen);
        }
        value
    }

    /// Who validates; only A9 and A12 ask for it.
    fn validator(&mut self, framework: Option<Framework>) -> Option<Validator> {
        let service = self.text(Field::ValidatorService, LONGEST_SERVICE);
        let typed = self.form.validator_siret.trim();
        if !framework?.needs_validator() {
            if !typed.is_empty() {
                self.warn(Field::ValidatorSiret, Remark::ValidatorAlone);
            }
            return None;
        }
        match Siret::parse(typed) {
            Ok(siret) => Some(Validator { siret, service }),
            Err(_) if typed.is_empty() => {
                self.error(Field::ValidatorSiret, Remark::ValidatorOfFrameworkMissing);
                None
            }
            Err(error) => {
                self.error(Field::ValidatorSiret, Remark::Siret { error });
                None
            }
        }
    }

    fn number(&mut self) -> Option<String> {
        let number = self.form.number.trim();
        if number.is_empty() {
            self.error(Field::Number, Remark::NumberMissing);
            return None;
        }
        let odd = |sign: &char| !sign.is_ascii_alphanumeric() && !matches!(sign, '-' | '_' | '/' | '+' | ' ');
        if let Some(sign) = number.chars().find(odd) {
            self.error(Field::Number, Remark::NumberSign { sign });
            return None;
        }
        self.text(Field::Number, LONGEST_NUMBER)
    }

    fn origin_number(&mut self, kind: Option<InvoiceKind>) -> Option<String> {
        let origin = self.text(Field::OriginNumber, LONGEST_NUMBER);
        if kind == Some(InvoiceKind::Avoir) && origin.is_none() {
            self.warn(Field::OriginNumber, Remark::OriginMissing);
        }
        origin
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let text = self.form.date.trim();
        if text.is_empty() {
            self.error(Field::Date, Remark::DateMissing);
            return None;
        }
        let Some(day) = parse_day(text, self.context.today) else {
            self.error(Field::Date, Remark::DateUnreadable);
            return None;
        };
        if day > self.context.today {
            self.error(Field::Date, Remark::DateInFuture);
            return None;
        }
        if self.context.today.signed_duration_since(day).num_days() > 365 {
            self.warn(Field::Date, Remark::DateOld);
        }
        Some(day)
    }

    fn currency(&mut self) -> Option<String> {
        let code = self.form.currency.trim().to_ascii_uppercase();
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Some(code);
        }
        self.error(Field::Currency, Remark::CurrencyUnreadable);
        None
    }

    /// The reason goes only where no VAT is charged; an exemption is asked for it (business-rules.md §4, inferred).
    fn exemption_reason(&mut self, vat_type: Option<VatType>) -> Option<String> {
        let reason = self.text(Field::ExemptionReason, LONGEST_REASON);
        match vat_type {
            Some(VatType::Exoneration) if reason.is_none() => {
                self.warn(Field::ExemptionReason, Remark::ExemptionReasonMissing);
                None
            }
            Some(regime) if regime.charges_vat() => {
                if reason.is_some() {
                    self.warn(Field::ExemptionReason, Remark::ExemptionReasonAlone);
                }
                None
            }
            _ => reason,
        }
    }

    fn payment_mode(&mut self, kind: Option<InvoiceKind>) -> Option<PaymentMode> {
        if kind == Some(InvoiceKind::Avoir) {
            return None;
        }
        self.choice(Field::PaymentMode, PaymentMode::from_code)
    }

    /// The account to pay to, where another than the usual one was chosen.
    fn bank_account(&mut self) -> Option<Option<i64>> {
        let typed = self.form.bank_account.trim();
        if typed.is_empty() {
            return Some(None);
        }
        let number = typed.parse().ok().filter(|number: &i64| *number > 0);
        if number.is_none() {
            self.error(Field::BankAccount, Remark::NotChosen);
        }
        number.map(Some)
    }

    /// A factor is paid on its own account: the usual one may be another (business-rules.md §5). Of a credit note nothing is
    /// paid.
    fn comment(&mut self, kind: Option<InvoiceKind>) -> Option<String> {
        let comment = self.text(Field::Comment, LONGEST_COMMENT)?;
        let is_usual = self.form.bank_account.trim().is_empty();
        if is_usual && kind != Some(InvoiceKind::Avoir) && mentions_factoring(&comment) {
            self.warn(Field::Comment, Remark::FactorAccountNotChosen);
        }
        Some(comment)
    }

    fn amount(&mut self, field: Field) -> Option<Decimal> {
        match parse_amount(self.form.value(field)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.error(field, Remark::Amount { error });
                None
            }
        }
    }

    fn vat_lines(&mut self) -> Option<Vec<VatLine>> {
        let mut lines = Vec::new();
        let mut complete = true;
        for (row, line) in self.form.vat_lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
            match (parse_rate(&line.rate), parse_amount(&line.base), parse_amount(&line.tax)) {
                // Chorus Pro takes one row for each rate, whatever the reasons of several.
                (Ok(rate), Ok(base), Ok(tax)) => {
                    match lines.iter_mut().find(|line: &&mut VatLine| line.rate == rate) {
                        Some(same) => {
                            same.base += base;
                            same.tax += tax;
                        }
                        None => lines.push(VatLine { rate, base, tax }),
                    }
                }
                _ => {
                    complete = false;
                    self.notes.error(Field::VatTable, Remark::VatRowIncomplete { row: row + 1 });
                }
            }
        }
        complete.then_some(lines)
    }

    /// What is taken off the total, with its reason; nothing when nothing was typed, or zero.
    fn discount(&mut self) -> Option<(Decimal, String)> {
        let reason = self.text(Field::DiscountReason, LONGEST_REASON);
        if self.form.discount.trim().is_empty() {
            if reason.is_some() {
                self.warn(Field::DiscountReason, Remark::DiscountReasonAlone);
            }
            return None;
        }
        let amount = self.amount(Field::Discount)?;
        if amount.is_zero() {
            return None;
        }
        if amount.is_sign_negative() {
            self.error(Field::Discount, Remark::DiscountNegative);
            return None;
        }
        if reason.is_none() {
            self.error(Field::DiscountReason, Remark::DiscountReasonMissing);
        }
        Some((amount, reason.unwrap_or_default()))
    }

    fn totals(&mut self, net: Decimal, vat: Decimal, gross: Decimal, kind: Option<InvoiceKind>) {
        if net + vat != gross {
            self.error(Field::Gross, Remark::TotalDiffers { net, vat, gross });
        }
        if kind == Some(InvoiceKind::Avoir) && gross < Decimal::ZERO {
            self.warn(Field::Gross, Remark::CreditNoteNegative);
        }
        if gross.is_zero() {
            self.warn(Field::Gross, Remark::TotalZero);
        }
    }

    /// What is due is the total less what is taken off it, to the cent of a rounding (BR-CO-16: BT-114 may have either
    /// sign); nothing where all was paid before.
    fn due(&mut self, gross: Decimal, taken_off: Decimal, due: Decimal, framework: Option<Framework>) {
        let expected = gross - taken_off;
        let difference = due - expected;
        if taken_off > gross.max(Decimal::ZERO) {
            self.error(Field::Discount, Remark::DiscountAboveTotal);
            return;
        }
        if framework == Some(Framework::A2) {
            if due.is_zero() {
                return;
            }
            self.warn(Field::Due, Remark::DueThoughPaid);
        }
        if difference.is_zero() {
        } else if difference.abs() <= ROUNDING {
            self.warn(Field::Due, Remark::DueRounded { by: difference });
        } else if due.is_zero() {
            self.error(Field::Due, Remark::NothingDue);
        } else if due > expected {
            self.error(Field::Due, Remark::DueAboveTotal);
        } else {
            self.error(Field::Due, Remark::DueBelowTotal { by: -difference });
        }
    }

    fn vat_table(&mut self, lines: &[VatLine], net: Decimal, vat: Decimal) {
        if lines.is_empty() {
            if !vat.is_zero() {
                self.error(Field::VatTable, Remark::VatTableEmpty);
            }
            return;
        }
        let base: Decimal = lines.iter().map(|line| line.base).sum();
        let tax: Decimal = lines.iter().map(|line| line.tax).sum();
        if base != net {
            self.error(Field::VatTable, Remark::VatBasesDiffer { sum: base, net });
        }
        if tax != vat {
            self.error(Field::VatTable, Remark::VatTaxesDiffer { sum: tax, vat });
        }
        for &VatLine { rate, base, tax } in lines {
            let expected = (base * rate / Decimal::ONE_HUNDRED).round_dp(2);
            if (tax - expected).abs() > ROUNDING {
                self.warn(Field::VatTable, Remark::VatRowDiffers { rate, base, expected, tax });
            }
        }
    }

    fn vat_regime(&mut self, vat_type: Option<VatType>, vat: Decimal) {
        if let Some(regime) = vat_type
            && !regime.charges_vat()
            && !vat.is_zero()
        {
            self.error(Field::VatType, Remark::VatNotCharged { regime, vat });
        }
    }
}

/// The service code that differs by the fewest signs, when it is close enough to be meant.
fn closest<'a>(code: &str, services: &'a [String]) -> Option<&'a str> {
    services
        .iter()
        .map(|service| (distance(&code.to_lowercase(), &service.to_lowercase()), service.as_str()))
        .filter(|(difference, service)| *difference <= service.chars().count().max(3) / 2)
        .min_by_key(|(difference, _)| *difference)
        .map(|(_, service)| service)
}

fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substitution = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substitution.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests;
