//! Enumerations shared by several services (`enums.md` §3).

use crate::wire::open_enum;

open_enum! {
    /// Kind of invoice. `soumettre` accepts `FACTURE` and `AVOIR` only.
    TypeFacture {
        /// Invoice.
        Facture = "FACTURE",
        /// Credit note.
        Avoir = "AVOIR",
        /// Account (search and output only).
        Acompte = "ACOMPTE",
    }
}

open_enum! {
    /// Kind of payment request.
    TypeDemandePaiement {
        /// Invoice.
        Facture = "FACTURE",
        /// Works document.
        FactureTravaux = "FACTURE_TRAVAUX",
        /// Memorandum of justice costs.
        MemoireJustice = "MEMOIRE_JUSTICE",
        /// Refund request.
        DemandeRemboursement = "DEMANDE_REMBOURSEMENT",
    }
}

open_enum! {
    /// Kind of works document.
    TypeFactureTravaux {
        /// Payment request of a subcontractor.
        DpDeSoustraitantTravaux = "DP_DE_SOUSTRAITANT_TRAVAUX",
        /// Draft monthly statement.
        ProjetDecompteMensuel = "PROJET_DECOMPTE_MENSUEL",
        /// Account statement.
        EtatAcompte = "ETAT_ACOMPTE",
        /// Validated account statement.
        EtatAcompteValide = "ETAT_ACOMPTE_VALIDE",
        /// Draft final statement.
        ProjetDecompteFinal = "PROJET_DECOMPTE_FINAL",
        /// Draft general statement.
        ProjetDecompteGeneral = "PROJET_DECOMPTE_GENERAL",
        /// Draft general statement, tacit procedure.
        ProjetDecompteGeneralProcedureTacite = "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE",
        /// General statement.
        DecompteGeneral = "DECOMPTE_GENERAL",
        /// Signed general statement.
        DecompteGeneralSigne = "DECOMPTE_GENERAL_SIGNE",
        /// Tacit general and definitive statement.
        DecompteGeneralDefinitifTacite = "DECOMPTE_GENERAL_DEFINITIF_TACITE",
        /// General and definitive statement, tacit procedure.
        DecompteGeneralDefinitifProcedureTacite = "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
    }
}

open_enum! {
    /// How an invoice was or is deposited. `soumettre` accepts `SAISIE_API`, `DEPOT_PDF_API` and `DEPOT_PDF_SIGNE_API`.
    ModeDepot {
        /// Data entry through the API.
        SaisieApi = "SAISIE_API",
        /// PDF uploaded through the API.
        DepotPdfApi = "DEPOT_PDF_API",
        /// Signed PDF uploaded through the API.
        DepotPdfSigneApi = "DEPOT_PDF_SIGNE_API",
        /// Data entry on the web (older code).
        SaisieWeb = "SAISIE_WEB",
        /// PDF on the portal (older code).
        PortailPdf = "PORTAIL_PDF",
        /// Structured XML flow.
        EdiXmlStruct = "EDI_XML_STRUCT",
        /// Mixed flow: XML and PDF.
        EdiMixte = "EDI_MIXTE",
        /// PDF archive flow.
        EdiPdfArchive = "EDI_PDF_ARCHIVE",
        /// Data entry on the portal.
        SaisiePortail = "SAISIE_PORTAIL",
        /// PDF uploaded on the portal.
        DepotPdfPortail = "DEPOT_PDF_PORTAIL",
        /// Signed PDF uploaded on the portal.
        DepotPdfSignePortail = "DEPOT_PDF_SIGNE_PORTAIL",
        /// Flow exchanged by EDI.
        Edi = "EDI",
        /// Flow uploaded on the portal.
        UploadPortail = "UPLOAD_PORTAIL",
        /// Flow uploaded through the API.
        UploadApi = "UPLOAD_API",
        /// Scanned documents sent by EDI.
        EdiNumerisation = "EDI_NUMERISATION",
    }
}

open_enum! {
    /// Format of a deposited PDF.
    FormatDepot {
        /// PDF without a signature.
        PdfNonSigne = "PDF_NON_SIGNE",
        /// PDF with a PAdES signature.
        PdfSignePades = "PDF_SIGNE_PADES",
        /// PDF with a XAdES signature.
        PdfSigneXades = "PDF_SIGNE_XADES",
    }
}

open_enum! {
    /// When VAT falls due.
    TypeTva {
        /// On the invoice.
        TvaSurDebit = "TVA_SUR_DEBIT",
        /// On payment.
        TvaSurEncaissement = "TVA_SUR_ENCAISSEMENT",
        /// Exempt, with a reason.
        Exoneration = "EXONERATION",
        /// Without VAT.
        SansTva = "SANS_TVA",
    }
}

