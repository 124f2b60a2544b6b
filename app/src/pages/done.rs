//! What was just done, said on the page after the redirect.
//!
//! The address carries a code of a closed list, never a text: a link from outside can show nothing but these sentences.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::Response;
use domain::StatusKind;
use http::request::Parts;

use crate::components::Notice;
use crate::web::{Place, see_other};

macro_rules! outcomes {
    ($($variant:ident = $code:literal, $kind:ident, $sentence:literal;)+) => {
        /// Something that succeeded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Done {
            $($variant,)+
        }

        impl Done {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The sentence on screen.
            pub(crate) fn notice(self) -> Notice {
                match self { $(Self::$variant => Notice::new(StatusKind::$kind, $sentence),)+ }
            }
        }
    };
}

outcomes! {
    SecondFactorRemoved = "double-authentification", Success, "Double authentification retirée.";
    SecondFactorLost = "double-authentification-retiree", Success, "Double authentification retirée. La personne en configurera une autre.";
    SecondFactorRequired = "double-authentification-exigee", Success, "Chacun devra avoir configuré sa double authentification dans sept jours.";
    SecondFactorOptional = "double-authentification-libre", Success, "La double authentification n’est plus exigée de tous.";
    PasswordChanged = "mot-de-passe", Success, "Mot de passe changé. Vos autres sessions sont fermées.";
    SessionClosed = "session", Success, "Session fermée.";
    SignedOutElsewhere = "autres-sessions", Success, "Toutes vos autres sessions sont fermées.";
    UserAdded = "utilisateur", Success, "Personne ajoutée. Transmettez-lui son premier mot de passe de vive voix.";
    UserInvited = "invitation", Success, "Cette adresse a déjà un compte : la personne est invitée, et rejoindra l’organisation quand elle aura accepté.";
    InvitationWithdrawn = "invitation-retiree", Success, "Invitation retirée.";
    InvitationAccepted = "invitation-acceptee", Success, "Invitation acceptée. Choisissez ci-dessous où travailler.";
    InvitationDeclined = "invitation-refusee", Success, "Invitation refusée.";
    ReachChanged = "portee", Success, "Accès modifié. Il vaut dès maintenant.";
    RoleChanged = "role", Success, "Rôle changé. Il vaut dès maintenant.";
    UserRemoved = "retrait", Success, "Accès retiré. Il a pris fin immédiatement.";
    DraftsBegun = "brouillons", Success, "Chaque fichier est un brouillon, rangé sous sa structure. Rien n’est envoyé avant votre relecture.";
    DraftsAndFlowsBegun = "brouillons-et-flux", Success, "Les PDF sont des brouillons, les fichiers XML des flux, sur la page Flux. Rien n’est envoyé avant votre relecture.";
    FilesWait = "a-ranger", Info, "Certains fichiers ne disent pas de laquelle de vos structures ils sont : répondez ci-dessous.";
    FilesPutAside = "ecartes", Success, "Fichiers écartés.";
    DraftResumed = "brouillon-repris", Success, "Brouillon repris, comme il était.";
    DraftTaken = "brouillon-pris", Success, "Ce brouillon est à vous. Vos collègues le voient.";
    DraftsTaken = "brouillons-pris", Success, "Ces brouillons sont à vous. Vos collègues le voient.";
    SubmissionPlanned = "depart-prevu", Success, "Départ prévu. Vous pouvez l’annuler d’ici là, ci-dessous ou sur la page de la facture.";
    SubmissionUndone = "envoi-annule", Success, "Dépôt annulé. Rien n’est parti : la facture est de nouveau un brouillon.";
    InvoiceCopied = "copie", Success, "Brouillon établi d’après la facture d’origine. Donnez-lui son PDF, son numéro et sa date.";
    EntryCopied = "copie-saisie", Success, "Brouillon établi d’après la facture d’origine. Donnez-lui sa date et vérifiez ses lignes.";
    FlowsPrepared = "flux", Success, "Chaque fichier est un flux, prêt à relire. Rien n’est envoyé.";
    BatchesBegun = "lots", Success, "Chaque tableau est un lot, prêt à relire. Aucun brouillon n’est encore créé.";
    BatchFilesAdded = "lot-fichiers", Success, "Fichiers ajoutés, et chaque ligne vérifiée de nouveau.";
    BatchChanged = "lot-change", Success, "Choix enregistrés, et chaque ligne vérifiée de nouveau.";
    BatchDiscarded = "lot-ecarte", Success, "Lot écarté. Aucun brouillon n’en avait été créé.";
    BatchPaused = "lot-pause", Success, "Lot en pause. Les brouillons déjà créés sont conservés.";
    BatchCancelled = "lot-abandonne", Success, "Lot abandonné. Les brouillons déjà créés sont conservés.";
    DraftsAndBatchesBegun = "brouillons-et-lots", Success, "Les PDF sont des brouillons ; chaque tableau est un lot, sur la page Lots. Rien n’est envoyé avant votre relecture.";
    TakenUp = "reprise", Success, "Brouillon établi d’après la facture refusée. Corrigez ce que Chorus Pro a signalé, puis déposez-la de nouveau.";
    SeveralTakenUp = "reprises", Success, "Les factures refusées sont des brouillons, chacun relié à sa ligne ci-dessous.";
    FlowUndone = "flux-annule", Success, "Envoi annulé. Rien n’est parti : le flux est conservé.";
    FlowDiscarded = "flux-ecarte", Success, "Flux écarté. Rien n’était parti.";
    PayerTold = "payeur", Success, "Qui paie est enregistré. Les délais de toutes les factures à ce destinataire en tiennent compte.";
    RateEntered = "taux", Success, "Taux enregistré. Les décomptes en tiennent compte dès maintenant.";
    ActUndone = "reponse-annulee", Success, "Envoi annulé. Rien n’est parti : votre réponse est conservée.";
    DecisionUndone = "decision-annulee", Success, "Envoi annulé. Rien n’est parti : votre décision est conservée.";
    ReplyUndone = "validation-annulee", Success, "Envoi annulé. Rien n’est parti : votre réponse est conservée.";
    AskingValidations = "validations", Info, "Chorus Pro est interrogé. Ce qui attend votre réponse apparaît de soi-même ci-dessous.";
    WorksActUndone = "acte-annule", Success, "Envoi annulé. Rien n’est parti : ce que vous aviez préparé est conservé.";
    ReadingWorks = "lecture-piece", Info, "La pièce est demandée à Chorus Pro. Ce qu’elle dit apparaît de soi-même ci-dessous.";
    FormConfirmed = "forme-confirmee", Success, "Forme confirmée. Elle sert dès maintenant en production.";
    FormForgotten = "forme-retiree", Success, "Confirmation retirée. Rien ne part plus en production sous cette forme.";
    AskingWorks = "travaux", Info, "Chorus Pro est interrogé. Les pièces qui ont changé apparaissent d’elles-mêmes ci-dessous.";
    DecisionsUndone = "decisions-annulees", Success, "Envois annulés. Ce qui n’était pas parti est conservé, facture par facture.";
    DecisionsGone = "decisions-parties", Info, "Ces décisions sont déjà parties : suivez-les sur la page de chaque facture.";
    SeveralDecided = "decisions", Info, "Décisions confirmées. Vous pouvez encore les annuler pendant quelques secondes.";
    InvoiceAssigned = "confiee", Success, "Enregistré. Vos collègues voient qui en est chargé.";
    ContractDaysTold = "delai-contractuel", Success, "Délai contractuel enregistré. Le délai de cette facture en tient compte.";
    NothingDecided = "rien-decide", Info, "Aucune de ces factures ne peut plus être mandatée : leur statut a changé.";
    TextKept = "texte-garde", Success, "Motif gardé comme modèle. Toute votre organisation le voit.";
    SubmissionsUndone = "envois-annules", Success, "Dépôts annulés. Rien n’est parti : les factures sont de nouveau des brouillons.";
    StructureAdded = "structure", Success, "Structure ajoutée. Saisissez ses accès à Chorus Pro, puis testez la connexion.";
    MandateAdded = "mandat", Success, "Mandat enregistré, avec son document.";
    MandateEnded = "mandat-termine", Success, "Fin du mandat enregistrée. Le mandat reste consultable.";
    MandatesRequired = "mandats-exiges", Success, "Un mandat est maintenant exigé pour déposer. Sans mandat valable, un motif est demandé et journalisé.";
    MandatesNotRequired = "mandats-non-exiges", Success, "Aucun mandat n’est plus exigé pour déposer.";
    SiretChangeBegun = "siret", Success, "Nouveau SIRET enregistré. Cochez chaque point quand il est fait.";
    NewStructureCreated = "siret-structure", Success, "Nouveau SIRET enregistré, avec sa structure. Cochez chaque point quand il est fait.";
    StepTold = "siret-etape", Success, "Enregistré.";
    SiretChangeForgotten = "siret-oublie", Success, "Changement de SIRET oublié. Les structures restent telles quelles.";
    NoteWritten = "note", Success, "Note enregistrée. Elle reste dans votre organisation.";
    NotesRead = "notes-lues", Success, "Notes marquées comme lues.";
    RuleAdded = "regle", Success, "Règle ajoutée. Essayez-la sur les dernières factures avant de compter sur elle.";
    RuleDeleted = "regle-supprimee", Success, "Règle supprimée. Les visas qu’elle a déjà demandés restent demandés.";
    RuleRaised = "regle-montee", Success, "Ordre des règles changé.";
    RulesApplied = "regles-appliquees", Success, "Règles appliquées aux factures qui attendaient.";
    RulesHadNothing = "regles-rien", Info, "Aucune facture n’attendait : rien n’a changé.";
    TeamKept = "equipe", Success, "Équipe enregistrée.";
    TeamDeleted = "equipe-supprimee", Success, "Équipe supprimée. Un visa qui l’attendait est à redemander à quelqu’un d’autre.";
    TwoForRejections = "deux-personnes", Success, "Désormais, un rejet attend la confirmation d’une deuxième personne.";
    OneForRejections = "une-personne", Success, "Désormais, une seule personne suffit pour rejeter. Les rejets déjà en attente le restent.";
    AbsenceSet = "absence", Success, "Absence enregistrée.";
    AbsenceEnded = "absence-finie", Success, "Absence retirée.";
    Approved = "visa", Success, "Visa donné.";
    ApprovalRefused = "visa-refuse", Success, "Visa refusé. Le paiement reste retenu.";
    ApprovalAsked = "visa-demande", Success, "Visa demandé.";
    ApprovalWithdrawn = "visa-retire", Success, "Visa retiré du circuit. L’historique le dit.";
    CalledBack = "contre-appel", Success, "Compte rendu enregistré. Une autre personne doit maintenant confirmer.";
    AccountConfirmed = "compte", Success, "Coordonnées confirmées. Elles sont désormais connues pour ce fournisseur.";
    SeveralHeld = "rejets-deux", Info, "Rien n’est parti : ces rejets attendent la confirmation d’une deuxième personne.";
    RejectionHeld = "rejet-deux", Info, "Rien n’est parti : ce rejet attend la confirmation d’une deuxième personne.";
    RejectionConfirmed = "rejet-confirme", Success, "Rejet confirmé.";
    RejectionReturned = "rejet-renvoye", Success, "Rejet rendu à son auteur. Rien n’est parti.";
    NoteDeleted = "note-supprimee", Success, "Note supprimée.";
    ViewSaved = "vue", Success, "Vue enregistrée. Elle est proposée au-dessus de la liste.";
    ViewDeleted = "vue-supprimee", Success, "Vue supprimée.";
    Refreshing = "actualisation", Info, "Chorus Pro est interrogé sur les factures choisies. Leurs lignes changent d’elles-mêmes s’il y a du nouveau.";
    RefreshingSome = "actualisation-partielle", Info, "Chorus Pro est interrogé sur une partie des factures choisies. Leurs lignes changent d’elles-mêmes s’il y a du nouveau.";
    StructuresImported = "structures-importees", Success, "Structures importées. Saisissez leurs accès à Chorus Pro : un même accès sert à plusieurs.";
    NothingImported = "structures-connues", Info, "Aucune structure créée : toutes existaient déjà.";
    InChargeChosen = "en-charge", Success, "Personnes en charge enregistrées.";
    CredentialsReplaced = "acces-remplaces", Success, "Nouveaux accès testés et mis en service. Les précédents sont effacés.";
    EdiSaved = "edi", Success, "Raccordement EDI enregistré. Testez-le : rien ne part avant.";
    EdiHostKeyConfirmed = "edi-serveur", Success, "Clé du serveur confirmée. Testez de nouveau le raccordement.";
    EdiCollecting = "edi-releve", Info, "Le dossier d’arrivée est relevé. Ce qui s’y trouve apparaît de soi-même ci-dessous.";
    PackageBegun = "telechargement", Info, "Le téléchargement se prépare en arrière-plan. Cette page montre d’elle-même où il en est.";
    PackageFinished = "telechargement-arrete", Success, "Le téléchargement est prêt avec ce qui est là. Son index dit ce qui manque.";
    PackageDeleted = "telechargement-supprime", Success, "Téléchargement supprimé. Les documents restent dans Pupitre.";
    ArchivesPlanned = "archives", Success, "Archive mensuelle en place. Elle s’établit d’elle-même le 2 de chaque mois.";
    ArchivesEnded = "archives-arretees", Success, "Plus aucune archive ne sera établie. Celles qui existent restent.";
    MirroringAtOnce = "fichiers-aussitot", Success, "Les fichiers des factures reçues seront récupérés aussitôt qu’elles arrivent.";
    MirroringWhenOpened = "fichiers-ouverture", Success, "Les fichiers des factures reçues ne seront récupérés que quand quelqu’un les ouvre ou les télécharge.";
    CredentialsSaved = "acces", Success, "Accès enregistrés, chiffrés. Testez la connexion pour les vérifier.";
}

