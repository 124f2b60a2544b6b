//! The French sentence of each reason: what happened and what to do.

use domain::{
    ALLOWED_EXTENSIONS, AttachmentNameError, CopyProblem, FileKind, Missing, Reason, format_day,
    format_moment, format_time_to_come, paris_day,
};

use super::Sentence;

/// What to ask for.
pub(super) const fn missing_name(part: Missing) -> &'static str {
    match part {
        Missing::ClientId => "l’identifiant client PISTE",
        Missing::ClientSecret => "le secret client PISTE",
        Missing::Login => "le compte technique",
        Missing::Password => "le mot de passe du compte technique",
        Missing::Certificate => "le certificat",
    }
}

/// What is wrong with an archive, and what was taken of it all the same.
fn told_of_archive(wrong: &str, taken: usize) -> String {
    match taken {
        0 => wrong.to_owned(),
        1 => format!("{wrong} Un fichier en a été pris avant : ne le redéposez pas."),
        _ => format!("{wrong} {taken} fichiers en ont été pris avant : ne les redéposez pas."),
    }
}

/// What to do with a file that is no PDF.
const fn kind_not_taken(kind: FileKind) -> &'static str {
    match kind {
        FileKind::InvoiceXml => {
            "C’est une facture électronique en XML : elle se dépose comme flux, sur la page Flux."
        }
        FileKind::Xml => {
            "Ce fichier XML n’est pas une facture connue de Pupitre. Déposez le PDF de la facture."
        }
        FileKind::Spreadsheet => {
            "C’est un tableau. Un tableau de factures se donne sur la page Lots ; ici, déposez les PDF."
        }
        FileKind::Image => {
            "C’est une image, et Chorus Pro attend un PDF. Enregistrez la facture en PDF, puis déposez-la."
        }
        FileKind::Office => "C’est un document de bureautique. Enregistrez-le en PDF, puis déposez-le.",
        FileKind::Archive => {
            "Une archive dans une archive n’est pas ouverte. Sortez-en les factures, puis déposez-les."
        }
        FileKind::Other => {
            "Ce fichier n’est pas un PDF. Exportez la facture en PDF depuis votre logiciel, puis déposez-la."
        }
    }
}

impl Sentence for AttachmentNameError {
    fn sentence(&self) -> String {
        let list = ALLOWED_EXTENSIONS.join(", ");
        match self {
            Self::NoExtension => format!("Ce fichier n’a pas d’extension. Chorus Pro accepte : {list}."),
            Self::Refused(extension) => {
                format!("Chorus Pro refuse les fichiers .{extension}. Types acceptés : {list}.")
            }
        }
    }
}

