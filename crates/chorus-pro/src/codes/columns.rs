//! Sort columns of the lists.

use crate::wire::open_enum;

open_enum! {
    /// Sort column of `factures/rechercher/fournisseur`. The API sorts by deposit date when it is absent.
    TriFactureFournisseur {
        TypeDemandePaiement = "TypeDemandePaiement",
        CodeFournisseur = "CodeFournisseur",
        TypeIdentifiantFournisseur = "TypeIdentifiantFournisseur",
        DesignationFournisseur = "DesignationFournisseur",
        CodeServiceFournisseur = "CodeServiceFournisseur",
        NomServiceFournisseur = "NomServiceFournisseur",
        CodeDestinataire = "CodeDestinataire",
        DesignationDestinataire = "DesignationDestinataire",
        CodeServiceExecutant = "CodeServiceExecutant",
        NomServiceExecutant = "NomServiceExecutant",
        TypeFacture = "TypeFacture",
        NumeroFacture = "NumeroFacture",
        DateFacture = "DateFacture",
        DateDepot = "DateDepot",
        MontantHT = "MontantHT",
        MontantTTC = "MontantTTC",
        MontantAPayer = "MontantAPayer",
        Devise = "Devise",
        Statut = "Statut",
        NumeroMarche = "NumeroMarche",
        NumeroBonCommande = "NumeroBonCommande",
        NumeroFluxDepot = "NumeroFluxDepot",
        TypeIdentifiantValideur1 = "TypeIdentifiantValideur1",
        CodeValideur1 = "CodeValideur1",
        RaisonSocialeValideur1 = "RaisonSocialeValideur1",
        NomValideur1 = "NomValideur1",
        PrenomValideur1 = "PrenomValideur1",
        DateValidation1 = "DateValidation1",
        TypeIdentifiantValideur2 = "TypeIdentifiantValideur2",
        CodeValideur2 = "CodeValideur2",
        RaisonSocialeValideur2 = "RaisonSocialeValideur2",
        NomValideur2 = "NomValideur2",
        PrenomValideur2 = "PrenomValideur2",
        DateValidation2 = "DateValidation2",
        NumeroFactureOrigine = "NumeroFactureOrigine",
        ModeDepot = "ModeDepot",
        CoordBancairesFournisseurCleIban = "CoordBancairesFournisseurCleIban",
        CoordBancairesFournisseurCleRib = "CoordBancairesFournisseurCleRib",
        CoordBancairesFournisseurCodeBanque = "CoordBancairesFournisseurCodeBanque",
        CoordBancairesFournisseurCodePays = "CoordBancairesFournisseurCodePays",
        CoordBancairesFournisseurCompteBancaire = "CoordBancairesFournisseurCompteBancaire",
        CoordBancairesFournisseurNomCb = "CoordBancairesFournisseurNomCb",
        AffactureurCode = "AffactureurCode",
        AffactureurTypeIdentifiant = "AffactureurTypeIdentifiant",
        AffactureurRaisonSociale = "AffactureurRaisonSociale",
        NomPrenomUtilisateurCreateur = "NomPrenomUtilisateurCreateur",
    }
}

open_enum! {
    /// Sort column of `factures/rechercher/recipiendaire`.
    TriFactureRecipiendaire {
        TypeDemandePaiement = "TypeDemandePaiement",
        CodeFournisseur = "CodeFournisseur",
        TypeIdentifiantFournisseur = "TypeIdentifiantFournisseur",
        Fournisseur = "Fournisseur",
        CodeServiceFournisseur = "CodeServiceFournisseur",
        NomServiceFournisseur = "NomServiceFournisseur",
        CodeDestinataire = "CodeDestinataire",
        Destinataire = "Destinataire",
        CodeServiceExecutant = "CodeServiceExecutant",
        NomServiceExecutant = "NomServiceExecutant",
        TypeFacture = "TypeFacture",
        TypeFactureTravaux = "TypeFactureTravaux",
        NumeroFacture = "NumeroFacture",
        DateFacture = "DateFacture",
        DateDepot = "DateDepot",
        MontantHT = "MontantHT",
        MontantTTC = "MontantTTC",
        MontantAPayer = "MontantAPayer",
        Devise = "Devise",
        Statut = "Statut",
        NumeroMarche = "NumeroMarche",
        NumeroBonCommande = "NumeroBonCommande",
        FactureTelechargeeParDestinataire = "FactureTelechargeeParDestinataire",
    }
}

