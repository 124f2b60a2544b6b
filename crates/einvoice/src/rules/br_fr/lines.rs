//! The lines of an invoice of several sellers, or in both directions, as groups of others: the same in both syntaxes.

use std::collections::HashSet;

use super::super::check::{Check, Outcome};
use super::paths::Paths;
use super::{all, is_any};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc, ram};
use crate::model::Syntax;

const SETTLEMENT: Name = ram::SpecifiedLineTradeSettlement;
const SUMS: Name = ram::SpecifiedTradeSettlementLineMonetarySummation;
const ITEM_SELLER: [Name; 2] = [ram::SpecifiedLineTradeAgreement, ram::ItemSellerTradeParty];
const MANUFACTURER: [Name; 2] = [cac::Item, cac::ManufacturerParty];

/// What a line says of its place among the others.
pub(super) struct Line<'d> {
    pub(super) place: Place,
    /// BT-126.
    pub(super) id_places: Vec<Place>,
    /// The line that it belongs to.
    pub(super) parents: Vec<&'d str>,
    /// GROUP, DETAIL or INFORMATION.
    pub(super) statuses: Vec<&'d str>,
    /// Whether it is a group that belongs to no other; in UBL, how many references say so.
    pub(super) groups: usize,
}

impl Line<'_> {
    pub(super) fn is_group(&self) -> bool {
        self.groups > 0
    }

    pub(super) fn has_status(&self, statuses: &[&str]) -> bool {
        self.statuses.iter().any(|status| statuses.contains(status))
    }
}

/// All lines, and how to ask them.
pub(super) struct Lines<'d> {
    pub(super) syntax: Syntax,
    pub(super) lines: Vec<Line<'d>>,
    /// BT-1.
    pub(super) number: HashSet<&'d str>,
}

impl<'d> Lines<'d> {
    pub(super) fn of(check: &Check<'d, '_>, syntax: Syntax, paths: &Paths) -> Self {
        let number = check.texts(0, paths.number);
        let places = all(check, 0, paths.lines);
        let lines = places.into_iter().map(|place| match syntax {
            Syntax::Cii => in_cii(check, place),
            _ => in_ubl(check, place, &number),
        });
        Self { syntax, lines: lines.collect(), number }
    }

    fn path(&self, cii: &[Name], ubl: &[Name]) -> Vec<Name> {
        if self.syntax == Syntax::Cii { cii.to_vec() } else { ubl.to_vec() }
    }

    /// Who sells what a line is about: legal identifier, name, country.
    pub(super) fn seller(&self) -> Vec<Name> {
        self.path(
            &[ITEM_SELLER[0], ITEM_SELLER[1], ram::SpecifiedLegalOrganization, ram::ID],
            &[MANUFACTURER[0], MANUFACTURER[1], cac::PartyLegalEntity, cbc::CompanyID],
        )
    }

    pub(super) fn seller_name(&self) -> Vec<Name> {
        self.path(
            &[ITEM_SELLER[0], ITEM_SELLER[1], ram::Name],
            &[MANUFACTURER[0], MANUFACTURER[1], cac::PartyLegalEntity, cbc::RegistrationName],
        )
    }

    pub(super) fn seller_country(&self) -> Vec<Name> {
        self.path(
            &[ITEM_SELLER[0], ITEM_SELLER[1], ram::PostalTradeAddress, ram::CountryID],
            &[MANUFACTURER[0], MANUFACTURER[1], cac::PostalAddress, cac::Country, cbc::IdentificationCode],
        )
    }

    pub(super) fn net(&self) -> Vec<Name> {
        self.path(&[SETTLEMENT, SUMS, ram::LineTotalAmount], &[cbc::LineExtensionAmount])
    }

    pub(super) fn gross(&self) -> Vec<Name> {
        self.path(&[SETTLEMENT, SUMS, ram::GrandTotalAmount], &[cbc::TaxInclusiveLineExtensionAmount])
    }

    pub(super) fn exemption(&self) -> Vec<Name> {
        self.path(
            &[SETTLEMENT, ram::ApplicableTradeTax, ram::ExemptionReason],
            &[cac::Item, cac::ClassifiedTaxCategory, cbc::TaxExemptionReason],
        )
    }

