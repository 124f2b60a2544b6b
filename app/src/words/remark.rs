//! What there is to say about a field.

use domain::{
    AmountError, Author, DraftChange, IdentifierError, LONGEST_PATTERN, Notes, PatternError, Remark,
    SiretError, format_day, format_decimal, format_moment, readable_name,
};

use super::Sentence;
use super::reason::missing_name;
use super::{closed_words, held_words};

/// What is wrong with an identifier that is no SIRET.
fn identifier_sentence(error: IdentifierError) -> String {
    match error {
        IdentifierError::Empty => "Indiquez l’identifiant.".to_owned(),
        IdentifierError::Siret(error) => error.sentence(),
        IdentifierError::Vat => {
            "Indiquez un numéro de TVA d’un autre pays de l’Union, avec son code : BE0123456789, DE123456789…"
                .to_owned()
        }
        IdentifierError::TooLong(length) => format!("80 caractères au plus ; il y en a {length}."),
        IdentifierError::Signs => {
            "Un identifiant n’a que des lettres, des chiffres, des espaces et les signes - . / _ entre eux."
                .to_owned()
        }
    }
}

/// Where the text is not finished without the others: how many points are left before a draft can be sent.
#[must_use]
pub fn points_left(notes: &Notes) -> String {
    let unknown = notes.iter().any(|note| note.remark.is_of_unasked_recipient());
    match notes.errors().count() {
        0 if unknown => "destinataire encore inconnu".to_owned(),
        0 => "prête à être vérifiée".to_owned(),
        1 => "1 point à compléter".to_owned(),
        several => format!("{several} points à compléter"),
    }
}

/// What a search for a recipient does not show; nothing when it shows all.
#[must_use]
pub fn others_found(others: u64) -> Option<String> {
    match others {
        0 => None,
        1 => Some("Il y en a une autre : précisez le nom, ou indiquez le SIRET.".to_owned()),
        several => Some(format!("Il y en a {several} autres : précisez le nom, ou indiquez le SIRET.")),
    }
}

/// Who changed a field and when, without a full stop: `Anne Roux, le 05/11/2026 à 14 h 05`.
#[must_use]
pub fn changed_by(change: Option<&DraftChange>, by_me: bool) -> String {
    let Some(DraftChange { by, at }) = change else { return "Enregistrée entre-temps".to_owned() };
    let at = format_moment(*at);
    match by {
        Author::ChorusPro => format!("Lue par Chorus Pro, le {at}"),
        Author::Person { .. } if by_me => format!("Par vous, dans un autre onglet, le {at}"),
        Author::Person { name, .. } => format!("Par {name}, le {at}"),
    }
}

/// What is wrong with a pattern of names.
fn pattern_sentence(error: &PatternError) -> String {
    match error {
        PatternError::Empty => "Indiquez comment nommer les fichiers, par exemple {numero}.".to_owned(),
        PatternError::TooLong => format!("{LONGEST_PATTERN} caractères au plus."),
        PatternError::Braces => "Une accolade n’a pas sa pareille : un mot s’écrit {numero}.".to_owned(),
        PatternError::UnknownTerm(word) => {
            let word: String = word.chars().take(40).collect();
            format!("{{{word}}} n’est pas un mot connu. Choisissez-en dans la liste ci-dessous.")
        }
        PatternError::NoTerm => {
            "Mettez au moins un mot entre accolades, par exemple {numero} : sinon tous les fichiers auraient le même nom."
                .to_owned()
        }
        PatternError::Sign(sign) => format!(
            "Le signe « {sign} » ne convient pas à un nom de fichier. Entre les mots : lettres sans accent, chiffres, espace, - _ . et /."
        ),
        PatternError::TooManyFolders => "Six dossiers au plus.".to_owned(),
    }
}