impl Sentence for Reason {
    fn sentence(&self) -> String {
        match self {
            Self::ChorusProRefused { code_retour, libelle } => functional(*code_retour, libelle),
            Self::NoAttachmentNumber { name } => format!("Chorus Pro n’a pas donné de numéro à « {name} »."),
            Self::StillUnverified { cause } => {
                format!("L’envoi n’a pas encore pu être vérifié. {}", cause.sentence())
            }
            Self::OtherInvoiceUnderNumber { chorus_id } => format!(
                "Chorus Pro détient sous ce numéro une autre facture (n° Chorus Pro {chorus_id}), dont le montant, le \
                 destinataire ou la date diffèrent. Vérifiez-la sur le portail, puis donnez un autre numéro à celle-ci."
            ),
            Self::CertificateExpired { at } => {
                format!(
                    "Le certificat a expiré le {}. Remplacez-le sur cette page.",
                    format_day(paris_day(*at))
                )
            }
            Self::Accepted { chorus_id } => format!("Acceptée par Chorus Pro sous le n° {chorus_id}."),
            Self::Deposited { chorus_id, at } => {
                format!("N° Chorus Pro {chorus_id}, reçue le {}", format_moment(*at))
            }
            Self::ArchiveUnreadable { taken } => told_of_archive(
                "Cette archive est abîmée ou d’un genre que Pupitre n’ouvre pas. Refaites-la en ZIP, puis recommencez.",
                *taken,
            ),
            Self::ArchiveTooLarge { taken } => told_of_archive(
                "Cette archive dépasse ce qui s’ouvre en une fois : 1 000 fichiers, 118 Mo, 500 Mo une fois ouverte. Séparez-la, puis recommencez.",
                *taken,
            ),
            Self::TooManyToPack { most } => format!(
                "Cette sélection dépasse {most} factures, le plus que l’on télécharge en une fois. Précisez les filtres."
            ),
            Self::TooManyPackages { most } => format!(
                "Vous avez déjà {most} téléchargements, le plus que l’on puisse garder. Supprimez-en un, puis recommencez."
            ),
            Self::TooManyFilesInPackage { most } => {
                format!("Une archive contient {most} fichiers au plus. Choisissez moins de factures.")
            }
            Self::JournalTooLong { most } => {
                format!("Cet extrait du journal dépasse {most} entrées, le plus que l’on exporte en une fois. Précisez la période.")
            }
            Self::TooManyToExport { most } => {
                format!(
                    "Cette liste dépasse {most} factures, le plus que l’on exporte en une fois. Précisez les filtres."
                )
            }
            Self::TooLargeToDownload { most } => format!(
                "Les fichiers choisis dépassent {} Mo, le plus que l’on télécharge en une fois. Choisissez moins de factures.",
                most / 1_000_000
            ),
            Self::NothingToDownload => {
                "Aucune des factures choisies n’a de fichier dans Pupitre. Ouvrez-les : leurs documents seront demandés à Chorus Pro.".to_owned()
            }
            Self::NoteEmpty => "Écrivez votre note, puis enregistrez-la.".to_owned(),
            Self::NoteTooLong { most } => {
                format!("Une note a {most} caractères au plus. Raccourcissez celle-ci, puis enregistrez-la.")
            }
            Self::TooManyNotes { most } => format!(
                "Cette facture a déjà {most} notes, le plus qu’une facture puisse avoir. Supprimez-en une des vôtres."
            ),
            Self::ViewName { most } => format!("Donnez à la vue un nom de {most} caractères au plus."),
            Self::ViewTooLong => {
                "Ces filtres sont trop longs pour être conservés. Raccourcissez la recherche, puis recommencez.".to_owned()
            }
            Self::DecisionTextLength { most } => {
                format!("Un texte à garder a de 1 à {most} caractères.")
            }
            Self::CircuitFull { most } => {
                format!("{most} au plus sont gardés. Retirez-en d’abord.")
            }
            Self::TooManyDecisionTexts { most } => {
                format!("{most} textes sont gardés au plus pour une décision. Retirez-en un d’abord.")
            }
            Self::TooManyViews { most } => format!(
                "Vous avez déjà {most} vues, le plus que l’on puisse conserver. Supprimez-en une, puis recommencez."
            ),
            Self::MandateReasonTooLong { most } => {
                format!("Ce motif dépasse {most} caractères. Raccourcissez-le.")
            }
            Self::TooManyMandates { most } => format!(
                "Cette structure a déjà {most} mandats, le plus que l’on puisse conserver. Mettez fin à ceux qui ne servent plus."
            ),
            Self::SendingTime { most } => format!(
                "Indiquez un moment à venir, dans les {most} jours : une date comme 05/12/2026 et une heure comme 9:00."
            ),
            Self::PlannedFor { at } => format!("Départ prévu le {}.", format_moment(*at)),
            Self::PlannedNoLongerFits => {
                "Le contrôle refait avant le départ prévu a trouvé un point à corriger. Corrigez-le, puis déposez.".to_owned()
            }
            Self::TooManyTries { until } => {
                format!("Trop d’essais infructueux. Réessayez à {}.", format_time_to_come(*until))
            }
            Self::GatewayRefused { status } => format!(
                "Un intermédiaire (pare-feu, passerelle) refuse l’accès à Chorus Pro (HTTP {status}). Faites vérifier \
                 la connexion, puis testez l’accès sur la fiche de la structure."
            ),
            Self::SiretUnusable { error } => error.sentence(),
            Self::FlowNumberUnknown { number } => {
                format!("Chorus Pro ne connaît pas de flux {number}. Vérifiez ce numéro.")
            }
            Self::FlowCut { most } => {
                format!("Ce flux compte plus de {most} factures ; Pupitre en lit {most}, et dépose le tout.")
            }
            Self::FlowTaken { number } if number.is_empty() => {
                "Retrouvé chez Chorus Pro par ses factures.".to_owned()
            }
            Self::FlowTaken { number } => format!("Reçu par Chorus Pro sous le n° {number}."),
            Self::EdiInterfaceClosed { interface } => format!(
                "L’interface {interface} n’est pas de celles du raccordement EDI. Cochez-la sur sa page si votre fiche de \
                 raccordement la porte, ou déposez par l’API."
            ),
            Self::EdiHostKeyUnknown { fingerprint } => format!(
                "Le serveur présente la clé {fingerprint}, que personne n’a encore confirmée. Comparez-la à celle que son \
                 exploitant vous a donnée, puis confirmez-la."
            ),
            Self::EdiHostKeyChanged { fingerprint } => format!(
                "Le serveur présente une autre clé que celle qui a été confirmée : {fingerprint}. Rien n’est échangé. \
                 Demandez à son exploitant s’il l’a changée ; si oui, testez le raccordement et confirmez la nouvelle."
            ),
            Self::EdiFolderMissing { folder } => format!(
                "Le dossier « {folder} » n’existe pas. Faites-le créer, ou corrigez son chemin."
            ),
            Self::EdiFolderRefused { folder } => format!(
                "Le dossier « {folder} » ne se laisse pas lire ou écrire. Faites-en vérifier les droits."
            ),
            Self::EdiFileTooLarge { name } => format!(
                "Le fichier « {name} » dépasse ce que Pupitre prend. Il reste dans le dossier."
            ),
            Self::EdiNameTaken { name } => format!(
                "Un autre fichier nommé {name} est déjà dans le dossier de départ. Rien n’a été écrit par-dessus : vérifiez \
                 qu’un autre logiciel n’utilise pas le même code application."
            ),
            Self::EdiTooManyFiles { most } => format!(
                "Le dossier d’arrivée contient plus de {most} fichiers. Faites-y retirer ce qui n’est pas un retour de Chorus Pro."
            ),
            Self::EdiLeft { name } => format!("Déposé dans le dossier de départ sous le nom {name}."),
            Self::EdiFetched { name } => format!(
                "L’archive {name} avait été écrite en entier et n’est plus dans le dossier de départ : elle y a été relevée."
            ),
            Self::TableTooManyRows { most } => {
                format!(
                    "Ce tableau compte plus de {most} lignes, le plus qui se prend en une fois. Séparez-le."
                )
            }
            Self::TableTooManyColumns { most } => {
                format!("Ce tableau compte plus de {most} colonnes. Retirez celles qui ne servent pas.")
            }
            Self::TableCellTooLong { row, column } => format!(
                "La cellule de la ligne {row}, colonne {column}, contient trop de texte. Raccourcissez-la, puis recommencez."
            ),
            Self::TooManyTables { most } => {
                format!("Pupitre prend {most} tableaux au plus à la fois. Donnez celui-ci ensuite.")
            }
            Self::BatchTooManyFiles { most } => format!("Un lot prend {most} PDF au plus."),
            Self::NameUnusable { error } => error.sentence(),
            Self::TooLargeToMend { megabytes } => format!(
                "Ce fichier dépasse {megabytes}\u{a0}Mo : c’est trop pour être compressé ou coupé ici. Séparez-le en fichiers plus \
                 petits, puis joignez-les."
            ),
            Self::NotSplit { problem } => not_split(*problem).to_owned(),
            Self::NoPlainCopy { problem } => format!(
                "La copie sans XML n’a pas été faite : {}. Choisissez une autre façon d’envoyer ce PDF, ou donnez-en un sans données.",
                no_copy(*problem)
            ),
            Self::RecipientNotChecked { cause } => {
                format!("Le destinataire n’a pas pu être vérifié. {}", cause.sentence())
            }
            Self::FileEmpty { name } if name.is_empty() => {
                "Ce fichier est vide. Choisissez le PDF de la facture.".to_owned()
            }
            Self::TableTooLarge { megabytes } => format!(
                "Ce tableau est trop lourd pour être lu\u{a0}: {megabytes}\u{a0}Mo au plus. Retirez les feuilles et images qui ne \
                 servent pas, ou séparez-le."
            ),
            Self::FileEmpty { name } => format!("« {name} » est vide. Choisissez un autre fichier."),
            plain => plain_sentence(plain).to_owned(),
        }
    }
}

