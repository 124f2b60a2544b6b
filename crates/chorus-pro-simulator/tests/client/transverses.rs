//! API Transverses: the probe, files, own structures, recipients and flows.

use chorus_pro::codes::{
    ObjetPieceJointe, StatutFacture, SyntaxeFlux, TypeIdentifiantStructure, TypeObjet, TypeStructure,
};
use chorus_pro::factures::DeposerFluxFacture;
use chorus_pro::transverses::{
    ConsulterCompteRendu, ConsulterCompteRenduDetaille, ConsulterInformationSiret, HealthCheck,
    RechercherDestinataire, RechercherPieceJointeStructure, RechercherPieceJointeSurMonCompte,
    RechercherServiceExecutant, RecupererCoordonneesBancairesValides, RecupererEtatsPossiblesPourTraitement,
    RecupererStructuresActivesFournisseur, RecupererStructuresActivesPourDestinataire,
    RecupererStructuresActivesPourFacturetravaux, RecupererTypesPieceJointe, TelechargerAnnuaireDestinataire,
    TelechargerPieceJointe, TelechargerPieceJointeEngagement, TelechargerPieceJointeStructure,
};
use chorus_pro::utilisateurs::ParametresRecherche;

use crate::actions::{TOWN, attachment_head};
use crate::bench::{Bench, monday};
use crate::scenario::scenarios;

fn first_page() -> Option<ParametresRecherche> {
    Some(ParametresRecherche {
        nb_resultats_par_page: Some(10),
        page_resultat_demandee: Some(1),
        ..ParametresRecherche::default()
    })
}

/// Deposits a flow whose only invoice names this service, and waits for its end; its number.
async fn deposited_flow(bench: &Bench, service: &str) -> String {
    let flow = include_str!("../data/flow_cii.xml");
    let buyer_reference = format!("<ram:BuyerReference>{service}</ram:BuyerReference>");
    let flow = flow.replace("<ram:BuyerReference>ACHATS</ram:BuyerReference>", &buyer_reference);
    let head = DeposerFluxFacture {
        avec_signature: Some(false),
        ..DeposerFluxFacture::new("flux.xml".into(), SyntaxeFlux::InDpE1Cii16b)
    };
    let output = bench.supplier().upload(&head, flow).await.expect("deposit");
    bench.later(120);
    output.numero_flux_depot.expect("number")
}

