//! The rows of the searches and their order.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Value, json};

use super::works_links::works_parties_of_row;
use crate::clock::{date_text, instant_text};
use crate::fields::{Fields, fields, without_nulls};
use crate::ledger::Ledger;
use crate::paging::Paging;
use crate::status::Status;
use crate::world::{Invoice, Service, Structure};

/// Sorted by the wanted column (deposit date by default), then by number so that pages never overlap.
pub(super) fn sorted<'a>(
    ledger: &Ledger,
    mut found: Vec<&'a Arc<Invoice>>,
    paging: &Paging,
) -> Vec<&'a Arc<Invoice>> {
    // Clients write the columns with a capital or not (`dateDepot` is the documented default).
    let column = paging.column.as_deref().unwrap_or("dateDepot");
    let column =
        column.get(..1).map_or_else(String::new, str::to_uppercase) + column.get(1..).unwrap_or_default();
    let compare: fn(&Invoice, &Invoice) -> Ordering = match column.as_str() {
        "DateDepot" => |a, b| a.deposited_at.cmp(&b.deposited_at),
        "DateFacture" => |a, b| a.issued_on.cmp(&b.issued_on),
        "MontantHT" => |a, b| a.totals.without_vat.cmp(&b.totals.without_vat),
        "MontantTTC" => |a, b| a.totals.with_vat.cmp(&b.totals.with_vat),
        "MontantAPayer" => |a, b| a.totals.payable.cmp(&b.totals.payable),
        "NumeroFacture" => |a, b| a.number.cmp(&b.number),
        "IdFournisseur" => |a, b| a.supplier.cmp(&b.supplier),
        "IdDestinataire" => |a, b| a.recipient.cmp(&b.recipient),
        "IdServiceExecutant" => |a, b| a.service.cmp(&b.service),
        "IdValideur" => |a, b| a.validator.cmp(&b.validator),
        _ => {
            found.sort_by_cached_key(|invoice| (column_text(ledger, invoice, &column), invoice.id));
            if paging.descending {
                found.reverse();
            }
            return found;
        }
    };
    found.sort_by(|a, b| {
        let order = compare(a, b).then(a.id.cmp(&b.id));
        if paging.descending { order.reverse() } else { order }
    });
    found
}

fn column_text(ledger: &Ledger, invoice: &Invoice, column: &str) -> String {
    let supplier = || ledger.structure(invoice.supplier);
    let recipient = || ledger.structure(invoice.recipient);
    let service = || service_of(recipient()?, invoice.service);
    let own_service = || service_of(supplier()?, invoice.supplier_service);
    let validator = |id: Option<i64>| id.and_then(|id| ledger.structure(id));
    let name = |structure: &Structure| structure.name.to_lowercase();
    let text = match column {
        "TypeFacture" => Some(invoice.kind.clone()),
        "Statut" => Some(invoice.status().code().to_owned()),
        "Devise" => Some(invoice.currency.clone()),
        "ModeDepot" => Some(invoice.deposit_mode.clone()),
        "NumeroMarche" => invoice.contract.clone(),
        "NumeroBonCommande" | "NumeroEngagement" => invoice.engagement.clone(),
        "NumeroFluxDepot" => invoice.flow_number.clone(),
        "NumeroFactureOrigine" => invoice.credit.as_ref().map(|credit| credit.original_number.clone()),
        "NomPrenomUtilisateurCreateur" => invoice.created_by.clone(),
        "FactureTelechargeeParDestinataire" => Some(invoice.downloaded.to_string()),
        "CodeFournisseur" | "IdentifiantFournisseur" => supplier().map(|known| known.identifier.clone()),
        "TypeIdentifiantFournisseur" => supplier().map(|known| known.identifier_type.clone()),
        "DesignationFournisseur" | "Fournisseur" => supplier().map(name),
        "CodeServiceFournisseur" => own_service().map(|service| service.code.clone()),
        "NomServiceFournisseur" => own_service().map(|service| service.name.to_lowercase()),
        "CodeDestinataire" | "IdentifiantDestinataire" => recipient().map(|known| known.identifier.clone()),
        "TypeIdentifiantDestinataire" => recipient().map(|known| known.identifier_type.clone()),
        "DesignationDestinataire" | "Destinataire" => recipient().map(name),
        "CodeServiceExecutant" => service().map(|service| service.code.clone()),
        "NomServiceExecutant" => service().map(|service| service.name.to_lowercase()),
        "CodeValideur1" | "IdentifiantValideur" => {
            validator(invoice.validator).map(|known| known.identifier.clone())
        }
        "TypeIdentifiantValideur1" | "TypeIdentifiantValideur" => {
            validator(invoice.validator).map(|known| known.identifier_type.clone())
        }
        "RaisonSocialeValideur1" | "DesignationValideur" => validator(invoice.validator).map(name),
        "DateValidation1" => validated_on(invoice, Status::Validee1),
        "CodeValideur2" => validator(invoice.second_validator).map(|known| known.identifier.clone()),
        "TypeIdentifiantValideur2" => {
            validator(invoice.second_validator).map(|known| known.identifier_type.clone())
        }
        "RaisonSocialeValideur2" => validator(invoice.second_validator).map(name),
        "DateValidation2" => validated_on(invoice, Status::Validee2),
        // The columns of works documents and of what is always the same here: the number decides.
        _ => None,
    };
    text.unwrap_or_default()
}

