//! consulter/fournisseur: everything about one issued invoice.

use serde_json::{Value, json};

use super::{Exchange, Fields, Outcome, fields};
use crate::amount::Amount;
use crate::clock::date_text;
use crate::errors;
use crate::input::{Input, Malformed};
use crate::ledger::{Ledger, SideOfInvoice};
use crate::paging::Paging;
use crate::world::{CURRENCIES, Invoice, Line, Right, Structure, VatLine};

/// `POST /factures/v1/consulter/fournisseur`.
pub(super) fn issued(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.integer("identifiantFactureCPP")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
    let ledger: &Ledger = exchange.ledger;
    let invoice =
        found.and_then(|(position, _)| ledger.invoice(position)).ok_or(errors::INVOICE_NOT_FOUND)?;
    if !exchange.account.may(Right::Supplier, invoice.supplier) {
        return Err(errors::NOT_ATTACHED.into());
    }
    let mut facture = fields(json!({
        "identifiantFactureCPP": invoice.id,
        "numeroFacture": invoice.number,
        "statutFacture": invoice.status().code(),
        "modeDepot": invoice.deposit_mode,
        "rejetTraite": invoice.rejection_treated,
        "destinataire": recipient(ledger, invoice),
        "fournisseur": supplier(ledger, invoice),
        "cadreDeFacturation": framework(ledger, invoice),
        "references": references(ledger, invoice),
        "montantTotal": totals(invoice),
        "pieceJointePrincipale": {
            // The link number of the main file is the invoice's own number: one invoice, one main file.
            "idLiaisonPieceJointePrincipale": invoice.main_file.map(|_| invoice.id),
            "idPieceJointePrincipale": invoice.main_file,
        },
        "piecePrecedente": null,
        "pieceSuivante": null,
        "commentaire": invoice.comment,
    }));
    facture
        .insert("recapitulatifDeTva".to_owned(), vat(ledger, invoice, input.object("getpLigneRecapTva")?)?);
    facture.insert("lignesDePoste".to_owned(), lines(ledger, invoice, input.object("getpLignesPoste")?)?);
    let block = input.object("getpListePiecesJointes")?;
    facture.insert("listeDesPiecesJointes".to_owned(), attachments(ledger, invoice, block)?);
    let mut answer = Fields::new();
    answer.insert("facture".to_owned(), Value::Object(facture));
    Ok(answer)
}

fn recipient(ledger: &Ledger, invoice: &Invoice) -> Value {
    let Some(structure) = ledger.structure(invoice.recipient) else { return Value::Null };
    let service = structure.services.iter().find(|service| Some(service.id) == invoice.service);
    let returned = !structure.requirements.payment_status_withheld
        && service.is_none_or(|service| service.payment_status_returned);
    json!({
        "idDestinataire": structure.id,
        "codeDestinataire": structure.identifier,
        "libelleDestinataire": structure.name,
        "idServiceExecutant": invoice.service,
        "codeServiceExecutant": service.map(|service| &service.code),
        "libelleServiceExecutant": service.map(|service| &service.name),
        "miseEnPaiementDestinataire": returned,
        "adresseDestinataireId": null,
        "adresseDestinataireDetail": structure.address.street,
        "adresseDestinataireComplement1": null,
        "adresseDestinataireComplement2": null,
        "adresseDestinataireCodePostal": structure.address.postcode,
        "adresseDestinataireVille": structure.address.city,
        "adresseDestinataireCodePays": "FR",
        "adresseDestinataireLibellePays": "France",
        "designationDestinataire": structure.name,
    })
}