scenarios! {
    the_api_is_up("healthCheck", bench) {
        bench.supplier().done(&HealthCheck::default()).await;
    }
    a_file_is_stored("ajouterFichierDansSysteme", bench) {
        let output = bench.supplier().upload(&attachment_head(), "bon").await.expect("file");
        assert!(output.piece_jointe_id.is_some());
    }
    the_kinds_of_attachments_are_listed("recupererTypePieceJointe", bench) {
        let wanted = RecupererTypesPieceJointe {
            type_objet: Some(TypeObjet::Facture),
            ..RecupererTypesPieceJointe::default()
        };
        bench.supplier().done(&wanted).await;
    }
    the_report_of_an_integrated_flow_has_a_pdf("consulterCompteRendu", bench) {
        let number = deposited_flow(bench, "ACHATS").await;
        let wanted = ConsulterCompteRendu {
            date_depot: Some(monday().date_naive().into()),
            syntaxe_flux: Some(SyntaxeFlux::InDpE1Cii16b),
            ..ConsulterCompteRendu::new(number.clone())
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.etat_courant_flux.as_deref(), Some("IN_INTEGRE"));
        assert!(output.fichier_cr.is_some_and(|file| file.starts_with("JVBER")), "a PDF in base64");
    }
    the_report_of_a_refused_flow_names_its_errors("consulterCompteRenduDetaille", bench) {
        let number = deposited_flow(bench, "INCONNU").await;
        let output = bench.supplier().done(&ConsulterCompteRenduDetaille::new(number)).await;
        assert_eq!(output.liste_erreur_dp.len(), 1, "{output:?}");
    }
    the_statuses_a_recipient_may_choose_are_listed("recupererEtatsPossiblesPourTraitement", bench) {
        let wanted = RecupererEtatsPossiblesPourTraitement::new(StatutFacture::MiseADisposition);
        let output = bench.recipient().done(&wanted).await;
        let codes: Vec<_> = output
            .liste_statuts_possibles_pour_traitement
            .iter()
            .map(|row| row.statut_possible_pour_traitement.as_deref())
            .collect();
        assert!(codes.contains(&Some("SUSPENDUE")), "{codes:?}");
    }
    the_bank_references_of_an_own_structure_are_listed("recupererCoordonneesBancairesValides", bench) {
        let output = bench.supplier().done(&RecupererCoordonneesBancairesValides::new(1001)).await;
        let ids: Vec<_> =
            output.liste_coordonnee_bancaire.iter().map(|row| row.id_coordonnee_bancaire).collect();
        assert_eq!(ids, [Some(1101)]);
    }
    a_supplier_finds_its_structures("recupererStructuresActivesPourFournisseur", bench) {
        let output = bench.supplier().done(&RecupererStructuresActivesFournisseur::default()).await;
        let ids: Vec<_> = output.liste_structures.iter().map(|row| row.id_structure_cpp).collect();
        assert_eq!(ids, [Some(1001)]);
    }
    a_recipient_finds_its_structures("recupererStructuresActivesPourDestinataire", bench) {
        let output = bench.recipient().done(&RecupererStructuresActivesPourDestinataire::default()).await;
        let ids: Vec<_> = output.liste_structures.iter().map(|row| row.id_structure_cpp).collect();
        assert_eq!(ids, [Some(2001)]);
    }
    a_project_manager_finds_its_structures("recupererStructuresActivesPourFacturetravaux", bench) {
        let output = bench.validator().done(&RecupererStructuresActivesPourFacturetravaux::default()).await;
        let ids: Vec<_> = output.liste_structures.iter().map(|row| row.id_structure_cpp).collect();
        assert_eq!(ids, [Some(1002)]);
    }
    the_documents_of_a_structure_are_listed("rechercherPieceJointeStructure", bench) {
        let wanted = RechercherPieceJointeStructure {
            parametres_recherche: first_page(),
            ..RechercherPieceJointeStructure::new(1001)
        };
        let output = bench.supplier().done(&wanted).await;
        let names: Vec<_> =
            output.liste_pieces_jointes.iter().map(|row| row.piece_jointe_designation.as_deref()).collect();
        assert_eq!(names, [Some("Extrait du registre")]);
    }
    the_files_of_the_account_are_listed("rechercherPieceJointeSurMonCompte", bench) {
        bench.supplier().attachment().await;
        let wanted = RechercherPieceJointeSurMonCompte {
            piece_jointe_designation: Some("bon".into()),
            parametres_recherche: first_page(),
            ..RechercherPieceJointeSurMonCompte::default()
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_pieces_jointes.len(), 1);
    }
    documents_are_downloaded_by_what_they_are_about("telechargerPieceJointe", bench) {
        let of_structure = TelechargerPieceJointe {
            structure: Some(TelechargerPieceJointeStructure {
                type_identifiant_structure: Some(TypeIdentifiantStructure::Siret),
                identifiant_structure: Some("00000000900001".into()),
                ..TelechargerPieceJointeStructure::default()
            }),
            ..TelechargerPieceJointe::new(ObjetPieceJointe::StructurePiecejointe)
        };
        let of_order = TelechargerPieceJointe {
            engagement_juridique: Some(TelechargerPieceJointeEngagement {
                numero_engagement_juridique: Some("4500012345".into()),
            }),
            ..TelechargerPieceJointe::new(ObjetPieceJointe::EngagementJuridique)
        };
        for wanted in [of_structure, of_order] {
            let output = bench.supplier().done(&wanted).await;
            assert!(output.piece_jointe.is_some_and(|file| file.starts_with("JVBER")), "a PDF in base64");
        }
    }
    the_directory_is_a_zip("telechargerAnnuaireDestinataire", bench) {
        let output = bench.supplier().done(&TelechargerAnnuaireDestinataire::default()).await;
        assert!(output.fichier_resultat.is_some_and(|file| file.starts_with("UEsD")), "a ZIP in base64");
    }
    an_establishment_is_told_by_its_siret("consulterInformationSIRET", bench) {
        bench.supplier().done(&ConsulterInformationSiret::new(TOWN.into())).await;
    }
    a_public_recipient_is_found_by_its_name("rechercherDestinataire", bench) {
        let wanted = RechercherDestinataire {
            nom_ville_code_postal: Some("ville exemple".into()),
            type_structure: Some(TypeStructure::Publique),
            parametres_recherche: first_page(),
            ..RechercherDestinataire::default()
        };
        let output = bench.supplier().done(&wanted).await;
        assert!(output.liste_destinataires.iter().any(|row| row.siret.as_deref() == Some(TOWN)));
    }
    the_services_of_a_recipient_are_found("rechercherServiceExecutant", bench) {
        let wanted = RechercherServiceExecutant {
            actif: Some(true),
            parametres_recherche: first_page(),
            ..RechercherServiceExecutant::new(2001)
        };
        let output = bench.supplier().done(&wanted).await;
        assert_eq!(output.liste_services.len(), 3);
    }
}
