//! Answers and requests of every service go through the types without loss, and nulls do no harm.

use crate::{factures::*, structures::*, transverses::*, utilisateurs::*};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Reads `fixture`, writes it again and compares; a misspelt field would be missing. Then reads it with
/// every value replaced by `null`, with every field left out, and with fields nobody knows.
fn lossless<T: Serialize + DeserializeOwned>(fixture: Value) {
    assert_eq!(written_again::<T>(&fixture), fixture);
    let object = fixture.as_object().unwrap();
    let nulls: Value = object.keys().map(|key| (key.clone(), Value::Null)).collect();
    assert_eq!(written_again::<T>(&nulls), json!({}), "nulls are absent values");
    assert_eq!(written_again::<T>(&json!({})), json!({}));
    assert_eq!(written_again::<T>(&nulled(&fixture)), emptied(&nulled(&fixture)));
    let mut extended = fixture.clone();
    extended["champDeDemain"] = json!({"x": [1, null, "y"]});
    assert_eq!(written_again::<T>(&extended), fixture);
}

fn written_again<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    let text = value.to_string();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    serde_json::to_value(&read).unwrap()
}

/// The same shape with every leaf null.
fn nulled(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), nulled(value))).collect(),
        Value::Array(items) => items.iter().map(nulled).collect(),
        _ => Value::Null,
    }
}

/// The same without null fields, null entries and empty lists.
fn emptied(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), emptied(value)))
            .filter(|(_, value)| !value.is_null() && *value != json!([]))
            .collect(),
        Value::Array(items) => items.iter().map(emptied).filter(|item| !item.is_null()).collect(),
        other => other.clone(),
    }
}

fn position() -> Value {
    json!({"pageCourante": 2, "pages": 5, "nbResultatsParPage": 20, "total": 93})
}

#[test]
fn deposer_pdf() {
    lossless::<DeposerPdfFactureOutput>(json!({
        "numeroFacture": "V-88", "dateFacture": "2027-01-31", "codeDestinataire": "99999999900018",
        "codeServiceExecutant": "VOIRIE", "codeFournisseur": "99999999900026", "codeDeviseFacture": "EUR",
        "typeFacture": "AVOIR", "typeTva": "EXONERATION", "numeroBonCommande": "BC7",
        "montantTtcAvantRemiseGlobalTTC": 12.34, "montantAPayer": 12.34, "montantHtTotal": 10.28,
        "montantTVA": 2.06, "pieceJointeId": 31,
    }));
}

#[test]
fn soumettre_output() {
    lossless::<SoumettreFactureOutput>(json!({
        "identifiantFactureCPP": 41, "numeroFacture": "V-88", "statutFacture": "A_VALIDER_1",
        "dateDepot": "2027-02-01", "identifiantStructure": "99999999900026", "empreinteCertificatDepot": "AAEC",
    }));
}

#[test]
fn soumettre_input_in_full() {
    let fixture = json!({
        "idUtilisateurCourant": 0, "modeDepot": "DEPOT_PDF_API", "numeroFactureSaisi": "V-88",
        "dateFacture": "2027-01-31",
        "destinataire": {"codeDestinataire": "99999999900018", "codeServiceExecutant": "VOIRIE"},
        "fournisseur": {"idFournisseur": 7, "idServiceFournisseur": 8, "codeCoordonneesBancairesFournisseur": 9},
        "cadreDeFacturation": {"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
            "codeStructureValideur": "99999999900034", "codeServiceValideur": "S"},
        "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_ENCAISSEMENT",
            "motifExonerationTva": "M", "numeroMarche": "MA", "numeroBonCommande": "BC",
            "numeroFactureOrigine": "V-1", "modePaiement": "VIREMENT"},
        "lignePoste": [{"lignePosteNumero": 1, "lignePosteReference": "R", "lignePosteDenomination": "Pose",
            "lignePosteQuantite": 2.5, "lignePosteUnite": "m", "lignePosteMontantUnitaireHT": 4.1,
            "lignePosteMontantRemiseHT": 0.5, "lignePosteTauxTva": "TVA5", "lignePosteTauxTvaManuel": 5.5}],
        "ligneTva": [{"ligneTvaTaux": "TVA5", "ligneTvaMontantBaseHtParTaux": 9.75,
            "ligneTvaMontantTvaParTaux": 0.54, "ligneTvaTauxManuel": 5.5}],
        "montantTotal": {"montantHtTotal": 9.75, "montantTVA": 0.54, "montantTtcTotal": 10.29,
            "montantRemiseGlobaleTTC": 0.29, "motifRemiseGlobaleTTC": "geste", "montantAPayer": 10},
        "pieceJointePrincipale": [{"pieceJointePrincipaleDesignation": "V-88", "pieceJointePrincipaleId": 31}],
        "pieceJointeComplementaire": [{"pieceJointeComplementaireDesignation": "Bon",
            "pieceJointeComplementaireType": "DIVERS", "pieceJointeComplementaireNumeroLigneFacture": 1,
            "pieceJointeComplementaireId": 32, "pieceJointeComplementaireIdLiaison": 33}],
        "commentaire": "Merci",
    });
    assert_eq!(written_again::<SoumettreFacture>(&fixture), fixture);
}

