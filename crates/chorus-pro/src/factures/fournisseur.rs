//! What a supplier does with an invoice that came back (API.md §5.1).

use crate::{
    codes::{ModePaiement, StatutFacture, TypeFacture, TypeTva},
    factures::DestinataireSoumis,
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `factures/completer`.
    CompleterFacture {
        required {
            /// Technical number of the invoice, supplier side.
            identifiant_facture_cpp: i64 = "identifiantFactureCPP",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Additional documents.
        piece_jointe_complementaire: Vec<PieceJointeACompleter> = "pieceJointeComplementaire",
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
    }
}

wire_struct! {
    /// Additional documents.
    PieceJointeACompleter {
        required {
            /// Label, up to 100 characters.
            piece_jointe_complementaire_designation: String = "pieceJointeComplementaireDesignation",
            /// Code of the kind of attachment (see `recuperer/typespj`), up to 30 characters.
            piece_jointe_complementaire_type: String = "pieceJointeComplementaireType",
            /// Number given by `ajouter/fichier`.
            piece_jointe_complementaire_id: i64 = "pieceJointeComplementaireId",
        }
        /// Number of the line it belongs to.
        piece_jointe_complementaire_numero_ligne_facture: Option<i64> = "pieceJointeComplementaireNumeroLigneFacture",
    }
}

wire_struct! {
    /// Answer of `factures/completer`.
    CompleterFactureOutput {
        /// Number of this page, from 1.
        page_courante: Option<i64> = "pageCourante",
        /// Number of pages.
        pages: Option<i64> = "pages",
        /// Page size; the API takes 10 when absent.
        nb_resultats_par_page: Option<i64> = "nbResultatsParPage",
        /// Number of results over all pages.
        total: Option<i64> = "total",
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Day of the treatment.
        date_traitement: Option<Moment> = "dateTraitement",
    }
}

wire_struct! {
    /// Input of `factures/recycler`.
    RecyclerFacture {
        required {
            /// Technical number of the invoice, supplier side.
            identifiant_facture_cpp: i64 = "identifiantFactureCPP",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Recipient.
        destinataire: Option<DestinataireSoumis> = "destinataire",
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
        /// References.
        reference: Option<ReferencesARecycler> = "reference",
    }
}

wire_struct! {
    /// References of a recycled invoice: only what changes need be given.
    ReferencesARecycler {
        /// Currency (three letters).
        devise_facture: Option<String> = "deviseFacture",
        /// Invoice or credit note.
        type_facture: Option<TypeFacture> = "typeFacture",
        /// VAT regime.
        type_tva: Option<TypeTva> = "typeTva",
        /// Code of the reason for VAT exemption.
        motif_exoneration_tva: Option<String> = "motifExonerationTva",
        /// Contract number, up to 50 characters.
        numero_marche: Option<String> = "numeroMarche",
        /// Purchase order (commitment) number, up to 50 characters.
        numero_bon_commande: Option<String> = "numeroBonCommande",
        /// Number of the invoice a credit note corrects, up to 20 characters.
        numero_facture_origine: Option<String> = "numeroFactureOrigine",
        /// Means of payment.
        mode_paiement: Option<ModePaiement> = "modePaiement",
    }
}

wire_struct! {
    /// Answer of `factures/recycler`.
    RecyclerFactureOutput {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Status reached.
        statut_facture: Option<StatutFacture> = "statutFacture",
        /// Day of deposit.
        date_depot: Option<Moment> = "dateDepot",
    }
}

wire_struct! {
    /// Input of `factures/traiterRejet`.
    TraiterFacturesRejetees {
        /// The payment requests; at least one.
        liste_demande_paiement: Vec<TraiterFacturesRejeteesListeDemandePaiement> = "listeDemandePaiement",
    }
}

wire_struct! {
    /// The payment requests.
    TraiterFacturesRejeteesListeDemandePaiement {
        required {
            /// Technical number of the payment request.
            id_demande_paiement: i64 = "idDemandePaiement",
        }
    }
}
