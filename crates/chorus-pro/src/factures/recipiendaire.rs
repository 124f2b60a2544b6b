//! What a recipient reads and decides (API.md §5.1).

use crate::{
    codes::{
        CadreFacturation, ModeDepot, OuiNon, StatutFacture, TypeCoordonneesBancaires,
        TypeIdentifiantStructure,
    },
    factures::{
        Affactureur, CadreDeFacturation, LignesPostes, LignesTva, MontantTotal, ParamLigneRecapTva,
        ParamLignesPoste, ParamListePiecesJointes, PieceJointePrincipale, PiecePrecedente, PiecesJointes,
        References,
    },
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Input of `factures/consulter/recipiendaire`.
    ConsulterFactureParRecipiendaire {
        required {
            /// Technical number of the invoice, supplier side.
            identifiant_facture_cpp: i64 = "identifiantFactureCPP",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Language of labels; clients in use send `fr` in lower case, up to 2 characters.
        code_langue: Option<String> = "codeLangue",
        /// Page and order of the VAT breakdown (odd case as in the API).
        rechercheligne_tva_recap: Option<ParamLigneRecapTva> = "rechercheligneTvaRecap",
        /// Page and order of the attachments.
        recherche_pj: Option<ParamListePiecesJointes> = "recherchePj",
        /// Page and order of the lines.
        recherche_ligne_poste: Option<ParamLignesPoste> = "rechercheLignePoste",
    }
}

wire_struct! {
    /// Answer of `factures/consulter/recipiendaire`.
    ConsulterFactureParRecipiendaireOutput {
        /// The invoice.
        facture: Option<DetailFactureRecue> = "facture",
    }
}

wire_struct! {
    /// A received invoice in full.
    DetailFactureRecue {
        /// Technical number of the invoice, supplier side.
        identifiant_facture_cpp: Option<i64> = "identifiantFactureCPP",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Status reached.
        statut_facture: Option<StatutFacture> = "statutFacture",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Recipient.
        destinataire: Option<Destinataire> = "destinataire",
        /// Supplier.
        fournisseur: Option<Fournisseur> = "fournisseur",
        /// Invoicing framework and its actors.
        cadre_de_facturation: Option<CadreDeFacturation> = "cadreDeFacturation",
        /// Preceding works document.
        piece_precedente: Option<PiecePrecedente> = "piecePrecedente",
        /// Following works document.
        piece_suivante: Option<PieceSuivanteConsulterFactureRecipiendaireOutput> = "pieceSuivante",
        /// References, dates, VAT regime.
        references: Option<References> = "references",
        /// VAT breakdown.
        recapitulatif_de_tva: Option<LignesTva> = "recapitulatifDeTva",
        /// Totals.
        montant_total: Option<MontantTotal> = "montantTotal",
        /// Main document.
        piece_jointe_principale: Option<PieceJointePrincipale> = "pieceJointePrincipale",
        /// Attachments.
        liste_des_pieces_jointes: Option<PiecesJointes> = "listeDesPiecesJointes",
        /// Invoice lines.
        lignes_de_poste: Option<LignesPostes> = "lignesDePoste",
        /// Comment, up to 2000 characters.
        commentaire: Option<String> = "commentaire",
    }
}

wire_struct! {
    /// Recipient.
    Destinataire {
        /// Whether the recipient is a body of the State.
        destinataire_etat: Option<OuiNon> = "destinataireEtat",
        /// Technical number of the recipient.
        id_destinataire: Option<i64> = "idDestinataire",
        /// Identifier of the recipient (SIRET), up to 14 characters.
        code_destinataire: Option<String> = "codeDestinataire",
        /// Name.
        libelle_destinataire: Option<String> = "libelleDestinataire",
        /// Technical number of the executing service.
        id_service_executant: Option<i64> = "idServiceExecutant",
        /// Code of the executing service, up to 100 characters.
        code_service_executant: Option<String> = "codeServiceExecutant",
        /// Name of the executing service.
        libelle_service_executant: Option<String> = "libelleServiceExecutant",
        /// Technical number of the address.
        adresse_destinataire_id: Option<i64> = "adresseDestinataireId",
        /// Street and number.
        adresse_destinataire_detail: Option<String> = "adresseDestinataireDetail",
        /// First additional line.
        adresse_destinataire_complement1: Option<String> = "adresseDestinataireComplement1",
        /// Second additional line.
        adresse_destinataire_complement2: Option<String> = "adresseDestinataireComplement2",
        /// Post code.
        adresse_destinataire_code_postal: Option<String> = "adresseDestinataireCodePostal",
        /// Town.
        adresse_destinataire_ville: Option<String> = "adresseDestinataireVille",
        /// Country code.
        adresse_destinataire_code_pays: Option<String> = "adresseDestinataireCodePays",
        /// Country name.
        adresse_destinataire_libelle_pays: Option<String> = "adresseDestinataireLibellePays",
    }
}

wire_struct! {
    /// Supplier.
    Fournisseur {
        /// Technical number of the supplier.
        id_fournisseur: Option<i64> = "idFournisseur",
        /// Kind of that identifier.
        type_identifiant_fournisseur: Option<TypeIdentifiantStructure> = "typeIdentifiantFournisseur",
        /// Identifier of the supplier, up to 18 characters.
        code_fournisseur: Option<String> = "codeFournisseur",
        /// Name of the supplier.
        designation_fournisseur: Option<String> = "designationFournisseur",
        /// Technical number of the supplier's service.
        id_service_fournisseur: Option<i64> = "idServiceFournisseur",
        /// Code of the supplier's service, up to 100 characters.
        code_service_fournisseur: Option<String> = "codeServiceFournisseur",
        /// Name of the service.
        libelle_service_fournisseur: Option<String> = "libelleServiceFournisseur",
        /// Technical number of the address.
        adresse_fournisseur_id: Option<i64> = "adresseFournisseurId",
        /// Street and number.
        adresse_fournisseur_detail: Option<String> = "adresseFournisseurDetail",
        /// First additional line.
        adresse_fournisseur_complement1: Option<String> = "adresseFournisseurComplement1",
        /// Second additional line.
        adresse_fournisseur_complement2: Option<String> = "adresseFournisseurComplement2",
        /// Post code.
        adresse_fournisseur_code_postal: Option<String> = "adresseFournisseurCodePostal",
        /// Town.
        adresse_fournisseur_ville: Option<String> = "adresseFournisseurVille",
        /// Country code.
        adresse_fournisseur_code_pays: Option<String> = "adresseFournisseurCodePays",
        /// Country name.
        adresse_fournisseur_libelle_pays: Option<String> = "adresseFournisseurLibellePays",
        /// Number in the trade register.
        numero_rcs_fournisseur: Option<String> = "numeroRcsFournisseur",
        /// Check digits of the IBAN.
        coord_bancaires_fournisseur_cle_iban: Option<String> = "coordBancairesFournisseurCleIban",
        /// Check digits of the RIB.
        coord_bancaires_fournisseur_cle_rib: Option<String> = "coordBancairesFournisseurCleRib",
        /// Bank code.
        coord_bancaires_fournisseur_code_banque: Option<String> = "coordBancairesFournisseurCodeBanque",
        /// Branch code.
        coord_bancaires_code_guichet: Option<String> = "coordBancairesCodeGuichet",
        /// BIC.
        coord_bancaires_bic_swift: Option<String> = "coordBancairesBicSwift",
        /// Country of the account.
        coord_bancaires_fournisseur_code_pays: Option<String> = "coordBancairesFournisseurCodePays",
        /// Account number.
        coord_bancaires_fournisseur_compte_bancaire: Option<String> = "coordBancairesFournisseurCompteBancaire",
        /// Technical number of the bank reference.
        coord_bancaires_fournisseur_id: Option<i64> = "coordBancairesFournisseurId",
        /// Kind of bank reference.
        coord_bancaires_fournisseur_type: Option<TypeCoordonneesBancaires> = "coordBancairesFournisseurType",
        /// Name of the bank reference.
        coord_bancaires_fournisseur_libelle: Option<String> = "coordBancairesFournisseurLibelle",
        /// Factoring company.
        affactureur: Option<Affactureur> = "affactureur",
    }
}

wire_struct! {
    /// Following works document.
    PieceSuivanteConsulterFactureRecipiendaireOutput {
        /// Its framework.
        cadre_facturation_piece_suivante: Option<CadreFacturation> = "cadreFacturationPieceSuivante",
        /// Its technical number.
        id_piece_suivante: Option<i64> = "idPieceSuivante",
        /// Number of the following document.
        numero_piece_suivante: Option<String> = "numeroPieceSuivante",
    }
}

wire_struct! {
    /// Input of `factures/traiter/recue`.
    TraiterUneFactureRecue {
        required {
            /// Technical number of the invoice.
            id_facture: i64 = "idFacture",
            /// Status after the treatment.
            nouveau_statut: StatutFacture = "nouveauStatut",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Reason, up to 255 characters; mandatory to suspend or to reject.
        motif: Option<String> = "motif",
        /// Number of the payment order.
        numero_dp_mandat: Option<String> = "numeroDPMandat",
    }
}

wire_struct! {
    /// Answer of `factures/traiter/recue`.
    TraiterUneFactureRecueOutput {
        /// Technical number of the invoice.
        id_facture: Option<i64> = "idFacture",
        /// Invoice number, up to 20 characters.
        numero_facture: Option<String> = "numeroFacture",
        /// Day of the treatment.
        date_traitement: Option<Moment> = "dateTraitement",
        /// Status after the treatment.
        nouveau_statut: Option<StatutFacture> = "nouveauStatut",
    }
}
