//! What happens to an invoice by itself: routing, validators, recipients and their accountants.

use chrono::{DateTime, Datelike, Duration, Utc};

use crate::pace::{Pace, Span};
use crate::random::Random;
use crate::status::Status;
use crate::world::{Behaviour, Invoice, Person, Planned, Structure, World};

/// Days a validator has to answer; then the invoice is accepted tacitly. **Inferred** from the public-procurement
/// code (subcontractors), the reference does not document the delay (business-rules.md §13).
pub(crate) const VALIDATION_DAYS: i64 = 15;

const SUSPENSION_REASONS: &[&str] = &[
    "Bon de livraison manquant : merci de joindre le bon signé par le service.",
    "Procès-verbal de réception absent. Merci de compléter la facture.",
    "Détail des heures non joint, impossible de constater le service fait.",
    "RIB illisible : merci de transmettre un relevé d'identité bancaire à jour.",
    "Attestation de service fait manquante.",
    "Merci de joindre le devis accepté correspondant à la commande.",
];
const REJECTION_REASONS: &[&str] = &[
    "Facture en double : prestation déjà facturée et payée.",
    "Prix unitaire différent de celui du marché.",
    "Prestation non commandée par nos services.",
    "Montant de TVA erroné. Merci d'établir une nouvelle facture.",
    "Quantités facturées supérieures aux quantités livrées.",
    "Le numéro d'engagement ne correspond pas à cette commande.",
];
const RECYCLING_REASONS: &[&str] = &[
    "Code service erroné : merci d'adresser la facture au bon service.",
    "Facture destinée à un autre établissement, merci de corriger le SIRET du destinataire.",
    "Numéro d'engagement à corriger avant traitement.",
];
const REFUSAL_REASONS: &[&str] = &[
    "Montant différent de celui du contrat de sous-traitance.",
    "Prestations non achevées à la date de facturation.",
];
const CERTIFICATION_COMMENTS: &[&str] = &["Service fait constaté.", "Livraison conforme au bon de commande."];

/// The move an invoice makes next by itself; `None` when it waits for somebody outside the simulation.
pub(crate) fn next_move(
    world: &World,
    recipient: Option<&Structure>,
    invoice: &Invoice,
    pace: Pace,
    after: DateTime<Utc>,
) -> Option<Planned> {
    let mut random = choices(world, invoice);
    let status = invoice.status();
    match status {
        Status::Deposee => Some(platform(Status::EnCoursAcheminement, pace.routing, after, &mut random)),
        Status::EnCoursAcheminement => {
            Some(platform(Status::MiseADisposition, pace.delivery, after, &mut random))
        }
        Status::Validee1 | Status::AbsenceValidation1HorsDelai => {
            let next = if invoice.second_validator.is_some() { Status::AValider2 } else { Status::Deposee };
            Some(platform(next, pace.routing, after, &mut random))
        }
        Status::Validee2 | Status::AbsenceValidation2HorsDelai => {
            Some(platform(Status::Deposee, pace.routing, after, &mut random))
        }
        Status::AValider1 | Status::AValider2 => {
            let validator = invoice.awaited_validator().and_then(|id| world.structure(id));
            Some(validation(validator, status, pace, after, &mut random))
        }
        _ => treatment(recipient?, invoice, pace, after, &mut random),
    }
}

/// The number of a payment order: year, then five digits.
pub(crate) fn payment_order(world: &World, position: usize, at: DateTime<Utc>) -> String {
    let serial = world.invoices.get(position).map_or(0, |invoice| choices(world, invoice).below(100_000));
    format!("{}-{serial:05}", at.year())
}

fn choices(world: &World, invoice: &Invoice) -> Random {
    Random::new(world.seed, &[invoice.id.unsigned_abs(), invoice.history.len() as u64])
}

fn platform(status: Status, span: Span, after: DateTime<Utc>, random: &mut Random) -> Planned {
    Planned { at: after + span.draw(random), status, comment: None, author: None }
}

/// What a validator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opinion {
    /// The invoice goes on.
    Accepted,
    /// The invoice ends here.
    Refused,
    /// The invoice names the wrong validator.
    NotMine,
    /// The delay has passed without an answer.
    Silent,
}

impl Opinion {
    /// The status an opinion leads to; `None` when the invoice waits for no validator.
    pub(crate) const fn leads_to(self, from: Status) -> Option<Status> {
        Some(match (from, self) {
            (Status::AValider1, Self::Accepted) => Status::Validee1,
            (Status::AValider1, Self::Refused) => Status::Refusee1,
            (Status::AValider1, Self::NotMine) => Status::ErreurFournisseurSurValideur,
            (Status::AValider1, Self::Silent) => Status::AbsenceValidation1HorsDelai,
            (Status::AValider2, Self::Accepted) => Status::Validee2,
            (Status::AValider2, Self::Refused) => Status::Refusee2,
            (Status::AValider2, Self::NotMine) => Status::ErreurCotraitantSurValideur,
            (Status::AValider2, Self::Silent) => Status::AbsenceValidation2HorsDelai,
            _ => return None,
        })
    }
}