open_enum! {
    /// Sort column of the status history.
    TriHistoStatut {
        HistoStatutCode = "HistoStatutCode",
        HistoStatutDatePassage = "HistoStatutDatePassage",
        HistoStatutCommentaire = "HistoStatutCommentaire",
        HistoStatutUtilisateurPrenom = "HistoStatutUtilisateurPrenom",
        HistoStatutUtilisateurNom = "HistoStatutUtilisateurNom",
        HistoStatutUtilisateurEmail = "HistoStatutUtilisateurEmail",
        HistoStatutUtilisateurTelephone = "HistoStatutUtilisateurTelephone",
    }
}

open_enum! {
    /// Sort column of the additional events of a history.
    TriHistoEvenement {
        EvenementLibelle = "EvenementLibelle",
        EvenementQui = "EvenementQui",
        EvenementDateHeure = "EvenementDateHeure",
    }
}

open_enum! {
    /// Sort column of the user actions of a history.
    TriHistoAction {
        HistoActionDateHeure = "HistoActionDateHeure",
        HistoActionCode = "HistoActionCode",
        HistoAction = "HistoAction",
        HistoActionUtilisateurPrenom = "HistoActionUtilisateurPrenom",
        HistoActionUtilisateurNom = "HistoActionUtilisateurNom",
        HistoActionUtilisateurEmail = "HistoActionUtilisateurEmail",
        HistoActionUtilisateurTelephone = "HistoActionUtilisateurTelephone",
    }
}

open_enum! {
    /// Sort column of the VAT lines of an invoice.
    TriRecapitulatifTva {
        LigneTvaMontantTvaParTaux = "LigneTvaMontantTvaParTaux",
        LigneTvaTauxRefCode = "LigneTvaTauxRefCode",
        LigneTvaTauxRefLibelle = "LigneTvaTauxRefLibelle",
        LigneTvaTauxRefValeur = "LigneTvaTauxRefValeur",
        LigneTvaTauxManuel = "LigneTvaTauxManuel",
        LigneTvaMontantBaseHtParTaux = "LigneTvaMontantBaseHtParTaux",
    }
}

open_enum! {
    /// Sort column of the lines of an invoice.
    TriLignePoste {
        LignePosteNumero = "LignePosteNumero",
        LignePosteReference = "LignePosteReference",
        LignePosteDenomination = "LignePosteDenomination",
        LignePosteQuantite = "LignePosteQuantite",
        LignePosteUniteCode = "LignePosteUniteCode",
        LignePosteUniteLibelle = "LignePosteUniteLibelle",
        LignePosteMontantUnitaireHT = "LignePosteMontantUnitaireHT",
        LignePosteMontantRemiseHT = "LignePosteMontantRemiseHT",
        LignePosteTauxTva = "LignePosteTauxTva",
        LignePosteTauxTvaManuel = "LignePosteTauxTvaManuel",
        LignePosteMontantHtApresRemise = "LignePosteMontantHtApresRemise",
        LignePosteMontantTva = "LignePosteMontantTva",
        LignePosteMontantTtcApresRemise = "LignePosteMontantTtcApresRemise",
    }
}

open_enum! {
    /// Sort column of the attachments of an invoice.
    TriPieceJointe {
        PieceJointeTypeCode = "PieceJointeTypeCode",
        PieceJointeTypeLibelle = "PieceJointeTypeLibelle",
        PieceJointeDesignation = "PieceJointeDesignation",
        PieceJointeNumeroLigneFacture = "PieceJointeNumeroLigneFacture",
        PieceJointeExtension = "PieceJointeExtension",
    }
}

open_enum! {
    /// Sort column of `structures/rechercher`.
    TriStructure {
        IdentifiantStructure = "IdentifiantStructure",
        DesignationStructure = "DesignationStructure",
        TypeIdentifiantStructure = "TypeIdentifiantStructure",
        Statut = "Statut",
    }
}

open_enum! {
    /// Sort column of `structures/rechercher/services`.
    TriService {
        CodeService = "CodeService",
        LibelleService = "LibelleService",
        DateDbtService = "DateDbtService",
        DateFinService = "DateFinService",
        EstActif = "EstActif",
    }
}
