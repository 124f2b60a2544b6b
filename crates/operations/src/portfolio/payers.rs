//! Who pays an invoice: what its legal delay depends on. Nobody but a person can say it; until then the common delay is
//! assumed, and a category may be proposed.

use domain::{
    Direction, InvoiceId, Notes, PayerCategory, PayerField, Permission, Remark, propose_payer_category,
};
use storage::{Invoice, KnownPayer, Snapshot, Structure};

use super::Portfolio;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// Who pays an invoice, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// SIRET, or another identifier; empty while nobody is named.
    pub identifier: String,
    /// Name, as written.
    pub name: String,
    /// What somebody said of it.
    pub known: Option<KnownPayer>,
    /// What its name or number speaks for, where nobody said anything.
    pub proposed: Option<PayerCategory>,
}

impl Payer {
    /// The category, where somebody said it.
    #[must_use]
    pub fn category(&self) -> Option<PayerCategory> {
        self.known.as_ref().map(|known| known.category)
    }
}

/// The identifier of who pays: the recipient, which is our own structure where the invoice was received.
pub(super) fn payer_of<'i>(
    direction: Direction,
    structure: &'i Structure,
    partner_siret: &'i str,
) -> &'i str {
    match direction {
        Direction::Issued => partner_siret,
        Direction::Received => structure.identifier.as_str(),
    }
}

/// Who pays an invoice.
pub(super) async fn payer(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    structure: &Structure,
) -> Result<Payer> {
    let identifier = payer_of(invoice.direction, structure, &invoice.partner_siret).to_owned();
    let name = match invoice.direction {
        Direction::Issued => invoice.partner_name.clone(),
        Direction::Received => structure.name.clone(),
    };
    let mut known = match identifier.as_str() {
        "" => Vec::new(),
        _ => read.known_payers(invoice.organization, std::slice::from_ref(&identifier)).await?,
    };
    known.retain(|known| known.environment == structure.environment);
    let known = known.pop();
    let proposed = match known {
        None => propose_payer_category(&name, &identifier),
        Some(_) => None,
    };
    Ok(Payer { identifier, name, known, proposed })
}

impl Portfolio {
    /// Says who pays an invoice, by the code of a category, for all invoices of the organisation to the same recipient;
    /// an empty code takes back what was said.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach or names nobody, [`OperationError::Invalid`] when the
    /// code is none.
    pub async fn set_payer(&self, actor: &Actor, id: InvoiceId, category: &str) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        let invoice = actor.reach(transaction.invoice(organization, id).await?)?;
        let overview = transaction.structure(organization, invoice.structure).await?;
        let structure = overview.ok_or(OperationError::NotFound("structure"))?.structure;
        let payer = payer(&mut *transaction, &invoice, &structure).await?;
        if payer.identifier.is_empty() {
            return Err(OperationError::NotFound("payer"));
        }
        let category = match (category, PayerCategory::from_code(category)) {
            ("", _) => None,
            (_, Some(category)) => Some(category),
            (_, None) => {
                return Err(OperationError::Invalid(Notes::of_error(
                    PayerField::Category,
                    Remark::NotChosen,
                )));
            }
        };
        let before = payer.category();
        if before == category {
            return Ok(());
        }
        let environment = structure.environment;
        match category {
            None => transaction.forget_payer(organization, environment, &payer.identifier).await?,
            Some(category) => {
                let told = KnownPayer {
                    organization,
                    environment,
                    payer: payer.identifier.clone(),
                    category,
                    author: actor.user,
                    author_name: actor.name.clone(),
                    told_at: self.ground.now(),
                };
                transaction.put_payer(&told).await?;
            }
        }
        let code = |category: Option<PayerCategory>| category.map_or("–", PayerCategory::code);
        let detail = format!("{}: {} → {}", environment.code(), code(before), code(category));
        let entry = self.ground.act(actor, "payer.category", &payer.identifier, detail);
        let told = |category: Option<PayerCategory>| category.map(|category| category.code().to_owned());
        transaction.journal(&entry.changing(told(before), told(category))).await?;
        transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