/// The answer of a simulated validator, or its silence at the end of the delay.
fn validation(
    validator: Option<&Structure>,
    from: Status,
    pace: Pace,
    after: DateTime<Utc>,
    random: &mut Random,
) -> Planned {
    let deadline = after + Duration::days(VALIDATION_DAYS);
    let opinion = validator.map_or(Opinion::Silent, |structure| opinion(&structure.behaviour, random));
    let at = pace.when_somebody_works(after + pace.validation.draw(random), random);
    let opinion = if at > deadline { Opinion::Silent } else { opinion };
    let reasons = if opinion == Opinion::Refused { REFUSAL_REASONS } else { &[] };
    let comment = random.pick(reasons).map(|text| (*text).to_owned());
    // Every status that waits for a validator has an answer of each kind.
    let status = opinion.leads_to(from).unwrap_or(from);
    if opinion == Opinion::Silent {
        return Planned { at: deadline, status, comment: None, author: None };
    }
    let author = validator.and_then(|structure| random.pick(&structure.agents)).cloned();
    Planned { at, status, comment, author }
}

fn opinion(behaviour: &Behaviour, random: &mut Random) -> Opinion {
    let Behaviour { pay, suspend, reject, recycle, wait } = *behaviour;
    if pay + reject + recycle == 0 {
        return Opinion::Silent;
    }
    match random.weighted(&[pay, reject, recycle, suspend.saturating_add(wait)]) {
        0 => Opinion::Accepted,
        1 => Opinion::Refused,
        2 => Opinion::NotMine,
        _ => Opinion::Silent,
    }
}

/// One step of the recipient or of the accountant behind it.
fn treatment(
    recipient: &Structure,
    invoice: &Invoice,
    pace: Pace,
    after: DateTime<Utc>,
    random: &mut Random,
) -> Option<Planned> {
    let (status, span) = match invoice.status() {
        Status::MiseADisposition => (course(&recipient.behaviour, random)?, pace.first_move),
        Status::Completee => {
            // What was missing has arrived: nobody suspends or reroutes the same invoice again.
            let settled = Behaviour { suspend: 0, recycle: 0, ..recipient.behaviour.clone() };
            (course(&settled, random)?, pace.first_move)
        }
        Status::ServiceFait => (Status::Mandatee, pace.next_move),
        Status::Mandatee => (Status::MiseADispositionComptable, pace.next_move),
        Status::MiseADispositionComptable => (Status::Comptabilisee, pace.next_move),
        Status::Comptabilisee if returns_payment(recipient, invoice) => {
            (Status::MiseEnPaiement, pace.next_move)
        }
        _ => return None,
    };
    let reasons = match status {
        Status::Suspendue => SUSPENSION_REASONS,
        Status::Rejetee => REJECTION_REASONS,
        Status::ARecycler => RECYCLING_REASONS,
        Status::ServiceFait => CERTIFICATION_COMMENTS,
        _ => &[],
    };
    let comment = random.pick(reasons).map(|text| (*text).to_owned());
    let at = pace.when_somebody_works(after + span.draw(random), random);
    Some(Planned { at, status, comment, author: agent(recipient, status, random) })
}

/// `None` when the recipient leaves the invoice where it is.
fn course(behaviour: &Behaviour, random: &mut Random) -> Option<Status> {
    let Behaviour { pay, suspend, reject, recycle, wait } = *behaviour;
    if pay + suspend + reject + recycle == 0 {
        return None;
    }
    match random.weighted(&[pay, suspend, reject, recycle, wait]) {
        0 => Some(Status::ServiceFait),
        1 => Some(Status::Suspendue),
        2 => Some(Status::Rejetee),
        3 => Some(Status::ARecycler),
        _ => None,
    }
}

fn returns_payment(recipient: &Structure, invoice: &Invoice) -> bool {
    let service = invoice.service.and_then(|id| recipient.services.iter().find(|service| service.id == id));
    !recipient.requirements.payment_status_withheld
        && service.is_none_or(|service| service.payment_status_returned)
}

/// The last agent of a structure is its accountant; the others treat invoices.
fn agent(recipient: &Structure, status: Status, random: &mut Random) -> Option<Person> {
    let (accountant, others) = recipient.agents.split_last()?;
    let accounting =
        matches!(status, Status::MiseADispositionComptable | Status::Comptabilisee | Status::MiseEnPaiement);
    if accounting || others.is_empty() {
        return Some(accountant.clone());
    }
    random.pick(others).cloned()
}