#[test]
fn rechercher_fournisseur() {
    let mut invoice = json!({
        "identifiantFactureCPP": 41, "typeDemandePaiement": "FACTURE", "codeFournisseur": "FR123",
        "typeIdentifiantFournisseur": "UE_HORS_FRANCE", "designationFournisseur": "Atelier",
        "codeServiceFournisseur": "A", "nomServiceFournisseur": "B", "idDestinataire": 5,
        "codeDestinataire": "99999999900018", "designationDestinataire": "Commune", "idServiceExecutant": 6,
        "codeServiceExecutant": "VOIRIE", "nomServiceExecutant": "Voirie", "typeFacture": "ACOMPTE",
        "numeroFacture": "V-88", "dateFacture": "2027-01-31", "dateDepot": "2027-02-01", "montantHT": 0.01,
    });
    let more = json!({
        "montantTTC": 0.012, "montantAPayer": -3, "devise": "EUR", "statut": "MANDATEE", "numeroMarche": "MA",
        "numeroBonCommande": "BC", "numeroFluxDepot": "CPP1", "codeValideur1": "V1", "nomValideur2": "V2",
        "dateValidation1": "2027-02-02", "numeroFactureOrigine": "V-1", "modeDepot": "EDI",
        "coordBancairesFournisseurCleIban": "76", "coordBancairesFournisseurNomCb": "Compte",
        "affactureurCode": "F", "nomPrenomUtilisateurCreateur": "Doe Jo", "taille": 1200,
        "dateHeureEtatCourant": "2027-02-03T10:00:00.000+01:00", "commentaireEtatCourant": "vu",
        "rejetTraite": false,
    });
    invoice.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let fixture = json!({"parametresRetour": position(), "listeFactures": [invoice]});
    lossless::<RechercherFactureParFournisseurOutput>(fixture);
    lossless::<RechercherFactureParFournisseur>(json!({
        "listeDestinataire": [{"idDestinataire": 5, "listeIdServiceExecutant": [6], "raisonSocialeStuctDmd": "C"}],
        "rechercheSirenDestinataire": true, "periodeDateDepotDu": "2027-01-01", "periodeDateDepotAu": "2027-01-31",
        "statutCourant": ["REJETEE", "SUSPENDUE"], "montantApayerMin": 1, "montantApayerMax": 2.5,
        "rechercheFactureParFournisseur": {"nbResultatsMaximum": 500, "pageResultatDemandee": 1,
            "nbResultatsParPage": 50, "triSens": "Ascendant", "triColonne": "DateDepot",
            "champsDeTri": {"a": {}}, "ordreTriGenerique": "Descendant"},
        "periodeDateHeureEtatCourantDu": "2027-01-01T08:00:00", "rejetTraite": false,
    }));
}

#[test]
fn rechercher_recipiendaire() {
    let mut fixture = position();
    fixture["listeFactures"] = json!([{
        "idFacture": 51, "devise": "EUR", "typeDemandePaiement": "FACTURE_TRAVAUX", "codeFournisseur": "F",
        "typeIdentifiantFournisseur": "RIDET", "typeFactureTravaux": "ETAT_ACOMPTE", "numeroFacture": "T-1",
        "dateFacture": "2027-01-31", "montantHT": 100.5, "statut": "A_VALIDER_MOE", "taille": 9,
        "factureTelechargeeParDestinataire": true, "codeMOE": "E", "typeIdentifiantMOE": "SIRET",
        "designationMOE": "Cabinet", "codeMOA": "A", "typeIdentifiantMOA": "SIRET", "designationMOA": "Ville",
        "dateHeureEtatCourant": "2027-02-03", "commentaireEtatCourant": "x",
    }]);
    lossless::<RechercherFactureRecipiendaireOutput>(fixture);
    lossless::<RechercherFactureRecipiendaire>(json!({
        "typeDemandePaiement": "FACTURE", "idDestinataire": 5, "listeTypeFacture": ["FACTURE"],
        "listeTypeFactureTravaux": ["ETAT_ACOMPTE"], "listeFournisseurs": [{"idFournisseur": 7, "listeIdService": [8]}],
        "paramRecherche": {"pageResultatDemandee": 1, "nbResultatsParPage": 1000, "triColonne": "CodeFournisseur"},
        "periodeDateHeureEtatCourantAu": "2027-01-31T23:59:59",
    }));
}

