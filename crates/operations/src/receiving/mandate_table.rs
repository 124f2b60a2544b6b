//! A table of payment orders, as finance software writes it: which received invoice each row names. What is decided with them
//! is [`crate::Acting`]'s.

use apart::Task;
use bytes::Bytes;
use domain::{InvoiceId, Permission, Reason, Siret};
use spreadsheet::{KnownColumn, Limits, Matches, Row, match_columns};
use storage::{Invoice, Snapshot};

use super::wing::Receiving;
use crate::ground::table;
use crate::{Actor, OperationError, Result};

/// Most rows that are read: as many as are decided at once.
pub const MOST_MANDATE_ROWS: usize = 200;
/// The largest table, bytes.
pub const LARGEST_MANDATE_TABLE: usize = 2_000_000;

const LIMITS: Limits =
    Limits { bytes: 2_000_000, inflated: 20_000_000, rows: MOST_MANDATE_ROWS + 1, columns: 60, cell: 500 };

/// Reads a table of payment orders.
pub(crate) const READ_MANDATES: Task =
    Task { name: "payment-orders", run: |file, _| table::answer(&file, &LIMITS) };

const NUMBER: &str = "number";
const SUPPLIER: &str = "supplier";
const MANDATE: &str = "mandate";

const COLUMNS: [KnownColumn<'static>; 3] = [
    KnownColumn {
        key: NUMBER,
        names: &[
            "Numéro de facture",
            "Numéro facture",
            "Facture",
            "Référence facture",
            "Référence de la facture",
        ],
    },
    KnownColumn {
        key: SUPPLIER,
        names: &["SIRET fournisseur", "SIRET du fournisseur", "SIRET", "SIRET tiers", "SIRET du tiers"],
    },
    KnownColumn {
        key: MANDATE, names: &["Numéro de mandat", "Numéro mandat", "Mandat", "Référence mandat"]
    },
];

/// Which invoice a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedInvoice {
    /// This one.
    One(InvoiceId),
    /// None that was received and is within reach.
    None,
    /// Several: a SIRET would tell them apart.
    Several,
    /// An earlier row names the same one.
    Repeated,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateRow {
    /// Its number as a spreadsheet shows it.
    pub row: u32,
    /// Number of the invoice, as written.
    pub number: String,
    /// SIRET of the supplier, as written.
    pub supplier: String,
    /// Number of the payment order, as written.
    pub mandate: String,
    /// Which invoice that is.
    pub invoice: NamedInvoice,
}

impl Receiving {
    /// Reads a table of payment orders and finds the invoices that it names. Nothing is changed.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide; [`OperationError::Refused`] with what is to be done about the
    /// file.
    pub async fn read_mandates(&self, actor: &Actor, file: Bytes) -> Result<Vec<MandateRow>> {
        actor.require(Permission::Treat)?;
        let sheet = table::read_given(&self.apart, READ_MANDATES, file, &LIMITS).await?;
        let mut rows = std::iter::once(&sheet.header).chain(&sheet.rows);
        let titles = rows.by_ref().find_map(|row| {
            let titles = match_columns(row, &COLUMNS);
            titles.column(NUMBER).is_some().then_some(titles)
        });
        let titles = titles.ok_or(OperationError::Refused(Reason::MandateTableLacksNumber))?;
        let mut read = self.ground.read().await?;
        let mut told: Vec<MandateRow> = Vec::new();
        for row in rows {
            let text = |key| text_of(&titles, row, key);
            let (number, supplier, mandate) = (text(NUMBER), text(SUPPLIER), text(MANDATE));
            if number.is_empty() {
                continue;
            }
            let mut invoice = named(actor, read.as_mut(), &number, &supplier).await?;
            if matches!(invoice, NamedInvoice::One(_)) && told.iter().any(|other| other.invoice == invoice) {
                invoice = NamedInvoice::Repeated;
            }
            told.push(MandateRow { row: row.number, number, supplier, mandate, invoice });
        }
        Ok(told)
    }
}

fn text_of(titles: &Matches<'_>, row: &Row, key: &str) -> String {
    titles.column(key).map_or_else(String::new, |column| row.text(column).trim().to_owned())
}

/// The invoice under a number, of a supplier where one is named.
async fn named(actor: &Actor, read: &mut dyn Snapshot, number: &str, supplier: &str) -> Result<NamedInvoice> {
    let siret =
        Siret::parse(supplier).map_or_else(|_| supplier.to_owned(), |siret| siret.as_str().to_owned());
    let supplier = (!siret.is_empty()).then_some(siret);
    let found = read.received_under_number(actor.organization, supplier.as_deref(), number).await?;
    let reached = |invoice: &Invoice| actor.scope.reaches(invoice.structure, invoice.service_code.as_deref());
    let mut reached = found.into_iter().filter(reached);
    Ok(match (reached.next(), reached.next()) {
        (None, _) => NamedInvoice::None,
        (Some(one), None) => NamedInvoice::One(one.id),
        (Some(_), Some(_)) => NamedInvoice::Several,
    })
}
