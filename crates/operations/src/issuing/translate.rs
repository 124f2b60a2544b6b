//! Between the deposit form and the words of Chorus Pro: what is sent, and what was recognised.

use chorus_pro::Moment;
use chorus_pro::codes::{CadreFacturation, ModeDepot, ModePaiement, TypeFacture, TypeTva};
use chorus_pro::factures::{
    CadreSoumis, DeposerPdfFactureOutput, DestinataireSoumis, FournisseurSoumis, LigneTvaSoumise,
    MontantTotalSoumis, PieceJointeComplementaireSoumise, PieceJointePrincipaleSoumise, ReferencesSoumises,
    SoumettreFacture,
};
use domain::{CheckedInvoice, Field, FormField as _, Framework, format_day};
use serde_json::{Map, Value};
use storage::Attachment;

use super::read_document::typed;

/// The body of `factures/soumettre` for a PDF given before.
pub(super) fn soumettre(
    invoice: &CheckedInvoice,
    supplier: i64,
    document: i64,
    attachments: &[Attachment],
) -> SoumettreFacture {
    let mut references = ReferencesSoumises::new(
        invoice.currency.clone(),
        TypeFacture::from(invoice.kind.code()),
        TypeTva::from(invoice.vat_type.code()),
    );
    references.numero_marche.clone_from(&invoice.contract);
    references.numero_bon_commande.clone_from(&invoice.engagement);
    references.numero_facture_origine.clone_from(&invoice.origin_number);
    references.motif_exoneration_tva.clone_from(&invoice.exemption_reason);
    references.mode_paiement = invoice.payment_mode.map(|mode| ModePaiement::from(mode.code()));
    let mut recipient = DestinataireSoumis::new(invoice.recipient.as_str().to_owned());
    recipient.code_service_executant.clone_from(&invoice.service_code);
    let cadre = match invoice.framework {
        Framework::A1 => "A1_FACTURE_FOURNISSEUR",
        Framework::A2 => "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
    };
    let totals = MontantTotalSoumis {
        montant_ht_total: Some(invoice.net),
        montant_tva: Some(invoice.vat),
        montant_ttc_total: Some(invoice.gross),
        montant_remise_globale_ttc: invoice.discount.as_ref().map(|(amount, _)| *amount),
        motif_remise_globale_ttc: invoice.discount.as_ref().map(|(_, reason)| reason.clone()),
        montant_a_payer: Some(invoice.due),
    };
    let mut body = SoumettreFacture::new(
        ModeDepot::DepotPdfApi,
        recipient,
        FournisseurSoumis::new(supplier),
        CadreSoumis::new(CadreFacturation::from(cadre)),
        references,
        totals,
    );
    body.numero_facture_saisi = Some(invoice.number.clone());
    body.date_facture = Some(Moment::Day(invoice.date));
    body.ligne_tva = invoice
        .vat_lines
        .iter()
        .map(|line| LigneTvaSoumise {
            ligne_tva_taux_manuel: Some(line.rate),
            ligne_tva_montant_base_ht_par_taux: Some(line.base),
            ligne_tva_montant_tva_par_taux: Some(line.tax),
            ..LigneTvaSoumise::default()
        })
        .collect();
    body.piece_jointe_principale = vec![PieceJointePrincipaleSoumise {
        piece_jointe_principale_designation: Some(invoice.number.clone()),
        piece_jointe_principale_id: Some(document),
    }];
    body.piece_jointe_complementaire = attachments
        .iter()
        .filter_map(|attachment| {
            Some(PieceJointeComplementaireSoumise::new(
                attachment.label.clone(),
                attachment.type_code.clone(),
                attachment.chorus_id?,
            ))
        })
        .collect();
    body.commentaire.clone_from(&invoice.comment);
    body
}

/// What Chorus Pro recognised, as the form would show it.
pub(super) fn recognised(output: &DeposerPdfFactureOutput) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |field: Field, value: Option<String>| {
        if let Some(text) = value.filter(|text| !text.trim().is_empty()) {
            fields.insert(field.name().to_owned(), Value::String(text));
        }
    };
    put(Field::Number, output.numero_facture.clone());
    put(Field::Date, output.date_facture.as_ref().and_then(Moment::day).map(format_day));
    put(Field::RecipientSiret, output.code_destinataire.clone());
    put(Field::ServiceCode, output.code_service_executant.clone());
    put(Field::Currency, output.code_devise_facture.clone());
    put(Field::Kind, output.type_facture.as_ref().map(|kind| kind.as_str().to_owned()));
    put(Field::VatType, output.type_tva.as_ref().map(|kind| kind.as_str().to_owned()));
    put(Field::Engagement, output.numero_bon_commande.clone());
    put(Field::Gross, output.montant_ttc_avant_remise_global_ttc.map(typed));
    put(Field::Due, output.montant_a_payer.map(typed));
    put(Field::Net, output.montant_ht_total.map(typed));
    put(Field::Vat, output.montant_tva.map(typed));
    fields
}