impl Sentence for SiretError {
    fn sentence(&self) -> String {
        match self {
            Self::Empty => "Indiquez le SIRET : 14 chiffres.".to_owned(),
            Self::Length(length) => format!("Un SIRET compte 14 chiffres ; celui-ci en compte {length}."),
            Self::NotDigits => "Un SIRET ne contient que des chiffres.".to_owned(),
        }
    }
}

impl Sentence for AmountError {
    fn sentence(&self) -> String {
        match self {
            Self::Empty => "Indiquez un montant, par exemple 1 234,56.",
            Self::Unreadable => "Ce montant n’est pas lisible. Écrivez par exemple 1 234,56.",
            Self::TooPrecise => "Un montant s’arrête aux centimes : deux décimales au plus.",
            Self::TooLarge => "Ce montant dépasse ce que Chorus Pro accepte.",
        }
        .to_owned()
    }
}

impl Sentence for Remark {
    fn sentence(&self) -> String {
        match self {
            Self::PaymentHeld { hold } => held_words(hold),
            Self::Because { reason } => reason.sentence(),
            Self::ChangedMeanwhile => "Deux valeurs : choisissez en haut de la page.".to_owned(),
            Self::TooLong { longest, length } => {
                format!("{longest} caractères au plus ; il y en a {length}.")
            }
            Self::JsonUnreadable { path: Some(path), .. } => {
                format!(
                    "La valeur de « {path} » n’est pas de la forme attendue : voyez ce que le service accepte."
                )
            }
            Self::JsonUnreadable { line: Some(line), .. } => {
                format!("Ce texte n’est pas du JSON : vérifiez la ligne {line}.")
            }
            Self::JsonUnreadable { .. } => "Écrivez un objet JSON, entre accolades.".to_owned(),
            Self::JsonFieldsUnknown { fields } => {
                format!("Ce service n’a pas ces champs : {}.", fields.join(", "))
            }
            Self::MandateEndLater { last } => {
                format!("Ce mandat prend fin le {} : indiquez ce jour ou un jour d’avant.", format_day(*last))
            }
            Self::Siret { error } => error.sentence(),
            Self::Identifier { error } => identifier_sentence(*error),
            Self::NamePattern { error } => pattern_sentence(error),
            Self::Amount { error } => error.sentence(),
            Self::NearDuplicate { number, gross, date } => {
                let which = match number.as_str() {
                    // Chorus Pro has not given it yet.
                    "" => "à une facture en cours d’envoi".to_owned(),
                    number => format!("à la facture {number}"),
                };
                let (date, gross) = (format_day(*date), format_decimal(*gross));
                format!(
                    "Ressemble {which} du {date}, {gross}\u{a0}: vérifiez qu’elle n’est pas facturée deux fois."
                )
            }
            Self::Number { error, decimals } => match error {
                AmountError::Empty => "Indiquez un nombre, par exemple 12,5.".to_owned(),
                AmountError::Unreadable => {
                    "Ce nombre n’est pas lisible. Écrivez par exemple 12,5.".to_owned()
                }
                AmountError::TooPrecise => format!("{decimals} décimales au plus."),
                AmountError::TooLarge => error.sentence(),
            },
            Self::RecipientNotListed { directory } => format!(
                "L’annuaire de Chorus Pro du {} n’a pas ce SIRET. Vérifiez-le, ou cherchez le destinataire par son nom.",
                format_day(*directory)
            ),
            Self::RecipientClosed { directory } => format!(
                "Ce destinataire ne reçoit plus de factures, d’après l’annuaire de Chorus Pro du {}. Cherchez celui qui l’a \
                 remplacé.",
                format_day(*directory)
            ),
            Self::EngagementOfAnother { issuer, siret } => format!(
                "Cet engagement est celui d’un autre destinataire : « {} » ({siret}). Vérifiez le numéro et le destinataire.",
                readable_name(issuer)
            ),
            Self::EngagementClosed { state } => format!(
                "Cet engagement est à l’état « {state} » sur Chorus Pro : il n’est peut-être plus à facturer. Vérifiez le numéro."
            ),
            Self::EngagementOfService { service } => {
                format!("Cet engagement a été passé par le service « {service} » : vérifiez le code service.")
            }
            Self::ServiceUnknown { service, close } => {
                let hint = close.as_ref().map(|close| format!(" Vouliez-vous dire « {close} » ?"));
                format!("Ce destinataire n’a pas de service actif « {service} ».{}", hint.unwrap_or_default())
            }
            Self::NumberSign { sign } => {
                format!(
                    "Le signe « {sign} » n’est pas accepté. Utilisez lettres sans accent, chiffres, - _ / +."
                )
            }
            Self::ServiceSign { sign } => format!(
                "Le signe « {sign} » n’est pas accepté dans un code service. Utilisez lettres, chiffres, - _ et espace."
            ),
            Self::IssuerDiffers { document, identifier, structure, siret } => format!(
                "Le document est émis par « {document} » ({identifier}), et non par « {structure} » ({siret}). Changez \
                 l’émetteur, ou déposez le bon document.",
                structure = readable_name(structure)
            ),
            Self::FlowOfAnother { document, identifier, structure } => format!(
                "Une facture de ce flux est émise par « {document} » ({identifier}), et non par « {structure} ». Changez de \
                 structure, ou confirmez (mandat, groupe).",
                structure = readable_name(structure)
            ),
            Self::EdiSequenceUnusable { least } => format!(
                "Indiquez un nombre entier, au moins {least} : un numéro d’archive ne sert jamais deux fois."
            ),
            Self::FileNotGiven { name } => {
                format!("Le PDF « {name} » n’a pas été donné. Ajoutez-le à ce lot.")
            }
            Self::FilesAlike { names } => format!(
                "Il y a un doute sur le PDF de cette facture ({names}). Nommez-le dans la colonne « Fichier PDF »."
            ),
            Self::NumberRepeated { row } => format!(
                "La ligne {row} porte déjà ce numéro, et celle-ci n’en est pas la suite. Donnez-lui un autre numéro, ou retirez-la."
            ),
            Self::PartlyMade { row } => format!(
                "La ligne {row}, de la même facture, est déjà un brouillon. Complétez ce brouillon, ou donnez à cette \
                 ligne un autre numéro."
            ),
            Self::ReckonedOtherwise { said, reckoned } => format!(
                "Le tableau dit {}, et ses lignes font {}. Corrigez l’un ou l’autre.",
                format_decimal(*said),
                format_decimal(*reckoned)
            ),
            Self::FormulaFailed { text } => {
                format!("La formule de cette cellule a échoué ({text}). Corrigez-la dans le tableau.")
            }
            Self::TooManyLines { most } => {
                format!("Cette facture compte plus de {most} lignes. Déposez-la avec son PDF, ou en flux.")
            }
            Self::ColumnTwice { title } => {
                format!("Une autre colonne contient déjà « {title} ». Choisissez laquelle des deux.")
            }
            Self::PreparedMeanwhile { name } => format!(
                "{name} a préparé autre chose ici entre-temps ; c’est votre saisie qui est gardée. Relisez, puis envoyez."
            ),
            Self::OtherEstablishment { document, siret } => format!(
                "Le document porte un autre établissement de la même entreprise ({document}) que celui choisi ({siret})."
            ),
            Self::DocumentOtherName { name } => format!(
                "La facture électronique de ce PDF s’appelle « {name} » ; la norme Factur-X veut « factur-x.xml ». Elle a été \
                 lue ici, d’autres ne la trouveront pas."
            ),
            Self::DocumentSeveral { used, count } => {
                format!("Ce PDF contient {count} factures électroniques ; « {used} » a été lue.")
            }
            Self::DocumentFileUnreadable { name, reason } => {
                format!(
                    "Le PDF contient « {name} », qui n’a pas pu être lu : {}.",
                    reason.trim_end_matches('.')
                )
            }
            Self::IssuerAmbiguous { count } => {
                format!("{count} structures correspondent : précisez le nom, ou indiquez le SIRET.")
            }
            Self::DocumentFinding { text } => text.clone(),
            Self::KindNotHeld { kind } => format!(
                "Le document est {} ; Pupitre ne sait pas encore l’envoyer ainsi : il partirait comme facture ou avoir \
                 ordinaire.",
                kind_name(kind)
            ),
            Self::FrameworkNotHeld { framework } => format!(
                "Le document porte le cadre {framework}{}, qui ne se dépose pas d’ici : vérifiez celui qui est choisi.",
                match framework.as_str() {
                    "A3" => " (mémoire de frais de justice, à saisir sur le portail Chorus Pro)",
                    "A21" =>
                        " (demande de remboursement de taxe sur les carburants, à saisir sur le portail Chorus Pro)",
                    _ => "",
                }
            ),
            Self::ValidatorNotChecked { cause } => {
                format!("Le valideur n’a pas pu être vérifié auprès de Chorus Pro. {}", cause.sentence())
            }
            Self::FrameworkPaid { framework } => {
                format!(
                    "Le document porte le cadre {framework}, facture déjà payée : c’est A2 sur Chorus Pro."
                )
            }
            Self::NotAttached { name, reason } => {
                format!("« {name} » n’a pas été joint. {}", reason.sentence())
            }
            Self::NotTaken { name, reason } => {
                format!("« {name} » n’a pas été pris. {}", reason.sentence())
            }
            Self::UploadTooLarge { name } => {
                format!("« {name} » dépasse 10 Mo, la limite de Chorus Pro. Réduisez-le, puis réessayez.")
            }
            Self::Missing { part } => format!("Il manque {}.", missing_name(*part)),
            Self::ContractDaysUnusable { longest } => format!(
                "Indiquez un nombre entier de jours, de 1 à {longest}, ou laissez vide\u{a0}: aucun contrat ne peut dépasser le délai légal."
            ),
            amounts => amount_sentence(amounts).unwrap_or_else(|| plain_sentence(amounts).to_owned()),
        }
    }
}