pub(super) fn service_of(structure: &Structure, id: Option<i64>) -> Option<&Service> {
    structure.services.iter().find(|service| Some(service.id) == id)
}

/// The day a validator accepted the invoice.
pub(super) fn validated_on(invoice: &Invoice, status: Status) -> Option<String> {
    invoice.history.iter().rfind(|event| event.status == status).map(|event| date_text(event.at))
}

/// The bytes of the main file and the attachments.
pub(super) fn files_size(ledger: &Ledger, invoice: &Invoice) -> u64 {
    let attachments = invoice.attachments.iter().map(|attachment| attachment.file);
    let files = invoice.main_file.into_iter().chain(attachments);
    files.filter_map(|id| ledger.file(id)).map(|file| file.size).sum()
}

/// The fields of rechercher/atraiter/fournisseur, which the rows of the other sides have too.
fn common_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Fields {
    let supplier = ledger.structure(invoice.supplier);
    let recipient = ledger.structure(invoice.recipient);
    let service = recipient.and_then(|structure| service_of(structure, invoice.service));
    let own_service = supplier.and_then(|structure| service_of(structure, invoice.supplier_service));
    fields(json!({
        "typeDemandePaiement": invoice.payment_request_type(),
        "codeFournisseur": supplier.map(|structure| &structure.identifier),
        "typeIdentifiantFournisseur": supplier.map(|structure| &structure.identifier_type),
        "designationFournisseur": supplier.map(|structure| &structure.name),
        "codeServiceFournisseur": own_service.map(|service| &service.code),
        "nomServiceFournisseur": own_service.map(|service| &service.name),
        "idDestinataire": invoice.recipient,
        "codeDestinataire": recipient.map(|structure| &structure.identifier),
        "designationDestinataire": recipient.map(|structure| &structure.name),
        "idServiceExecutant": invoice.service,
        "codeServiceExecutant": service.map(|service| &service.code),
        "nomServiceExecutant": service.map(|service| &service.name),
        "typeFacture": invoice.kind,
        "numeroFacture": invoice.number,
        "dateFacture": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        "montantHT": invoice.totals.without_vat,
        "montantTTC": invoice.totals.with_vat,
        "montantAPayer": invoice.totals.payable,
        "devise": invoice.currency,
        "statut": invoice.status().code(),
        "numeroMarche": invoice.contract,
        "numeroBonCommande": invoice.engagement,
        "taille": with_size.then(|| files_size(ledger, invoice)),
    }))
}

fn current_state(invoice: &Invoice) -> Fields {
    fields(json!({
        "dateHeureEtatCourant": instant_text(invoice.status_since()),
        "commentaireEtatCourant": invoice.history.last().and_then(|event| event.comment.as_ref()),
    }))
}

/// A row of rechercher/atraiter/fournisseur.
pub(super) fn supplier_to_treat_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Value {
    let mut row = common_row(ledger, invoice, with_size);
    row.insert("identifiantFactureCPP".to_owned(), invoice.id.into());
    Value::Object(without_nulls(row))
}