fn supplier(ledger: &Ledger, invoice: &Invoice) -> Value {
    let Some(structure) = ledger.structure(invoice.supplier) else { return Value::Null };
    let bank = structure.bank_accounts.iter().find(|account| Some(account.id) == invoice.bank_account);
    json!({
        "idFournisseur": structure.id,
        "typeIdentifiantFournisseur": structure.identifier_type,
        "codeFournisseur": structure.identifier,
        "raisonSocialeFournisseur": structure.name,
        "nomFournisseur": null,
        "prenomFournisseur": null,
        "idServiceFournisseur": null,
        "codeServiceFournisseur": null,
        "libelleServiceFournisseur": null,
        "adresseFournisseurId": null,
        "adresseFournisseurDetail": structure.address.street,
        "adresseFournisseurComplement1": null,
        "adresseFournisseurComplement2": null,
        "adresseFournisseurCodePostal": structure.address.postcode,
        "adresseFournisseurVille": structure.address.city,
        "adresseFournisseurCodePays": "FR",
        "adresseFournisseurLibellePays": "France",
        "numeroRcsFournisseur": structure.register_number,
        "coordBancairesFournisseurCleIban": bank.and_then(|account| account.iban.get(2..4)),
        "coordBancairesFournisseurCleRib": null,
        "coordBancairesFournisseurCodeBanque": null,
        "coordBancairesCodeGuichet": null,
        "coordBancairesBicSwift": bank.map(|account| &account.bic),
        "coordBancairesFournisseurCodePays": bank.and_then(|account| account.iban.get(..2)),
        "coordBancairesFournisseurCompteBancaire": bank.and_then(|account| account.iban.get(4..)),
        "coordBancairesFournisseurId": bank.map(|account| account.id),
        "coordBancairesFournisseurType": bank.map(|_| "IBAN"),
        "coordBancairesFournisseurLibelle": bank.map(|account| &account.name),
        "affactureur": null,
        "designationFournisseur": structure.name,
    })
}

fn framework(ledger: &Ledger, invoice: &Invoice) -> Value {
    let validator: Option<&Structure> = invoice.validator.and_then(|id| ledger.structure(id));
    let validated = invoice.history.iter().find(|event| event.status == crate::status::Status::Validee1);
    let mut block = fields(json!({
        "codeCadreFacturation": invoice.framework,
        "idValideur1": validator.map(|structure| structure.id),
        "typeIdentifiantValideur1": validator.map(|structure| &structure.identifier_type),
        "codeValideur1": validator.map(|structure| &structure.identifier),
        "raisonSocialeValideur1": validator.map(|structure| &structure.name),
        "dateValidation1": validated.map(|event| date_text(event.at)),
    }));
    let absent = [
        "nomValideur1",
        "prenomValideur1",
        "idValideur2",
        "typeIdentifiantValideur2",
        "codeValideur2",
        "raisonSocialeValideur2",
        "nomValideur2",
        "prenomValideur2",
        "dateValidation2",
        "idMoe",
        "typeIdentifiantMoe",
        "identifiantMoe",
        "raisonSocialeMoe",
        "nomMoe",
        "prenomMoe",
        "idServiceMoe",
        "codeServiceMoe",
        "nomServiceMoe",
        "idMoa",
        "typeIdentifiantMoa",
        "identifiantMoa",
        "raisonSocialeMoa",
        "idServiceMoa",
        "codeServiceMoa",
        "nomServiceMoa",
        "designationValideur2",
        "designationMoe",
        "designationMoa",
    ];
    block.extend(absent.map(|name| (name.to_owned(), Value::Null)));
    Value::Object(block)
}

fn references(ledger: &Ledger, invoice: &Invoice) -> Value {
    let currency = CURRENCIES.iter().find(|(code, _)| *code == invoice.currency).map(|(_, label)| label);
    let sizes = invoice.attachments.iter().filter_map(|attachment| ledger.file(attachment.file));
    let size: u64 = sizes.map(|file| file.size).sum();
    json!({
        "dateFacture": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        "codeDeviseFacture": invoice.currency,
        "libelleDeviseFacture": currency,
        "typeFacture": invoice.kind,
        "typeFactureTravaux": null,
        "typeTva": invoice.vat_regime,
        "motifExonerationTva": invoice.exemption_reason,
        "libelleMotifExonerationTva": null,
        "numeroMarche": invoice.contract,
        "numeroBonCommande": invoice.engagement,
        "numeroFactureOrigine": invoice.credit.as_ref().map(|credit| &credit.original_number),
        "modePaiement": invoice.payment_mode,
        "dateCreationFacture": invoice.history.first().map(|event| date_text(event.at)),
        "dateEcheancePaiement": null,
        "tailleTotalePiecesJointes": size,
        "numeroDpMandat": invoice.payment_order,
    })
}

fn totals(invoice: &Invoice) -> Value {
    let totals = &invoice.totals;
    json!({
        "montantHtTotal": totals.without_vat,
        "montantTVA": totals.vat,
        "montantTtcAvantRemiseGlobalTTC": totals.with_vat,
        "montantRemiseGlobaleTTC": totals.discount,
        "motifRemiseGlobaleTTC": totals.discount_reason,
        "montantTtcTotal": totals.with_vat,
        "montantAPayer": totals.payable,
    })
}