/// What a type code of an invoice means (UNTDID 1001).
fn kind_name(code: &str) -> String {
    match code {
        "384" => "une facture rectificative (384)".to_owned(),
        "386" => "une facture d’acompte (386)".to_owned(),
        "389" => "une autofacture (389)".to_owned(),
        "393" => "une facture affacturée (393)".to_owned(),
        "396" => "un avoir affacturé (396)".to_owned(),
        other => format!("d’un autre type ({other})"),
    }
}

/// The sentences that repeat amounts.
fn amount_sentence(remark: &Remark) -> Option<String> {
    let text = |amount: &rust_decimal::Decimal| format_decimal(*amount);
    Some(match remark {
        Remark::VatRowIncomplete { row } => format!("Ligne {row} : indiquez le taux, la base HT et la TVA."),
        Remark::TotalDiffers { net, vat, gross } => format!(
            "HT {} + TVA {} font {} ; le TTC indiqué est {}. Écart : {}.",
            text(net),
            text(vat),
            text(&(net + vat)),
            text(gross),
            text(&(gross - net - vat))
        ),
        Remark::DueBelowTotal { by } => format!(
            "Il manque {} au montant à payer. Si un acompte a été versé ou une remise accordée, indiquez-le en « Remise \
             globale TTC » avec son motif.",
            text(by)
        ),
        Remark::DueRounded { by } => {
            format!(
                "Le montant à payer diffère du TTC, remise déduite, de {} : un arrondi, accepté.",
                text(by)
            )
        }
        Remark::PaidBefore { amount } => format!(
            "Le document dit que {} ont déjà été payés. Chorus Pro n’a pas de champ pour un acompte : il part en « Remise \
             globale TTC », avec ce motif.",
            text(amount)
        ),
        Remark::VatBasesDiffer { sum, net } => {
            format!("Les bases font {} ; le total HT est {}.", text(sum), text(net))
        }
        Remark::VatTaxesDiffer { sum, vat } => {
            format!("Les TVA font {} ; le total TVA est {}.", text(sum), text(vat))
        }
        Remark::VatRowDiffers { rate, base, expected, tax } => format!(
            "{} % de {} font {} ; la ligne indique {}.",
            rate.to_string().replace('.', ","),
            text(base),
            text(expected),
            text(tax)
        ),
        Remark::VatNotCharged { regime, vat } => {
            format!("« {} » ne va pas avec une TVA de {}.", regime.label(), text(vat))
        }
        _ => return None,
    })
}

