//! What each service of Chorus Pro does, in a sentence, and how far its description is to be trusted.

use operations::Confidence;

/// What a service does, by its name; its own name where none is known.
#[must_use]
pub(crate) fn service_sentence(name: &str) -> &str {
    SENTENCES.iter().find(|(known, _)| *known == name).map_or(name, |(_, sentence)| sentence)
}

/// How far the description of a service is to be trusted.
#[must_use]
pub(crate) const fn confidence_words(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Spec => "Spécification",
        Confidence::Client => "Vue dans un client",
        Confidence::OfficialExample => "Exemple officiel",
        Confidence::Inferred => "Déduite",
    }
}

/// The API of Chorus Pro that a path belongs to, as PISTE calls it.
#[must_use]
pub(crate) fn api_of(path: &str) -> &'static str {
    match path.split('/').next().unwrap_or_default() {
        "factures" => "Factures",
        "structures" => "Structures",
        "transverses" => "Transverses",
        "utilisateurs" => "Utilisateurs",
        "engagementsJuridiques" => "Engagements juridiques",
        "facturesTravaux" => "Factures de travaux",
        "organisations" => "Organisations",
        _ => "Autres",
    }
}

const SENTENCES: [(&str, &str); 85] = [
    ("deposerPdfFacture", "Dépose un PDF et lit ce qu’il contient"),
    ("soumettreFacture", "Envoie une facture à son destinataire"),
    ("rechercherFactureParFournisseur", "Cherche parmi les factures émises"),
    ("rechercherFactureRecipiendaire", "Cherche parmi les factures reçues"),
    ("consulterFactureParFournisseur", "Donne le détail d’une facture émise"),
    ("consulterHistoriqueFacture", "Donne les statuts et les actions d’une facture"),
    ("rechercherFactureATraiterParValideur", "Liste les factures qu’un valideur doit traiter"),
    ("traiterFactureAValider", "Valide ou refuse une facture"),
    ("telechargerGroupeFacture", "Télécharge des factures : PDF, ZIP ou pivot"),
    ("rechercherDemandePaiement", "Cherche parmi les demandes de paiement, archivées comprises"),
    ("completerFacture", "Complète une facture suspendue"),
    ("consulterFactureParRecipiendaire", "Donne le détail d’une facture reçue"),
    ("rechercherFactureParValideur", "Cherche parmi les factures à valider"),
    ("traiterUneFactureRecue", "Change le statut d’une facture reçue"),
    ("consulterFactureParValideur", "Donne à son valideur le détail d’une facture"),
    ("recyclerFacture", "Envoie vers un autre destinataire ou service une facture à recycler"),
    ("rechercherFactureATraiterParRecipiendaire", "Liste les factures reçues à traiter"),
    ("rechercherFactureATraiterParFournisseur", "Liste les factures émises qui attendent leur fournisseur"),
    ("traiterFacturesRejetees", "Prend acte de rejets"),
    ("deposerFluxFacture", "Dépose un flux de factures structurées"),
    ("corrigerValideurFacture", "Désigne un autre valideur"),
    ("recupererStatutsFactureVisiblesParValideur", "Liste les statuts qu’un valideur peut voir"),
    ("rechercherStructure", "Cherche des structures"),
    ("consulterStructureAvecTVAIntraCom", "Donne une structure et ce qu’elle exige"),
    ("rechercherServicesStructure", "Liste les services d’une structure"),
    ("consulterServiceStructure", "Donne un service et ce qu’il exige"),
    ("listerRattachementsStructureUtilisateur", "Liste les services auxquels un utilisateur est rattaché"),
    ("rechercherEspaces", "Liste les espaces ouverts à une structure"),
    ("healthCheck", "Dit si Chorus Pro répond"),
    ("ajouterFichierDansSysteme", "Envoie une pièce jointe"),
    ("recupererTypePieceJointe", "Liste les types de pièces jointes"),
    ("recupererStructuresActivesPourFournisseur", "Liste les structures du compte, comme fournisseur"),
    ("consulterCompteRendu", "Télécharge le compte rendu d’un flux"),
    ("consulterCompteRenduDetaille", "Donne les erreurs d’un flux, facture par facture"),
    ("recupererDevises", "Liste les devises"),
    ("recupererPays", "Liste les pays"),
    ("recupererModeDepot", "Liste les modes de dépôt"),
    ("recupererModeReglements", "Liste les modes de règlement"),
    ("recupererCadreFacturation", "Liste les cadres de facturation"),
    ("recupererTauxTva", "Liste les taux de TVA"),
    ("recupererMotifsExonerationTva", "Liste les motifs d’exonération de TVA"),
    ("recupererMotifsRefusFactureAValider", "Liste les motifs de refus d’un valideur"),
    ("recupererMotifsRefusFactureTravaux", "Liste les motifs de refus d’une facture de travaux"),
    ("recupererTypeDemandePaiement", "Liste les types de demandes de paiement"),
    ("recupererTypeFactureTravaux", "Liste les types de factures de travaux"),
    ("recupererTypeIdentifiantStructure", "Liste les types d’identifiants"),
    ("recupererFormatFlux", "Liste les formats de flux"),
    ("recupererSyntaxeFlux", "Liste les syntaxes d’un format de flux"),
    ("recupererEtatParTypeDemandePaiement", "Liste les statuts d’un type de demande de paiement"),
    ("recupererEtatsPossiblesPourTraitement", "Liste les statuts que le destinataire peut donner"),
    ("recupererCoordonneesBancairesValides", "Liste les coordonnées bancaires valides d’une structure"),
    ("recupererStructuresActivesPourDestinataire", "Liste les structures du compte, comme destinataire"),
    ("recupererStructuresActivesPourFacturetravaux", "Liste les structures du compte, pour les travaux"),
    ("rechercherPieceJointeStructure", "Liste les pièces jointes gardées par une structure"),
    ("rechercherPieceJointeSurMonCompte", "Liste les pièces jointes gardées par le compte"),
    ("telechargerPieceJointe", "Télécharge une pièce jointe"),
    ("telechargerAnnuaireDestinataire", "Télécharge l’annuaire des destinataires publics"),
    ("consulterInformationSIRET", "Donne ce que le répertoire des établissements sait d’un SIRET"),
    ("rechercherDestinataire", "Cherche un destinataire public"),
    ("rechercherServiceExecutant", "Cherche les services d’un destinataire ; remplacé par l’API Structures"),
    ("rechercherCategorieSollicitation", "Liste les catégories de demandes d’assistance"),
    ("rechercherSousCategorieSollicitation", "Liste les sous-catégories de demandes d’assistance"),
    ("recupererRattachementsUtilisateur", "Liste les structures et services du compte"),
    ("rechercherEngagementJuridique", "Cherche un engagement de l’État"),
    ("consulterDetailEngagementJuridique", "Donne un engagement et ses demandes de paiement"),
    ("rechercherFactureTravaux", "Cherche parmi les pièces de travaux"),
    ("demanderRecyclagePiecePrecedente", "Demande de recycler la pièce précédente"),
    ("suspendreOuDemanderCompleterFactureTravaux", "Suspend une pièce de travaux ou demande de la compléter"),
    ("recyclerFactureTravaux", "Recycle une pièce de travaux"),
    ("soumettreFactureTravaux", "Envoie une pièce de travaux"),
    ("consulterFactureTravaux", "Donne le détail d’une pièce de travaux"),
    ("consulterDossierDeFacturation", "Donne toutes les pièces d’un dossier de facturation"),
    ("rechercherFactureTravauxATraiter", "Liste les pièces de travaux à traiter"),
    ("completerFactureTravaux", "Complète une pièce de travaux suspendue"),
    ("completerMoe", "Complète une pièce de travaux comme maître d’œuvre"),
    ("refuserFactureTravaux", "Refuse une pièce de travaux"),
    ("organisationsHealthcheck", "Dit si l’API Organisations répond"),
    ("rechercherStructures", "Cherche des structures (nouvel annuaire)"),
    ("consulterStructureOrganisation", "Donne une structure (nouvel annuaire)"),
    ("rechercherServicesStructureOrganisation", "Liste les services d’une structure (nouvel annuaire)"),
    ("listerPiecesJointesStructure", "Liste les pièces jointes d’une structure (nouvel annuaire)"),
    ("recupererPieceJointeStructure", "Télécharge une pièce jointe d’une structure (nouvel annuaire)"),
    ("modifierParametresEdi", "Change les paramètres EDI d’une structure"),
    ("consulterServiceOrganisation", "Donne un service (nouvel annuaire)"),
    ("rechercherServiceOrganisation", "Cherche des services (nouvel annuaire)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_has_its_sentence_and_its_api() {
        for service in operations::SERVICES {
            assert_ne!(service_sentence(service.name), service.name);
            assert_ne!(api_of(service.path), "Autres", "{}", service.path);
        }
        assert_eq!(operations::SERVICES.len(), SENTENCES.len());
    }
}
