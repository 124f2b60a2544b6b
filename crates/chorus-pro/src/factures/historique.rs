//! `factures/consulter/historique`: what happened to an invoice.

use crate::{
    codes::{
        ActionUtilisateur, ModeDepot, StatutFacture, TriHistoAction, TriHistoEvenement, TriHistoStatut,
        TriSens,
    },
    moment::Moment,
    wire::wire_struct,
};

wire_struct! {
    /// Which invoice, and which page of each of the three lists.
    ConsulterHistoriqueFacture {
        required {
            /// Technical number of the invoice.
            id_facture: i64 = "idFacture",
        }
        /// Technical number of the acting user; optional today.
        id_utilisateur_courant: Option<i64> = "idUtilisateurCourant",
        /// Area the invoice is looked at from; 7 means received invoices.
        id_espace: Option<i64> = "idEspace",
        /// Number of results over all pages each list stops at.
        nb_resultats_maximum: Option<i64> = "nbResultatsMaximum",
        /// Page and order of the statuses.
        param_recherche_histo_statuts: Option<ParamHistoStatuts> = "paramRechercheHistoStatuts",
        /// Page and order of the additional events.
        param_recherche_histo_evenements_complementaires: Option<ParamHistoEvenements> = "paramRechercheHistoEvenementsComplementaires",
        /// Page and order of the user actions.
        param_recherche_histo_actions_utilisateurs: Option<ParamHistoActions> = "paramRechercheHistoActionsUtilisateurs",
    }
}

wire_struct! {
    /// Page and order of the statuses.
    ParamHistoStatuts {
        /// Page number, from 1.
        page_resultat_demandee_liste_histo_statut: Option<i64> = "pageResultatDemandeeListeHistoStatut",
        /// Page size.
        nb_resultats_par_page_liste_histo_statut: Option<i64> = "nbResultatsParPageListeHistoStatut",
        /// Sort direction.
        tri_sens_liste_histo_statut: Option<TriSens> = "triSensListeHistoStatut",
        /// Sort column.
        tri_colonne_liste_histo_statut: Option<TriHistoStatut> = "triColonneListeHistoStatut",
        /// Sort fields in a generic form; meaning not documented.
        champs_de_tri: Option<serde_json::Value> = "champsDeTri",
        /// Generic sort direction; meaning not documented.
        ordre_tri_generique: Option<TriSens> = "ordreTriGenerique",
        /// Generic page size; meaning not documented.
        taille_page_generique: Option<i64> = "taillePageGenerique",
        /// Generic page number; meaning not documented.
        index_page_generique: Option<i64> = "indexPageGenerique",
    }
}

wire_struct! {
    /// Page and order of the additional events.
    ParamHistoEvenements {
        /// Page number, from 1.
        page_resultat_demandee_liste_histo_evenement: Option<i64> = "pageResultatDemandeeListeHistoEvenement",
        /// Page size.
        nb_resultats_par_page_liste_histo_evenement: Option<i64> = "nbResultatsParPageListeHistoEvenement",
        /// Sort direction.
        tri_sens_liste_histo_evenement: Option<TriSens> = "triSensListeHistoEvenement",
        /// Sort column.
        tri_colonne_liste_histo_evenement: Option<TriHistoEvenement> = "triColonneListeHistoEvenement",
        /// Sort fields in a generic form; meaning not documented.
        champs_de_tri: Option<serde_json::Value> = "champsDeTri",
        /// Generic sort direction; meaning not documented.
        ordre_tri_generique: Option<TriSens> = "ordreTriGenerique",
        /// Generic page size; meaning not documented.
        taille_page_generique: Option<i64> = "taillePageGenerique",
        /// Generic page number; meaning not documented.
        index_page_generique: Option<i64> = "indexPageGenerique",
    }
}

wire_struct! {
    /// Page and order of the user actions.
    ParamHistoActions {
        /// Page number, from 1.
        page_resultat_demandee_liste_histo_action: Option<i64> = "pageResultatDemandeeListeHistoAction",
        /// Page size.
        nb_resultats_par_page_liste_histo_action: Option<i64> = "nbResultatsParPageListeHistoAction",
        /// Sort direction.
        tri_sens_liste_histo_action: Option<TriSens> = "triSensListeHistoAction",
        /// Sort column.
        tri_colonne_liste_histo_action: Option<TriHistoAction> = "triColonneListeHistoAction",
        /// Sort fields in a generic form; meaning not documented.
        champs_de_tri: Option<serde_json::Value> = "champsDeTri",
        /// Generic sort direction; meaning not documented.
        ordre_tri_generique: Option<TriSens> = "ordreTriGenerique",
        /// Generic page size; meaning not documented.
        taille_page_generique: Option<i64> = "taillePageGenerique",
        /// Generic page number; meaning not documented.
        index_page_generique: Option<i64> = "indexPageGenerique",
    }
}

