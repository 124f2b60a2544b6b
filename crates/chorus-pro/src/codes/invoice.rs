//! Statuses and frameworks of invoices.

use crate::wire::open_enum;

open_enum! {
    /// Status of an invoice (`enums.md` §1).
    StatutFacture {
        /// Being entered on the portal.
        Brouillon = "BROUILLON",
        /// PDF read by character recognition after `deposer/pdf`, not yet submitted.
        InterpreteeOcr = "INTERPRETEE_OCR",
        /// Waiting for validator 1 (the main contractor).
        AValider1 = "A_VALIDER_1",
        /// Validator 1 is the wrong one: the supplier corrects the validator.
        ErreurFournisseurSurValideur = "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        /// Refused by validator 1.
        Refusee1 = "REFUSEE_1",
        /// Accepted by validator 1.
        Validee1 = "VALIDEE_1",
        /// Validator 1 did not answer in time.
        AbsenceValidation1HorsDelai = "ABSENCE_VALIDATION_1_HORS_DELAI",
        /// Waiting for validator 2 (joint contracting).
        AValider2 = "A_VALIDER_2",
        /// Validator 2 is the wrong one.
        ErreurCotraitantSurValideur = "ERREUR_COTRAITANT_SUR_VALIDEUR",
        /// Refused by validator 2.
        Refusee2 = "REFUSEE_2",
        /// Accepted by validator 2.
        Validee2 = "VALIDEE_2",
        /// Validator 2 did not answer in time.
        AbsenceValidation2HorsDelai = "ABSENCE_VALIDATION_2_HORS_DELAI",
        /// The project manager did not answer within the legal time.
        AbsenceValidationMoeDelaiReglementaire = "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",
        /// Accepted by Chorus Pro.
        Deposee = "DEPOSEE",
        /// On its way to the recipient.
        EnCoursAcheminement = "EN_COURS_ACHEMINEMENT",
        /// Internal step: the pivot file is being built.
        EnCoursTraitementPivotS = "EN_COURS_TRAITEMENT_PIVOT_S",
        /// Available to the recipient; the payment delay starts.
        MiseADisposition = "MISE_A_DISPOSITION",
        /// Refused for wrong routing: the supplier sends it again under the same number.
        ARecycler = "A_RECYCLER",
        /// Refused for another reason: a new invoice with a new number is needed.
        Rejetee = "REJETEE",
        /// A document is missing: the supplier completes.
        Suspendue = "SUSPENDUE",
        /// The recipient certified that the work was done.
        ServiceFait = "SERVICE_FAIT",
        /// Payment order issued.
        Mandatee = "MANDATEE",
        /// Available to the public accountant.
        MiseADispositionComptable = "MISE_A_DISPOSITION_COMPTABLE",
        /// Booked by the accountant.
        Comptabilisee = "COMPTABILISEE",
        /// Payment ordered.
        MiseEnPaiement = "MISE_EN_PAIEMENT",
        /// Completed after a suspension, back at the recipient.
        Completee = "COMPLETEE",
        /// Taken into account by the recipient (end of some credit notes).
        PriseEnCompteDestinataire = "PRISE_EN_COMPTE_DESTINATAIRE",
        /// Dropped before routing.
        Abandonnee = "ABANDONNEE",
        /// Deleted before routing.
        Supprimee = "SUPPRIMEE",
        /// Works: linked to a following document.
        Associee = "ASSOCIEE",
        /// Works: waiting for the project manager.
        AValiderMoe = "A_VALIDER_MOE",
        /// Works: refused by the project manager.
        RefuseeMoe = "REFUSEE_MOE",
        /// Works: to be linked by the project manager.
        AAssocierMoe = "A_ASSOCIER_MOE",
        /// Works: wrong project manager.
        ErreurDeMoe = "ERREUR_DE_MOE",
        /// Works: available to the project manager.
        MiseADispositionMoe = "MISE_A_DISPOSITION_MOE",
        /// Works: taken into account by the project manager.
        PriseEnCompteMoe = "PRISE_EN_COMPTE_MOE",
        /// Works: the supplier named the wrong project manager.
        ErreurFournisseurSurMoe = "ERREUR_FOURNISSEUR_SUR_MOE",
        /// Works: the project manager named the wrong supplier.
        ErreurMoeSurFournisseur = "ERREUR_MOE_SUR_FOURNISSEUR",
        /// Works: the project manager named the wrong contracting authority.
        ErreurMoeSurMoa = "ERREUR_MOE_SUR_MOA",
        /// Works: to be linked by the contracting authority.
        AAssocierMoa = "A_ASSOCIER_MOA",
        /// Works: wrong contracting authority.
        ErreurDeMoa = "ERREUR_DE_MOA",
        /// Works: refused by the contracting authority.
        RefuseeMoa = "REFUSEE_MOA",
        /// Works: available to the contracting authority.
        MiseADispositionMoa = "MISE_A_DISPOSITION_MOA",
        /// Works: taken into account by the contracting authority.
        PriseEnCompteMoa = "PRISE_EN_COMPTE_MOA",
        /// Works: sent to the contracting authority.
        TransmiseMoa = "TRANSMISE_MOA",
        /// Works: the supplier named the wrong contracting authority.
        ErreurFournisseurSurMoa = "ERREUR_FOURNISSEUR_SUR_MOA",
        /// Works: the contracting authority named the wrong supplier.
        ErreurMoaSurFournisseur = "ERREUR_MOA_SUR_FOURNISSEUR",
        /// Works: to be linked by the supplier.
        AAssocierFournisseur = "A_ASSOCIER_FOURNISSEUR",
        /// Works: refused by the supplier.
        RefuseeFournisseur = "REFUSEE_FOURNISSEUR",
        /// Works: the supplier is to send it again.
        EnAttenteRecyclageFournisseur = "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
        /// Works: to be completed.
        ACompleter = "A_COMPLETER",
        /// Works: replaced by a draft general statement (tacit procedure).
        RemplaceeParA22 = "REMPLACEE_PAR_A22",
        /// Works: duplicated after a refusal.
        DupliqueApresRefus = "DUPLIQUE_APRES_REFUS",
        /// Works: not compliant.
        NonConforme = "NON_CONFORME",
        /// Works: wrong recipient on a draft statement.
        ErreurDestinatairePd = "ERREUR_DESTINATAIRE_PD",
        /// Works: wrong recipient on an account statement.
        ErreurDestinataireEa = "ERREUR_DESTINATAIRE_EA",
        /// Unknown to Chorus Pro itself.
        TechniqueInconnu = "TECHNIQUE_INCONNU",
    }
}