/// What the address says was just done; nothing when it says nothing known.
pub(crate) struct JustDone(pub(crate) Option<Done>);

impl JustDone {
    /// The notices of the page.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.0.map(Done::notice).into_iter().collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for JustDone {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(from_query(parts.uri.query().unwrap_or_default())))
    }
}

fn from_query(query: &str) -> Option<Done> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    pairs.iter().find(|(name, _)| name == "fait").and_then(|(_, code)| Done::from_code(code))
}

/// 303 to a page that confirms.
pub(crate) fn redirect_done(place: Place, done: Done) -> Response {
    redirect_done_to(&place.path(), done)
}

/// The same to a path of this site with its parameters.
pub(crate) fn redirect_done_to(path: &str, done: Done) -> Response {
    let joint = if path.contains('?') { '&' } else { '?' };
    see_other(&format!("{path}{joint}fait={}", done.code()))
}

#[cfg(test)]
mod tests {
    use http::header;

    use super::*;

    #[test]
    fn every_outcome_survives_the_redirect() {
        for done in Done::ALL {
            let response = redirect_done(Place::Account, *done);
            let location = response.headers()[header::LOCATION].to_str().unwrap();
            let query = location.strip_prefix("/compte?").unwrap();
            assert_eq!(from_query(query), Some(*done));
            let response = redirect_done(Place::Deposit, *done);
            let location = response.headers()[header::LOCATION].to_str().unwrap();
            assert_eq!(from_query(location.split_once('?').unwrap().1), Some(*done));
        }
    }

    #[test]
    fn a_text_from_outside_says_nothing() {
        for query in ["", "fait=", "fait=<script>", "fait", "autre=role", "%ff=%ff"] {
            assert_eq!(from_query(query), None, "{query}");
        }
    }
}
