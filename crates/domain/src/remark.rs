//! What there is to say about a field, as a code with parameters. The sentences are the interface's.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{AmountError, Missing, Reason, SiretError, VatType};

/// What there is to say about a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Remark {
    // --- Any form
    /// Not usable for a reason that is also stored elsewhere.
    Because {
        /// Which.
        reason: Reason,
    },
    /// Somebody else changed the field too: the person has to choose.
    ChangedMeanwhile,
    /// Nothing of the list was chosen.
    NotChosen,
    /// Longer than Chorus Pro takes.
    TooLong {
        /// Characters at most.
        longest: usize,
        /// Characters typed.
        length: usize,
    },
    /// No SIRET.
    Siret {
        /// Why.
        error: SiretError,
    },
    /// The key of a SIRET is wrong; the fictitious ones of qualification have none.
    SiretKeyWrong,
    /// No amount.
    Amount {
        /// Why.
        error: AmountError,
    },
    // --- The deposit form
    /// No recipient, and no digits.
    RecipientMissing,
    /// No public structure is called so.
    RecipientNotFound,
    /// The recipient asks for a service.
    ServiceRequired,
    /// The recipient asks for an engagement number.
    EngagementRequired,
    /// The recipient asks for one of the two.
    ServiceOrEngagementRequired,
    /// The recipient has no such active service.
    ServiceUnknown {
        /// What was typed.
        service: String,
        /// The one that was probably meant.
        close: Option<String>,
    },
    /// A service for invoices between public bodies.
    ServiceReserved,
    /// No invoice number.
    NumberMissing,
    /// A sign that Chorus Pro refuses in a number.
    NumberSign {
        /// Which.
        sign: char,
    },
    /// A credit note that does not say what it corrects.
    OriginMissing,
    /// No date.
    DateMissing,
    /// No readable date.
    DateUnreadable,
    /// After the day of the deposit.
    DateInFuture,
    /// More than a year ago.
    DateOld,
    /// No currency of three letters.
    CurrencyUnreadable,
    /// A row of the VAT table misses something.
    VatRowIncomplete {
        /// Its number, from 1.
        row: usize,
    },
    /// Net and VAT do not make the gross total.
    TotalDiffers {
        /// Without VAT.
        net: Decimal,
        /// VAT.
        vat: Decimal,
        /// With VAT, as typed.
        gross: Decimal,
    },
    /// More is due than the total.
    DueAboveTotal,
    /// Less is due than the total.
    DueBelowTotal {
        /// By how much.
        by: Decimal,
    },
    /// A total of nothing.
    TotalZero,
    /// VAT without a row of the VAT table.
    VatTableEmpty,
    /// The bases of the VAT table do not make the net total.
    VatBasesDiffer {
        /// Their sum.
        sum: Decimal,
        /// The total.
        net: Decimal,
    },
    /// The taxes of the VAT table do not make the VAT total.
    VatTaxesDiffer {
        /// Their sum.
        sum: Decimal,
        /// The total.
        vat: Decimal,
    },
    /// A row of the VAT table is not rate times base.
    VatRowDiffers {
        /// Percent.
        rate: Decimal,
        /// Base.
        base: Decimal,
        /// What they make.
        expected: Decimal,
        /// What was typed.
        tax: Decimal,
    },
    /// A regime without VAT, and VAT.
    VatNotCharged {
        /// The regime.
        regime: VatType,
        /// The VAT.
        vat: Decimal,
    },
    /// A file was not attached.
    NotAttached {
        /// Its name.
        name: String,
        /// Why not.
        reason: Reason,
    },
    /// A file is larger than Chorus Pro takes.
    UploadTooLarge {
        /// Its name.
        name: String,
    },
    /// No structure was chosen to issue the invoice.
    IssuerNotChosen,
    /// No PDF was chosen.
    PdfNotChosen,
    // --- Structures and their accesses
    /// A structure without a name.
    StructureNameMissing,
    /// A part of an access is missing.
    Missing {
        /// Which.
        part: Missing,
    },
    /// A certificate beside an application would be dropped.
    CertificateBesideApplication,
    /// No certificate is so large.
    CertificateTooLarge,
    /// The browser forgets which file was chosen.
    CertificateToChooseAgain,
    // --- People
    /// Neither all structures nor some.
    ReachNotChosen,
    /// All structures, and some of them.
    ReachContradictory,
    /// Some structures, and none of them.
    ReachEmpty,
    /// A code of a newer version: an old page after a deployment.
    #[serde(other)]
    Unknown,
}

impl From<Reason> for Remark {
    fn from(reason: Reason) -> Self {
        Self::Because { reason }
    }
}