/// A row of rechercher/fournisseur.
pub(super) fn issued_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Value {
    let mut row = common_row(ledger, invoice, with_size);
    row.extend(current_state(invoice));
    let first = invoice.validator.and_then(|id| ledger.structure(id));
    let second = invoice.second_validator.and_then(|id| ledger.structure(id));
    let supplier = ledger.structure(invoice.supplier);
    let bank = supplier.and_then(|structure| {
        structure.bank_accounts.iter().find(|account| Some(account.id) == invoice.bank_account)
    });
    row.extend(fields(json!({
        "identifiantFactureCPP": invoice.id,
        "numeroFluxDepot": invoice.flow_number,
        "typeIdentifiantValideur1": first.map(|structure| &structure.identifier_type),
        "codeValideur1": first.map(|structure| &structure.identifier),
        "raisonSocialeValideur1": first.map(|structure| &structure.name),
        "dateValidation1": validated_on(invoice, Status::Validee1),
        "typeIdentifiantValideur2": second.map(|structure| &structure.identifier_type),
        "codeValideur2": second.map(|structure| &structure.identifier),
        "raisonSocialeValideur2": second.map(|structure| &structure.name),
        "dateValidation2": validated_on(invoice, Status::Validee2),
        "numeroFactureOrigine": invoice.credit.as_ref().map(|credit| &credit.original_number),
        "modeDepot": invoice.deposit_mode,
        "coordBancairesFournisseurCleIban": bank.and_then(|account| account.iban.get(2..4)),
        "coordBancairesFournisseurCodePays": bank.and_then(|account| account.iban.get(..2)),
        "coordBancairesFournisseurCompteBancaire": bank.and_then(|account| account.iban.get(4..)),
        "coordBancairesFournisseurNomCb": bank.map(|account| &account.name),
        "nomPrenomUtilisateurCreateur": invoice.created_by,
        "rejetTraite": invoice.rejection_treated,
    })));
    Value::Object(without_nulls(row))
}

/// A row of rechercher/recipiendaire and rechercher/atraiter/recipiendaire.
pub(super) fn received_row(ledger: &Ledger, invoice: &Invoice, with_size: bool) -> Value {
    let mut row = common_row(ledger, invoice, with_size);
    row.extend(current_state(invoice));
    row.extend(fields(json!({
        "idFacture": invoice.recipient_side_id,
        "typeFactureTravaux": invoice.works_kind(),
        "factureTelechargeeParDestinataire": invoice.downloaded,
    })));
    row.extend(works_parties_of_row(ledger, invoice));
    Value::Object(without_nulls(row))
}

/// A row of rechercher/valideur and rechercher/aTraiter/valideur, as `validator` sees the invoice: a simple one, so
/// without the project manager and owner of works.
pub(super) fn validator_row(ledger: &Ledger, invoice: &Invoice, validator: i64) -> Value {
    let supplier = ledger.structure(invoice.supplier);
    let recipient = ledger.structure(invoice.recipient);
    let service = recipient.and_then(|structure| service_of(structure, invoice.service));
    let own_service = supplier.and_then(|structure| service_of(structure, invoice.supplier_service));
    let validator = ledger.structure(validator);
    let row = fields(json!({
        // Validators use the supplier's number: the reference shows the same one from soumettre to corriger/valideur.
        "idFacture": invoice.id,
        "typeDemandePaiement": "FACTURE",
        "idFournisseur": invoice.supplier,
        "identifiantFournisseur": supplier.map(|structure| &structure.identifier),
        "typeIdentifiantFournisseur": supplier.map(|structure| &structure.identifier_type),
        "designationFournisseur": supplier.map(|structure| &structure.name),
        "codeServiceFournisseur": own_service.map(|service| &service.code),
        "nomServiceFournisseur": own_service.map(|service| &service.name),
        "idDestinataire": invoice.recipient,
        "typeIdentifiantDestinataire": recipient.map(|structure| &structure.identifier_type),
        "identifiantDestinataire": recipient.map(|structure| &structure.identifier),
        "designationDestinataire": recipient.map(|structure| &structure.name),
        "idServiceExecutant": invoice.service,
        "codeServiceExecutant": service.map(|service| &service.code),
        "nomServiceExecutant": service.map(|service| &service.name),
        "idValideur": validator.map(|structure| structure.id),
        "typeIdentifiantValideur": validator.map(|structure| &structure.identifier_type),
        "identifiantValideur": validator.map(|structure| &structure.identifier),
        "designationValideur": validator.map(|structure| &structure.name),
        "typeFacture": invoice.kind,
        "numeroFacture": invoice.number,
        "dateFacture": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        // The Swagger declares int64 for these three (SPEC); that the cents are cut is inferred.
        "montantHT": invoice.totals.without_vat.whole(),
        "montantTTC": invoice.totals.with_vat.whole(),
        "montantAPayer": invoice.totals.payable.whole(),
        "devise": invoice.currency,
        "statut": invoice.status().code(),
        "numeroMarche": invoice.contract,
        "numeroEngagement": invoice.engagement,
    }));
    Value::Object(without_nulls(row))
}