wire_struct! {
    /// The history of an invoice.
    ConsulterHistoriqueFactureOutput {
        /// Technical number of the invoice.
        id_facture: Option<i64> = "idFacture",
        /// Invoice number.
        numero_facture: Option<String> = "numeroFacture",
        /// How the invoice was deposited.
        mode_depot: Option<ModeDepot> = "modeDepot",
        /// Current status.
        statut_courant_code: Option<StatutFacture> = "statutCourantCode",
        /// Statuses, one page of them.
        historiques_des_statuts: Option<HistoriquesStatuts> = "historiquesDesStatuts",
        /// Additional events, one page of them.
        historiques_des_evenements_complementaires: Option<HistoriquesEvenements> = "historiquesDesEvenementsComplementaires",
        /// User actions, one page of them.
        historiques_des_actions_utilisateurs: Option<HistoriquesActions> = "historiquesDesActionsUtilisateurs",
        /// The last user action.
        derniere_action: Option<DerniereAction> = "derniereAction",
    }
}

wire_struct! {
    /// Statuses of an invoice, one page of them.
    HistoriquesStatuts {
        /// The statuses.
        histo_statut: Vec<HistoStatut> = "histoStatut",
        /// Number of this page, from 1.
        page_courante_histo_statut: Option<i64> = "pageCouranteHistoStatut",
        /// Number of pages.
        pages_histo_statut: Option<i64> = "pagesHistoStatut",
        /// Page size in force.
        nb_resultats_par_page_histo_statut: Option<i64> = "nbResultatsParPageHistoStatut",
        /// Number of statuses over all pages.
        total_histo_statut: Option<i64> = "totalHistoStatut",
    }
}

wire_struct! {
    /// One status an invoice went through.
    HistoStatut {
        /// Technical number of the entry.
        histo_statut_id: Option<i64> = "histoStatutId",
        /// The status.
        histo_statut_code: Option<StatutFacture> = "histoStatutCode",
        /// When it was reached.
        histo_statut_date_passage: Option<Moment> = "histoStatutDatePassage",
        /// Comment, for instance the reason of a suspension.
        histo_statut_commentaire: Option<String> = "histoStatutCommentaire",
        /// First name of the user who acted.
        histo_statut_utilisateur_prenom: Option<String> = "histoStatutUtilisateurPrenom",
        /// Last name of the user who acted.
        histo_statut_utilisateur_nom: Option<String> = "histoStatutUtilisateurNom",
        /// E-mail address of the user who acted.
        histo_statut_utilisateur_email: Option<String> = "histoStatutUtilisateurEmail",
        /// Telephone number of the user who acted.
        histo_statut_utilisateur_telephone: Option<String> = "histoStatutUtilisateurTelephone",
    }
}

wire_struct! {
    /// Additional events of an invoice, one page of them.
    HistoriquesEvenements {
        /// The events.
        evenement: Vec<Evenement> = "evenement",
        /// Number of this page, from 1.
        page_courante_evenement: Option<i64> = "pageCouranteEvenement",
        /// Number of pages.
        pages_evenement: Option<i64> = "pagesEvenement",
        /// Page size in force.
        nb_resultats_par_page_evenement: Option<i64> = "nbResultatsParPageEvenement",
        /// Number of events over all pages.
        total_evenement: Option<i64> = "totalEvenement",
    }
}

wire_struct! {
    /// One additional event.
    Evenement {
        /// Technical number of the entry.
        evenement_id: Option<i64> = "evenementId",
        /// What happened.
        evenement_libelle: Option<String> = "evenementLibelle",
        /// Who acted.
        evenement_qui: Option<String> = "evenementQui",
        /// When.
        evenement_date_heure: Option<Moment> = "evenementDateHeure",
    }
}

wire_struct! {
    /// User actions on an invoice, one page of them.
    HistoriquesActions {
        /// The actions.
        histo_action: Vec<HistoAction> = "histoAction",
        /// Number of this page, from 1.
        page_courante_histo_action: Option<i64> = "pageCouranteHistoAction",
        /// Number of pages.
        pages_histo_action: Option<i64> = "pagesHistoAction",
        /// Page size in force.
        nb_resultats_par_page_histo_action: Option<i64> = "nbResultatsParPageHistoAction",
        /// Number of actions over all pages.
        total_histo_action: Option<i64> = "totalHistoAction",
    }
}

wire_struct! {
    /// One user action.
    HistoAction {
        /// Technical number of the entry.
        histo_action_id: Option<i64> = "histoActionId",
        /// The action.
        histo_action_code: Option<ActionUtilisateur> = "histoActionCode",
        /// When.
        histo_action_date_heure: Option<Moment> = "histoActionDateHeure",
        /// First name of the user.
        histo_action_utilisateur_prenom: Option<String> = "histoActionUtilisateurPrenom",
        /// Last name of the user.
        histo_action_utilisateur_nom: Option<String> = "histoActionUtilisateurNom",
        /// E-mail address of the user.
        histo_action_utilisateur_email: Option<String> = "histoActionUtilisateurEmail",
        /// Telephone number of the user.
        histo_action_utilisateur_telephone: Option<String> = "histoActionUtilisateurTelephone",
    }
}

wire_struct! {
    /// The last user action.
    DerniereAction {
        /// Technical number of the entry.
        derniere_action_id: Option<i64> = "derniereActionId",
        /// The action.
        derniere_action_code: Option<ActionUtilisateur> = "derniereActionCode",
    }
}
