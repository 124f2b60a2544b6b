//! The journal in words: what each action is, and the subjects by which it is filtered.

use domain::Role;
use operations::{JournalNames, JournalResult};

/// What actions are about, as the filter offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JournalSubject {
    SignIns,
    People,
    Accesses,
    Structures,
    Invoices,
    Answers,
    Circuit,
    Flows,
    Mandates,
    Leaving,
}

impl JournalSubject {
    /// All.
    pub(crate) const ALL: [Self; 10] = [
        Self::SignIns,
        Self::People,
        Self::Accesses,
        Self::Structures,
        Self::Invoices,
        Self::Answers,
        Self::Circuit,
        Self::Flows,
        Self::Mandates,
        Self::Leaving,
    ];

    /// The value in a URL.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::SignIns => "connexions",
            Self::People => "personnes",
            Self::Accesses => "acces",
            Self::Structures => "structures",
            Self::Invoices => "factures",
            Self::Answers => "decisions",
            Self::Circuit => "circuit",
            Self::Flows => "flux",
            Self::Mandates => "mandats",
            Self::Leaving => "extractions",
        }
    }

    /// The words in the list of choices.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::SignIns => "Connexions et mots de passe",
            Self::People => "Personnes et droits",
            Self::Accesses => "Accès à Chorus Pro",
            Self::Structures => "Structures et réglages",
            Self::Invoices => "Factures et brouillons",
            Self::Answers => "Décisions et réponses",
            Self::Circuit => "Circuit, visas et comptes bancaires",
            Self::Flows => "Flux et lots",
            Self::Mandates => "Mandats",
            Self::Leaving => "Exports et téléchargements",
        }
    }

    /// What its actions begin with.
    pub(crate) const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::SignIns => &[
                "sign_in",
                "sign_out",
                "session.",
                "sessions.",
                "password.",
                "second_factor.",
                "organization.switch",
            ],
            Self::People => &["user.", "invitation.", "organization.add", "structure.charge", "absence."],
            Self::Accesses => &["access.", "credentials.", "edi."],
            Self::Structures => {
                &["structure.", "archive.", "payer.", "late_rate.", "view.", "decision_text."]
            }
            Self::Invoices => &["invoice.", "attachment."],
            Self::Answers => &["act.", "validation.", "works."],
            Self::Circuit => &["circuit.", "approval.", "account.", "absence."],
            Self::Flows => &["flow.", "batch."],
            Self::Mandates => &["mandate", "invoice.without_mandate", "flow.without_mandate"],
            Self::Leaving => &["invoices.", "invoice.download", "invoice.evidence", "package.", "journal."],
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.code() == code)
    }
}

