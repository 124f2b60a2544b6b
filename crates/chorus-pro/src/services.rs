//! The implemented services, one line each. Paths and confidence marks: API.md §4.

use crate::{
    Client, Error, FileContent,
    codes::FormatDepot,
    factures::*,
    service::{Confidence, Effect, Input, Method, Service},
    structures::*,
    transverses::*,
    upload::Upload,
    utilisateurs::*,
};

/// Declares services: the table, the link from input to output, and the methods of each group.
///
/// `call` gives a method taking the input, `ask` a method without input (the input type is empty),
/// `upload` no method: the input goes with a file, see [`Client::upload`].
macro_rules! services {
    ($(
        $(#[$group_meta:meta])*
        $group:ident, $accessor:ident {
            $( $(#[$meta:meta])* $kind:ident $function:ident $name:literal $input:ident => $output:ident :
               $method:ident $path:literal $confidence:ident $effect:ident; )*
        }
    )*) => {
        /// Every implemented service.
        pub const SERVICES: &[&Service] = &[$($(<$input as Input>::SERVICE,)*)*];

        $($(
            impl Input for $input {
                type Output = $output;
                const SERVICE: &'static Service = &Service {
                    name: $name,
                    method: Method::$method,
                    path: $path,
                    confidence: Confidence::$confidence,
                    effect: Effect::$effect,
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
    (@call $(#[$meta:meta])* $function:ident $input:ident $output:ident) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// See [`Error`].
        pub async fn $function(&self, input: &$input) -> Result<$output, Error> {
            self.client.call(input).await
        }
    };
    (@ask $(#[$meta:meta])* $function:ident $input:ident $output:ident) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// See [`Error`].
        pub async fn $function(&self) -> Result<$output, Error> {
            self.client.call(&$input::default()).await
        }
    };
    (@upload $(#[$meta:meta])* $function:ident $input:ident $output:ident) => {
        // Written by hand below: it takes a file.
    };
}

services! {
    /// The services of invoices (API Factures).
    Factures, factures {
        upload deposer_pdf "deposerPdfFacture" DeposerPdfFacture => DeposerPdfFactureOutput: Post "factures/v1/deposer/pdf" Spec Create;
        /// Submits one invoice.
        call soumettre "soumettreFacture" SoumettreFacture => SoumettreFactureOutput: Post "factures/v1/soumettre" Spec Create;
        /// Searches issued invoices.
        call rechercher_fournisseur "rechercherFactureParFournisseur" RechercherFactureParFournisseur => RechercherFactureParFournisseurOutput: Post "factures/v1/rechercher/fournisseur" Spec Search;
        /// Searches received invoices.
        call rechercher_recipiendaire "rechercherFactureRecipiendaire" RechercherFactureRecipiendaire => RechercherFactureRecipiendaireOutput: Post "factures/v1/rechercher/recipiendaire" Spec Search;
        /// Full details of an issued invoice.
        call consulter_fournisseur "consulterFactureParFournisseur" ConsulterFactureParFournisseur => ConsulterFactureParFournisseurOutput: Post "factures/v1/consulter/fournisseur" Spec Read;
        /// Statuses, events and user actions of an invoice.
        call consulter_historique "consulterHistoriqueFacture" ConsulterHistoriqueFacture => ConsulterHistoriqueFactureOutput: Post "factures/v1/consulter/historique" Spec Read;
    }
    /// The services of structures (API Structures).
    Structures, structures {
        /// Searches structures; at least one criterion is required.
        call rechercher "rechercherStructure" RechercherStructure => RechercherStructureOutput: Post "structures/v1/rechercher" Spec Search;
        /// Details of a structure, with what it requires in an invoice.
        call consulter "consulterStructureAvecTVAIntraCom" ConsulterStructure => ConsulterStructureOutput: Post "structures/v1/consulter" Spec Read;
        /// Services of a structure.
        call rechercher_services "rechercherServicesStructure" RechercherServicesStructure => RechercherServicesStructureOutput: Post "structures/v1/rechercher/services" Spec Search;
        /// Details of a service, with what it requires in an invoice.
        call consulter_service "consulterServiceStructure" ConsulterServiceStructure => ConsulterServiceStructureOutput: Post "structures/v1/consulter/service" Spec Read;
    }
    /// The services common to the whole platform (API Transverses).
    Transverses, transverses {
        /// Whether the API is up.
        ask health_check "healthCheck" HealthCheck => HealthCheckOutput: Get "transverses/v1/health-check" Client Probe;
        upload ajouter_fichier "ajouterFichierDansSysteme" AjouterFichier => AjouterFichierOutput: Post "transverses/v1/ajouter/fichier" Client Create;
        /// Kinds of attachments.
        call types_piece_jointe "recupererTypePieceJointe" RecupererTypesPieceJointe => RecupererTypesPieceJointeOutput: Post "transverses/v1/recuperer/typespj" Client Search;
        /// Active structures of the caller as a supplier.
        ask structures_actives_fournisseur "recupererStructuresActivesPourFournisseur" RecupererStructuresActivesFournisseur => RecupererStructuresActivesOutput: Post "transverses/v1/recuperer/structures/actives/fournisseur" Client Search;
    }
    /// The services of users (API Utilisateurs).
    Utilisateurs, utilisateurs {
        /// Structures and services the caller is attached to.
        call rattachements "recupererRattachementsUtilisateur" RecupererRattachements => RecupererRattachementsOutput: Post "utilisateurs/v1/monCompte/recuperer/rattachements" Client Search;
    }
}

impl Upload for DeposerPdfFacture {
    const FILE_FIELD: &'static str = "fichierFacture";
}

impl Upload for AjouterFichier {
    const FILE_FIELD: &'static str = "pieceJointeFichier";
}

impl Factures<'_> {
    /// Uploads a PDF invoice (10 MB at most) and gives back the values read from it, to be confirmed with
    /// [`Factures::soumettre`]. The file is streamed.
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

impl Transverses<'_> {
    /// Stores a file (10 MB at most) and gives back its number. The file is streamed.
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
