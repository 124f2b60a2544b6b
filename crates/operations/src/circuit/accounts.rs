//! The account of a received invoice (BT-84), which its PIVOT names: one that is new for its supplier, foreign, or known from
//! another supplier is held until somebody has called the supplier back and a second person has confirmed.
//!
//! The first account of a supplier of whom none is known counts as known: the organisation learns from what it receives. An
//! invoice whose payment was ordered before its account was seen holds nothing either.

use apart::{Apart, ApartError, Task};
use documents::DocumentStore;
use domain::{
    AccountFinding, CallBackField, InvoiceId, InvoiceStatus, Notes, Permission, Reason, Remark, Siret,
    iban_key_holds, is_foreign_iban,
};
use storage::{CallBack, Invoice, InvoiceAccount, Snapshot, SupplierAccount, Transaction};

use super::second::require_another;
use super::wing::{Circuit, received};
use crate::ground::{Ground, account_value, changed};
use crate::{Actor, OperationError, Result};

/// Longest account of a call, characters.
pub const LONGEST_CALL_BACK: usize = 1_000;
/// Longest account number that is kept, characters: an IBAN has 34 at most.
const LONGEST_ACCOUNT: usize = 40;

/// Reads the account that a PIVOT names; the answer is the account, nothing where it names none.
pub(crate) const READ_ACCOUNT: Task = Task {
    name: "pivot-account",
    run: |file, _| {
        let pivot = einvoice::pivot::read(&file).unwrap_or_default();
        let account = pivot.invoices.into_iter().next().and_then(|one| one.invoice.iban);
        account.unwrap_or_default().into_bytes()
    },
};

/// The account of the invoice whose PIVOT this is; none where it names none or cannot be read.
///
/// # Errors
/// When the file is not there.
pub(crate) async fn account_of(
    documents: &DocumentStore,
    apart: &Apart,
    sha256: &str,
) -> Result<Option<String>> {
    let file = documents.open(sha256).await?;
    let answer = match apart.run(READ_ACCOUNT, file.bytes(), file.into_stream()).await {
        Ok(answer) => answer,
        Err(ApartError::Ended(why)) => {
            tracing::warn!(sha256, why, "a PIVOT was given up");
            return Ok(None);
        }
        Err(ApartError::Busy) => return Err(OperationError::Refused(Reason::ReadersBusy)),
        Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
    };
    let account: String = String::from_utf8_lossy(&answer)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect();
    Ok((!account.is_empty() && account.len() <= LONGEST_ACCOUNT).then_some(account))
}

/// Keeps the account of an invoice, with what is to be looked at in it.
///
/// # Errors
/// When storage fails.
pub(crate) async fn keep_account(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    iban: &str,
) -> Result<()> {
    let organization = invoice.organization;
    let supplier = invoice.partner_siret.as_str();
    if supplier.is_empty() || transaction.invoice_account(organization, invoice.id).await?.is_some() {
        return Ok(());
    }
    let accounts = transaction.supplier_accounts(organization, supplier).await?;
    let mut known = accounts.iter().filter(|account| account.known_at.is_some());
    let mut findings = Vec::new();
    if !known.any(|account| account.iban == iban) {
        if accounts.iter().any(|account| account.known_at.is_some()) {
            findings.push(AccountFinding::NewForSupplier);
        }
        // An account may be told in another form (RIB), which has neither a country nor this key.
        let is_iban = iban.bytes().take(2).all(|sign| sign.is_ascii_alphabetic());
        if is_iban && Siret::parse(supplier).is_ok() && is_foreign_iban(iban) {
            findings.push(AccountFinding::Foreign);
        }
        if transaction.account_is_of_another(organization, supplier, iban).await? {
            findings.push(AccountFinding::KnownElsewhere);
        }
        if is_iban && !iban_key_holds(iban) {
            findings.push(AccountFinding::WrongKey);
        }
    }
    let is_ordered = is_past_order(&invoice.status);
    if findings.is_empty() && !accounts.iter().any(|account| account.iban == iban) {
        let first = SupplierAccount {
            supplier: supplier.to_owned(),
            iban: iban.to_owned(),
            call_back: None,
            confirmed_by: None,
            known_at: Some(ground.now()),
        };
        transaction.put_supplier_account(organization, &first).await?;
    }
    if is_ordered {
        findings.clear();
    }
    let held = !findings.is_empty();
    let account = InvoiceAccount {
        invoice: invoice.id,
        supplier: supplier.to_owned(),
        iban: iban.to_owned(),
        findings,
        found_at: ground.now(),
    };
    transaction.put_invoice_account(organization, &account).await?;
    if held {
        transaction.insert_event(&ground.event(invoice, "ACCOUNT_HELD", None)).await?;
    }
    Ok(())
}

const fn is_past_order(status: &InvoiceStatus) -> bool {
    matches!(
        status,
        InvoiceStatus::Mandatee
            | InvoiceStatus::MiseADispositionComptable
            | InvoiceStatus::Comptabilisee
            | InvoiceStatus::MiseEnPaiement
    )
}