/// The sentence of a remark without parameters.
const fn plain_sentence(remark: &Remark) -> &'static str {
    match remark {
        Remark::NotChosen => "Choisissez une valeur de la liste.",
        Remark::SiretKeyWrong => {
            "La clé de ce SIRET n’est pas juste. Vérifiez qu’aucun chiffre n’a été inversé."
        }
        Remark::RecipientMissing => {
            "Choisissez le destinataire dans la liste, ou indiquez son SIRET de 14 chiffres."
        }
        Remark::RecipientNotFound => {
            "Aucune structure publique ne correspond. Tapez au moins trois lettres de son nom, ou son SIRET."
        }
        Remark::RecipientNotKnown => {
            "Ce SIRET n’a pas encore été demandé à Chorus Pro. Il le sera à la vérification, ou choisissez le destinataire \
             dans la liste."
        }
        Remark::ServiceRequired => "Ce destinataire exige un code service. Choisissez-le dans la liste.",
        Remark::EngagementRequired => {
            "Ce destinataire exige un numéro d’engagement. Il figure sur le bon de commande."
        }
        Remark::EngagementPerhapsRequired => {
            "Pupitre lit encore ce que ce service exige : il peut demander un numéro d’engagement. Attendez quelques secondes, ou indiquez-le si vous l’avez."
        }
        Remark::ServiceOrEngagementRequired => {
            "Ce destinataire exige un code service ou un numéro d’engagement. Renseignez l’un des deux."
        }
        Remark::EngagementUnknown => {
            "Ce destinataire publie ses engagements, et Chorus Pro n’en connaît aucun de ce numéro pour cette structure. \
             Vérifiez-le sur le bon de commande."
        }
        Remark::ServiceReserved => {
            "Le service FACTURES_PUBLIQUES est réservé aux factures entre organismes publics."
        }
        Remark::NumberMissing => "Indiquez le numéro de facture.",
        Remark::OriginMissing => {
            "Sans numéro de facture d’origine, le destinataire ne saura pas ce que cet avoir corrige."
        }
        Remark::DateMissing => "Indiquez la date de facture, JJ/MM/AAAA.",
        Remark::DateUnreadable => "Cette date n’est pas lisible. Écrivez JJ/MM/AAAA, par exemple 05/11/2026.",
        Remark::DateInFuture => "La date de facture ne peut pas être postérieure au jour du dépôt.",
        Remark::DateOld => "Cette facture date de plus d’un an. Vérifiez l’année.",
        Remark::CurrencyUnreadable => "Indiquez la devise en trois lettres, par exemple EUR.",
        Remark::DueAboveTotal => "Le montant à payer dépasse le total TTC, remise déduite.",
        Remark::NothingDue => {
            "Rien n’est à payer. Si la facture est déjà réglée, choisissez le cadre A2 ; sinon indiquez ce qui reste dû."
        }
        Remark::DueThoughPaid => {
            "Le cadre A2 est celui d’une facture déjà payée : il ne reste alors rien à payer."
        }
        Remark::DiscountNegative => "Une remise s’écrit sans signe moins.",
        Remark::DiscountReasonMissing => "Indiquez le motif : Chorus Pro refuse une remise sans motif.",
        Remark::DiscountReasonAlone => "Ce motif ne part pas : aucune remise n’est indiquée.",
        Remark::DiscountAboveTotal => {
            "Ce qui est déduit dépasse le total TTC : le montant à payer serait négatif. Corrigez la remise, ou faites un avoir."
        }
        Remark::CreditNoteNegative => "Sur Chorus Pro, les montants d’un avoir s’écrivent sans signe moins.",
        Remark::ExemptionReasonMissing => {
            "Chorus Pro attend le motif de l’exonération, par exemple « TVA non applicable, art. 293 B du CGI »."
        }
        Remark::ExemptionReasonAlone => {
            "Ce motif ne part pas : le type de TVA choisi n’est pas une exonération."
        }
        Remark::ServiceNotAsked => "Ce destinataire n’a pas de service : laissez ce champ vide.",
        Remark::FlowChosenBefore => {
            "Pour ce destinataire, le dernier choix était le flux ; cette facture part en PDF avec ses données, sauf autre choix de votre part."
        }
        Remark::DocumentWithoutText => {
            "Ce PDF ne contient que des images : ni Pupitre ni Chorus Pro ne peuvent en lire les valeurs. Il peut être \
             déposé ; saisissez-les."
        }
        Remark::SignsTurned => {
            "Le document écrit cet avoir en montants négatifs ; Chorus Pro les attend sans signe moins."
        }
        Remark::FactorAccountNotChosen => {
            "Cette mention désigne un affactureur : choisissez son compte sous « Cas particuliers », « Compte à créditer ». S’il \
             n’y est pas, ajoutez-le d’abord aux coordonnées bancaires de la structure sur Chorus Pro."
        }
        Remark::FactorMissing => "Indiquez le nom de l’affactureur, tel que son contrat le donne.",
        Remark::TotalZero => "Le total de cette facture est nul.",
        Remark::LinesMissing => "Saisissez au moins une ligne : ce qui est facturé, combien, à quel prix.",
        Remark::LineWithoutName => "Dites ce que facture cette ligne.",
        Remark::VatTableEmpty => "Indiquez au moins une ligne : taux, base HT et TVA.",
        Remark::NothingToComplete => "Joignez au moins une pièce, ou écrivez un commentaire.",
        Remark::RoutingUnchanged => {
            "Ce chemin est celui qui a été refusé. Corrigez-le ; s’il est bon, dites pourquoi en commentaire."
        }
        Remark::DecisionClosed { closed } => closed_words(*closed),
        Remark::CircuitNameMissing => "Donnez un nom : il se lit dans l’historique des factures.",
        Remark::CircuitRuleIdle => {
            "Choisissez à qui confier ces factures, ou au moins un visa : cette règle ne ferait rien."
        }
        Remark::TeamEmpty => "Cochez au moins une personne.",
        Remark::AbsenceEndsBefore => "Le dernier jour vient avant le premier.",
        Remark::SubstituteIsSelf => "Choisissez une autre personne que celle qui est absente.",
        Remark::CallBackMissing => {
            "Écrivez qui vous avez rappelé, à quel numéro et ce qui a été dit. Prenez le numéro dans vos dossiers, jamais sur la facture."
        }
        Remark::MotifMissing => "Écrivez le motif : le fournisseur le lit, et sait ce qu’il doit faire.",
        Remark::InterruptionAfterOrder => {
            "Le paiement est déjà ordonné : cette suspension n’interrompt plus le délai de paiement (R2192-27)."
        }
        Remark::ServiceDayToCome => "Cette date est à venir : le service fait se constate.",
        Remark::ValidatorMissing => "Indiquez l’identifiant du valideur.",
        Remark::BankAccountUnknown => {
            "Chorus Pro ne connaît pas ce compte pour cette structure. Choisissez-en un autre, ou le compte habituel."
        }
        Remark::ValidatorOfFrameworkMissing => {
            "Ce cadre passe d’abord par un valideur : indiquez le SIRET du titulaire (A9) ou du mandataire (A12)."
        }
        Remark::ValidatorAlone => "Ce valideur ne part pas : seuls les cadres A9 et A12 en ont un.",
        Remark::ValidatorIsIssuer => {
            "Le valideur est l’émetteur lui-même. Indiquez le titulaire ou le mandataire du marché."
        }
        Remark::ValidatorUnknown => {
            "Chorus Pro ne connaît pas ce valideur. Vérifiez son SIRET auprès de lui : il doit avoir un compte."
        }
        Remark::ValidatorServiceUnknown => {
            "Ce valideur n’a pas de service actif de ce code. Corrigez-le, ou laissez ce champ vide."
        }
        Remark::TableNotGiven => "Choisissez le tableau des factures, en CSV, XLSX ou ODS.",
        Remark::FileAwaited => {
            "Le PDF de cette facture manque. Ajoutez-le à ce lot, ou choisissez que les lignes sans PDF sont saisies."
        }
        Remark::NumberInDraft => {
            "Un brouillon de cette structure porte déjà ce numéro. Envoyez-le ou écartez-le d’abord."
        }
        Remark::EdiApplicationUnusable => {
            "Indiquez le code application de six lettres et chiffres que Chorus Pro a attribué, par exemple XXX999."
        }
        Remark::EdiInterfaceMissing => "Cochez au moins une interface de votre fiche de raccordement.",
        Remark::EdiHostUnusable => "Indiquez le nom ou l’adresse du serveur, sans protocole ni chemin.",
        Remark::EdiPortUnusable => "Indiquez un port de 1 à 65535 ; celui de SFTP est d’ordinaire 22.",
        Remark::EdiUserMissing => "Indiquez l’utilisateur qui se connecte au serveur.",
        Remark::EdiPathUnusable => {
            "Indiquez un chemin de 200 signes au plus, sans « .. », par exemple depart ou /echanges/depart."
        }
        Remark::EdiFolderTwice => "Ce dossier sert déjà à autre chose : donnez-en un autre.",
        Remark::EdiKeyUnusable => {
            "Cette clé n’est pas utilisable : il faut une clé privée OpenSSH Ed25519 ou ECDSA, sans mot de passe. Laissez vide \
             pour que Pupitre en crée une."
        }
        Remark::EdiFileNotGiven => "Choisissez le fichier à essayer.",
        Remark::FlowNotGiven => "Choisissez le fichier du flux.",
        Remark::SyntaxNotChosen => {
            "Choisissez la syntaxe : elle n’a pas pu être reconnue, ou les fichiers diffèrent."
        }
        Remark::IssuerNotChosen => "Choisissez la structure qui émet la facture.",
        Remark::IssuerNotFound => "Aucune de vos structures ne porte ce nom ou ce SIRET.",
        Remark::PdfNotChosen => "Choisissez le PDF de la facture.",
        Remark::SiretUnchanged => "C’est le SIRET actuel. Indiquez celui qui le remplace.",
        Remark::RecipientNeedsSiret => {
            "Un destinataire est toujours un organisme public désigné par un SIRET. Choisissez « Fournisseur », ou saisissez \
             son SIRET."
        }
        Remark::StructureNameMissing => "Indiquez le nom de la structure.",
        Remark::CertificateBesideApplication => {
            "Le certificat ne sert que sans application PISTE. Laissez vides l’identifiant et le secret client, ou ne \
             choisissez pas de fichier."
        }
        Remark::CertificateTooLarge => {
            "Ce certificat dépasse 1 Mo. Choisissez le fichier PKCS#12 (.p12 ou .pfx) lui-même."
        }
        Remark::ChainUnreadable => {
            "Ce fichier n’est pas lisible : il faut un .p7b, ou des certificats en .pem, .crt ou .cer, 256 ko au plus."
        }
        Remark::ChainForeign => {
            "Aucun certificat de ce fichier n’est celui de l’autorité de votre certificat. Demandez sa chaîne à l’autorité qui \
             l’a délivré."
        }
        Remark::ChainAlone => {
            "Choisissez aussi le fichier PKCS#12 : la chaîne s’enregistre avec le certificat qu’elle complète."
        }
        Remark::CertificateToChooseAgain => "Choisissez de nouveau le fichier : il n’a pas été conservé.",
        Remark::MandateHolderMissing => "Indiquez qui peut agir pour cette structure.",
        Remark::DayUnusable => "Indiquez une date, par exemple 05/12/2026.",
        Remark::MandateBackwards => "Le dernier jour est avant le premier.",
        Remark::MandateFileMissing => "Choisissez le mandat signé, en PDF.",
        Remark::MandateEndReasonMissing => "Indiquez pourquoi ce mandat prend fin.",
        Remark::RateUnlikely => {
            "Indiquez en pour cent le seul taux de la BCE, sans les 8 points, par exemple 2,15."
        }
        Remark::FormSourceMissing => {
            "Dites comment cette forme est connue : un essai en qualification et sa date, ou une réponse de l’AIFE."
        }
        Remark::RateSourceMissing => "Indiquez où ce taux a été lu, avec la date.",
        Remark::ReachNotChosen => "Choisissez à quelles structures cette personne accède.",
        Remark::ReachContradictory => {
            "Vous avez choisi toutes les structures et en avez coché. Décochez-les, ou choisissez « Seulement \
             certaines »."
        }
        Remark::ReachEmpty => "Cochez au moins une structure, ou choisissez « Toutes les structures ».",
        // Those with parameters are told above; a code of a newer version has no words here.
        _ => "Point inconnu de cette page. Rechargez-la.",
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};
    use domain::UserId;

    use super::*;

    #[test]
    fn amounts_are_repeated_with_what_they_differ_by() {
        let [net, vat, gross] = ["1000.00", "200.00", "1200.01"].map(|text| text.parse().unwrap());
        let sentence = Remark::TotalDiffers { net, vat, gross }.sentence();
        assert!(sentence.contains("Écart : 0,01"), "{sentence}");
    }

    #[test]
    fn a_draft_is_ready_only_when_its_recipient_is_known() {
        let mut notes = Notes::default();
        assert_eq!(points_left(&notes), "prête à être vérifiée");
        notes.warn(domain::Field::RecipientSiret, Remark::RecipientNotKnown);
        assert_eq!(points_left(&notes), "destinataire encore inconnu");
        notes.error(domain::Field::Number, Remark::NumberMissing);
        assert_eq!(points_left(&notes), "1 point à compléter");
    }

    #[test]
    fn the_service_that_was_meant_is_offered() {
        let remark = Remark::ServiceUnknown { service: "0425".into(), close: Some("D-0425".into()) };
        assert!(remark.sentence().contains("« D-0425 »"), "{}", remark.sentence());
    }

    #[test]
    fn who_changed_a_field_is_told_as_far_as_it_is_known() {
        let at = Utc.with_ymd_and_hms(2026, 11, 5, 13, 5, 0).unwrap();
        let user = UserId(uuid::Uuid::from_u128(1));
        let person = DraftChange { by: Author::Person { user, name: "Anne Roux".into() }, at };
        let said = |change: Option<&DraftChange>, mine| changed_by(change, mine);
        assert_eq!(said(Some(&person), false), "Par Anne Roux, le 05/11/2026 à 14\u{a0}h\u{a0}05");
        assert!(said(Some(&person), true).contains("vous, dans un autre onglet"));
        let reading = DraftChange { by: Author::ChorusPro, at };
        assert!(said(Some(&reading), false).starts_with("Lue par Chorus Pro"));
        assert_eq!(said(None, false), "Enregistrée entre-temps");
    }
}
