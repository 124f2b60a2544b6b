//! Inputs and outputs of the API Transverses (API.md §5.3).

mod annuaire;
mod comptes_rendus;
mod listes;
mod pieces_jointes;
mod sollicitations;

pub use annuaire::*;
pub use comptes_rendus::*;
pub use listes::*;
pub use pieces_jointes::*;
pub use sollicitations::*;

use crate::{
    codes::{CodeLangue, TypeObjet},
    wire::wire_struct,
};

wire_struct! {
    /// The availability probe has no input.
    HealthCheck {
    }
}

wire_struct! {
    /// Answer of the availability probe.
    HealthCheckOutput {
        /// Text of the probe.
        body: Option<String> = "body",
        /// Name of the state.
        status_code: Option<String> = "statusCode",
        /// State as an HTTP code.
        status_code_value: Option<i64> = "statusCodeValue",
    }
}

wire_struct! {
    /// What accompanies the file of `ajouter/fichier`; the file itself (`pieceJointeFichier`, 10 MB at most) is streamed.
    AjouterFichier {
        required {
            /// File name, up to 50 characters.
            piece_jointe_nom: String = "pieceJointeNom",
            /// Media type.
            piece_jointe_type_mime: String = "pieceJointeTypeMime",
            /// File extension, in capitals in the official example (`PDF`).
            piece_jointe_extension: String = "pieceJointeExtension",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
    }
}

wire_struct! {
    /// The stored file.
    AjouterFichierOutput {
        /// Number of the stored file.
        piece_jointe_id: Option<i64> = "pieceJointeId",
    }
}

wire_struct! {
    /// Kinds of attachments of which kind of object.
    RecupererTypesPieceJointe {
        /// Language of labels.
        code_langue: Option<CodeLangue> = "codeLangue",
        /// Kind of object.
        type_objet: Option<TypeObjet> = "typeObjet",
    }
}

wire_struct! {
    /// Kinds of attachments.
    RecupererTypesPieceJointeOutput {
        /// The kinds.
        liste_type_piece_jointe: Vec<TypePieceJointe> = "listeTypePieceJointe",
    }
}

wire_struct! {
    /// A kind of attachment.
    TypePieceJointe {
        /// Technical number.
        id_type_piece_jointe: Option<i64> = "idTypePieceJointe",
        /// Code: goes into `pieceJointeComplementaireType`.
        code_type_piece_jointe: Option<String> = "codeTypePieceJointe",
        /// Name.
        libelle_type_piece_jointe: Option<String> = "libelleTypePieceJointe",
        /// Kind of object it applies to.
        type_objet: Option<TypeObjet> = "typeObjet",
    }
}

wire_struct! {
    /// The active structures of the caller as a supplier need no input.
    RecupererStructuresActivesFournisseur {
    }
}

wire_struct! {
    /// Active structures of the caller.
    RecupererStructuresActivesOutput {
        /// The structures.
        liste_structures: Vec<StructureActive> = "listeStructures",
    }
}

wire_struct! {
    /// An active structure.
    StructureActive {
        /// Technical number.
        id_structure_cpp: Option<i64> = "idStructureCPP",
        /// Identifier.
        identifiant: Option<String> = "identifiant",
        /// Name to show.
        designation_structure: Option<String> = "designationStructure",
    }
}