#[test]
fn consulter_fournisseur() {
    lossless::<ConsulterFactureParFournisseurOutput>(json!({"facture": {
        "identifiantFactureCPP": 41, "numeroFacture": "V-88", "statutFacture": "COMPTABILISEE",
        "modeDepot": "SAISIE_PORTAIL", "rejetTraite": false,
        "destinataire": {"idDestinataire": 5, "miseEnPaiementDestinataire": true, "adresseDestinataireVille": "X",
            "designationDestinataire": "Commune"},
        "fournisseur": {"idFournisseur": 7, "coordBancairesBicSwift": "B", "coordBancairesCodeGuichet": "G",
            "coordBancairesFournisseurType": "IBAN", "affactureur": {"affactureurId": 3, "affactureurCodePays": "FR"}},
        "cadreDeFacturation": {"codeCadreFacturation": "SANS_CADRE_DE_FACTURATION", "idValideur1": 1,
            "dateValidation2": "2027-02-02", "typeIdentifiantMoe": "SIRET", "designationMoa": "V"},
        "references": {"dateFacture": "2027-01-31", "typeFactureTravaux": "DECOMPTE_GENERAL", "typeTva": "SANS_TVA",
            "modePaiement": "REPORT", "dateEcheancePaiement": "2027-03-02", "tailleTotalePiecesJointes": 1.5,
            "numeroDpMandat": "N"},
        "recapitulatifDeTva": {"ligneTva": [{"ligneTvaTauxRefId": 1, "ligneTvaTauxRefValeur": 5.5}],
            "pageCouranteLignesRecapitulativesTVA": 1, "totalLignesRecapitulativesTVA": 1},
        "montantTotal": {"montantTtcAvantRemiseGlobalTTC": 9.99, "montantAPayer": 9},
        "pieceJointePrincipale": {"idLiaisonPieceJointePrincipale": 1, "idPieceJointePrincipale": 2},
        "listeDesPiecesJointes": {"pieceJointe": [{"pieceJointeTypeCode": "DIVERS", "pieceJointeExtension": "PDF"}],
            "pagesListePiecesJointe": 1},
        "piecePrecedente": {"cadreFacturationPiecePrecedente": "A5_ETAT_ACOMPTE_FOURNISSEUR", "idPiecePrecedente": 4},
        "pieceSuivante": {"idPieceSuivante": 6, "numeroPieceSuiante": "S"},
        "lignesDePoste": {"lignePoste": [{"lignePosteUniteCode": 12, "lignePosteMontantTtcApresRemise": 1.23}],
            "nbResultatsParPageLignesPoste": 10},
        "commentaire": "c",
    }}));
    let fixture = json!({"identifiantFactureCPP": 41, "codeLangue": "FR",
        "getpLigneRecapTva": {"nbResultatsParPageListeListeRecapitulatifTVA": 10, "triSensListeRecapitulatifTVA": "Ascendant"},
        "getpListePiecesJointes": {"pageResultatDemandeeListePieceJointe": 2, "triColonneListePiecesJointes": "PieceJointeExtension"},
        "getpLignesPoste": {"pageResultatDemandeeLignesPoste": 1, "triColonneListeLignesPoste": "LignePosteNumero"}});
    assert_eq!(written_again::<ConsulterFactureParFournisseur>(&fixture), fixture);
}

#[test]
fn consulter_historique() {
    lossless::<ConsulterHistoriqueFactureOutput>(json!({
        "idFacture": 51, "numeroFacture": "V-88", "modeDepot": "EDI_NUMERISATION", "statutCourantCode": "COMPLETEE",
        "historiquesDesStatuts": {"histoStatut": [{"histoStatutId": 1, "histoStatutCode": "DEPOSEE",
            "histoStatutDatePassage": "2027-02-01T07:30:00", "histoStatutCommentaire": "c",
            "histoStatutUtilisateurEmail": "jo@exemple.fr"}], "pageCouranteHistoStatut": 1, "totalHistoStatut": 1},
        "historiquesDesEvenementsComplementaires": {"evenement": [{"evenementId": 2, "evenementLibelle": "E",
            "evenementQui": "Q", "evenementDateHeure": "2027-02-01"}], "pagesEvenement": 1},
        "historiquesDesActionsUtilisateurs": {"histoAction": [{"histoActionId": 3,
            "histoActionCode": "ACQUITTEMENT_REJET"}], "nbResultatsParPageHistoAction": 10},
        "derniereAction": {"derniereActionId": 3, "derniereActionCode": "ACTION_DE_DEMAIN"},
    }));
    let read: ConsulterHistoriqueFactureOutput = serde_json::from_str(
        r#"{"historiquesDesStatuts":{"histoStatut":[{"histoStatutDatePassage":"2027-02-01 07:30"}]}}"#,
    )
    .unwrap();
    let moment = read.historiques_des_statuts.unwrap().histo_statut[0].histo_statut_date_passage.clone();
    assert_eq!(moment.unwrap().written_time().unwrap().to_string(), "2027-02-01 07:30:00");
}