open_enum! {
    /// Means of payment.
    ModePaiement {
        /// Cheque.
        Cheque = "CHEQUE",
        /// Direct debit.
        Prelevement = "PRELEVEMENT",
        /// Credit transfer.
        Virement = "VIREMENT",
        /// Cash.
        Espece = "ESPECE",
        /// Other.
        Autre = "AUTRE",
        /// Carried over.
        Report = "REPORT",
    }
}

open_enum! {
    /// Kind of identifier of a structure.
    TypeIdentifiantStructure {
        /// French establishment number (14 digits).
        Siret = "SIRET",
        /// VAT number of another EU country.
        UeHorsFrance = "UE_HORS_FRANCE",
        /// Outside the EU.
        HorsUe = "HORS_UE",
        /// New Caledonia.
        Ridet = "RIDET",
        /// French Polynesia.
        Tahiti = "TAHITI",
        /// Being registered.
        Autre = "AUTRE",
        /// Private individual.
        Particulier = "PARTICULIER",
    }
}

open_enum! {
    /// Private or public.
    TypeStructure {
        /// Private structure.
        Privee = "PRIVEE",
        /// Public structure.
        Publique = "PUBLIQUE",
    }
}

open_enum! {
    /// Status of a structure: the first two codes are used in requests, the last two in answers.
    StatutStructure {
        /// Active (request).
        Actif = "ACTIF",
        /// Inactive (request).
        Inactif = "INACTIF",
        /// Active (answer).
        Active = "ACTIVE",
        /// Inactive (answer).
        Inactive = "INACTIVE",
    }
}

open_enum! {
    /// Status of the attachment of a user to a structure or service.
    StatutRattachement {
        /// Waiting for validation.
        EnCoursDeValidation = "EN_COURS_DE_VALIDATION",
        /// Refused.
        Refusee = "REFUSEE",
        /// Validated.
        Validee = "VALIDEE",
        /// Switched off.
        Desactivee = "DESACTIVEE",
        /// Deleted.
        Supprimee = "SUPPRIMEE",
    }
}

open_enum! {
    /// Kind of bank reference.
    TypeCoordonneesBancaires {
        /// French account number.
        Rib = "RIB",
        /// International account number.
        Iban = "IBAN",
    }
}

open_enum! {
    /// Action of a user in the history of an invoice.
    ActionUtilisateur {
        /// Invoice downloaded.
        TelechargementFacture = "TELECHARGEMENT_FACTURE",
        /// Rejection acknowledged.
        AcquittementRejet = "ACQUITTEMENT_REJET",
        /// Suspension acknowledged.
        AcquittementSuspension = "ACQUITTEMENT_SUSPENSION",
        /// Rejection dealt with.
        TraitementRejet = "TRAITEMENT_REJET",
    }
}

open_enum! {
    /// Kind of object an attachment belongs to.
    TypeObjet {
        /// Structure.
        Structure = "STRUCTURE",
        /// User.
        Utilisateur = "UTILISATEUR",
        /// Bank reference.
        Cb = "CB",
        /// Mandate.
        Mandat = "MANDAT",
        /// Connection form.
        FicheRaccordement = "FICHE_RACCORDEMENT",
        /// Legal commitment.
        Ej = "EJ",
        /// Memorandum.
        Memoire = "MEMOIRE",
        /// Refund request.
        DmdRbst = "DMD_RBST",
        /// Common to several objects.
        Transverse = "TRANSVERSE",
        /// Works document.
        FactureTravaux = "FACTURE_TRAVAUX",
        /// Invoice.
        Facture = "FACTURE",
        /// Request for the account of an external system.
        DmdeCpteDevSiExt = "DMDE_CPTE_DEV_SI_EXT",
        /// Support request.
        Sollicitation = "SOLLICITATION",
        /// Certificate.
        Certificat = "CERTIFICAT",
        /// Attachment of an EDI rejection.
        PjRejetEdi = "PJ_REJET_EDI",
    }
}

open_enum! {
    /// Language of labels.
    CodeLangue {
        /// French.
        Fr = "FR",
        /// English.
        En = "EN",
    }
}

open_enum! {
    /// Direction of a sort. The API sorts downwards when it is absent.
    TriSens {
        /// Upwards.
        Ascendant = "Ascendant",
        /// Downwards.
        Descendant = "Descendant",
    }
}