/// Why a PDF was not split, and what to do.
const fn not_split(problem: CopyProblem) -> &'static str {
    match problem {
        CopyProblem::Signed => {
            "Ce PDF dépasse 10 Mo et il est signé : le couper en parties romprait sa signature. Demandez à son auteur une \
             version plus légère, ou plusieurs fichiers."
        }
        CopyProblem::Protected => {
            "Ce PDF dépasse 10 Mo et il est protégé : il ne peut pas être coupé en parties. Enregistrez-le sans protection, \
             puis joignez-le de nouveau."
        }
        CopyProblem::PageTooLarge => {
            "Une page de ce PDF dépasse à elle seule 10 Mo, la limite de Chorus Pro. Réduisez la qualité de ses images \
             (150 points par pouce suffisent), puis joignez-le de nouveau."
        }
        CopyProblem::TooManyParts => {
            "Ce PDF ferait plus de 9 parties de 10 Mo. Réduisez la qualité de ses images, puis joignez-le de nouveau."
        }
        _ => {
            "Ce PDF dépasse 10 Mo et n’a pas pu être coupé en parties. Enregistrez-le de nouveau (« Imprimer » puis \
             « Enregistrer au format PDF ») en plusieurs fichiers, puis joignez-les."
        }
    }
}

/// What is in the way of a copy without data.
const fn no_copy(problem: CopyProblem) -> &'static str {
    match problem {
        CopyProblem::Signed => "ce PDF est signé, et une copie romprait sa signature",
        CopyProblem::Protected => "ce PDF est protégé",
        CopyProblem::TooCostly => "ce PDF demande trop de mémoire ou de temps",
        CopyProblem::TooLarge => "elle dépasserait 10 Mo, la limite de Chorus Pro",
        CopyProblem::NotAsMeant => "relue, elle n’avait pas les mêmes pages ou contenait encore un fichier",
        _ => "ce PDF n’a pas pu être copié",
    }
}

