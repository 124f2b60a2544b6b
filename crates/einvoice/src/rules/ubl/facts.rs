//! What the tests of the whole document need to know of it.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::super::check::{Check, Outcome};
use super::super::codes::Category;
use super::super::families::Identifiers;
use super::super::sums::Sums;
use crate::document::Place;
use crate::document::names::{Name, cac, cbc};

/// A number for each category.
pub(super) type Counts = [u32; Category::COUNT];

/// Everything that is gathered on the way.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) identifiers: Identifiers,
    /// The children of the root that are no lines.
    pub(super) header: Vec<Place>,
    pub(super) invoice_lines: u32,
    pub(super) credit_note_lines: u32,
    /// The sum of BT-131, or why there is none.
    pub(super) line_total: Option<Outcome<Decimal>>,
    pub(super) sums: Sums,
    /// The currencies of VAT totals, wherever they stand.
    pub(super) tax_currencies: HashSet<String>,
    /// References to an invoiced object with an attachment, and with a description.
    pub(super) attached_object: Option<Place>,
    pub(super) described_object: Option<Place>,
    /// Categories of breakdowns, allowances and charges under VAT, wherever they stand.
    pub(super) categories: Counts,
    /// Categories of lines under VAT, and of any scheme.
    pub(super) line_categories: Counts,
    pub(super) line_categories_any: Counts,
    /// Categories of allowances and charges: of any scheme; under VAT; allowances; charges.
    pub(super) price_change_any: Counts,
    pub(super) price_change: Counts,
    pub(super) allowances: Counts,
    pub(super) charges: Counts,
    /// Allowances and charges of the document itself, under VAT.
    pub(super) document_allowances: Counts,
    pub(super) document_charges: Counts,
    /// Categories of breakdowns of the document: under VAT, and of any scheme.
    pub(super) breakdowns: Counts,
    pub(super) breakdowns_any: Counts,
    /// Under VAT, but in another category than O.
    pub(super) other_lines: u32,
    pub(super) other_allowances: u32,
    pub(super) other_charges: u32,
    pub(super) other_breakdowns: u32,
    /// Whether a country other than Italy is named.
    pub(super) is_outside_italy: bool,
    pub(super) payment_references: Vec<Place>,
    pub(super) payment_means_codes: Vec<Place>,
    pub(super) creditor_identifiers: u32,
    /// The currency that was on the list last, as most amounts have the same.
    pub(super) last_currency: String,
}

impl Facts {
    /// What the root tells at once.
    pub(super) fn root(&mut self, check: &Check<'_, '_>) {
        let document = check.document;
        let is_line = |name| matches!(name, cac::InvoiceLine | cac::CreditNoteLine);
        self.header = document.children(0).filter(|place| !is_line(document.name(*place))).collect();
        for place in self.header.clone() {
            match document.name(place) {
                cac::AccountingSupplierParty => self.seller(check, place),
                cac::AccountingCustomerParty => self.buyer(check, place),
                cac::TaxRepresentativeParty => {
                    self.identifiers.representative_vat |= has_vat_number(check, place);
                }
                _ => {}
            }
        }
    }

    fn seller(&mut self, check: &Check<'_, '_>, place: Place) {
        for party in check.document.named(place, cac::Party) {
            self.identifiers.seller_any |= check.exists(party, &[cac::PartyTaxScheme, cbc::CompanyID]);
            self.identifiers.seller_vat |= has_vat_number(check, party);
        }
    }

    fn buyer(&mut self, check: &Check<'_, '_>, place: Place) {
        for party in check.document.named(place, cac::Party) {
            self.identifiers.buyer_vat |= has_vat_number(check, party);
            self.identifiers.buyer_legal |= check.exists(party, &[cac::PartyLegalEntity, cbc::CompanyID]);
        }
    }

    /// How many elements end a path from the root; lines are not walked.
    pub(super) fn count(&self, check: &Check<'_, '_>, path: &[Name]) -> usize {
        let Some((first, rest)) = path.split_first() else { return 0 };
        let named = self.header.iter().filter(|place| check.document.name(**place) == *first);
        named.map(|place| check.count(*place, rest)).sum()
    }

    /// The children of the root of a name.
    pub(super) fn named<'f>(
        &'f self,
        check: &'f Check<'_, '_>,
        name: Name,
    ) -> impl Iterator<Item = Place> + 'f {
        self.header.iter().copied().filter(move |place| check.document.name(*place) == name)
    }
}

/// Whether a party has a tax number of the scheme VAT.
pub(super) fn has_vat_number(check: &Check<'_, '_>, party: Place) -> bool {
    let mut schemes = check.document.named(party, cac::PartyTaxScheme);
    schemes.any(|scheme| super::is_vat(check, scheme) && check.has(scheme, cbc::CompanyID))
}