#[test]
fn structures() {
    lossless::<RechercherStructureOutput>(json!({"parametresRetour": position(), "listeStructures": [
        {"designationStructure": "Commune", "idStructureCPP": 5, "identifiantStructure": "99999999900018",
         "statut": "ACTIVE", "typeIdentifiantStructure": "SIRET"}]}));
    lossless::<RechercherStructure>(json!({"restreindreStructuresPrivees": false,
        "parametres": {"nbResultatsParPage": 10, "triColonne": "Statut", "triSens": "Descendant"},
        "structure": {"estMOA": true, "estMOAUniquement": false, "statutStructure": "ACTIF", "typeStructure": "PUBLIQUE",
            "raisonSocialeStructure": "Commune", "adresseCodePostal": "01000"}}));
    lossless::<ConsulterStructureOutput>(json!({
        "adressePostaleDuSiege": {"adresse": "1 rue", "indicatifTelephone": "33", "pays": "FR"},
        "informationGenerales": {"dateExpirationMotPasseCompteTech": "2027-06-30", "numeroTVA": "FR1",
            "listeStructureDupliquees": [{"structureDupliquee": 9}], "structurePriveePublique": "PUBLIQUE"},
        "parametres": {"codeServiceDoitEtreRenseigne": true, "numeroEJDoitEtreRenseigne": true, "getaMoa": false,
            "gestionNumeroEJOuCodeService": false, "statutMiseEnPaiementNestPasRemonte": true, "connexionEDI": true},
    }));
    lossless::<RechercherServicesStructureOutput>(json!({"parametresRetour": position(), "listeServices": [
        {"codeService": "VOIRIE", "estActif": true, "idService": 6, "libelleService": "Voirie", "statutService": "X"}]}));
    let mut service = position();
    service["adressePostale"] = json!({"ville": "X"});
    service["informationsGenerales"] =
        json!({"codeService": "VOIRIE", "descriptionService": "d", "nomService": "n"});
    service["parametres"] = json!({"dateCreation": "2020-01-01T00:00:00.000+01:00", "miseEnPaiement": true,
        "numeroEngagement": false});
    lossless::<ConsulterServiceStructureOutput>(service);
}

#[test]
fn transverses_and_users() {
    lossless::<HealthCheckOutput>(json!({"body": "b", "statusCode": "OK", "statusCodeValue": 200}));
    lossless::<AjouterFichierOutput>(json!({"pieceJointeId": 32}));
    lossless::<RecupererTypesPieceJointe>(json!({"codeLangue": "FR", "typeObjet": "FACTURE"}));
    lossless::<RecupererTypesPieceJointeOutput>(json!({"listeTypePieceJointe": [{"idTypePieceJointe": 1,
        "codeTypePieceJointe": "AAR", "libelleTypePieceJointe": "l", "typeObjet": "TRANSVERSE"}]}));
    lossless::<RecupererStructuresActivesOutput>(json!({"listeStructures": [{"idStructureCPP": 5,
        "identifiant": "99999999900018", "designationStructure": "Commune"}]}));
    lossless::<RecupererRattachements>(json!({"parametresRecherche": {"pageResultatDemandee": 1,
        "nbResultatsParPage": 10, "triColonne": "IdStructure", "triSens": "Ascendant"}}));
    lossless::<RecupererRattachementsOutput>(
        json!({"parametresRetour": position(), "listeStructureRattachement": [
        {"idStructure": 5, "typeIdentifiantStructure": "SIRET", "roleUtilisateur": "r", "statutUtilisateur": "s",
         "statutRattachementStructure": "VALIDEE", "idRattachementStructure": 2,
         "listeServicesRattache": [{"idService": 6, "estActif": true, "dateDbtService": "2020-01-01T00:00:00",
             "statutRattachementService": "EN_COURS_DE_VALIDATION"}]}]}),
    );
}