open_enum! {
    /// Invoicing framework (`enums.md` §2): who deposits which kind of document.
    CadreFacturation {
        /// Supplier: invoice.
        A1FactureFournisseur = "A1_FACTURE_FOURNISSEUR",
        /// Supplier: invoice already paid (purchase card).
        A2FactureFournisseurDejaPayee = "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        /// Memorandum of justice costs.
        A3MemoireJustice = "A3_MEMOIRE_JUSTICE",
        /// Supplier: draft monthly statement.
        A4ProjetDecompteMensuelFournisseur = "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
        /// Supplier: account statement.
        A5EtatAcompteFournisseur = "A5_ETAT_ACOMPTE_FOURNISSEUR",
        /// Supplier: validated account statement.
        A6EtatAcompteValideFournisseur = "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR",
        /// Supplier: draft final statement.
        A7ProjetDecompteFinalFournisseur = "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
        /// Supplier: general and definitive statement.
        A8DecompteGeneralDefinitifFournisseur = "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
        /// Subcontractor: invoice, validated by the main contractor.
        A9FactureSoustraitant = "A9_FACTURE_SOUSTRAITANT",
        /// Subcontractor: draft monthly statement.
        A10ProjetDecompteMensuelSoustraitant = "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
        /// Subcontractor: draft final statement (old).
        A11ProjetDecompteFinalSoustraitant = "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT",
        /// Joint contractor: invoice, validated by the agent of the group.
        A12FactureCotraitant = "A12_FACTURE_COTRAITANT",
        /// Joint contractor: draft monthly statement.
        A13ProjetDecompteMensuelCotraitant = "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
        /// Joint contractor: draft final statement.
        A14ProjetDecompteFinalCotraitant = "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
        /// Project manager: account statement.
        A15EtatAcompteMoe = "A15_ETAT_ACOMPTE_MOE",
        /// Project manager: validated account statement.
        A16EtatAcompteValideMoe = "A16_ETAT_ACOMPTE_VALIDE_MOE",
        /// Project manager: draft general statement.
        A17ProjetDecompteGeneralMoe = "A17_PROJET_DECOMPTE_GENERAL_MOE",
        /// Project manager: general statement.
        A18DecompteGeneralMoe = "A18_DECOMPTE_GENERAL_MOE",
        /// Contracting authority: validated account statement.
        A19EtatAcompteValideMoa = "A19_ETAT_ACOMPTE_VALIDE_MOA",
        /// Contracting authority: general statement.
        A20DecompteGeneralMoa = "A20_DECOMPTE_GENERAL_MOA",
        /// Refund request of the fuel tax.
        A21DemandeRemboursementTic = "A21_DEMANDE_REMBOURSEMENT_TIC",
        /// Draft general statement, tacit procedure.
        A22ProjetDecompteGeneralFournisseurProcedureTacite = "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
        /// Tacit general and definitive statement, by the supplier.
        A23DecompteGeneralDefinitifTaciteFournisseur = "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
        /// Tacit general and definitive statement, by the project manager.
        A24DecompteGeneralDefinitifTaciteMoe = "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
        /// General and definitive statement, tacit procedure.
        A25DecompteGeneralDefinitifMoeProcedureTacite = "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
        /// No framework (output only).
        SansCadreDeFacturation = "SANS_CADRE_DE_FACTURATION",
    }
}