    /// The VAT of a line in one of some currencies.
    pub(super) fn tax(
        &self,
        check: &Check<'_, '_>,
        line: Place,
        currencies: &HashSet<&str>,
    ) -> Outcome<Option<Place>> {
        let path = self.path(&[SETTLEMENT, SUMS, ram::TaxTotalAmount], &[cac::TaxTotal, cbc::TaxAmount]);
        let mut found = all(check, line, &path);
        found.retain(|place| {
            check.attribute(*place, attribute::currencyID).is_some_and(|given| currencies.contains(given))
        });
        Check::only_of(&found)
    }

    /// The numbers of a scheme that a line refers to: AFL its own invoice, AVV its framework.
    pub(super) fn numbers(&self, check: &Check<'_, '_>, line: Place, scheme: &str) -> Vec<Place> {
        let mut numbers = Vec::new();
        if self.syntax == Syntax::Cii {
            for reference in all(check, line, &[SETTLEMENT, ram::AdditionalReferencedDocument]) {
                let is_of_scheme = is_any(check, reference, &[ram::ReferenceTypeCode], &[scheme]);
                if is_of_scheme && is_any(check, reference, &[ram::TypeCode], &["130"]) {
                    numbers.extend(all(check, reference, &[ram::IssuerAssignedID]));
                }
            }
            return numbers;
        }
        for reference in all(check, line, &[cac::DocumentReference]) {
            if is_any(check, reference, &[cbc::DocumentTypeCode], &["130"]) {
                numbers.extend(all(check, reference, &[cbc::ID]));
            }
        }
        numbers.retain(|number| check.attribute(*number, attribute::schemeID) == Some(scheme));
        numbers
    }

    /// Whether a line refers to a preceding invoice, and to its day.
    pub(super) fn precedes(&self, check: &Check<'_, '_>, line: Place) -> (bool, bool) {
        if self.syntax == Syntax::Cii {
            let reference = [SETTLEMENT, ram::InvoiceReferencedDocument];
            let number = [&reference[..], &[ram::IssuerAssignedID]].concat();
            let day = [ram::FormattedIssueDateTime, crate::document::names::qdt::DateTimeString];
            return (check.exists(line, &number), check.exists(line, &[&reference[..], &day].concat()));
        }
        let mut others = all(check, line, &[cac::BillingReference]);
        others.retain(|reference| {
            let ids = check.texts(*reference, &[cac::InvoiceDocumentReference, cbc::ID]);
            ids.iter().any(|id| self.number.iter().any(|number| number != id))
        });
        let has = |name| {
            others.iter().any(|reference| check.exists(*reference, &[cac::InvoiceDocumentReference, name]))
        };
        (has(cbc::ID), has(cbc::IssueDate))
    }
}

fn texts<'d>(check: &Check<'d, '_>, place: Place, path: &[Name]) -> Vec<&'d str> {
    all(check, place, path).into_iter().map(|place| check.text(place)).collect()
}

fn in_cii<'d>(check: &Check<'d, '_>, place: Place) -> Line<'d> {
    let of = |name| texts(check, place, &[ram::AssociatedDocumentLineDocument, name]);
    let (parents, statuses) = (of(ram::ParentLineID), of(ram::LineStatusReasonCode));
    let is_group = statuses.contains(&"GROUP") && parents.is_empty();
    Line {
        place,
        id_places: all(check, place, &[ram::AssociatedDocumentLineDocument, ram::LineID]),
        parents,
        statuses,
        groups: usize::from(is_group),
    }
}

/// In UBL, a line says its status in a reference to the invoice that it stands in.
fn in_ubl<'d>(check: &Check<'d, '_>, place: Place, number: &HashSet<&str>) -> Line<'d> {
    let mut line = Line {
        place,
        id_places: all(check, place, &[cbc::ID]),
        parents: Vec::new(),
        statuses: Vec::new(),
        groups: 0,
    };
    for reference in own_references(check, place, number) {
        let parents = texts(check, reference, &[cac::BillingReferenceLine, cbc::ID]);
        let statuses = texts(check, reference, &[cac::InvoiceDocumentReference, cbc::DocumentStatusCode]);
        line.groups += usize::from(statuses.contains(&"GROUP") && parents.is_empty());
        line.parents.extend(parents);
        line.statuses.extend(statuses);
    }
    line
}

/// The references of a line to the invoice that it stands in, in UBL.
pub(super) fn own_references(check: &Check<'_, '_>, line: Place, number: &HashSet<&str>) -> Vec<Place> {
    let mut references = all(check, line, &[cac::BillingReference]);
    references.retain(|reference| {
        let ids = check.texts(*reference, &[cac::InvoiceDocumentReference, cbc::ID]);
        !ids.is_disjoint(&number.iter().copied().collect())
    });
    references
}
