//! Reading and writing of single values.

use crate::{
    Moment,
    codes::{ModeDepot, StatutFacture, TypeFacture},
    factures::{FactureFournisseur, MontantTotalSoumis, RechercherFactureParFournisseur, SoumettreFacture},
    structures::{RechercherStructure, StructureTrouvee},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::json;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn decimals_keep_every_digit_in_both_directions() {
    let text = r#"{"montantHtTotal":1234567890123.100010,"montantTVA":0.1,"montantTtcTotal":-5}"#;
    let read: MontantTotalSoumis = serde_json::from_str(text).unwrap();
    assert_eq!(read.montant_ht_total, Some("1234567890123.100010".parse().unwrap()));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn decimals_are_read_from_texts_and_exponents_and_written_as_numbers() {
    let read: MontantTotalSoumis = serde_json::from_str(
        r#"{"montantHtTotal":"800.50","montantTVA":1.6E2,"montantTtcTotal":"","montantAPayer":null}"#,
    )
    .unwrap();
    assert_eq!(read.montant_ht_total, Some(Decimal::new(80050, 2)));
    assert_eq!(read.montant_tva, Some(Decimal::from(160)));
    assert_eq!((read.montant_ttc_total, read.montant_a_payer), (None, None));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"montantHtTotal":800.50,"montantTVA":160}"#);
}

#[test]
fn values_pass_through_a_json_tree_too() {
    let tree = json!({"montantHT": 800.25, "taille": 12, "rejetTraite": true, "statut": "DEPOSEE"});
    let read: FactureFournisseur = serde_json::from_value(tree.clone()).unwrap();
    assert_eq!(read.montant_ht, Some(Decimal::new(80025, 2)));
    assert_eq!(serde_json::to_value(&read).unwrap(), tree);
}

#[test]
fn integers_and_booleans_are_read_from_texts() {
    let read: FactureFournisseur = serde_json::from_str(
        r#"{"identifiantFactureCPP":"42","idDestinataire":7.0,"taille":"","rejetTraite":"true"}"#,
    )
    .unwrap();
    assert_eq!((read.identifiant_facture_cpp, read.id_destinataire, read.taille), (Some(42), Some(7), None));
    assert_eq!(read.rejet_traite, Some(true));
    assert!(serde_json::from_str::<FactureFournisseur>(r#"{"taille":7.5}"#).is_err());
    assert!(serde_json::from_str::<FactureFournisseur>(r#"{"taille":{}}"#).is_err());
    // An empty string stands for an absent boolean in a client in use (API.md §3).
    let read: RechercherStructure = serde_json::from_str(r#"{"restreindreStructuresPrivees":""}"#).unwrap();
    assert_eq!(read.restreindre_structures_privees, None);
}

#[test]
fn texts_are_read_from_numbers_and_with_their_escapes() {
    let read: StructureTrouvee = serde_json::from_str(
        r#"{"identifiantStructure":12345,"designationStructure":"L'\u00e9t\u00e9 \"vert\"\n"}"#,
    )
    .unwrap();
    assert_eq!(read.identifiant_structure.as_deref(), Some("12345"));
    assert_eq!(read.designation_structure.as_deref(), Some("L'été \"vert\"\n"));
}

#[test]
fn an_unknown_code_survives_a_round_trip() {
    let text = r#"{"statut":"STATUT_DE_DEMAIN","modeDepot":"UPLOAD_API"}"#;
    let read: FactureFournisseur = serde_json::from_str(text).unwrap();
    assert_eq!(read.statut, Some(StatutFacture::Unknown("STATUT_DE_DEMAIN".into())));
    assert!(read.statut.as_ref().unwrap().is_unknown());
    assert_eq!(read.mode_depot, Some(ModeDepot::UploadApi));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn every_known_code_is_read_as_known_and_written_the_same() {
    assert_eq!(StatutFacture::CODES.len(), 57);
    for code in StatutFacture::CODES {
        let status = StatutFacture::from(*code);
        assert!(!status.is_unknown(), "{code}");
        assert_eq!(status.to_string(), *code);
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{code}\""));
        assert_eq!(serde_json::from_str::<StatutFacture>(&format!("\"{code}\"")).unwrap(), status);
    }
}

#[test]
fn lists_are_read_from_null_from_one_value_and_from_one_text() {
    let read: RechercherFactureParFournisseur = serde_json::from_str(
        r#"{"statutCourant":"REJETEE","listeDestinataire":null,"idUtilisateurCreateur":[1,"2",null]}"#,
    )
    .unwrap();
    assert_eq!(read.statut_courant, [StatutFacture::Rejetee]);
    assert!(read.liste_destinataire.is_empty());
    assert_eq!(read.id_utilisateur_createur, [1, 2]);

    let mut written = serde_json::to_value(super::errors::invoice()).unwrap();
    written["pieceJointePrincipale"] = json!({"pieceJointePrincipaleId": 3});
    let read: SoumettreFacture = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read.piece_jointe_principale[0].piece_jointe_principale_id, Some(3));
    written["pieceJointePrincipale"] = json!([{"pieceJointePrincipaleId": 3}]);
    assert_eq!(serde_json::to_value(&read).unwrap(), written, "written as a list of one");
}

#[test]
fn a_required_value_may_not_be_missing() {
    let mut written = serde_json::to_value(super::errors::invoice()).unwrap();
    written["fournisseur"]["idFournisseur"] = json!(null);
    assert!(serde_json::from_value::<SoumettreFacture>(written.clone()).is_err());
    written["fournisseur"] = json!({});
    assert!(serde_json::from_value::<SoumettreFacture>(written).is_err());
}

#[test]
fn absent_values_are_not_written() {
    assert_eq!(
        serde_json::to_value(super::errors::invoice()).unwrap(),
        json!({
            "modeDepot": "SAISIE_API",
            "destinataire": {"codeDestinataire": "99999999900018"},
            "fournisseur": {"idFournisseur": 7},
            "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
            "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_DEBIT"},
            "montantTotal": {},
        })
    );
}

#[test]
fn dates_are_read_in_each_form_of_the_api() {
    let local = day(2027, 3, 9).and_hms_opt(8, 5, 0).unwrap();
    assert_eq!(Moment::parse("2027-03-09"), Moment::Day(day(2027, 3, 9)));
    for text in ["2027-03-09 08:05", "2027-03-09T08:05:00", "2027-03-09 08:05:00", " 2027-03-09T08:05 "] {
        assert_eq!(Moment::parse(text), Moment::Local(local), "{text}");
    }
    for text in ["2027-03-09T08:05:00.000+01:00", "2027-03-09T08:05:00+0100", "2027-03-09T08:05:00+01"] {
        let moment = Moment::parse(text);
        assert_eq!(moment.written_time(), Some(local), "{text}");
        assert_eq!(moment.instant().unwrap().offset().local_minus_utc(), 3600, "{text}");
    }
    assert_eq!(Moment::parse("2027-03-09T08:05:00Z").instant().unwrap().naive_utc(), local);
}

#[test]
fn a_date_in_no_known_form_is_kept() {
    for text in ["09/03/2027", "2027-02-30", "1750000000000"] {
        let moment = Moment::parse(text);
        assert_eq!(moment, Moment::Unreadable(text.into()));
        assert_eq!((moment.day(), moment.written_time(), moment.instant()), (None, None, None));
        assert_eq!(moment.to_string(), text);
    }
}

#[test]
fn dates_are_written_in_the_forms_inputs_accept() {
    assert_eq!(Moment::from(day(2027, 3, 9)).to_string(), "2027-03-09");
    assert_eq!(Moment::parse("2027-03-09 08:05").to_string(), "2027-03-09T08:05:00");
    assert_eq!(Moment::parse("2027-03-09T08:05:00+01:00").to_string(), "2027-03-09T08:05:00.000+01:00");
    for text in ["2027-03-09", "2027-03-09T08:05:00", "2027-03-09T08:05:00.000+01:00", "?"] {
        let moment = Moment::parse(text);
        assert_eq!(serde_json::from_str::<Moment>(&serde_json::to_string(&moment).unwrap()).unwrap(), moment);
    }
    assert_eq!(serde_json::to_string(&TypeFacture::Avoir).unwrap(), "\"AVOIR\"");
}
