//! The implemented services, one line each. Paths and confidence marks: API.md §4.

use crate::{
    Client, Error, FieldKind, FileContent,
    by_name::{self, ByNameError},
    codes::{FormatDepot, SyntaxeFlux},
    common::RetourSimple,
    description::Described,
    download::Download,
    engagements_juridiques::*,
    factures::*,
    factures_travaux::*,
    organisations::*,
    service::{Confidence, Effect, Input, Method, Service, Shape},
    structures::*,
    transverses::*,
    upload::Upload,
    utilisateurs::*,
};

/// Declares services: the table, the link from input to output, and the methods of each group.
///
/// `call` gives a method taking the input, `ask` a method without input (the input type is empty),
/// `upload` no method: the input goes with a file, see [`Client::upload`].
///
/// A last word `Bare` marks the answers without `codeRetour` ([`Shape::Bare`]). A part of a path in braces is
/// filled with the field of this wire name of the input, which is then left out of the body.
macro_rules! services {
    ($(
        $(#[$group_meta:meta])*
        $group:ident, $accessor:ident {
            $( $(#[$meta:meta])* $kind:ident $function:ident $name:literal $input:ident => $output:ty :
               $method:ident $path:literal $confidence:ident $effect:ident $($shape:ident)?; )*
        }
    )*) => {
        /// Every implemented service.
        pub const SERVICES: &[&Service] = &[$($(<$input as Input>::SERVICE,)*)*];

        /// Reads a body with the type of its service and writes it again. This is the tool to check recorded
        /// bodies with: what the types do not know is lost, so that comparing both tells new fields, and a body
        /// that cannot be read tells what changed. `service` is a [`Service::name`]; `None` when there is none
        /// of that name.
        ///
        /// # Errors
        /// When the body cannot be read with the type.
        pub fn rewrite(service: &str, body: Body, text: &str) -> Option<Result<String, serde_json::Error>> {
            match (service, body) {
                $($(
                    ($name, Body::Request) => Some(written_again::<$input>(text)),
                    ($name, Body::Answer) => Some(written_again::<$output>(text)),
                )*)*
                _ => None,
            }
        }

        /// What the input of a service is made of; none when there is none of that name.
        #[must_use]
        pub fn describe(service: &str) -> Option<FieldKind> {
            match service {
                $($($name => Some(<$input as Described>::described()),)*)*
                _ => None,
            }
        }

        impl Client {
            /// Calls a service by its [`Service::name`] with its input as JSON: only those that change nothing and do
            /// not answer with a file ([`Service::is_callable_by_name`]). Fields without value are not sent. Gives the
            /// answer as JSON, redacted and cut as [`crate::CallRecord::answer`] is.
            ///
            /// # Errors
            /// See [`ByNameError`].
            pub async fn call_by_name(&self, service: &str, input: &str) -> Result<String, ByNameError> {
                let known = SERVICES.iter().find(|known| known.name == service);
                if !known.is_some_and(|known| known.is_callable_by_name()) {
                    return Err(ByNameError::NotCallable);
                }
                match service {
                    $($($name => Box::pin(by_name::call::<$input>(self, input)).await,)*)*
                    _ => Err(ByNameError::NotCallable),
                }
            }
        }

        $($(
            impl Input for $input {
                type Output = $output;
                const SERVICE: &'static Service = &Service {
                    name: $name,
                    method: Method::$method,
                    path: $path,
                    confidence: Confidence::$confidence,
                    effect: Effect::$effect,
                    shape: services!(@shape $($shape)?),
                };
            }
        )*)*

        $(
            $(#[$group_meta])*
            #[derive(Debug, Clone, Copy)]
            pub struct $group<'a> {
                client: &'a Client,
            }

            impl $group<'_> {
                $( services!(@$kind $(#[$meta])* $function $input $output); )*
            }
        )*

        impl Client {
            $(
                $(#[$group_meta])*
                #[must_use]
                pub fn $accessor(&self) -> $group<'_> {
                    $group { client: self }
                }
            )*
        }
    };
    (@shape) => {
        Shape::Functional
    };
    (@shape $shape:ident) => {
        Shape::$shape
    };
    (@call $(#[$meta:meta])* $function:ident $input:ident $output:ty) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// See [`Error`].
        pub async fn $function(&self, input: &$input) -> Result<$output, Error> {
            self.client.call(input).await
        }
    };
    (@ask $(#[$meta:meta])* $function:ident $input:ident $output:ty) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// See [`Error`].
        pub async fn $function(&self) -> Result<$output, Error> {
            self.client.call(&$input::default()).await
        }
    };
    (@upload $(#[$meta:meta])* $function:ident $input:ident $output:ty) => {
        // Written by hand below: it takes a file.
    };
}

/// Which body of an exchange, for [`rewrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// What is sent.
    Request,
    /// What comes back.
    Answer,
}

fn written_again<T: serde::Serialize + serde::de::DeserializeOwned>(
    text: &str,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

services! {
    /// The services of invoices (API Factures).
    Factures, factures {
        upload deposer_pdf "deposerPdfFacture" DeposerPdfFacture => DeposerPdfFactureOutput: Post "factures/v1/deposer/pdf" Spec Create;
        /// Submits one invoice. For: supplier.
        call soumettre "soumettreFacture" SoumettreFacture => SoumettreFactureOutput: Post "factures/v1/soumettre" Spec Create;
        /// Searches issued invoices. For: supplier.
        call rechercher_fournisseur "rechercherFactureParFournisseur" RechercherFactureParFournisseur => RechercherFactureParFournisseurOutput: Post "factures/v1/rechercher/fournisseur" Spec Search;
        /// Searches received invoices. For: recipient.
        call rechercher_recipiendaire "rechercherFactureRecipiendaire" RechercherFactureRecipiendaire => RechercherFactureRecipiendaireOutput: Post "factures/v1/rechercher/recipiendaire" Spec Search;
        /// Full details of an issued invoice. For: supplier.
        call consulter_fournisseur "consulterFactureParFournisseur" ConsulterFactureParFournisseur => ConsulterFactureParFournisseurOutput: Post "factures/v1/consulter/fournisseur" Spec Read;
        /// Statuses, events and user actions of an invoice. For: supplier, recipient, validator.
        call consulter_historique "consulterHistoriqueFacture" ConsulterHistoriqueFacture => ConsulterHistoriqueFactureOutput: Post "factures/v1/consulter/historique" Spec Read;
        /// Invoices waiting for this validator. For: validator.
        call rechercher_a_traiter_valideur "rechercherFactureATraiterParValideur" RechercherFactureATraiterParValideur => RechercherFactureATraiterParValideurOutput: Post "factures/v1/rechercher/aTraiter/valideur" Spec Search;
        /// Accepts or refuses an invoice as its validator. For: validator.
        call traiter_facture_a_valider "traiterFactureAValider" TraiterFactureAValider => TraiterFactureAValiderOutput: Post "factures/v1/traiter/factureAValider" Spec Create;
        /// Downloads invoices as one PDF, a ZIP or pivot XML; 10 per call are recommended. For: supplier, recipient, validator.
        ///
        /// The file is held in memory, as base64; [`Client::download`] decodes it and writes it as it comes.
        call telecharger_groupe "telechargerGroupeFacture" TelechargerGroupeFacture => TelechargerGroupeFactureOutput: Post "factures/v1/telecharger/groupe" Spec Read;
        /// Searches payment requests in live and archived data; does not work on qualification. For: supplier, project manager, contracting authority, validator, recipient.
        call rechercher_demande_paiement "rechercherDemandePaiement" RechercherDemandePaiement => RechercherDemandePaiementOutput: Post "factures/v1/rechercher/demandePaiement" Spec Search;
        /// Adds attachments or a comment to a suspended invoice. For: supplier.
        call completer "completerFacture" CompleterFacture => CompleterFactureOutput: Post "factures/v1/completer" Spec Create;
        /// Full details of a received invoice. For: recipient.
        call consulter_recipiendaire "consulterFactureParRecipiendaire" ConsulterFactureParRecipiendaire => ConsulterFactureParRecipiendaireOutput: Post "factures/v1/consulter/recipiendaire" Spec Read;
        /// Searches invoices as a validator. For: validator.
        call rechercher_valideur "rechercherFactureParValideur" RechercherFactureParValideur => RechercherFactureParValideurOutput: Post "factures/v1/rechercher/valideur" Spec Search;
        /// Moves a received invoice to another status. For: recipient.
        call traiter_recue "traiterUneFactureRecue" TraiterUneFactureRecue => TraiterUneFactureRecueOutput: Post "factures/v1/traiter/recue" Spec Create;
        /// Full details of an invoice as its validator. For: validator.
        call consulter_valideur "consulterFactureParValideur" ConsulterFactureParValideur => ConsulterFactureParFournisseurOutput: Post "factures/v1/consulter/valideur" Spec Read;
        /// Sends an invoice to recycle to another recipient, service or commitment. For: supplier.
        call recycler "recyclerFacture" RecyclerFacture => RecyclerFactureOutput: Post "factures/v1/recycler" Spec Create;
        /// Received invoices waiting to be treated. For: recipient.
        call rechercher_atraiter_recipiendaire "rechercherFactureATraiterParRecipiendaire" RechercherFactureATraiterParRecipiendaire => RechercherFactureATraiterParRecipiendaireOutput: Post "factures/v1/rechercher/atraiter/recipiendaire" Spec Search;
        /// Issued invoices waiting for their supplier. For: supplier.
        call rechercher_atraiter_fournisseur "rechercherFactureATraiterParFournisseur" RechercherFactureATraiterParFournisseur => RechercherFactureATraiterParFournisseurOutput: Post "factures/v1/rechercher/atraiter/fournisseur" Spec Search;
        /// Marks rejections as dealt with. For: supplier.
        call traiter_rejet "traiterFacturesRejetees" TraiterFacturesRejetees => RetourSimple: Post "factures/v1/traiterRejet" Spec Create;
        upload deposer_flux "deposerFluxFacture" DeposerFluxFacture => DeposerFluxFactureOutput: Post "factures/v1/deposer/flux" Spec Create;
        /// Names another validator. For: supplier.
        call corriger_valideur_facture "corrigerValideurFacture" CorrigerValideurFacture => CorrigerValideurFactureOutput: Post "factures/v1/corriger/valideur/facture" Spec Create;
        /// Statuses a validator may see. For: validator.
        call recuperer_statuts_facture_visibles_valideur "recupererStatutsFactureVisiblesParValideur" RecupererStatutsFactureVisiblesParValideur => RecupererStatutsFactureVisiblesParValideurOutput: Post "factures/v1/recuperer/statutsFactureVisibles/valideur" Spec Search;
    }
    /// The services of structures (API Structures).
    Structures, structures {
        /// Searches structures; at least one criterion is required. For: anybody.
        call rechercher "rechercherStructure" RechercherStructure => RechercherStructureOutput: Post "structures/v1/rechercher" Spec Search;
        /// Details of a structure, with what it requires in an invoice. For: anybody.
        call consulter "consulterStructureAvecTVAIntraCom" ConsulterStructure => ConsulterStructureOutput: Post "structures/v1/consulter" Spec Read;
        /// Services of a structure. For: anybody.
        call rechercher_services "rechercherServicesStructure" RechercherServicesStructure => RechercherServicesStructureOutput: Post "structures/v1/rechercher/services" Spec Search;
        /// Details of a service, with what it requires in an invoice. For: anybody.
        call consulter_service "consulterServiceStructure" ConsulterServiceStructure => ConsulterServiceStructureOutput: Post "structures/v1/consulter/service" Spec Read;
        /// Services of a structure a user is attached to. For: manager.
        call lister_rattachementsutilisateur "listerRattachementsStructureUtilisateur" ListerRattachementsStructureUtilisateur => ListerRattachementsStructureUtilisateurOutput: Post "structures/v1/lister/rattachementsutilisateur" Spec Search;
        /// Spaces of a structure or service. For: anybody.
        call rechercher_espaces "rechercherEspaces" RechercherEspaces => RechercherEspacesOutput: Post "structures/v1/rechercher/espaces" Spec Search;
    }
    /// The services common to the whole platform (API Transverses).
    Transverses, transverses {
        /// Whether the API is up. For: anybody.
        ask health_check "healthCheck" HealthCheck => HealthCheckOutput: Get "transverses/v1/health-check" Client Probe;
        upload ajouter_fichier "ajouterFichierDansSysteme" AjouterFichier => AjouterFichierOutput: Post "transverses/v1/ajouter/fichier" Client Create;
        /// Kinds of attachments. For: anybody.
        call recuperer_typespj "recupererTypePieceJointe" RecupererTypesPieceJointe => RecupererTypesPieceJointeOutput: Post "transverses/v1/recuperer/typespj" Client Search;
        /// Active structures of the caller as a supplier. For: supplier.
        ask recuperer_structures_actives_fournisseur "recupererStructuresActivesPourFournisseur" RecupererStructuresActivesFournisseur => RecupererStructuresActivesOutput: Post "transverses/v1/recuperer/structures/actives/fournisseur" Client Search;
        /// Report on a flow, with a PDF. For: supplier.
        ///
        /// The file is held in memory, as base64; [`Client::download`] decodes it and writes it as it comes.
        call consulter_cr "consulterCompteRendu" ConsulterCompteRendu => ConsulterCompteRenduOutput: Post "transverses/v1/consulterCR" Client Read;
        /// Errors of a flow, invoice by invoice. For: supplier.
        call consulter_cr_detaille "consulterCompteRenduDetaille" ConsulterCompteRenduDetaille => ConsulterCompteRenduDetailleOutput: Post "transverses/v1/consulterCRDetaille" Client Read;
        /// Currencies. For: anybody.
        call recuperer_devises "recupererDevises" RecupererDevises => RecupererDevisesOutput: Post "transverses/v1/recuperer/devises" Client Search;
        /// Countries. For: anybody.
        call recuperer_pays "recupererPays" RecupererPays => RecupererPaysOutput: Post "transverses/v1/recuperer/pays" Client Search;
        /// Ways of depositing. For: anybody.
        ask recuperer_modedepot "recupererModeDepot" RecupererModeDepot => RecupererModeDepotOutput: Post "transverses/v1/recuperer/modedepot" Client Search;
        /// Means of payment. For: anybody.
        ask recuperer_modereglements "recupererModeReglements" RecupererModeReglements => RecupererModeReglementsOutput: Post "transverses/v1/recuperer/modereglements" Client Search;
        /// Invoicing frameworks of a kind of payment request. For: anybody.
        call recuperer_cadrefacturation "recupererCadreFacturation" RecupererCadreFacturation => RecupererCadreFacturationOutput: Post "transverses/v1/recuperer/cadrefacturation" Client Search;
        /// VAT rates. For: anybody.
        call recuperer_tauxtva "recupererTauxTva" RecupererTauxTva => RecupererTauxTvaOutput: Post "transverses/v1/recuperer/tauxtva" Client Search;
        /// Reasons for VAT exemption. For: anybody.
        call recuperer_motifs_exonerationtva "recupererMotifsExonerationTva" RecupererMotifsExonerationTva => RecupererMotifsExonerationTvaOutput: Post "transverses/v1/recuperer/motifs/exonerationtva" Client Search;
        /// Reasons a validator may refuse for. For: validator.
        call recuperer_motifs_refus_facture_a_valider "recupererMotifsRefusFactureAValider" RecupererMotifsRefusFactureAValider => RecupererMotifsRefusFactureAValiderOutput: Post "transverses/v1/recuperer/motifs/refus/Facture/AValider" Client Search;
        /// Reasons a works document may be refused for. For: project manager, contracting authority.
        call recuperer_motifs_refus_facture_travaux "recupererMotifsRefusFactureTravaux" RecupererMotifsRefusFactureTravaux => RecupererMotifsRefusFactureTravauxOutput: Post "transverses/v1/recuperer/motifs/refus/FactureTravaux" Inferred Search;
        /// Kinds of payment requests. For: anybody.
        ask recuperer_typedp "recupererTypeDemandePaiement" RecupererTypeDemandePaiement => RecupererTypeDemandePaiementOutput: Post "transverses/v1/recuperer/typedp" Client Search;
        /// Kinds of works documents. For: anybody.
        ask recuperer_typefacturetravaux "recupererTypeFactureTravaux" RecupererTypeFactureTravaux => RecupererTypeFactureTravauxOutput: Post "transverses/v1/recuperer/typefacturetravaux" Client Search;
        /// Kinds of identifiers. For: anybody.
        ask recuperer_typeidentifiant_structure "recupererTypeIdentifiantStructure" RecupererTypeIdentifiantStructure => RecupererTypeIdentifiantStructureOutput: Post "transverses/v1/recuperer/typeidentifiant/structure" Client Search;
        /// Formats of flows. For: anybody.
        ask recuperer_formatflux "recupererFormatFlux" RecupererFormatFlux => RecupererFormatFluxOutput: Post "transverses/v1/recuperer/formatflux" Client Search;
        /// Syntaxes of a format of flows. For: anybody.
        call recuperer_syntaxeflux "recupererSyntaxeFlux" RecupererSyntaxeFlux => RecupererSyntaxeFluxOutput: Post "transverses/v1/recuperer/syntaxeflux" Inferred Search;
        /// States of a kind of payment request. For: anybody.
        call recuperer_etat_typedp "recupererEtatParTypeDemandePaiement" RecupererEtatParTypeDemandePaiement => RecupererEtatParTypeDemandePaiementOutput: Post "transverses/v1/recuperer/etat/typedp" Client Search;
        /// Statuses a recipient may move an invoice to. For: recipient.
        call recuperer_etats_traitement "recupererEtatsPossiblesPourTraitement" RecupererEtatsPossiblesPourTraitement => RecupererEtatsPossiblesPourTraitementOutput: Post "transverses/v1/recuperer/etats/traitement" Client Search;
        /// Valid bank references of a structure. For: supplier.
        call recuperer_coordbanc_valides "recupererCoordonneesBancairesValides" RecupererCoordonneesBancairesValides => RecupererCoordonneesBancairesValidesOutput: Post "transverses/v1/recuperer/coordbanc/valides" Client Search;
        /// Active structures of the caller as a recipient. For: recipient.
        ask recuperer_structures_actives_destinataire "recupererStructuresActivesPourDestinataire" RecupererStructuresActivesPourDestinataire => RecupererStructuresActivesOutput: Post "transverses/v1/recuperer/structures/actives/destinataire" Client Search;
        /// Active structures of the caller for works documents. For: project manager.
        ask recuperer_structures_actives_facturetravaux "recupererStructuresActivesPourFacturetravaux" RecupererStructuresActivesPourFacturetravaux => RecupererStructuresActivesOutput: Post "transverses/v1/recuperer/structures/actives/facturetravaux" Client Search;
        /// Attachments stored on a structure. For: anybody.
        call rechercher_pj_structure "rechercherPieceJointeStructure" RechercherPieceJointeStructure => RechercherPieceJointeStructureOutput: Post "transverses/v1/rechercher/pj/structure" Client Search;
        /// Attachments stored on the account. For: anybody.
        call rechercher_pj_moncompte "rechercherPieceJointeSurMonCompte" RechercherPieceJointeSurMonCompte => RechercherPieceJointeSurMonCompteOutput: Post "transverses/v1/rechercher/pj/moncompte" Client Search;
        /// Downloads an attachment. For: anybody.
        ///
        /// The file is held in memory, as base64; [`Client::download`] decodes it and writes it as it comes.
        call telecharger_piece_jointe "telechargerPieceJointe" TelechargerPieceJointe => TelechargerPieceJointeOutput: Post "transverses/v1/telecharger/pieceJointe" Client Read;
        /// Downloads the directory of public recipients, a ZIP. For: anybody.
        ///
        /// The file is held in memory, as base64; [`Client::download`] decodes it and writes it as it comes.
        ask telecharger_annuaire_destinataire "telechargerAnnuaireDestinataire" TelechargerAnnuaireDestinataire => TelechargerAnnuaireDestinataireOutput: Post "transverses/v1/telecharger/annuaire/destinataire" Client Read;
        /// Data of the register of establishments; not available on qualification. For: anybody.
        call consulter_information_siret "consulterInformationSIRET" ConsulterInformationSiret => ConsulterInformationSiretOutput: Post "transverses/v1/consulter/information/siret" Client Read;
        /// Searches public recipients. For: anybody.
        call rechercher_destinataire "rechercherDestinataire" RechercherDestinataire => RechercherDestinataireOutput: Post "transverses/v1/rechercher/destinataire" Client Search;
        /// Searches services of a recipient; deprecated by the platform. For: anybody.
        call rechercher_serviceexecutant "rechercherServiceExecutant" RechercherServiceExecutant => RechercherServiceExecutantOutput: Post "transverses/v1/rechercher/serviceexecutant" Inferred Search;
        /// Categories of support requests. For: anybody.
        call rechercher_categorie_sollicitation "rechercherCategorieSollicitation" RechercherCategorieSollicitation => RechercherCategorieSollicitationOutput: Post "transverses/v1/rechercher/categorieSollicitation" Client Search;
        /// Sub-categories of support requests. For: anybody.
        call rechercher_sous_categorie_sollicitation "rechercherSousCategorieSollicitation" RechercherSousCategorieSollicitation => RechercherSousCategorieSollicitationOutput: Post "transverses/v1/rechercher/sousCategorieSollicitation" Client Search;
    }
    /// The services of users (API Utilisateurs).
    Utilisateurs, utilisateurs {
        /// Structures and services the caller is attached to. For: anybody.
        call mon_compte_recuperer_rattachements "recupererRattachementsUtilisateur" RecupererRattachements => RecupererRattachementsOutput: Post "utilisateurs/v1/monCompte/recuperer/rattachements" Client Search;
    }
    /// The services of legal commitments (API Engagements juridiques).
    EngagementsJuridiques, engagements_juridiques {
        /// Searches legal commitments. For: supplier, recipient.
        call rechercher "rechercherEngagementJuridique" RechercherEngagementJuridique => RechercherEngagementJuridiqueOutput: Post "engagementsJuridiques/v1/rechercher" Client Search;
        /// A legal commitment with the payment requests tied to it. For: supplier, recipient.
        call consulter_detail "consulterDetailEngagementJuridique" ConsulterDetailEngagementJuridique => ConsulterDetailEngagementJuridiqueOutput: Post "engagementsJuridiques/v1/consulterDetail" Inferred Read;
    }
    /// The services of works documents (API Factures de travaux).
    FacturesTravaux, factures_travaux {
        /// Searches works documents. For: supplier, project manager, contracting authority, validator, recipient.
        call rechercher "rechercherFactureTravaux" RechercherFactureTravaux => RechercherFactureTravauxOutput: Post "facturesTravaux/v1/rechercher" OfficialExample Search;
        /// Asks the depositor of the preceding document to recycle it. For: project manager, contracting authority.
        call demander_recyclage "demanderRecyclagePiecePrecedente" DemanderRecyclagePiecePrecedente => DemanderRecyclagePiecePrecedenteOutput: Post "facturesTravaux/v1/demander/recyclage" Inferred Create;
        /// Suspends a works document or asks to complete it. For: project manager, contracting authority, recipient.
        call suspendre_demander_completer_facture_travaux "suspendreOuDemanderCompleterFactureTravaux" SuspendreOuDemanderCompleterFactureTravaux => RetourSimple: Post "facturesTravaux/v1/suspendre/demander/completer/factureTravaux" Inferred Create;
        /// Recycles a works document. For: supplier, project manager, contracting authority.
        call recycler "recyclerFactureTravaux" RecyclerFactureTravaux => RecyclerFactureTravauxOutput: Post "facturesTravaux/v1/recycler" Inferred Create;
        /// Submits a works document; its body is not public. For: supplier, project manager, contracting authority.
        call soumettre "soumettreFactureTravaux" SoumettreFactureTravaux => SoumettreFactureTravauxOutput: Post "facturesTravaux/v1/soumettre" Inferred Create;
        /// A works document in full; its body is not public. For: supplier, project manager, contracting authority, recipient.
        call consulter "consulterFactureTravaux" ConsulterFactureTravaux => ConsulterFactureTravauxOutput: Post "facturesTravaux/v1/consulter" Inferred Read;
        /// All documents of a billing file; its body is not public. For: supplier, project manager, contracting authority, recipient.
        call consulter_dossierfacturation "consulterDossierDeFacturation" ConsulterDossierDeFacturation => ConsulterDossierDeFacturationOutput: Post "facturesTravaux/v1/consulter/dossierfacturation" Inferred Read;
        /// Works documents waiting for the caller; its body is not public. For: supplier, project manager, contracting authority.
        call rechercher_atraiter "rechercherFactureTravauxATraiter" RechercherFactureTravauxATraiter => RechercherFactureTravauxATraiterOutput: Post "facturesTravaux/v1/rechercher/atraiter" Inferred Search;
        /// Completes a suspended works document; its body is not public. For: supplier.
        call completer "completerFactureTravaux" CompleterFactureTravaux => CompleterFactureTravauxOutput: Post "facturesTravaux/v1/completer" Inferred Create;
        /// Completes a works document as the project manager; its body is not public. For: project manager.
        call completermoe "completerMoe" CompleterMoe => CompleterMoeOutput: Post "facturesTravaux/v1/completermoe" Inferred Create;
        /// Refuses a works document with a reason; its body is not public. For: project manager, contracting authority.
        call refuser "refuserFactureTravaux" RefuserFactureTravaux => RefuserFactureTravauxOutput: Post "facturesTravaux/v1/refuser" Inferred Create;
    }
    /// The services of the newer directory (API Organisations).
    Organisations, organisations {
        /// Whether the API is up; the answer is empty. For: anybody.
        ask healthcheck "organisationsHealthcheck" OrganisationsHealthcheck => RetourSimple: Get "organisations/v1/healthcheck" Client Probe Bare;
        /// Searches structures. For: anybody.
        call structures_recherche "rechercherStructures" RechercherStructures => Vec<Organisation>: Post "organisations/v1/structures/recherche" Client Search Bare;
        /// One structure. For: anybody.
        call structures "consulterStructureOrganisation" ConsulterStructureOrganisation => Organisation: Get "organisations/v1/structures/{uuid}" Client Read Bare;
        /// Services of a structure. For: anybody.
        call structures_services "rechercherServicesStructureOrganisation" RechercherServicesStructureOrganisation => Vec<OrganisationService>: Get "organisations/v1/structures/{uuid}/services" Client Search Bare;
        /// Attachments of a structure. For: anybody.
        call structures_pieces_jointes "listerPiecesJointesStructure" ListerPiecesJointesStructure => Vec<OrganisationPieceJointe>: Get "organisations/v1/structures/{uuid}/pieces_jointes" Client Search Bare;
        /// One attachment. For: anybody.
        ///
        /// The file is held in memory, as base64; [`Client::download`] decodes it and writes it as it comes.
        call structures_piece_jointe "recupererPieceJointeStructure" RecupererPieceJointeStructure => OrganisationPieceJointe: Get "organisations/v1/structures/{uuid}/pieces_jointes/{uuidPj}" Client Read Bare;
        /// Changes the EDI parameters of a structure. For: anybody.
        call structures_parametres_edi "modifierParametresEdi" ModifierParametresEdi => RetourSimple: Patch "organisations/v1/structures/{uuid}/parametres-edi" Client Create Bare;
        /// One service. For: anybody.
        call services "consulterServiceOrganisation" ConsulterServiceOrganisation => OrganisationService: Get "organisations/v1/services/{uuid}" Client Read Bare;
        /// Searches services. For: anybody.
        call services_recherche "rechercherServiceOrganisation" RechercherServiceOrganisation => Vec<OrganisationService>: Post "organisations/v1/services/recherche" Client Search Bare;
    }
}

impl Upload for DeposerPdfFacture {
    const FILE_FIELD: &'static str = "fichierFacture";
}

impl Upload for DeposerFluxFacture {
    const FILE_FIELD: &'static str = "fichierFlux";
}

impl Upload for AjouterFichier {
    const FILE_FIELD: &'static str = "pieceJointeFichier";
}

impl Download for TelechargerGroupeFacture {
    const FILE_FIELD: &'static str = "fichierResultat";
}

impl Download for ConsulterCompteRendu {
    const FILE_FIELD: &'static str = "fichierCR";
}

impl Download for TelechargerPieceJointe {
    const FILE_FIELD: &'static str = "pieceJointe";
}

impl Download for TelechargerAnnuaireDestinataire {
    const FILE_FIELD: &'static str = "fichierResultat";
}

impl Download for RecupererPieceJointeStructure {
    const FILE_FIELD: &'static str = "attachmentData";
}

impl Factures<'_> {
    /// Uploads a PDF invoice (10 MB at most) and gives back the values read from it, to be confirmed with
    /// [`Factures::soumettre`]. The file is streamed. For: supplier.
    ///
    /// # Errors
    /// See [`Error`]; [`crate::GatewayKind::TooLarge`] above 10 MB.
    pub async fn deposer_pdf(
        &self,
        file: FileContent,
        nom_fichier: &str,
        format: FormatDepot,
    ) -> Result<DeposerPdfFactureOutput, Error> {
        self.client.upload(&DeposerPdfFacture::new(nom_fichier.to_owned(), format), file).await
    }
}

impl Factures<'_> {
    /// Deposits a flow (API.md §1.6: 10 MB each file, 30 MB once compressed) and gives back its number; what
    /// became of it is told by `consulter_cr` and `consulter_cr_detaille`. `avec_signature` tells whether the
    /// flow is signed; the field is optional, and `None` leaves it out. The file is streamed. For: supplier,
    /// mandatary.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deposer_flux(
        &self,
        file: FileContent,
        nom_fichier: &str,
        syntaxe: SyntaxeFlux,
        avec_signature: Option<bool>,
    ) -> Result<DeposerFluxFactureOutput, Error> {
        let mut head = DeposerFluxFacture::new(nom_fichier.to_owned(), syntaxe);
        head.avec_signature = avec_signature;
        self.client.upload(&head, file).await
    }
}

impl Transverses<'_> {
    /// Stores a file (10 MB at most) and gives back its number. The file is streamed. For: anybody.
    ///
    /// # Errors
    /// See [`Error`]; `codeRetour` 20003 above 10 MB.
    pub async fn ajouter_fichier(
        &self,
        file: FileContent,
        nom: &str,
        type_mime: &str,
        extension: &str,
    ) -> Result<AjouterFichierOutput, Error> {
        let head = AjouterFichier::new(nom.to_owned(), type_mime.to_owned(), extension.to_owned());
        self.client.upload(&head, file).await
    }
}