/// What was done, in words; none for an action of another version.
pub(crate) fn action_words(action: &str) -> Option<&'static str> {
    Some(match action {
        "absence.end" => "Absence terminée",
        "absence.set" => "Absence annoncée, avec remplaçant",
        "access.broken" => "Accès refusé par Chorus Pro, appels arrêtés",
        "access.call" => "Service de Chorus Pro appelé à la main",
        "access.mirroring" => "Récupération immédiate des fichiers réglée",
        "access.probe" => "Conformité de l’accès examinée",
        "access.test" => "Connexion à Chorus Pro testée",
        "account.call_back" => "Rappel du fournisseur noté pour un compte bancaire",
        "account.confirm" => "Compte bancaire confirmé",
        "act.done" => "Réponse ou décision enregistrée par Chorus Pro",
        "act.hold" => "Acte mis en attente d’une deuxième personne",
        "act.return" => "Acte renvoyé à qui l’a préparé",
        "act.submit" => "Réponse ou décision confirmée",
        "act.undo" => "Réponse ou décision annulée avant son départ",
        "approval.ask" => "Visa demandé",
        "approval.ask_again" => "Visa demandé de nouveau",
        "approval.give" => "Visa donné",
        "approval.refuse" => "Visa refusé",
        "approval.withdraw" => "Visa retiré du circuit",
        "archive.end" => "Archives mensuelles arrêtées",
        "archive.made" => "Archive mensuelle constituée",
        "archive.plan" => "Archives mensuelles réglées",
        "attachment.add" => "Pièce jointe ajoutée",
        "attachment.remove" => "Pièce jointe retirée",
        "batch.begin" => "Lot commencé d’après un tableau",
        "batch.cancel" => "Lot arrêté",
        "batch.discard" => "Lot abandonné",
        "batch.files" => "Fichiers ajoutés au lot",
        "batch.pause" => "Lot mis en pause",
        "batch.resume" => "Lot repris",
        "batch.start" => "Brouillons du lot demandés",
        "circuit.apply" => "Règles du circuit appliquées aux factures présentes",
        "circuit.rejections_need_two" => "Rejet à deux personnes réglé",
        "circuit.rule_add" => "Règle du circuit ajoutée",
        "circuit.rule_delete" => "Règle du circuit supprimée",
        "circuit.rule_raise" => "Règle du circuit remontée",
        "circuit.team_delete" => "Équipe supprimée",
        "circuit.team_put" => "Équipe enregistrée",
        "credentials.not_replaced" => "Identifiants essayés, accès inchangé",
        "credentials.refused" => "Nouveaux identifiants refusés par Chorus Pro",
        "credentials.replace" => "Identifiants de l’accès remplacés",
        "credentials.save" => "Identifiants de l’accès enregistrés",
        "decision_text.delete" => "Texte type supprimé",
        "decision_text.keep" => "Texte type enregistré",
        "edi.host_key" => "Clé du serveur EDI confirmée",
        "edi.received" => "Fichier EDI reçu",
        "edi.save" => "Liaison EDI enregistrée",
        "edi.test" => "Liaison EDI testée",
        "flow.again" => "Flux renvoyé",
        "flow.deposited" => "Flux déposé",
        "flow.discard" => "Flux mis de côté",
        "flow.ended" => "Flux traité par Chorus Pro",
        "flow.named" => "Flux nommé et numéroté",
        "flow.number" => "Numéro de flux saisi à la main",
        "flow.prepare" => "Flux préparé",
        "flow.submit" => "Envoi du flux confirmé",
        "flow.take_up" => "Facture refusée d’un flux reprise en brouillon",
        "flow.undo" => "Envoi du flux annulé",
        "flow.without_mandate" => "Flux envoyé sans mandat, avec motif",
        "invitation.accept" => "Invitation acceptée",
        "invitation.decline" => "Invitation refusée",
        "invitation.withdraw" => "Invitation retirée",
        "invoice.assign" => "Facture confiée",
        "invoice.contract_days" => "Délai du marché saisi",
        "invoice.copy" => "Brouillon copié d’une facture rejetée",
        "invoice.deposited" => "Facture déposée sur Chorus Pro",
        "invoice.discard" => "Brouillon abandonné",
        "invoice.document" => "Document du brouillon remplacé",
        "invoice.download" => "Facture téléchargée",
        "invoice.draft" => "Brouillon créé",
        "invoice.evidence" => "Dossier de preuve téléchargé",
        "invoice.issuer" => "Structure émettrice changée",
        "invoice.issuer_confirmed" => "Structure émettrice confirmée",
        "invoice.note" => "Note ajoutée",
        "invoice.note_deleted" => "Note supprimée",
        "invoice.resume" => "Brouillon repris",
        "invoice.submit" => "Envoi de la facture confirmé",
        "invoice.take_over" => "Brouillon pris en charge",
        "invoice.undo" => "Envoi de la facture annulé",
        "invoice.way" => "Mode d’envoi choisi",
        "invoice.without_mandate" => "Facture envoyée sans mandat, avec motif",
        "invoices.export" => "Liste de factures exportée",
        "invoices.fetch" => "Factures reprises de Chorus Pro",
        "invoices.refresh" => "Historiques relus à la demande",
        "journal.export" => "Journal exporté",
        "late_rate.set" => "Taux des intérêts moratoires saisi",
        "mandate.add" => "Mandat ajouté",
        "mandate.end" => "Fin de mandat saisie",
        "mandate.replace" => "Mandat remplacé",
        "mandates.required" => "Mandat obligatoire réglé",
        "organization.add" => "Organisation créée",
        "organization.switch" => "Organisation choisie",
        "package.begin" => "Téléchargement groupé préparé",
        "package.delete" => "Téléchargement groupé supprimé",
        "package.download" => "Téléchargement groupé emporté",
        "package.finish" => "Téléchargement groupé clos sans ce qui manquait",
        "password.change" => "Mot de passe changé",
        "password.refused" => "Mot de passe actuel refusé",
        "password.reset" => "Mot de passe réinitialisé sur la machine",
        "payer.category" => "Catégorie du payeur précisée",
        "session.revoke" => "Session fermée",
        "sessions.end" => "Sessions fermées sur la machine",
        "second_factor.begin" => "Double authentification commencée",
        "second_factor.codes" => "Codes de secours refaits",
        "second_factor.confirm" => "Double authentification mise en place",
        "second_factor.remove" => "Double authentification retirée",
        "second_factor.require" => "Double authentification exigée de tous ou non",
        "sign_in" => "Connexion",
        "sign_in.code_failed" => "Code de connexion refusé",
        "sign_in.failed" => "Connexion refusée",
        "sign_out" => "Déconnexion",
        "sign_out.elsewhere" => "Autres sessions fermées",
        "structure.add" => "Structure ajoutée",
        "structure.charge" => "Personnes en charge de la structure",
        "structure.import" => "Structure importée d’un tableau",
        "structure.siret_change" => "Changement de SIRET commencé",
        "structure.siret_forgotten" => "Changement de SIRET clos",
        "structure.siret_step" => "Étape d’un changement de SIRET cochée",
        "user.add" => "Personne ajoutée",
        "user.disable" => "Compte désactivé sur la machine",
        "user.enable" => "Compte réactivé sur la machine",
        "user.invite" => "Personne invitée",
        "user.reach" => "Structures accessibles changées",
        "user.remove" => "Personne retirée de l’organisation",
        "user.role" => "Rôle changé",
        "validation.answer" => "Réponse de valideur confirmée",
        "validation.answered" => "Réponse de valideur enregistrée par Chorus Pro",
        "validation.undo" => "Réponse de valideur annulée",
        "view.delete" => "Vue supprimée",
        "view.save" => "Vue enregistrée",
        "works.form.confirm" => "Forme d’un appel de travaux confirmée",
        "works.form.forget" => "Confirmation de forme retirée",
        "works.done" => "Acte de travaux enregistré par Chorus Pro",
        "works.submit" => "Acte de travaux confirmé",
        "works.undo" => "Acte de travaux annulé",
        _ => return None,
    })
}

