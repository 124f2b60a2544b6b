//! rechercher/fournisseur and rechercher/recipiendaire.

use serde_json::{Value, json};

use super::search_criteria::{Criteria, Criterion, Party, USUAL};
use super::search_rows::{issued_row, received_row, sorted};
use crate::errors;
use crate::fields::{Fields, fields};
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::{Paging, TOP_LEVEL};
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::world::{Invoice, Right};

/// `POST /factures/v1/rechercher/fournisseur`: invoices issued by the structures of the account.
pub(crate) fn issued(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut suppliers = exchange.structures(Right::Supplier);
    if let Some(supplier) = input.id("idFournisseur")? {
        if !suppliers.contains(&supplier) {
            return Err(errors::NOT_ATTACHED.into());
        }
        suppliers = vec![supplier];
    }
    let paging = Paging::read(input.object("rechercheFactureParFournisseur")?)?.with_default_maximum();
    let common = Criteria::read(input, input.text("typeFacture")?.into_iter().collect(), USUAL)?;
    let special = IssuedCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let found = ledger.issued_by(&suppliers).filter(|invoice| !invoice.archived);
    let found = found.filter(|invoice| common.hold(invoice) && special.hold(invoice));
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let rows: Vec<Value> = page.items.iter().map(|invoice| issued_row(ledger, invoice, with_size)).collect();
    Ok(fields(json!({"listeFactures": rows, "parametresRetour": page.block()})))
}

/// `POST /factures/v1/rechercher/recipiendaire`: invoices received by the structures of the account.
pub(crate) fn received(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut recipients = exchange.structures(Right::Recipient);
    if let Some(recipient) = input.id("idDestinataire")? {
        if !recipients.contains(&recipient) {
            return Err(errors::NOT_ATTACHED.into());
        }
        recipients = vec![recipient];
    }
    let paging = Paging::read(input.object("paramRecherche")?)?.with_default_maximum();
    let common = Criteria::read(input, input.texts("listeTypeFacture")?, USUAL)?;
    let special = ReceivedCriteria::read(exchange.ledger, input)?;
    let ledger: &Ledger = exchange.ledger;
    let found = ledger.received_by(&recipients).filter(|invoice| {
        !invoice.archived && invoice.seen_by_recipient() && common.hold(invoice) && special.hold(invoice)
    });
    let page = paging.cut(sorted(ledger, found.collect(), &paging));
    let mut answer = Fields::new();
    if page.total == 0 {
        // Without result the list is absent and the page numbers are null.
        answer.extend(TOP_LEVEL.map(|name| (name.to_owned(), Value::Null)));
        return Err(Refusal::WithFields(errors::NO_RESULT, answer));
    }
    let with_size = input.flag("recupererTaille")?.unwrap_or(false);
    let rows = page.items.iter().map(|invoice| received_row(ledger, invoice, with_size)).collect();
    answer.insert("listeFactures".to_owned(), Value::Array(rows));
    page.write(&mut answer, TOP_LEVEL);
    Ok(answer)
}

/// Criteria of the supplier's search only.
struct IssuedCriteria<'a> {
    recipients: Vec<Party>,
    own_service: Option<i64>,
    bank_account: Option<i64>,
    original_number: Option<String>,
    mode: Option<&'a str>,
    flow: Option<String>,
    rejection_treated: Option<bool>,
    /// Accounts are users here; their logins are kept on the invoices.
    creators: Vec<String>,
}

impl<'a> IssuedCriteria<'a> {
    fn read(ledger: &Ledger, input: Input<'a>) -> Result<Self, Malformed> {
        let whole_company = input.flag("rechercheSirenDestinataire")?.unwrap_or(false);
        let mut recipients = Vec::new();
        for entry in input.objects("listeDestinataire")? {
            let names = ("idDestinataire", "listeIdServiceExecutant");
            recipients.extend(Party::read(ledger, entry, names, whole_company)?);
        }
        let users = input.ids("idUtilisateurCreateur")?;
        let accounts = ledger.world.accounts.iter().filter(|account| users.contains(&account.id));
        let creators: Vec<String> = accounts.map(|account| account.login.clone()).collect();
        Ok(Self {
            recipients,
            own_service: input.id("idServiceFournisseur")?,
            bank_account: input.id("coordonneeBancaire")?,
            original_number: input.reference("numeroFactureOrigine")?,
            mode: input.text("modeDepot")?,
            flow: input.reference("numeroFluxDepot")?,
            rejection_treated: input.flag("rejetTraite")?,
            // A user nobody knows has created nothing.
            creators: if creators.is_empty() && !users.is_empty() { vec![String::new()] } else { creators },
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        let origin = invoice.credit.as_ref().map(|credit| credit.original_number.clone());
        (self.recipients.is_empty()
            || self.recipients.iter().any(|party| party.holds(invoice.recipient, invoice.service)))
            && (self.own_service.is_none() || self.own_service == invoice.supplier_service)
            && (self.bank_account.is_none() || self.bank_account == invoice.bank_account)
            && self.original_number.is_none_or_equals(&origin)
            && self.mode.is_none_or(|mode| mode == invoice.deposit_mode)
            && self.flow.is_none_or_equals(&invoice.flow_number)
            && self.rejection_treated.is_none_or(|treated| treated == invoice.rejection_treated)
            && (self.creators.is_empty()
                || invoice.created_by.as_ref().is_some_and(|login| self.creators.contains(login)))
    }
}

/// Criteria of the recipient's search only.
struct ReceivedCriteria {
    request_type: Option<String>,
    works_kinds: Vec<String>,
    service: Option<i64>,
    suppliers: Vec<Party>,
    downloaded: Option<bool>,
}

impl ReceivedCriteria {
    fn read(ledger: &Ledger, input: Input<'_>) -> Result<Self, Malformed> {
        let whole_company = input.flag("rechercheSirenFournisseur")?.unwrap_or(false);
        let mut suppliers = Vec::new();
        for entry in input.objects("listeFournisseurs")? {
            suppliers.extend(Party::read(ledger, entry, ("idFournisseur", "listeIdService"), whole_company)?);
        }
        Ok(Self {
            request_type: input.text("typeDemandePaiement")?.map(str::to_owned),
            works_kinds: input.texts("listeTypeFactureTravaux")?.into_iter().map(str::to_owned).collect(),
            service: input.id("idServiceExecutant")?,
            suppliers,
            downloaded: input.flag("factureTelechargeeParDestinataire")?,
        })
    }

    fn hold(&self, invoice: &Invoice) -> bool {
        self.request_type.as_ref().is_none_or(|kind| kind == invoice.payment_request_type())
            && (self.works_kinds.is_empty()
                || invoice
                    .works_kind()
                    .is_some_and(|kind| self.works_kinds.iter().any(|known| known == kind)))
            && (self.service.is_none() || self.service == invoice.service)
            && (self.suppliers.is_empty()
                || self.suppliers.iter().any(|party| party.holds(invoice.supplier, invoice.supplier_service)))
            && self.downloaded.is_none_or(|downloaded| downloaded == invoice.downloaded)
    }
}
