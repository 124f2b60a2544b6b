//! Codes of flows, searches and reference lists.

use crate::wire::open_enum;

open_enum! {
    /// Sort column of the searches by validators.
    TriFactureValideur {
        IdFacture = "IdFacture",
        TypeDemandePaiement = "TypeDemandePaiement",
        IdFournisseur = "IdFournisseur",
        IdentifiantFournisseur = "IdentifiantFournisseur",
        TypeIdentifiantFournisseur = "TypeIdentifiantFournisseur",
        DesignationFournisseur = "DesignationFournisseur",
        CodeServiceFournisseur = "CodeServiceFournisseur",
        NomServiceFournisseur = "NomServiceFournisseur",
        IdMoe = "IdMoe",
        TypeIdentifiantMoe = "TypeIdentifiantMoe",
        IdentifiantMoe = "IdentifiantMoe",
        DesignationMoe = "DesignationMoe",
        IdServiceMoe = "IdServiceMoe",
        CodeServiceMoe = "CodeServiceMoe",
        NomServiceMoe = "NomServiceMoe",
        IdMoa = "IdMoa",
        TypeIdentifiantMoa = "TypeIdentifiantMoa",
        IdentifiantMoa = "IdentifiantMoa",
        DesignationMoa = "DesignationMoa",
        IdServiceMoa = "IdServiceMoa",
        CodeServiceMoa = "CodeServiceMoa",
        NomServiceMoa = "NomServiceMoa",
        IdDestinataire = "IdDestinataire",
        TypeIdentifiantDestinataire = "TypeIdentifiantDestinataire",
        IdentifiantDestinataire = "IdentifiantDestinataire",
        DesignationDestinataire = "DesignationDestinataire",
        IdServiceExecutant = "IdServiceExecutant",
        CodeServiceExecutant = "CodeServiceExecutant",
        NomServiceExecutant = "NomServiceExecutant",
        IdValideur = "IdValideur",
        TypeIdentifiantValideur = "TypeIdentifiantValideur",
        IdentifiantValideur = "IdentifiantValideur",
        DesignationValideur = "DesignationValideur",
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
        NumeroEngagement = "NumeroEngagement",
    }
}

open_enum! {
    /// In which role a search is made.
    RoleUtilisateur {
        /// Supplier.
        Fournisseur = "FOURNISSEUR",
        /// Project manager.
        Moe = "MOE",
        /// Contracting authority.
        Moa = "MOA",
        /// Validator.
        Valideur = "VALIDEUR",
        /// Recipient.
        Destinataire = "DESTINATAIRE",
    }
}

open_enum! {
    /// Where payment requests are searched.
    DpOuDpArchive {
        /// Live data.
        DemandePaiement = "DEMANDE_PAIEMENT",
        /// Archive.
        DpArchive = "DP_ARCHIVE",
    }
}

open_enum! {
    /// Yes or no, written as a word.
    OuiNon {
        /// Yes.
        Oui = "OUI",
        /// No.
        Non = "NON",
    }
}

open_enum! {
    /// Sort column of `factures/rechercher/atraiter/recipiendaire`.
    TriATraiterRecipiendaire {
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
    /// Syntax of a flow (`enums.md`): E1 structured, E2 structured with the PDF beside it or inside.
    SyntaxeFlux {
        /// Flow of this syntax.
        InDpE1UblInvoice = "IN_DP_E1_UBL_INVOICE",
        /// Flow of this syntax.
        InDpE1Cii = "IN_DP_E1_CII",
        /// Flow of this syntax.
        InDpE1PesFacture = "IN_DP_E1_PES_FACTURE",
        /// Flow of this syntax.
        InDpE1Xcbl = "IN_DP_E1_XCBL",
        /// Flow of this syntax.
        InDpE2UblInvoiceMin = "IN_DP_E2_UBL_INVOICE_MIN",
        /// Flow of this syntax.
        InDpE2CiiMin = "IN_DP_E2_CII_MIN",
        /// Flow of this syntax.
        InDpE2PesFactureMin = "IN_DP_E2_PES_FACTURE_MIN",
        /// Flow of this syntax.
        InDpE2CppFactureMin = "IN_DP_E2_CPP_FACTURE_MIN",
        /// Flow of this syntax.
        InDpPdfarchiveUblInvoiceMug = "IN_DP_PDFARCHIVE_UBL_INVOICE_MUG",
        /// Flow of this syntax.
        InDpPdfarchiveCiiMug = "IN_DP_PDFARCHIVE_CII_MUG",
        /// Flow of this syntax.
        InDpE1Cii16b = "IN_DP_E1_CII_16B",
        /// Flow of this syntax.
        InDpE2CiiMin16b = "IN_DP_E2_CII_MIN_16B",
        /// Flow of this syntax.
        InDpE2CiiFacturx = "IN_DP_E2_CII_FACTURX",
    }
}

open_enum! {
    /// Sort column of `structures/lister/rattachementsutilisateur`.
    TriRattachement {
        CodeService = "CodeService",
        NomService = "NomService",
        StatutRattachement = "StatutRattachement",
    }
}

open_enum! {
    /// Sort column of `structures/rechercher/espaces`.
    TriEspace {
        CodeService = "CodeService",
        LibelleService = "LibelleService",
        IdEspaceFo = "idEspaceFo",
        CodeEspace = "CodeEspace",
        LibelleEspace = "LibelleEspace",
        EtatCourant = "etatCourant",
        TypeHabilitation = "TypeHabilitation",
        IdService = "IdService",
    }
}

open_enum! {
    /// State of a space.
    EtatEspace {
        /// In use.
        Active = "ACTIVE",
        /// Deleted.
        Supprime = "SUPPRIME",
    }
}

open_enum! {
    /// What a user may do in a space.
    TypeHabilitation {
        /// Read only.
        ConsultationUniquement = "CONSULTATION_UNIQUEMENT",
        /// Change.
        Modification = "MODIFICATION",
    }
}

open_enum! {
    /// Format of a flow.
    FormatFlux {
        /// Structured data alone.
        InDpE1Struct = "IN_DP_E1_STRUCT",
        /// Structured data with a readable document.
        InDpE2Mixte = "IN_DP_E2_MIXTE",
        /// Factur-X: a PDF holding the data.
        InDpE2Facturx = "IN_DP_E2_FACTURX",
    }
}

open_enum! {
    /// What a downloaded attachment belongs to.
    ObjetPieceJointe {
        /// Payment request.
        DemandePaiement = "DEMANDE_PAIEMENT",
        /// Legal commitment.
        EngagementJuridique = "ENGAGEMENT_JURIDIQUE",
        /// Support request.
        Sollicitation = "SOLLICITATION",
        /// Structure.
        StructurePiecejointe = "STRUCTURE_PIECEJOINTE",
        /// Mandate of a structure.
        StructureMandat = "STRUCTURE_MANDAT",
        /// Bank reference of a structure.
        StructureCoordonneeBancaire = "STRUCTURE_COORDONNEE_BANCAIRE",
        /// User.
        Utilisateur = "UTILISATEUR",
    }
}

open_enum! {
    /// Format of a download.
    FormatTelechargement {
        /// A PDF, or a ZIP of several.
        Pdf = "PDF",
        /// The XML of the pivot format.
        Pivot = "PIVOT",
    }
}

open_enum! {
    /// Whether documents with or without a service are wanted; only one code is known.
    AvecSansService {
        /// Both.
        AvecEtSansService = "AVEC_ET_SANS_SERVICE",
    }
}