/// The sentence of a reason without parameters.
const fn plain_sentence(reason: &Reason) -> &'static str {
    match reason {
        Reason::ApplicationRefused => {
            "PISTE refuse l’application. Vérifiez l’identifiant et le secret client, et que l’application est active."
        }
        Reason::TechnicalAccountRefused => {
            "Chorus Pro refuse le compte technique. Vérifiez l’identifiant et le mot de passe, qui expire tous les \
             424 jours."
        }
        Reason::NotSubscribed => {
            "L’application PISTE n’est pas abonnée à ce service. Cochez l’API dans PISTE et acceptez ses conditions."
        }
        Reason::FileTooLargeForChorusPro => "Chorus Pro trouve ce fichier trop volumineux : 10 Mo au plus.",
        Reason::SlowDown => "Chorus Pro demande de ralentir.",
        Reason::ChorusProSilent => "Chorus Pro ne répond pas pour le moment.",
        Reason::FileUnreadable => "Pupitre n’a pas pu lire ou écrire un fichier sur son disque.",
        Reason::AnswerNotUnderstood => "La réponse de Chorus Pro n’a pas été comprise.",
        Reason::CertificateRefused => {
            "Chorus Pro refuse le certificat de connexion. Vérifiez qu’il est bien celui de ce compte technique, puis \
             remplacez-le sur la fiche de la structure."
        }
        Reason::NoDepositNumber => "Chorus Pro a répondu sans numéro de dépôt.",
        Reason::NoDocumentNumber => "Chorus Pro a reçu le PDF sans lui donner de numéro.",
        Reason::OwnSiretUnknown => {
            "Chorus Pro ne connaît pas le SIRET de cette structure. Vérifiez-le sur sa fiche."
        }
        Reason::AddressMisconfigured => {
            "L’adresse de Chorus Pro est mal configurée. Prévenez l’administrateur de Pupitre."
        }
        Reason::AccountNotAttached => {
            "Ce compte technique n’est pas rattaché à cette structure. Demandez le rattachement au gestionnaire \
             principal, dans Chorus Pro."
        }
        Reason::KeyCannotOpen => {
            "Les identifiants enregistrés ne peuvent plus être ouverts avec la clé actuelle. Saisissez-les de nouveau."
        }
        Reason::NoAccess => {
            "Cette structure n’a pas encore d’accès à Chorus Pro. Renseignez-le sur sa fiche, puis déposez."
        }
        Reason::PackageNotReady => {
            "Des fichiers de ce téléchargement arrivent encore de Chorus Pro. Attendez qu’il soit prêt, ou choisissez de ne pas attendre la suite."
        }
        Reason::TooManyDownloads => {
            "Deux archives partent déjà vers vous, ou toutes les places sont prises. Recommencez dans quelques minutes."
        }
        Reason::NotWaitedFor => {
            "Ses fichiers n’ont pas été attendus. Préparez un nouveau téléchargement pour les demander de nouveau."
        }
        Reason::NotAtChorusPro => {
            "Chorus Pro n’a pas cette facture, ou Pupitre ne connaît pas encore le numéro qu’elle y porte."
        }
        Reason::NothingToArchive => "Choisissez les factures reçues, les factures émises, ou les deux.",
        Reason::SharedAccess => {
            "Cet accès sert aussi des structures auxquelles vous n’avez pas accès : ce changement vaudrait pour elles \
             aussi. Demandez-le à un administrateur."
        }
        Reason::OnlyServices => {
            "Votre accès se limite à certains services de cette structure, et cette action concerne la structure entière. \
             Demandez-la à un administrateur."
        }
        Reason::UploadsOfTheDay => {
            "Vous avez atteint le volume de fichiers permis pour une journée. Réessayez demain, ou demandez à \
             l’administrateur de Pupitre de l’augmenter."
        }
        Reason::DocumentRead => "PDF lu par Chorus Pro.",
        Reason::NotNeeded => "Plus nécessaire.",
        Reason::DepositedBefore => "Déjà déposée.",
        Reason::InvoiceGone => "La facture n’existe plus.",
        Reason::DraftIncomplete => "Le brouillon n’est plus complet. Corrigez-le, puis déposez.",
        Reason::DocumentMissing => {
            "Le PDF de cette facture manque. Donnez-le au brouillon, puis déposez la facture."
        }
        Reason::AlreadySent => "Cette facture a déjà été envoyée ; elle ne peut plus être modifiée ici.",
        Reason::ChangedSinceReview => {
            "La facture a changé depuis que vous l’avez vérifiée. Relisez-la telle qu’elle serait envoyée, puis déposez."
        }
        Reason::NotSentYet => "Cette facture n’est pas encore partie : reprenez son brouillon.",
        Reason::NothingWaits => "Aucun envoi n’attend pour cette facture.",
        Reason::ActNotCalledFor => {
            "Cette facture n’attend plus cette réponse : son statut a changé. Ce que vous aviez préparé est conservé."
        }
        Reason::FormNotConfirmed => {
            "La forme que Chorus Pro attend ici n’est pas publiée. En production, rien ne part tant qu’un administrateur ne l’a pas confirmée."
        }
        Reason::MandateTableLacksNumber => {
            "Aucune colonne ne s’appelle « Numéro de facture ». Il en faut une, et si possible « SIRET fournisseur » et « Numéro de mandat »."
        }
        Reason::PaymentHeld => {
            "Le paiement est retenu : des coordonnées bancaires sont à confirmer, ou un visa manque. La page de la facture le dit."
        }
        Reason::SecondPersonNeeded => {
            "Il faut une deuxième personne : celle qui a commencé ne peut pas confirmer elle-même."
        }
        Reason::NothingToConfirm => "Plus rien n’attend de confirmation ici.",
        Reason::ApprovalNotYours => "Ce visa n’est pas à vous, ou ce n’est pas encore son tour.",
        Reason::ApprovedBefore => {
            "Vous avez déjà visé une autre étape de cette facture : il faut une autre personne."
        }
        Reason::RefusalUnexplained => "Écrivez pourquoi vous refusez : la personne en charge doit le savoir.",
        Reason::NobodyReaches => {
            "Personne de cette équipe n’accède à cette facture avec le droit de la traiter."
        }
        Reason::DecisionOvertaken => {
            "Le statut de cette facture a changé : cette décision n’y a plus sa place. Relisez la facture, puis décidez de nouveau."
        }
        Reason::ActUnderWay => {
            "La même réponse est déjà en cours d’envoi. Suivez-la sur la page de la facture."
        }
        Reason::ActDone => "Acceptée par Chorus Pro.",
        Reason::ActFoundDone => "Constatée sur Chorus Pro : la facture avait déjà changé de statut.",
        Reason::NoFlow => {
            "Ce fichier n’est ni une facture UBL ou CII, ni un Factur-X, ni une archive de telles factures."
        }
        Reason::FlowTooLarge => {
            "Ce flux dépasse 30 Mo une fois compressé, le plus que Chorus Pro accepte. Séparez-le."
        }
        Reason::FlowTooCostly => "Ce flux ne peut pas être lu : il demande trop de mémoire ou de temps.",
        Reason::FlowNamesNobody => {
            "Ce flux ne nomme aucune de vos structures, ou en nomme plusieurs. Choisissez celle qui le dépose."
        }
        Reason::FlowToCorrect => "Ce flux ne peut pas partir ainsi : corrigez ce qui est signalé.",
        Reason::EdiNoLink => {
            "Cette structure n’a pas de raccordement EDI. Saisissez-le sur sa fiche, ou déposez par l’API."
        }
        Reason::EdiUntested => {
            "Le raccordement EDI n’a pas encore passé son test. Testez-le sur sa page, puis déposez."
        }
        Reason::EdiFoldersClosed => {
            "Cette installation n’autorise aucun dossier de sa machine. L’exploitant l’autorise par le réglage edi-folder."
        }
        Reason::EdiFolderOutside => {
            "Ce dossier sort de celui que l’installation autorise. Indiquez un dossier qui s’y trouve."
        }
        Reason::EdiAddressForbidden => {
            "Ce serveur est sur un réseau interne, que l’installation n’autorise pas. L’exploitant l’autorise par le réglage \
             edi-host."
        }
        Reason::EdiUnreachable => {
            "Aucun serveur SSH ne répond à cette adresse. Vérifiez le serveur, le port et que votre adresse y est admise."
        }
        Reason::EdiKeyRefused => {
            "Le serveur refuse cet utilisateur ou cette clé. Vérifiez que la clé publique y est enregistrée."
        }
        Reason::EdiLost => "La connexion au dossier d’échange s’est interrompue.",
        Reason::EdiUnderWay => {
            "Une archive est en cours de dépôt, et seul le dossier actuel dit si elle y est. Attendez que son flux soit confirmé, puis \
             changez de serveur ou de dossier."
        }
        Reason::EdiSequenceEnded => {
            "Les numéros d’archive sont épuisés. Demandez un autre code application à Chorus Pro."
        }
        Reason::NoTable => "Ce fichier n’est pas un tableau. Donnez-le en CSV, XLSX ou ODS.",
        Reason::TableOld => {
            "Ce classeur est au format d’Excel d’avant 2007 (.xls). Enregistrez-le en .xlsx, puis recommencez."
        }
        Reason::TableProtected => {
            "Ce classeur est protégé par un mot de passe. Enregistrez-le sans protection, puis recommencez."
        }
        Reason::TableDamaged => {
            "Ce classeur est endommagé. Ouvrez-le, enregistrez-le de nouveau, puis recommencez."
        }
        Reason::TableEmpty => {
            "Ce tableau n’a pas de ligne à lire : la première porte les titres des colonnes, le reste vient dessous."
        }
        Reason::TableTooCostly => {
            "Ce tableau demande trop de temps ou de mémoire pour être lu. Enregistrez-le en CSV, ou séparez-le."
        }
        Reason::BatchRunning => {
            "Les brouillons de ce lot sont en cours de création. Mettez-le en pause d’abord."
        }
        Reason::BatchCancelled => "Ce lot a été abandonné. Donnez de nouveau son tableau.",
        Reason::BatchNotSo => "Ce lot n’est plus dans cet état. Relisez la page, puis recommencez.",
        Reason::BatchNothingReady => {
            "Aucune facture de ce lot n’est prête. Corrigez ce qui est signalé, puis recommencez."
        }
        Reason::BatchBegun => "Des brouillons ont été créés d’après ce lot : il ne peut plus être écarté.",
        Reason::BatchAuthorMayNot => {
            "La personne qui l’a lancé n’a plus le droit de déposer. Une autre peut reprendre ce lot."
        }
        Reason::NotFoundYet => {
            "Chorus Pro n’a pas encore cette facture. Pupitre l’y cherche pendant une heure avant de l’envoyer de nouveau."
        }
        Reason::FlowNotFoundYet => "Aucune facture de ce flux n’est encore chez Chorus Pro.",
        Reason::FlowNumberUnusable => {
            "Ce n’est pas un numéro de flux. Il compte 25 lettres et chiffres, par exemple CPP0011117000000000425903."
        }
        Reason::TooLateToUndo => "Trop tard : l’envoi a commencé. Suivez la facture sur sa page.",
        Reason::DoesNotIssue => "Cette structure n’émet pas de factures.",
        Reason::RecipientUnknown => {
            "Chorus Pro ne connaît pas ce SIRET. Vérifiez-le, ou cherchez le destinataire par son nom."
        }
        Reason::NumberTaken => {
            "Ce numéro a déjà été envoyé pour cette structure. Chorus Pro refuse les doublons, même après un rejet."
        }
        Reason::FileTooLarge => {
            "Ce fichier dépasse 10 Mo, la limite de Chorus Pro. Réduisez la qualité des images, puis réessayez."
        }
        Reason::NotPdf => kind_not_taken(FileKind::Other),
        Reason::KindNotTaken { kind } => kind_not_taken(*kind),
        Reason::ArchiveEncrypted => {
            "Ce fichier est protégé par un mot de passe dans son archive. Refaites-la sans mot de passe, puis recommencez."
        }
        Reason::ArchiveEmpty => "Cette archive ne contient aucun fichier.",
        Reason::PdfEncrypted => {
            "Ce PDF est protégé par un mot de passe ou chiffré : son destinataire ne pourrait pas l’ouvrir. Enregistrez-le sans protection, puis déposez-le de nouveau."
        }
        Reason::PdfCutShort => {
            "Ce PDF est incomplet : sa fin manque, sans doute un téléchargement interrompu. Reprenez l’original, puis déposez-le de nouveau."
        }
        Reason::PdfUnreadable => {
            "Ce PDF est endommagé ou illisible. Vérifiez qu’il s’ouvre, enregistrez-le de nouveau (« Imprimer » puis « Enregistrer au format PDF »), puis déposez-le."
        }
        Reason::PdfTooCostly => {
            "Ce PDF demande trop de mémoire ou de temps pour être lu. Enregistrez-le de nouveau (« Imprimer » puis « Enregistrer au format PDF »), puis déposez-le."
        }
        Reason::TooManyWaiting => {
            "Trop de fichiers attendent déjà leur structure. Rangez-les ou écartez-les, puis recommencez."
        }
        Reason::ReadersBusy => {
            "Trop de PDF sont en cours de lecture. Rien n’est en cause dans votre fichier : réessayez dans une minute."
        }
        Reason::AttachmentsTooLarge => {
            "Les pièces jointes dépasseraient 118 Mo, la limite de Chorus Pro. Retirez-en une d’abord."
        }
        Reason::UploadTooLarge => "Les fichiers envoyés ensemble dépassent 128 Mo. Envoyez-le à part.",
        Reason::StillTooLarge => {
            "Même compressé, ce fichier dépasse 10 Mo, la limite de Chorus Pro. Séparez-le en plusieurs fichiers ou réduisez \
             la qualité de ses images, puis joignez-le de nouveau."
        }
        Reason::ProgramNotTaken => {
            "Chorus Pro ne prend pas de programmes, et Pupitre n’en cache pas dans une archive. Joignez le document lui-même : \
             PDF, tableau ou image."
        }
        Reason::NotInside => "Ce document n’est plus dans le fichier, qui a été remplacé. Rechargez la page.",
        Reason::NothingForFlow => {
            "Ce PDF ne contient pas de facture en données (Factur-X) : il part en PDF ordinaire."
        }
        Reason::FlowTakesNoAttachments => {
            "Un flux n’emporte que son propre fichier : les pièces jointes à ce brouillon ne partiraient pas. Retirez-les, ou \
             envoyez la facture en PDF."
        }
        Reason::LeftAsFlow => "Ce brouillon est devenu un flux : la suite est sur la page de ce flux.",
        Reason::NothingToTakeUp => {
            "Aucune facture refusée de ce flux n’attend d’être reprise : chacune est déjà un brouillon."
        }
        Reason::NotInFlow => {
            "Pupitre n’a pas lu cette facture dans le fichier du flux. Déposez son PDF, ou saisissez-la."
        }
        Reason::FlowPartUnreadable => {
            "Le fichier de cette facture n’est pas une facture UBL ou CII lisible. Corrigez-le dans le logiciel qui l’a produit, \
             puis déposez-le dans un nouveau flux."
        }
        Reason::MandateMissing => {
            "Aucun mandat de cette structure n’est valable le jour du départ. Ajoutez-en un sur sa fiche, ou indiquez pourquoi \
             le dépôt part sans mandat : le motif est journalisé."
        }
        Reason::MandateNotPdf => {
            "Ce fichier n’est pas un PDF. Numérisez le mandat signé en PDF, puis donnez-le."
        }
        Reason::MandateEnded => "Ce mandat a déjà pris fin. Rechargez la page.",
        Reason::StructureThere => {
            "Cette structure existe déjà dans votre organisation, pour cet environnement."
        }
        Reason::TableNotGiven => "Choisissez le tableau à importer : CSV, XLSX ou ODS.",
        Reason::TableLacksColumns => {
            "Deux colonnes au moins doivent porter un titre : « SIRET » et « Désignation » (ou « Nom », « Raison sociale »)."
        }
        Reason::CertificatePasswordWrong => "Le mot de passe de ce certificat est incorrect.",
        Reason::CertificateUnreadable => "Ce fichier n’est pas un certificat PKCS#12 (.p12 ou .pfx) lisible.",
        Reason::EmailUnusable => "Indiquez une adresse électronique valable.",
        Reason::NameMissing => "Indiquez le prénom et le nom.",
        Reason::EmailTaken => "Cette adresse vient d’être ajoutée. Rechargez la page.",
        Reason::AlreadyMember => {
            "Cette personne fait déjà partie de l’organisation. Changez son rôle dans la liste."
        }
        Reason::LastAdministrator => {
            "Une organisation garde au moins un administrateur. Nommez-en un autre d’abord."
        }
        Reason::PasswordWrong => "Le mot de passe actuel est incorrect.",
        Reason::CodeWrong => {
            "Ce code n’est pas le bon, ou a déjà servi. Attendez le code suivant de l’application, puis saisissez-le."
        }
        Reason::SecondFactorPresent => {
            "Une double authentification est déjà en place. Retirez-la pour en configurer une autre."
        }
        Reason::SecondFactorAbsent => "Cette personne n’a pas de double authentification.",
        Reason::SecondFactorNotBegun => {
            "La configuration a expiré. Recommencez-la depuis votre compte, puis saisissez le code affiché."
        }
        Reason::SecondFactorNotYours => {
            "Cette double authentification ne peut pas être retirée ici : la vôtre se retire depuis votre compte, celle d’une \
             personne de plusieurs organisations par l’administrateur du serveur (pupitre user remove-second-factor)."
        }
        Reason::PasswordTooShort => {
            "Choisissez au moins 12 caractères. Une phrase de plusieurs mots convient bien."
        }
        Reason::PasswordTooLong => "Ce mot de passe dépasse 256 caractères.",
        Reason::PasswordGuessable => {
            "Ce mot de passe se devine facilement. Choisissez une suite de mots sans rapport avec vous."
        }
        Reason::Internal => {
            "Une erreur interne a empêché l’opération ; rien n’a été perdu. Réessayez, puis prévenez \
             l’administrateur de Pupitre si elle se répète."
        }
        // Those with parameters are told above; a code of a newer version has no words here.
        _ => "Raison inconnue de cette version de Pupitre. Prévenez l’administrateur de Pupitre.",
    }
}

