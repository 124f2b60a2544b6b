//! API Factures: supplier, recipient and everybody.

use chorus_pro::codes::{DpOuDpArchive, ModeDepot, RoleUtilisateur, StatutFacture, SyntaxeFlux, TriSens};
use chorus_pro::factures::{
    CompleterFacture, ConsulterFactureParFournisseur, ConsulterFactureParRecipiendaire,
    ConsulterHistoriqueFacture, DeposerFluxFacture, DestinataireSoumis, FactureATelecharger,
    LignePosteSoumise, LigneTvaSoumise, ParametreRechercheFactureATraiterParRecipiendaire,
    ParametresFactureParFournisseur, PieceJointeACompleter, PieceJointeComplementaireSoumise,
    RechercherDemandePaiement, RechercherFactureATraiterParFournisseur,
    RechercherFactureATraiterParRecipiendaire, RechercherFactureParFournisseur,
    RechercherFactureRecipiendaire, RecyclerFacture, ReferencesARecycler, SoumettreFacture,
    TelechargerGroupeFacture, TraiterFacturesRejetees, TraiterFacturesRejeteesListeDemandePaiement,
    TraiterUneFactureRecue,
};
use rust_decimal::Decimal;

use crate::actions::{TOWN, euros, pdf, pdf_deposit, submission};
use crate::scenario::scenarios;

/// A submission by data entry: two lines, no PDF.
fn entered() -> SoumettreFacture {
    let line = |number, unit_price| LignePosteSoumise {
        ligne_poste_numero: Some(number),
        ligne_poste_reference: Some(format!("REF-{number}")),
        ligne_poste_denomination: Some("Maintenance".into()),
        ligne_poste_quantite: Some(Decimal::from(10)),
        ligne_poste_unite: Some("heure".into()),
        ligne_poste_montant_unitaire_ht: euros(unit_price),
        ligne_poste_taux_tva: Some("TVA20".into()),
        ..LignePosteSoumise::default()
    };
    SoumettreFacture {
        mode_depot: ModeDepot::SaisieApi,
        numero_facture_saisi: None,
        piece_jointe_principale: Vec::new(),
        ligne_poste: vec![line(1, 50), line(2, 30)],
        ligne_tva: vec![LigneTvaSoumise {
            ligne_tva_taux: Some("TVA20".into()),
            ligne_tva_montant_base_ht_par_taux: euros(800),
            ligne_tva_montant_tva_par_taux: euros(160),
            ..LigneTvaSoumise::default()
        }],
        ..submission("sans objet", 0)
    }
}

/// An entered invoice that names as little as it may, with an attachment that belongs to no line.
pub(crate) fn bare(attachment: i64) -> SoumettreFacture {
    let mut invoice = entered();
    for line in &mut invoice.ligne_poste {
        line.ligne_poste_reference = None;
    }
    invoice.fournisseur.code_coordonnees_bancaires_fournisseur = None;
    invoice.references.numero_marche = None;
    invoice.references.numero_bon_commande = None;
    invoice.commentaire = None;
    let piece = PieceJointeComplementaireSoumise::new("Bon".into(), "DIVERS".into(), attachment);
    SoumettreFacture { piece_jointe_complementaire: vec![piece], ..invoice }
}

