//! What is said of decisions on received invoices.

#[cfg(feature = "ssr")]
use domain::Decision;
use domain::{Closed, Hold};

/// Why a decision is not open.
pub(crate) const fn closed_words(closed: Closed) -> &'static str {
    match closed {
        Closed::Already => "C’est déjà son statut.",
        Closed::NotReceived => "Pas avant sa mise à disposition.",
        Closed::SuppliersTurn => "Au fournisseur d’agir d’abord : elle vous revient ensuite.",
        Closed::Ended => "La facture est au bout de son chemin.",
        Closed::Passed => "Cette étape est déjà passée.",
        Closed::NotFromHere => "Chorus Pro ne l’admet pas à cette étape.",
        Closed::InterruptedBefore => {
            "Le délai a déjà été interrompu une fois, et ne peut pas l’être de nouveau (R2192-27 du code de la commande \
             publique). Demandez ce qui manque par un autre moyen, ou rejetez si la facture est fausse."
        }
        Closed::UnknownStatus => {
            "Le statut de cette facture n’est pas connu de cette version : traitez-la sur le portail Chorus Pro."
        }
    }
}

/// What holds a payment, and what to do about it.
pub(crate) fn held_words(hold: &Hold) -> String {
    match hold {
        Hold::Account => "Les coordonnées bancaires de cette facture sont à confirmer par une deuxième personne avant tout paiement."
            .to_owned(),
        Hold::Approval { by } => format!("Le visa de {by} manque : le paiement ne peut pas encore être ordonné."),
        Hold::ApprovalRefused { by } => {
            format!("{by} a refusé son visa : suspendez ou rejetez la facture, ou redemandez le visa.")
        }
    }
}

/// What a decision is called on its button.
#[cfg(feature = "ssr")]
pub(crate) const fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::ServiceFait => "Constater le service fait",
        Decision::Suspend => "Suspendre",
        Decision::GiveBack => "Faire recycler",
        Decision::Reject => "Rejeter",
        Decision::Mandate => "Mandater",
        Decision::HandOver => "Transmettre au comptable",
        Decision::Book => "Comptabiliser",
        Decision::OrderPayment => "Mettre en paiement",
    }
}

/// What it is called within a sentence.
#[cfg(feature = "ssr")]
pub(crate) const fn decision_noun(decision: Decision) -> &'static str {
    match decision {
        Decision::ServiceFait => "Le service fait",
        Decision::Suspend => "La suspension",
        Decision::GiveBack => "Le renvoi à recycler",
        Decision::Reject => "Le rejet",
        Decision::Mandate => "Le mandatement",
        Decision::HandOver => "La transmission au comptable",
        Decision::Book => "La comptabilisation",
        Decision::OrderPayment => "La mise en paiement",
    }
}

/// What follows from it, for the supplier and for the delay (business-rules.md §8; CCP R2192-12 to R2192-34).
#[cfg(feature = "ssr")]
pub(crate) const fn decision_follows(decision: Decision) -> &'static str {
    match decision {
        Decision::ServiceFait => {
            "Vous attestez que la prestation est faite. Le délai de paiement court de la plus tardive de deux dates : la \
             réception de la facture, et le jour où le service a été fait (R2192-12 et R2192-13)."
        }
        Decision::Suspend => {
            "Une pièce ou une mention manque. Le délai de paiement est interrompu, une seule fois, jusqu’à ce que le \
             fournisseur complète ; il repart alors pour 30 jours, ou pour ce qui en restait si c’est plus long (R2192-27 \
             à R2192-29)."
        }
        Decision::GiveBack => {
            "La facture n’est pas pour vous, ou pas pour ce service ou cet engagement. Le fournisseur corrige le chemin \
             sous le même numéro ; rien d’autre ne change."
        }
        Decision::Reject => {
            "La facture est fausse et ne peut pas être corrigée par un complément. Le fournisseur doit en établir une \
             nouvelle, sous un nouveau numéro. C’est définitif. Un désaccord sur le montant ne justifie pas un rejet \
             entier : la somme admise est payée (R2192-34)."
        }
        Decision::Mandate => "Le paiement est ordonné : le mandat est émis.",
        Decision::HandOver => "Le dossier est chez le comptable public.",
        Decision::Book => "Le comptable a pris la dépense en charge.",
        Decision::OrderPayment => "Le virement est ordonné : le délai de paiement s’arrête. C’est définitif.",
    }
}

/// Texts to begin with, each with what it is for. Square brackets are to be filled.
#[cfg(feature = "ssr")]
pub(crate) const fn proposed_texts(decision: Decision) -> &'static [(&'static str, &'static str)] {
    match decision {
        Decision::Suspend => &[
            (
                "Bon de commande ou engagement",
                "Délai interrompu (R2192-27 CCP) : le bon de commande n’est pas joint, ou son numéro manque. À fournir par un complément : le bon de commande.",
            ),
            (
                "Preuve de la prestation",
                "Délai interrompu (R2192-27 CCP) : rien n’établit la livraison ou la prestation. À fournir par un complément : bon de livraison ou procès-verbal signé.",
            ),
            (
                "Coordonnées bancaires",
                "Délai interrompu (R2192-27 CCP) : coordonnées bancaires absentes ou différentes de celles du marché. À fournir par un complément : un RIB à jour.",
            ),
            (
                "Détail des prestations",
                "Délai interrompu (R2192-27 CCP) : le détail des quantités et des prix manque. À fournir par un complément : [document].",
            ),
        ],
        Decision::GiveBack => &[
            (
                "Autre destinataire",
                "Cette facture n’est pas pour nous. Destinataire à indiquer : [nom et SIRET]. Même numéro, par un recyclage.",
            ),
            ("Autre service", "Code service à corriger : [code du service]. Même numéro, par un recyclage."),
            (
                "Engagement",
                "Numéro d’engagement absent ou inconnu. À indiquer : [numéro]. Même numéro, par un recyclage.",
            ),
        ],
        Decision::Reject => &[
            ("Doublon", "Déjà facturé : même prestation que la facture n° [numéro] du [date]."),
            ("Prestation non commandée", "Cette prestation n’a pas été commandée par nos services."),
            (
                "Mentions ou TVA",
                "Mentions ou TVA non conformes : [ce qui est faux]. Une nouvelle facture, sous un nouveau numéro, est nécessaire.",
            ),
            (
                "Prix du marché",
                "Les prix ne sont pas ceux du marché n° [numéro] : [écart]. Une nouvelle facture, sous un nouveau numéro, est nécessaire.",
            ),
        ],
        Decision::ServiceFait
        | Decision::Mandate
        | Decision::HandOver
        | Decision::Book
        | Decision::OrderPayment => &[],
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn proposed_texts_fit_and_stand_where_a_reason_is_asked_for() {
        for decision in Decision::ALL {
            let texts = proposed_texts(*decision);
            assert_eq!(texts.is_empty(), !decision.needs_motif(), "{decision:?}");
            for (_, text) in texts {
                assert!(text.chars().count() <= domain::LONGEST_MOTIF, "{text}");
            }
        }
    }
}
