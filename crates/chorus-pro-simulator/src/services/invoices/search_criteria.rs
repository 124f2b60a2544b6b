//! The criteria several searches of invoices share.

use crate::amount::Amount;
use crate::clock::{Moment, day};
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::world::{Invoice, Structure};

/// An inclusive range; either end may be open.
pub(crate) struct Range {
    least: Option<Amount>,
    most: Option<Amount>,
}

impl Range {
    /// Some names exist in two spellings (`montantApayerMin`, `montantAPayerMin`).
    pub(crate) fn read(input: Input<'_>, names: &[(&str, &str)]) -> Result<Self, Malformed> {
        let mut range = Self { least: None, most: None };
        for (least, most) in names {
            range.least = range.least.or(input.amount(least)?);
            range.most = range.most.or(input.amount(most)?);
        }
        Ok(range)
    }

    pub(crate) fn holds(&self, amount: Amount) -> bool {
        self.least.is_none_or(|least| amount >= least) && self.most.is_none_or(|most| amount <= most)
    }
}

pub(crate) struct Period {
    from: Option<Moment>,
    to: Option<Moment>,
}

impl Period {
    pub(crate) fn read(input: Input<'_>, from: &str, to: &str) -> Result<Self, Malformed> {
        Ok(Self { from: input.moment(from)?, to: input.moment(to)? })
    }

    pub(crate) fn holds_day(&self, date: chrono::NaiveDate) -> bool {
        self.from.is_none_or(|from| date >= from.day()) && self.to.is_none_or(|to| date <= to.day())
    }

    pub(crate) fn holds_instant(&self, at: chrono::DateTime<chrono::Utc>) -> bool {
        self.from.is_none_or(|from| at >= from.start()) && self.to.is_none_or(|to| at < to.end())
    }
}

/// The names that differ from one search to another.
#[derive(Clone, Copy)]
pub(super) struct Names {
    /// The engagement number.
    pub(super) engagement: &'static str,
    /// Start and end of the period of the invoice's own date.
    pub(super) issued: (&'static str, &'static str),
}

/// The names of rechercher/fournisseur and rechercher/recipiendaire.
pub(super) const USUAL: Names =
    Names { engagement: "numeroBonCommande", issued: ("periodeDateFactureDu", "periodeDateFactureAu") };

/// Criteria all searches share.
pub(super) struct Criteria<'a> {
    number: Option<String>,
    kinds: Vec<&'a str>,
    statuses: Vec<&'a str>,
    framework: Option<&'a str>,
    validator: Option<i64>,
    contract: Option<String>,
    engagement: Option<String>,
    deposited: Period,
    issued: Period,
    status_since: Period,
    without_vat: Range,
    with_vat: Range,
    payable: Range,
}

impl<'a> Criteria<'a> {
    pub(super) fn read(input: Input<'a>, kinds: Vec<&'a str>, names: Names) -> Result<Self, Malformed> {
        Ok(Self {
            number: input.reference("numeroFacture")?,
            kinds,
            statuses: input.texts("statutCourant")?,
            framework: input.text("cadreFacturation")?,
            validator: input.id("idStructureValideur")?,
            contract: input.reference("numeroMarche")?,
            engagement: input.reference(names.engagement)?,
            deposited: Period::read(input, "periodeDateDepotDu", "periodeDateDepotAu")?,
            issued: Period::read(input, names.issued.0, names.issued.1)?,
            status_since: Period::read(
                input,
                "periodeDateHeureEtatCourantDu",
                "periodeDateHeureEtatCourantAu",
            )?,
            without_vat: Range::read(input, &[("montantHTMin", "montantHTMax")])?,
            with_vat: Range::read(input, &[("montantTTCMin", "montantTTCMax")])?,
            payable: Range::read(
                input,
                &[("montantApayerMin", "montantApayerMax"), ("montantAPayerMin", "montantAPayerMax")],
            )?,
        })
    }

    pub(super) fn hold(&self, invoice: &Invoice) -> bool {
        let totals = &invoice.totals;
        self.number.as_ref().is_none_or(|number| *number == invoice.number)
            && (self.kinds.is_empty() || self.kinds.contains(&invoice.kind.as_str()))
            && (self.statuses.is_empty() || self.statuses.contains(&invoice.status().code()))
            && self.framework.is_none_or(|framework| framework == invoice.framework)
            && self.validator.is_none_or(|validator| invoice.validators().any(|named| named == validator))
            && self.contract.is_none_or_equals(&invoice.contract)
            && self.engagement.is_none_or_equals(&invoice.engagement)
            && self.deposited.holds_day(day(invoice.deposited_at))
            && self.issued.holds_day(invoice.issued_on)
            && self.status_since.holds_instant(invoice.status_since())
            && self.without_vat.holds(totals.without_vat)
            && self.with_vat.holds(totals.with_vat)
            && self.payable.holds(totals.payable)
    }
}

pub(crate) trait Criterion {
    /// `true` when there is no criterion or the value is the wanted one.
    fn is_none_or_equals(&self, value: &Self) -> bool;
}

impl Criterion for Option<String> {
    fn is_none_or_equals(&self, value: &Self) -> bool {
        self.is_none() || self == value
    }
}

/// A structure with some of its services; no service named means all.
pub(super) struct Party {
    structures: Vec<i64>,
    services: Vec<i64>,
}

impl Party {
    /// With `whole_company`, every structure of the same SIREN counts.
    pub(super) fn read(
        ledger: &Ledger,
        entry: Input<'_>,
        names: (&str, &str),
        whole_company: bool,
    ) -> Result<Option<Self>, Malformed> {
        let services = entry.ids(names.1)?;
        if let Some(id) = entry.id(names.0)? {
            return Ok(Some(Self::of(ledger, id, services, whole_company)));
        }
        let Some(name) = entry.text("raisonSocialeStuctDmd")? else { return Ok(None) };
        let name = name.to_lowercase();
        let named = ledger.world.structures.iter().filter(|other| other.name.to_lowercase().contains(&name));
        Ok(Some(Self { structures: named.map(|other| other.id).collect(), services }))
    }

    /// The structure with this number; with `whole_company`, every structure of the same SIREN.
    pub(super) fn of(ledger: &Ledger, id: i64, services: Vec<i64>, whole_company: bool) -> Self {
        let siren = ledger.structure(id).and_then(|structure| structure.identifier.get(..9));
        let same = |other: &&Structure| other.identifier.get(..9) == siren && siren.is_some();
        let mut structures = vec![id];
        if whole_company {
            structures.extend(ledger.world.structures.iter().filter(same).map(|other| other.id));
        }
        Self { structures, services }
    }

    pub(super) fn holds(&self, structure: i64, service: Option<i64>) -> bool {
        self.structures.contains(&structure)
            && (self.services.is_empty() || service.is_some_and(|service| self.services.contains(&service)))
    }
}
