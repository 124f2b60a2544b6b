//! The blocks of the three consulter services.

use serde_json::{Value, json};

use super::row_order::sort_rows;
use super::search_rows::{service_of, validated_on};
use super::works_links::works_parties;
use crate::amount::Amount;
use crate::clock::{date_text, minute_text};
use crate::fields::{Fields, fields};
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::paging::Paging;
use crate::status::Status;
use crate::world::codes::EXEMPTION_REASONS;
use crate::world::{CURRENCIES, Invoice, Line, Structure, VatLine};

/// What a `Destinataire` and a `DestinataireFactureEmise` have in common.
fn recipient(ledger: &Ledger, invoice: &Invoice) -> Fields {
    let Some(structure) = ledger.structure(invoice.recipient) else { return Fields::new() };
    let service = service_of(structure, invoice.service);
    fields(json!({
        "idDestinataire": structure.id,
        "codeDestinataire": structure.identifier,
        "libelleDestinataire": structure.name,
        "idServiceExecutant": invoice.service,
        "codeServiceExecutant": service.map(|service| &service.code),
        "libelleServiceExecutant": service.map(|service| &service.name),
        "adresseDestinataireId": null,
        "adresseDestinataireDetail": structure.address.street,
        "adresseDestinataireComplement1": null,
        "adresseDestinataireComplement2": null,
        "adresseDestinataireCodePostal": structure.address.postcode,
        "adresseDestinataireVille": structure.address.city,
        "adresseDestinataireCodePays": "FR",
        "adresseDestinataireLibellePays": "France",
    }))
}

/// `DestinataireFactureEmise`: how supplier and validator see the recipient.
pub(super) fn recipient_of_issued(ledger: &Ledger, invoice: &Invoice) -> Value {
    let Some(structure) = ledger.structure(invoice.recipient) else { return Value::Null };
    let service = service_of(structure, invoice.service);
    let returned = !structure.requirements.payment_status_withheld
        && service.is_none_or(|service| service.payment_status_returned);
    let mut block = recipient(ledger, invoice);
    block.insert("miseEnPaiementDestinataire".to_owned(), returned.into());
    block.insert("designationDestinataire".to_owned(), structure.name.clone().into());
    Value::Object(block)
}

/// `Destinataire`: how the recipient sees itself.
pub(crate) fn recipient_of_received(ledger: &Ledger, invoice: &Invoice) -> Value {
    let Some(structure) = ledger.structure(invoice.recipient) else { return Value::Null };
    let mut block = recipient(ledger, invoice);
    // "Whether the recipient is the State" (example of consulter/recipiendaire). Inferred: only State bodies
    // publish their engagements (business-rules.md §2).
    let state = if structure.requirements.engagements_published { "OUI" } else { "NON" };
    block.insert("destinataireEtat".to_owned(), state.into());
    Value::Object(block)
}

/// `FournisseurFactureEmise`: how supplier and validator see the supplier.
pub(super) fn supplier_of_issued(ledger: &Ledger, invoice: &Invoice) -> Value {
    let Some(structure) = ledger.structure(invoice.supplier) else { return Value::Null };
    let mut block = supplier(ledger, invoice);
    block.insert("raisonSocialeFournisseur".to_owned(), structure.name.clone().into());
    block.insert("nomFournisseur".to_owned(), Value::Null);
    block.insert("prenomFournisseur".to_owned(), Value::Null);
    Value::Object(block)
}

/// `Fournisseur`: how the recipient sees the supplier.
pub(crate) fn supplier_of_received(ledger: &Ledger, invoice: &Invoice) -> Value {
    Value::Object(supplier(ledger, invoice))
}

/// What a `Fournisseur` and a `FournisseurFactureEmise` have in common.
fn supplier(ledger: &Ledger, invoice: &Invoice) -> Fields {
    let Some(structure) = ledger.structure(invoice.supplier) else { return Fields::new() };
    let service = service_of(structure, invoice.supplier_service);
    let bank = structure.bank_accounts.iter().find(|account| Some(account.id) == invoice.bank_account);
    fields(json!({
        "idFournisseur": structure.id,
        "typeIdentifiantFournisseur": structure.identifier_type,
        "codeFournisseur": structure.identifier,
        "idServiceFournisseur": invoice.supplier_service,
        "codeServiceFournisseur": service.map(|service| &service.code),
        "libelleServiceFournisseur": service.map(|service| &service.name),
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
    }))
}

