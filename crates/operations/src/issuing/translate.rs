//! Between the deposit form and the words of Chorus Pro: what is sent, and what was recognised.

use chorus_pro::Moment;
use chorus_pro::codes::{CadreFacturation, ModeDepot, ModePaiement, TypeFacture, TypeTva};
use chorus_pro::factures::{
    CadreSoumis, DeposerPdfFactureOutput, DestinataireSoumis, FournisseurSoumis, LignePosteSoumise,
    LigneTvaSoumise, MontantTotalSoumis, PieceJointeComplementaireSoumise, PieceJointePrincipaleSoumise,
    ReferencesSoumises, SoumettreFacture,
};
use domain::{CheckedInvoice, Field, FormField as _, Framework, Line, format_day};
use serde_json::{Map, Value};
use storage::Attachment;

use super::read_document::typed;

/// The body of `factures/soumettre`, for a PDF given before or for what was typed.
pub(super) fn soumettre(
    invoice: &CheckedInvoice,
    supplier: i64,
    document: Option<i64>,
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
        Framework::A9 => "A9_FACTURE_SOUSTRAITANT",
        Framework::A12 => "A12_FACTURE_COTRAITANT",
    };
    let mut framework = CadreSoumis::new(CadreFacturation::from(cadre));
    if let Some(validator) = &invoice.validator {
        framework.code_structure_valideur = Some(validator.siret.as_str().to_owned());
        framework.code_service_valideur.clone_from(&validator.service);
    }
    let totals = MontantTotalSoumis {
        montant_ht_total: Some(invoice.net),
        montant_tva: Some(invoice.vat),
        montant_ttc_total: Some(invoice.gross),
        montant_remise_globale_ttc: invoice.discount.as_ref().map(|(amount, _)| *amount),
        motif_remise_globale_ttc: invoice.discount.as_ref().map(|(_, reason)| reason.clone()),
        montant_a_payer: Some(invoice.due),
    };
    let mut payee = FournisseurSoumis::new(supplier);
    payee.code_coordonnees_bancaires_fournisseur = invoice.bank_account;
    let mut body = SoumettreFacture::new(
        if invoice.entry { ModeDepot::SaisieApi } else { ModeDepot::DepotPdfApi },
        recipient,
        payee,
        framework,
        references,
        totals,
    );
    // Chorus Pro numbers what is typed.
    body.numero_facture_saisi = (!invoice.entry).then(|| invoice.number.clone());
    body.ligne_poste = (1..).zip(&invoice.lines).map(|(number, line)| line_of(number, line)).collect();
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
    body.piece_jointe_principale = document
        .into_iter()
        .map(|document| PieceJointePrincipaleSoumise {
            piece_jointe_principale_designation: Some(invoice.number.clone()),
            piece_jointe_principale_id: Some(document),
        })
        .collect();
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

fn line_of(number: i64, line: &Line) -> LignePosteSoumise {
    LignePosteSoumise {
        ligne_poste_numero: Some(number),
        ligne_poste_reference: line.reference.clone(),
        ligne_poste_denomination: line.name.clone(),
        ligne_poste_quantite: Some(line.quantity),
        ligne_poste_unite: line.unit.clone(),
        ligne_poste_montant_unitaire_ht: Some(line.price),
        ligne_poste_montant_remise_ht: (!line.discount.is_zero()).then_some(line.discount),
        ligne_poste_taux_tva_manuel: Some(line.rate),
        ..LignePosteSoumise::default()
    }
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
