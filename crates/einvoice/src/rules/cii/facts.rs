//! What the tests of the whole document need to know of it.

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::super::codes::Category;
use super::super::families::Identifiers;
use super::super::sums::Sums;
use crate::document::Place;
use crate::document::names::{Name, attribute, ram, rsm};

/// A number for each category.
pub(super) type Counts = [u32; Category::COUNT];

/// Everything that is gathered on the way.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) agreement: Option<Place>,
    pub(super) delivery: Option<Place>,
    pub(super) settlement: Option<Place>,
    pub(super) currency: Option<Place>,
    pub(super) accounting: Option<Place>,
    pub(super) identifiers: Identifiers,
    pub(super) lines: u32,
    pub(super) has_breakdown: bool,
    pub(super) sums: Sums,
    /// The sum of BT-117, once it is asked for.
    pub(super) tax_total: Option<Outcome<Decimal>>,
    /// Categories of breakdowns, of lines, and of allowances and charges.
    pub(super) breakdowns: Counts,
    pub(super) line_categories: Counts,
    pub(super) price_changes: Counts,
    /// Taxes, and allowances and charges, of another category than O.
    pub(super) other_taxes: u32,
    pub(super) other_price_changes: u32,
    /// Any category at all.
    pub(super) categories: Counts,
    pub(super) is_outside_italy: bool,
    pub(super) tax_points: u32,
    pub(super) tax_point_codes: Vec<Place>,
    pub(super) means_codes: Vec<Place>,
    pub(super) means_texts: Vec<Place>,
    pub(super) references: u32,
    /// Breakdowns of intra-Community supply and of what is outside the scope, tested last.
    pub(super) tested_last: Vec<Place>,
}

impl Facts {
    pub(super) fn new(check: &Check<'_, '_>) -> Self {
        let transaction = check.child(0, rsm::SupplyChainTradeTransaction);
        let within = |name: Name| transaction.and_then(|transaction| check.child(transaction, name));
        let settlement = within(ram::ApplicableHeaderTradeSettlement);
        let code = |name: Name| settlement.and_then(|settlement| check.child(settlement, name));
        let mut facts = Self {
            agreement: within(ram::ApplicableHeaderTradeAgreement),
            delivery: within(ram::ApplicableHeaderTradeDelivery),
            settlement,
            currency: code(ram::InvoiceCurrencyCode),
            accounting: code(ram::TaxCurrencyCode),
            has_breakdown: code(ram::ApplicableTradeTax).is_some(),
            ..Self::default()
        };
        facts.identify(check);
        facts
    }

    fn identify(&mut self, check: &Check<'_, '_>) {
        let Some(agreement) = self.agreement else { return };
        let has = |party: Name, scheme: &str| {
            let mut is_found = false;
            check.each(agreement, &[party, ram::SpecifiedTaxRegistration, ram::ID], &mut |id| {
                is_found |= check.attribute(id, attribute::schemeID) == Some(scheme);
            });
            is_found
        };
        self.identifiers = Identifiers {
            seller_any: has(ram::SellerTradeParty, "VA") || has(ram::SellerTradeParty, "FC"),
            seller_vat: has(ram::SellerTradeParty, "VA"),
            representative_vat: has(ram::SellerTaxRepresentativeTradeParty, "VA"),
            buyer_vat: has(ram::BuyerTradeParty, "VA"),
            buyer_legal: check
                .exists(agreement, &[ram::BuyerTradeParty, ram::SpecifiedLegalOrganization, ram::ID]),
        };
    }

    /// The text of BT-5.
    pub(super) fn currency<'d>(&self, check: &Check<'d, '_>) -> Option<&'d str> {
        self.currency.map(|place| check.text(place))
    }
}