/// One page of a list under its own names.
fn sub_list(paging: &Paging, rows: Vec<Value>, list: &str, names: [&str; 4]) -> Value {
    let mut page = paging.cut(rows);
    let mut block = Fields::new();
    block.insert(list.to_owned(), Value::Array(std::mem::take(&mut page.items)));
    page.write(&mut block, names);
    Value::Object(block)
}

fn vat(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
    let paging = Paging::named(
        block,
        "pageResultatDemandeeListeRecapitulatifTVA",
        "nbResultatsParPageListeListeRecapitulatifTVA",
        "triSensListeRecapitulatifTVA",
    )?;
    let row = |line: &VatLine| {
        let known = line
            .rate_code
            .as_deref()
            .and_then(|code| ledger.world.vat_rates.iter().zip(1..).find(|(rate, _)| rate.code == code));
        json!({
            "ligneTvaTauxRefId": known.map(|(_, id)| id),
            "ligneTvaTauxRefCode": line.rate_code,
            "ligneTvaTauxRefLibelle": known.map(|(rate, _)| &rate.label),
            "ligneTvaTauxRefValeur": known.map(|(rate, _)| rate.value),
            "ligneTvaTauxManuel": line.manual_rate,
            "ligneTvaMontantBaseHtParTaux": line.base,
            "ligneTvaMontantTvaParTaux": line.vat,
        })
    };
    let names = [
        "pageCouranteLignesRecapitulativesTVA",
        "pagesLignesRecapitulativesTVA",
        "nbResultatsParPageLignesRecapitulativesTVA",
        "totalLignesRecapitulativesTVA",
    ];
    Ok(sub_list(&paging, invoice.vat_lines.iter().map(row).collect(), "ligneTva", names))
}

fn lines(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
    let paging = Paging::named(
        block,
        "pageResultatDemandeeLignesPoste",
        "nbResultatsParPageLignesPoste",
        "triSensListeLignesPoste",
    )?;
    let row = |line: &Line| {
        let code = line.rate_code.as_deref();
        let rate =
            line.manual_rate.or_else(|| Some(ledger.world.vat_rate(code?)?.value)).unwrap_or(Amount::ZERO);
        let vat = rate.percent_of(line.net());
        json!({
            "lignePosteNumero": line.number,
            "lignePosteReference": line.reference,
            "lignePosteDenomination": line.name,
            "lignePosteQuantite": line.quantity,
            "lignePosteUniteCode": null,
            "lignePosteUniteLibelle": line.unit,
            "lignePosteMontantUnitaireHT": line.unit_price,
            "lignePosteMontantRemiseHT": line.discount,
            "lignePosteTauxTva": line.rate_code,
            "lignePosteTauxTvaManuel": line.manual_rate,
            "lignePosteMontantHtApresRemise": line.net(),
            "lignePosteMontantTva": vat,
            "lignePosteMontantTtcApresRemise": line.net() + vat,
        })
    };
    let names =
        ["pageCouranteLignesPoste", "pagesLignesPoste", "nbResultatsParPageLignesPoste", "totalLignesPoste"];
    Ok(sub_list(&paging, invoice.lines.iter().map(row).collect(), "lignePoste", names))
}

fn attachments(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
    let paging = Paging::named(
        block,
        "pageResultatDemandeeListePieceJointe",
        "nbResultatsParPageListePieceJointe",
        "triSensListePiecesJointes",
    )?;
    let rows = invoice.attachments.iter().map(|attachment| {
        let kind = ledger.world.attachment_types.iter().find(|kind| kind.code == attachment.kind);
        json!({
            "pieceJointeTypeCode": attachment.kind,
            "pieceJointeTypeLibelle": kind.map(|kind| &kind.label),
            "pieceJointeDesignation": attachment.label,
            "pieceJointeNumeroLigneFacture": attachment.line,
            "pieceJointeIdLiaison": attachment.link,
            "pieceJointeId": attachment.file,
            "pieceJointeExtension": ledger.file(attachment.file).map(|file| &file.extension),
        })
    });
    let names = [
        "pageCouranteListePiecesJointe",
        "pagesListePiecesJointe",
        "nbResultatsParPageListePiecesJointe",
        "totalListePiecesJointe",
    ];
    Ok(sub_list(&paging, rows.collect(), "pieceJointe", names))
}