scenarios! {
    a_deposited_pdf_gives_a_number_and_the_values_read("deposerPdfFacture", bench) {
        let text = [
            "ATELIER EXEMPLE",
            "SIRET : 00000000900001",
            "Facture FA-2026-42",
            "SIRET client : 00000000900011",
            "Date de facture : 05/10/2026",
            "Total HT 800,00 EUR",
            "Total TVA 160,00 EUR",
            "Total TTC 960,00 EUR",
        ];
        let output = bench.supplier().upload(&pdf_deposit(), pdf(&text)).await.expect("deposit");
        assert!(output.piece_jointe_id.is_some());
        assert_eq!(output.montant_ht_total, euros(800));
    }
    an_entered_invoice_gets_its_number_from_the_platform("soumettreFacture", bench) {
        let output = bench.supplier().done(&entered()).await;
        assert_eq!(output.statut_facture, Some(StatutFacture::Deposee));
        assert_eq!(output.numero_facture.as_deref(), Some("20260000000000000001"));
        let details = bench.supplier();
        let id = output.identifiant_facture_cpp.expect("number");
        let facture = details.done(&ConsulterFactureParFournisseur::new(id)).await.facture.expect("invoice");
        assert_eq!(facture.lignes_de_poste.expect("lines").ligne_poste.len(), 2);
    }
    a_deposited_flow_gives_its_number("deposerFluxFacture", bench) {
        let head = DeposerFluxFacture::new("flux.xml".into(), SyntaxeFlux::InDpE1Cii16b);
        let flow = include_bytes!("../data/flow_cii.xml").to_vec();
        let output = bench.supplier().upload(&head, flow).await.expect("deposit");
        assert_eq!(output.numero_flux_depot.map(|number| number.len()), Some(25));
        bench.later(120);
    }
    issued_invoices_are_found_by_number("rechercherFactureParFournisseur", bench) {
        let issued = bench.supplier().submitted("F-1").await;
        bench.supplier().submitted("F-2").await;
        let wanted = RechercherFactureParFournisseur {
            numero_facture: Some("F-1".into()),
            recherche_facture_par_fournisseur: Some(ParametresFactureParFournisseur {
                nb_resultats_par_page: Some(5),
                page_resultat_demandee: Some(1),
                tri_sens: Some(TriSens::Descendant),
                ..ParametresFactureParFournisseur::default()
            }),
            recuperer_taille: Some(true),
            ..RechercherFactureParFournisseur::default()
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_factures.len(), 1);
        assert_eq!(output.liste_factures.first().and_then(|row| row.identifiant_facture_cpp), Some(issued));
    }
    received_invoices_are_found("rechercherFactureRecipiendaire", bench) {
        bench.made_available("F-1").await;
        let output = bench.recipient().done(&RechercherFactureRecipiendaire::default()).await;
        let first = output.liste_factures.first().expect("invoice");
        assert_eq!(first.numero_facture.as_deref(), Some("F-1"));
        let unknown = Some("INCONNUE".into());
        let nothing =
            RechercherFactureRecipiendaire { numero_facture: unknown, ..RechercherFactureRecipiendaire::default() };
        assert!(bench.recipient().done(&nothing).await.liste_factures.is_empty());
    }
    an_issued_invoice_is_told_in_full("consulterFactureParFournisseur", bench) {
        let issued = bench.supplier().submitted("F-1").await;
        let output = bench.supplier().done(&ConsulterFactureParFournisseur::new(issued)).await;
        let facture = output.facture.expect("invoice");
        assert_eq!(facture.numero_facture.as_deref(), Some("F-1"));
        assert_eq!(facture.montant_total.and_then(|total| total.montant_ttc_total), euros(960));
        let supplier = bench.supplier();
        let submitted = supplier.done(&bare(supplier.attachment().await)).await;
        let bare = submitted.identifiant_facture_cpp.expect("number");
        let facture = supplier.done(&ConsulterFactureParFournisseur::new(bare)).await.facture.expect("invoice");
        assert_eq!(facture.commentaire, None);
    }
    a_received_invoice_is_told_in_full("consulterFactureParRecipiendaire", bench) {
        let (_, received) = bench.made_available("F-1").await;
        let output = bench.recipient().done(&ConsulterFactureParRecipiendaire::new(received)).await;
        assert_eq!(output.facture.and_then(|facture| facture.numero_facture), Some("F-1".into()));
        let supplier = bench.supplier();
        let submitted = supplier.done(&bare(supplier.attachment().await)).await;
        bench.later(20);
        let received = bench.recipient().received(&submitted.numero_facture.expect("number")).await;
        let output = bench.recipient().done(&ConsulterFactureParRecipiendaire::new(received)).await;
        assert_eq!(output.facture.expect("invoice").commentaire, None);
    }
    the_history_tells_every_status("consulterHistoriqueFacture", bench) {
        let (issued, _) = bench.treated("F-1", StatutFacture::Suspendue).await;
        let output = bench.supplier().done(&ConsulterHistoriqueFacture::new(issued)).await;
        assert_eq!(output.statut_courant_code, Some(StatutFacture::Suspendue));
        assert_eq!(output.historiques_des_statuts.map(|history| history.histo_statut.len()), Some(4));
    }
    a_suspended_invoice_is_completed("completerFacture", bench) {
        let (issued, _) = bench.treated("F-1", StatutFacture::Suspendue).await;
        let supplier = bench.supplier();
        let piece = PieceJointeACompleter::new("Bon".into(), "DIVERS".into(), supplier.attachment().await);
        let completed = CompleterFacture {
            piece_jointe_complementaire: vec![piece],
            commentaire: Some("Voici le bon".into()),
            ..CompleterFacture::new(issued)
        };
        assert_eq!(supplier.done(&completed).await.identifiant_facture_cpp, Some(issued));
        assert_eq!(supplier.status(issued).await, StatutFacture::Completee);
    }
    an_invoice_to_recycle_is_sent_elsewhere("recyclerFacture", bench) {
        let (issued, _) = bench.treated("F-1", StatutFacture::ARecycler).await;
        let recycled = RecyclerFacture {
            destinataire: Some(DestinataireSoumis {
                code_service_executant: Some("TECHNIQUE".into()),
                ..DestinataireSoumis::new(TOWN.into())
            }),
            commentaire: Some("Autre service".into()),
            reference: Some(ReferencesARecycler {
                numero_bon_commande: Some("4500099".into()),
                ..ReferencesARecycler::default()
            }),
            ..RecyclerFacture::new(issued)
        };
        assert_eq!(bench.supplier().done(&recycled).await.statut_facture, Some(StatutFacture::Deposee));
    }
    a_received_invoice_is_moved_on("traiterUneFactureRecue", bench) {
        let (issued, received) = bench.made_available("F-1").await;
        let moved = TraiterUneFactureRecue {
            numero_dp_mandat: Some("MANDAT-7".into()),
            ..TraiterUneFactureRecue::new(received, StatutFacture::ServiceFait)
        };
        assert_eq!(bench.recipient().done(&moved).await.nouveau_statut, Some(StatutFacture::ServiceFait));
        assert_eq!(bench.supplier().status(issued).await, StatutFacture::ServiceFait);
    }
    a_rejection_is_marked_as_dealt_with("traiterFacturesRejetees", bench) {
        let (issued, _) = bench.treated("F-1", StatutFacture::Rejetee).await;
        let entry = TraiterFacturesRejeteesListeDemandePaiement::new(issued);
        bench.supplier().done(&TraiterFacturesRejetees { liste_demande_paiement: vec![entry] }).await;
        let output = bench.supplier().done(&ConsulterFactureParFournisseur::new(issued)).await;
        assert_eq!(output.facture.and_then(|facture| facture.rejet_traite), Some(true));
    }
    suspended_invoices_wait_for_their_supplier("rechercherFactureATraiterParFournisseur", bench) {
        bench.treated("F-1", StatutFacture::Suspendue).await;
        let wanted = RechercherFactureATraiterParFournisseur {
            id_structure: Some(1001),
            recherche_facture_a_traiter_par_fournisseur: Some(ParametresFactureParFournisseur {
                nb_resultats_par_page: Some(10),
                page_resultat_demandee: Some(1),
                ..ParametresFactureParFournisseur::default()
            }),
            recuperer_taille: Some(true),
            ..RechercherFactureATraiterParFournisseur::default()
        };
        let output = bench.supplier().done(&wanted).await;
        let first = output.liste_factures.first().expect("invoice");
        assert_eq!(first.numero_facture.as_deref(), Some("F-1"));
    }
    available_invoices_wait_for_their_recipient("rechercherFactureATraiterParRecipiendaire", bench) {
        bench.made_available("F-1").await;
        let wanted = RechercherFactureATraiterParRecipiendaire {
            recuperer_taille: Some(true),
            parametre_recherche_facture_a_traiter_par_recipiendaire: Some(
                ParametreRechercheFactureATraiterParRecipiendaire {
                    nb_resultats_par_page: Some(10),
                    ..ParametreRechercheFactureATraiterParRecipiendaire::default()
                },
            ),
            ..RechercherFactureATraiterParRecipiendaire::default()
        };
        let output = bench.recipient().done(&wanted).await;
        let first = output.liste_factures.first().expect("invoice");
        assert_eq!(first.numero_facture.as_deref(), Some("F-1"));
    }
    payment_requests_are_found_by_role("rechercherDemandePaiement", bench) {
        bench.made_available("F-1").await;
        let wanted = RechercherDemandePaiement {
            role_utilisateur: Some(RoleUtilisateur::Fournisseur),
            dp_ou_dp_archive: Some(DpOuDpArchive::DemandePaiement),
            ..RechercherDemandePaiement::default()
        };
        let output = bench.supplier().done(&wanted).await;
        let first = output.liste_demande_paiement.first().expect("payment request");
        assert_eq!(first.numero_demande_paiement.as_deref(), Some("F-1"));
        assert_eq!(output.total, Some(1));
    }
    several_invoices_are_downloaded_as_one_file("telechargerGroupeFacture", bench) {
        let supplier = bench.supplier();
        let invoices = [supplier.submitted("F-1").await, supplier.submitted("F-2").await];
        let wanted = |format: &str, count| TelechargerGroupeFacture {
            avec_pieces_jointes_complementaires: Some("OUI".into()),
            liste_facture: invoices.iter().take(count).map(|id| FactureATelecharger::new(*id)).collect(),
            ..TelechargerGroupeFacture::new(format.into())
        };
        for (format, count) in [("PDF", 1), ("PDF", 2), ("PIVOT", 2)] {
            let output = supplier.done(&wanted(format, count)).await;
            assert!(output.fichier_resultat.is_some_and(|file| !file.is_empty()), "{format} of {count}");
        }
    }
}
