//! Stored attachments: search and download (API.md §5.3).

use crate::{
    codes::{FormatTelechargement, ObjetPieceJointe, OuiNon, TypeIdentifiantStructure},
    common::{ParametresRecherche, ParametresRetour},
    factures::FactureATelecharger,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `transverses/rechercher/pj/structure`.
    RechercherPieceJointeStructure {
        required {
            /// Technical number.
            id_structure_cpp: i64 = "idStructureCPP",
        }
        /// Technical number of the kind of attachment.
        piece_jointe_type_id: Option<i64> = "pieceJointeTypeId",
        /// Label.
        piece_jointe_designation: Option<String> = "pieceJointeDesignation",
        /// Language of labels; clients in use send `fr` in lower case, up to 2 characters.
        code_langue: Option<String> = "codeLangue",
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/pj/structure`.
    RechercherPieceJointeStructureOutput {
        /// The attachments.
        liste_pieces_jointes: Vec<PieceJointeStructure> = "listePiecesJointes",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The attachments.
    PieceJointeStructure {
        /// Number of the stored file.
        piece_jointe_id: Option<i64> = "pieceJointeId",
        /// Label.
        piece_jointe_designation: Option<String> = "pieceJointeDesignation",
        /// File extension, in capitals in the official example (`PDF`).
        piece_jointe_extension: Option<String> = "pieceJointeExtension",
        /// Technical number of the link between attachment and object.
        piece_jointe_objet_id: Option<i64> = "pieceJointeObjetId",
        /// Code of the kind of attachment.
        piece_jointe_type_code: Option<String> = "pieceJointeTypeCode",
        /// Name of the kind of attachment.
        piece_jointe_type_libelle: Option<String> = "pieceJointeTypeLibelle",
        /// Identifier of the structure the attachment is stored on.
        piece_jointe_structure_code: Option<String> = "pieceJointeStructureCode",
        /// Technical number of the structure the attachment is stored on.
        piece_jointe_structure_id: Option<i64> = "pieceJointeStructureId",
        /// Name of the structure the attachment is stored on.
        piece_jointe_structure_raison_sociale: Option<String> = "pieceJointeStructureRaisonSociale",
        /// Technical number of the user the attachment is stored on.
        piece_jointe_utilisateur_id: Option<i64> = "pieceJointeUtilisateurId",
    }
}

wire_struct! {
    /// Input of `transverses/rechercher/pj/moncompte`.
    RechercherPieceJointeSurMonCompte {
        /// Technical number of the kind of attachment.
        piece_jointe_type_id: Option<i64> = "pieceJointeTypeId",
        /// Label.
        piece_jointe_designation: Option<String> = "pieceJointeDesignation",
        /// Language of labels; clients in use send `fr` in lower case, up to 2 characters.
        code_langue: Option<String> = "codeLangue",
        /// Page and order.
        parametres_recherche: Option<ParametresRecherche> = "parametresRecherche",
    }
}

wire_struct! {
    /// Answer of `transverses/rechercher/pj/moncompte`.
    RechercherPieceJointeSurMonCompteOutput {
        /// The attachments.
        liste_pieces_jointes: Vec<PieceJointeMonCompte> = "listePiecesJointes",
        /// Position of this page.
        parametres_retour: Option<ParametresRetour> = "parametresRetour",
    }
}

wire_struct! {
    /// The attachments.
    PieceJointeMonCompte {
        /// Number of the stored file.
        piece_jointe_id: Option<i64> = "pieceJointeId",
        /// Label.
        piece_jointe_designation: Option<String> = "pieceJointeDesignation",
        /// File extension, in capitals in the official example (`PDF`).
        piece_jointe_extension: Option<String> = "pieceJointeExtension",
        /// Technical number of the link between attachment and object.
        piece_jointe_objet_id: Option<i64> = "pieceJointeObjetId",
        /// Code of the kind of attachment.
        piece_jointe_type_code: Option<String> = "pieceJointeTypeCode",
        /// Name of the kind of attachment.
        piece_jointe_type_libelle: Option<String> = "pieceJointeTypeLibelle",
        /// Technical number of the user the attachment is stored on.
        piece_jointe_utilisateur_id: Option<i64> = "pieceJointeUtilisateurId",
    }
}

wire_struct! {
    /// Input of `transverses/telecharger/pieceJointe`.
    TelechargerPieceJointe {
        required {
            /// What the attachment belongs to.
            objet_piece_jointe: ObjetPieceJointe = "objetPieceJointe",
        }
        /// The payment request the attachment belongs to.
        demande_paiement: Option<TelechargerPieceJointeDemandePaiement> = "demandePaiement",
        /// The legal commitment the attachment belongs to.
        engagement_juridique: Option<TelechargerPieceJointeEngagement> = "engagementJuridique",
        /// The support request the attachment belongs to.
        sollicitation: Option<TelechargerPieceJointeSollicitation> = "sollicitation",
        /// The criteria.
        structure: Option<TelechargerPieceJointeStructure> = "structure",
    }
}

wire_struct! {
    /// The payment request the attachment belongs to.
    TelechargerPieceJointeDemandePaiement {
        /// Whether the complementary attachments are wanted.
        avec_pieces_jointes_complementaires: Option<OuiNon> = "avecPiecesJointesComplementaires",
        /// `PDF` or `PIVOT`.
        format: Option<FormatTelechargement> = "format",
        /// The invoices.
        liste_facture: Vec<FactureATelecharger> = "listeFacture",
    }
}

wire_struct! {
    /// The legal commitment the attachment belongs to.
    TelechargerPieceJointeEngagement {
        /// Number of the legal commitment, up to 50 characters.
        numero_engagement_juridique: Option<String> = "numeroEngagementJuridique",
    }
}

wire_struct! {
    /// The support request the attachment belongs to.
    TelechargerPieceJointeSollicitation {
        /// Technical number of the support request.
        id_sollicitation: Option<i64> = "idSollicitation",
        /// Whether the attachment of the support request is wanted.
        piece_jointe_sollicitation: Option<OuiNon> = "pieceJointeSollicitation",
    }
}

wire_struct! {
    /// The criteria.
    TelechargerPieceJointeStructure {
        /// Technical number of the structure.
        id_structure: Option<i64> = "idStructure",
        /// Identifier, up to 80 characters.
        identifiant_structure: Option<String> = "identifiantStructure",
        /// Kind of identifier, up to 14 characters.
        type_identifiant_structure: Option<TypeIdentifiantStructure> = "typeIdentifiantStructure",
    }
}

wire_struct! {
    /// Answer of `transverses/telecharger/pieceJointe`.
    TelechargerPieceJointeOutput {
        /// The attachments.
        piece_jointe: Option<String> = "pieceJointe",
    }
}