pub(crate) fn framework(ledger: &Ledger, invoice: &Invoice) -> Value {
    let validator: Option<&Structure> = invoice.validator.and_then(|id| ledger.structure(id));
    let second: Option<&Structure> = invoice.second_validator.and_then(|id| ledger.structure(id));
    let mut block = fields(json!({
        "codeCadreFacturation": invoice.framework,
        "idValideur1": validator.map(|structure| structure.id),
        "typeIdentifiantValideur1": validator.map(|structure| &structure.identifier_type),
        "codeValideur1": validator.map(|structure| &structure.identifier),
        "raisonSocialeValideur1": validator.map(|structure| &structure.name),
        "dateValidation1": validated_on(invoice, Status::Validee1),
        "idValideur2": second.map(|structure| structure.id),
        "typeIdentifiantValideur2": second.map(|structure| &structure.identifier_type),
        "codeValideur2": second.map(|structure| &structure.identifier),
        "raisonSocialeValideur2": second.map(|structure| &structure.name),
        "designationValideur2": second.map(|structure| &structure.name),
        "dateValidation2": validated_on(invoice, Status::Validee2),
    }));
    let absent = [
        "nomValideur1",
        "prenomValideur1",
        "nomValideur2",
        "prenomValideur2",
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
        "designationMoe",
        "designationMoa",
    ];
    block.extend(absent.map(|name| (name.to_owned(), Value::Null)));
    block.extend(works_parties(ledger, invoice));
    Value::Object(block)
}

pub(crate) fn references(ledger: &Ledger, invoice: &Invoice) -> Value {
    let currency = CURRENCIES.iter().find(|(code, ..)| *code == invoice.currency).map(|(_, label, ..)| label);
    // A flow gives its reason as a free text, which has no label.
    let reason =
        EXEMPTION_REASONS.iter().find(|(code, ..)| invoice.exemption_reason.as_deref() == Some(*code));
    let exemption = reason.map(|(_, label, ..)| label);
    let sizes = invoice.attachments.iter().filter_map(|attachment| ledger.file(attachment.file));
    let size: u64 = sizes.map(|file| file.size).sum();
    json!({
        "dateFacture": invoice.issued_on.to_string(),
        "dateDepot": date_text(invoice.deposited_at),
        "codeDeviseFacture": invoice.currency,
        "libelleDeviseFacture": currency,
        "typeFacture": invoice.kind,
        "typeFactureTravaux": invoice.works_kind(),
        "typeTva": invoice.vat_regime,
        "motifExonerationTva": invoice.exemption_reason,
        "libelleMotifExonerationTva": exemption,
        "numeroMarche": invoice.contract,
        "numeroBonCommande": invoice.engagement,
        "numeroFactureOrigine": invoice.credit.as_ref().map(|credit| &credit.original_number),
        "modePaiement": invoice.payment_mode,
        // The reference gives no format; one client decodes `YYYY-MM-DD HH:MM` and nothing else (inferred).
        "dateCreationFacture": invoice.history.first().map(|event| minute_text(event.at)),
        "dateEcheancePaiement": null,
        "tailleTotalePiecesJointes": size,
        "numeroDpMandat": invoice.payment_order,
    })
}

pub(crate) fn totals(invoice: &Invoice) -> Value {
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

/// One page of a list under its own names. Without a column the order of the submission stays, whatever `triSens` is.
fn sub_list(
    paging: &Paging,
    mut rows: Vec<Value>,
    column: Option<&str>,
    list: &str,
    names: [&str; 4],
) -> Value {
    if let Some(column) = column {
        sort_rows(&mut rows, column);
        if paging.descending {
            rows.reverse();
        }
    }
    let mut page = paging.cut(rows);
    let mut block = Fields::new();
    block.insert(list.to_owned(), Value::Array(std::mem::take(&mut page.items)));
    page.write(&mut block, names);
    Value::Object(block)
}

pub(crate) fn vat(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
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
    let column = block.text("triColonneListeRecapitulatifTVA")?;
    Ok(sub_list(&paging, invoice.vat_lines.iter().map(row).collect(), column, "ligneTva", names))
}

pub(crate) fn lines(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
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
    let column = block.text("triColonneListeLignesPoste")?;
    Ok(sub_list(&paging, invoice.lines.iter().map(row).collect(), column, "lignePoste", names))
}

pub(crate) fn attachments(ledger: &Ledger, invoice: &Invoice, block: Input<'_>) -> Result<Value, Malformed> {
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
    let column = block.text("triColonneListePiecesJointes")?;
    Ok(sub_list(&paging, rows.collect(), column, "pieceJointe", names))
}
