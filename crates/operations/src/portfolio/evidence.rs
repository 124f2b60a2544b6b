//! The file of proof of an invoice: its documents, what was said to Chorus Pro about it, and a list of the SHA-256 of
//! everything, in one ZIP.

use std::fs::File;

use bytes::Bytes;
use domain::Permission;
use serde_json::json;
use storage::{Exchange, ExchangeFilter, Invoice};

use super::{InvoiceView, Portfolio};
use crate::ground::{EvidenceText, Packing};
use crate::{Actor, Result};

/// Exchanges that are looked through for those about the invoice, latest first.
const MOST_EXCHANGES: u32 = 200;

impl Portfolio {
    /// Makes the file of proof of an invoice and writes down who asked for it. `texts` are the interface's own.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach; when a file cannot be read or written.
    pub async fn evidence(
        &self,
        actor: &Actor,
        view: &InvoiceView,
        texts: Vec<EvidenceText>,
    ) -> Result<File> {
        actor.require(Permission::Read)?;
        let id = view.invoice.id;
        // What was shown is read by who may read it at this moment.
        actor.reach(self.ground.read().await?.invoice(actor.organization, id).await?)?;
        let mut packing = Packing::begin().await?;
        let exchanges = self.exchanges_about(actor, &view.invoice).await?;
        let sent = self.pack_evidence(&mut packing, view, texts, exchanges).await;
        let archive = packing.end().await?;
        sent?;
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.journal(&self.ground.act(actor, "invoice.evidence", id, &view.invoice.number)).await?;
        transaction.commit().await?;
        Ok(archive)
    }

    async fn pack_evidence(
        &self,
        packing: &mut Packing<File>,
        view: &InvoiceView,
        texts: Vec<EvidenceText>,
        exchanges: Vec<Exchange>,
    ) -> Result<()> {
        for EvidenceText { name, content } in texts {
            packing.bytes(&name, Bytes::from(content)).await?;
        }
        let document = view.invoice.document.iter().map(|document| ("facture", document));
        let copy = view.plain_copy.iter().map(|copy| ("facture", copy));
        let attached = view.attachments.iter().map(|attachment| ("pieces", &attachment.document));
        for (folder, document) in document.chain(copy).chain(attached) {
            packing.document(&self.documents, &format!("{folder}/{}", document.name), document).await?;
        }
        for (place, exchange) in exchanges.iter().enumerate() {
            let summary = &exchange.summary;
            let name = format!("echanges/{:03}_{}.json", place + 1, summary.service);
            let content = json!({
                "instant": summary.at.to_rfc3339(),
                "service": summary.service,
                "adresse": exchange.url,
                "http": summary.http_status,
                "codeRetour": summary.code_retour,
                "libelle": summary.libelle,
                "correlation": summary.correlation_id,
                "dureeMs": u64::try_from(summary.duration.as_millis()).unwrap_or(u64::MAX),
                "requete": exchange.request,
                "reponse": exchange.answer,
            });
            // Plain texts and numbers: they always serialise.
            let content = serde_json::to_vec_pretty(&content).unwrap_or_default();
            packing.bytes(&name, Bytes::from(content)).await?;
        }
        Ok(())
    }

    /// The calls that named the invoice, first ones first, for who may read the journal of exchanges. What was asked
    /// decides: an answer may list the invoices of others.
    async fn exchanges_about(&self, actor: &Actor, invoice: &Invoice) -> Result<Vec<Exchange>> {
        if !may_read_exchanges(actor, invoice) {
            return Ok(Vec::new());
        }
        let identifier = invoice.chorus_id.map(|id| id.to_string());
        let names = [Some(invoice.number.clone()).filter(|number| !number.is_empty()), identifier];
        let mut found: Vec<Exchange> = Vec::new();
        let mut read = self.ground.read_exchanges().await?;
        for name in names.into_iter().flatten() {
            let filter = ExchangeFilter {
                from: Some(invoice.created_at),
                text: Some(name.clone()),
                per_page: MOST_EXCHANGES,
                ..ExchangeFilter::new(invoice.structure)
            };
            for row in read.exchange_page(actor.organization, &filter).await?.rows {
                if found.iter().any(|exchange| exchange.summary.id == row.id) {
                    continue;
                }
                let exchange = read.exchange(actor.organization, invoice.structure, row.id).await?;
                let asked = |exchange: &Exchange| {
                    exchange.request.as_ref().is_some_and(|request| names_it(request, &name))
                };
                found.extend(exchange.filter(asked));
            }
        }
        found.sort_by_key(|exchange| exchange.summary.at);
        Ok(found)
    }
}

/// Whether a person gets the exchanges with the file of proof: who manages the structure.
#[must_use]
pub fn may_read_exchanges(actor: &Actor, invoice: &Invoice) -> bool {
    actor.role.allows(Permission::ManageStructures) && actor.reaches_whole(invoice.structure)
}

/// Whether a request names the invoice by a value of its own, and not by a part of another one.
fn names_it(request: &str, name: &str) -> bool {
    request.match_indices(name).any(|(start, _)| {
        let sides = (request[..start].chars().next_back(), request[start + name.len()..].chars().next());
        let apart = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric() && sign != '-');
        apart(sides.0) && apart(sides.1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_an_invoice_by_the_whole_of_its_number() {
        assert!(names_it(r#"{"numeroFacture":"FA-1"}"#, "FA-1"));
        assert!(!names_it(r#"{"numeroFacture":"FA-12"}"#, "FA-1"));
        assert!(!names_it(r#"{"identifiantFactureCPP":1234}"#, "123"));
        assert!(names_it(r#"{"identifiantFactureCPP":1234}"#, "1234"));
        assert!(!names_it(r#"{"numeroFacture":"XFA-1"}"#, "FA-1"));
    }
}