/// The platform's own words when it gives some, and its code in any case.
fn functional(code: i64, libelle: &str) -> String {
    let words = match libelle.split_once([' ', ':']) {
        Some((first, words)) if is_message_code(first) => words.trim_matches([' ', ':', '-']),
        _ => libelle,
    };
    let words = if words.is_empty() { libelle } else { words };
    format!("Chorus Pro a refusé : {words} (code {code})")
}

/// `GDP_MSG_10.047`, `10.047`: what stands before the words, not one of them.
fn is_message_code(text: &str) -> bool {
    text.contains(['_', '.'])
        && text.contains(|sign: char| sign.is_ascii_digit())
        && !text.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_to_do_and_a_newer_code_says_so() {
        let nested = Reason::StillUnverified { cause: Box::new(Reason::ChorusProSilent) };
        assert!(
            nested.sentence().starts_with("L’envoi n’a pas encore pu être vérifié. Chorus Pro ne répond")
        );
        assert!(Reason::Unknown.sentence().contains("inconnue"));
    }

    #[test]
    fn the_words_of_chorus_pro_are_kept() {
        let refused = Reason::ChorusProRefused {
            code_retour: 20_012,
            libelle: "GDP_MSG_10.047 : numéro déjà utilisé".to_owned(),
        };
        assert_eq!(refused.sentence(), "Chorus Pro a refusé : numéro déjà utilisé (code 20012)");
        for (libelle, words) in [
            ("Le destinataire est inconnu", "Le destinataire est inconnu"),
            ("20 caractères au plus", "20 caractères au plus"),
            ("GCU_MSG_01_044 Le compte est fermé", "Le compte est fermé"),
            ("10.047: numéro déjà utilisé", "numéro déjà utilisé"),
            ("GDP_MSG_10.047", "GDP_MSG_10.047"),
        ] {
            assert_eq!(functional(1, libelle), format!("Chorus Pro a refusé : {words} (code 1)"));
        }
    }
}