/// How it ended, in a word.
pub(crate) const fn result_words(result: JournalResult) -> &'static str {
    match result {
        JournalResult::Done => "Fait",
        JournalResult::Refused => "Refusé",
        JournalResult::Failed => "Échoué",
    }
}

/// An old or new value with names in the place of identifiers and codes.
pub(crate) fn value_words(value: &str, names: &JournalNames) -> String {
    match value {
        "on" => return "oui".to_owned(),
        "off" => return "non".to_owned(),
        _ => {}
    }
    let is_apart = |sign: char| !(sign.is_ascii_alphanumeric() || sign == '-' || sign == '_');
    let mut text = String::with_capacity(value.len());
    for piece in value.split_inclusive(is_apart) {
        let word = piece.strip_suffix(is_apart).unwrap_or(piece);
        let said = match word {
            "everything" => Some("toutes les structures"),
            "held" => Some("retenu"),
            "known" => Some("connu"),
            word => names
                .people
                .get(word)
                .or_else(|| names.structures.get(word))
                .map(String::as_str)
                .or_else(|| Role::from_code(word).map(Role::label)),
        };
        text.push_str(said.unwrap_or(word));
        text.push_str(&piece[word.len()..]);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The actions that the wings write, told by their sources: the second word of a line with a dot in it, in quotes.
    fn written() -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/operations/src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for call in [".act(", ".entry("] {
                    for (at, _) in text.match_indices(call) {
                        // Arguments up to the first text, which is the action: `entry` of a map has another shape.
                        let rest: String = text[at + call.len()..].chars().take(120).collect();
                        let Some(quoted) = rest.split('"').nth(1) else { continue };
                        let before = rest.split('"').next().unwrap_or_default();
                        let is_ours = before.trim_start().starts_with("actor,")
                            || before.contains("None,")
                            || before.contains("Some(");
                        let is_code =
                            quoted.chars().all(|sign| sign.is_ascii_lowercase() || "._".contains(sign));
                        if is_ours && is_code && !quoted.is_empty() && !before.contains(';') {
                            found.push(quoted.to_owned());
                        }
                    }
                }
            }
        }
        found
    }

    #[test]
    fn every_action_that_is_written_has_words_and_a_subject() {
        let written = written();
        assert!(written.len() > 80, "the sources are read: {}", written.len());
        for action in written {
            assert!(action_words(&action).is_some(), "{action} has no words");
            let has_subject = JournalSubject::ALL
                .iter()
                .any(|subject| subject.actions().iter().any(|beginning| action.starts_with(beginning)));
            assert!(has_subject, "{action} is in no subject");
        }
    }

    #[test]
    fn values_name_people_and_structures_and_leave_the_rest() {
        let names = JournalNames {
            people: [("0191c1b8-6c00-7000-8000-000000000001".to_owned(), "Anne Roy".to_owned())].into(),
            structures: [("0191c1b8-6c00-7000-8000-000000000002".to_owned(), "Mairie".to_owned())].into(),
        };
        for (value, words) in [
            ("administrateur: everything", "Administrateur: toutes les structures"),
            (
                "0191c1b8-6c00-7000-8000-000000000002 (ACHATS, on); 0191c1b8-6c00-7000-8000-000000000009",
                "Mairie (ACHATS, on); 0191c1b8-6c00-7000-8000-000000000009",
            ),
            ("Visas: personne:0191c1b8-6c00-7000-8000-000000000001", "Visas: personne:Anne Roy"),
            ("on", "oui"),
            ("é–…", "é–…"),
            ("", ""),
        ] {
            assert_eq!(value_words(value, &names), words);
        }
    }
}