/// Whether the account of an invoice is to be confirmed before its payment is ordered.
pub(super) async fn is_held(read: &mut dyn Snapshot, invoice: &Invoice) -> Result<bool> {
    let account = read.invoice_account(invoice.organization, invoice.id).await?;
    let Some(account) = account.filter(|account| !account.findings.is_empty()) else { return Ok(false) };
    let known = read.supplier_accounts(invoice.organization, &account.supplier).await?;
    Ok(!known.iter().any(|one| one.iban == account.iban && one.known_at.is_some()))
}

/// The account of an invoice, as its page shows it.
#[derive(Clone, Debug)]
pub struct AccountCheck {
    /// The account, with what was to be looked at.
    pub account: InvoiceAccount,
    /// What the organisation knows of it as that of this supplier; none before anybody has called back.
    pub known: Option<SupplierAccount>,
    /// The other accounts that the supplier is known by.
    pub others: Vec<String>,
}

impl AccountCheck {
    /// Whether it keeps the payment from being ordered.
    #[must_use]
    pub fn is_held(&self) -> bool {
        !self.account.findings.is_empty() && self.known.as_ref().is_none_or(|known| known.known_at.is_none())
    }
}

impl Circuit {
    /// The account that an invoice names; none while its PIVOT was not read, or names none.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or no received invoice.
    pub async fn account_check(&self, actor: &Actor, id: InvoiceId) -> Result<Option<AccountCheck>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let invoice = received(actor, read.as_mut(), id).await?;
        let account = read.invoice_account(actor.organization, invoice.id).await?;
        let Some(account) = account else { return Ok(None) };
        let accounts = read.supplier_accounts(actor.organization, &account.supplier).await?;
        let (same, others): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|one| one.iban == account.iban);
        let others = others.into_iter().filter(|one| one.known_at.is_some()).map(|one| one.iban).collect();
        Ok(Some(AccountCheck { account, known: same.into_iter().next(), others }))
    }

    /// Writes down what the supplier said when it was called back about its account; a second person confirms it then.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach, [`OperationError::Refused`] when nothing is held,
    /// [`OperationError::Invalid`] when nothing or too much was written.
    pub async fn note_call_back(&self, actor: &Actor, id: InvoiceId, note: &str) -> Result<()> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let held = self.held(transaction.as_mut(), &invoice).await?;
        let note = note.trim().replace("\r\n", "\n");
        let length = note.chars().count();
        let mut notes = Notes::default();
        if length == 0 {
            notes.error(CallBackField::Note, Remark::CallBackMissing);
        } else if length > LONGEST_CALL_BACK {
            notes.error(CallBackField::Note, Remark::TooLong { longest: LONGEST_CALL_BACK, length });
        }
        if notes.refuse() {
            return Err(OperationError::Invalid(notes));
        }
        let call_back = CallBack {
            note: note.clone(),
            by: actor.user,
            by_name: actor.name.clone(),
            at: self.ground.now(),
        };
        let account = SupplierAccount {
            supplier: held.supplier,
            iban: held.iban,
            call_back: Some(call_back),
            confirmed_by: None,
            known_at: None,
        };
        transaction.put_supplier_account(actor.organization, &account).await?;
        let mut event = self.ground.event(&invoice, "ACCOUNT_CALLED_BACK", Some(&actor.name));
        event.comment = Some(note);
        transaction.insert_event(&event).await?;
        let told = (None, Some(account_value(&account.iban)));
        self.end(actor, transaction, &invoice, "account.call_back", told).await
    }

    /// Confirms an account, after somebody else has called the supplier back: it is known from now on, and what named it goes on.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach; [`OperationError::Refused`] when nothing is held, nobody
    /// has called back, or this person did.
    pub async fn confirm_account(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let held = self.held(transaction.as_mut(), &invoice).await?;
        let accounts = transaction.supplier_accounts(actor.organization, &held.supplier).await?;
        let noted = accounts.into_iter().find(|one| one.iban == held.iban);
        let nothing = || OperationError::Refused(Reason::NothingToConfirm);
        let mut noted = noted.ok_or_else(nothing)?;
        let by = noted.call_back.as_ref().map(|noted| noted.by).ok_or_else(nothing)?;
        require_another(actor, by)?;
        noted.confirmed_by = Some((actor.user, actor.name.clone()));
        noted.known_at = Some(self.ground.now());
        transaction.put_supplier_account(actor.organization, &noted).await?;
        let event = self.ground.event(&invoice, "ACCOUNT_CONFIRMED", Some(&actor.name));
        transaction.insert_event(&event).await?;
        let account = account_value(&noted.iban);
        // Held until now, known from now on.
        let told = (Some(format!("{account} held")), Some(format!("{account} known")));
        self.end(actor, transaction, &invoice, "account.confirm", told).await
    }

    async fn held(&self, read: &mut dyn Transaction, invoice: &Invoice) -> Result<InvoiceAccount> {
        let account = read.invoice_account(invoice.organization, invoice.id).await?;
        if !is_held(read, invoice).await? {
            return Err(OperationError::Refused(Reason::NothingToConfirm));
        }
        account.ok_or(OperationError::Refused(Reason::NothingToConfirm))
    }

    async fn end(
        &self,
        actor: &Actor,
        mut transaction: Box<dyn Transaction>,
        invoice: &Invoice,
        action: &'static str,
        (before, after): (Option<String>, Option<String>),
    ) -> Result<()> {
        let entry = self.ground.act(actor, action, invoice.id, "");
        transaction.journal(&entry.changing(before, after)).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
