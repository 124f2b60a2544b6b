//! One invoice in every status of the life cycle: nobody has to wait until chance brings one about.

use chrono::{DateTime, Datelike, Duration, Utc};

use super::maker::Maker;
use crate::clock::day;
use crate::ledger::technical_user;
use crate::status::Status;
use crate::world::{Event, Invoice};

/// How long what moves on by itself has to stand to count as there.
const STANDS: i64 = 15;
/// The clients that have them, the first ones: `pupitre demo` takes the last ones for accesses that do not work.
const CLIENTS: usize = 6;

impl Maker {
    /// Adds an invoice of one of the first clients in every status in which none of theirs stands; to the town, in every
    /// status that a recipient sees. Each service of the town has one that waits. They stay as
    /// they are: nobody of the simulation goes on with them.
    pub(super) fn every_status(&mut self) {
        let Some(town) = self.recipients.first().copied() else { return };
        let soon = self.now + Duration::minutes(STANDS);
        let clients: Vec<i64> = self.suppliers.iter().take(CLIENTS).map(|(id, _)| *id).collect();
        for status in Status::ALL {
            let stands = |invoice: &Invoice| {
                invoice.status() == *status
                    && clients.contains(&invoice.supplier)
                    && !invoice.archived
                    && (!status.reached_recipient() || invoice.recipient == town)
                    && invoice.planned.as_ref().is_none_or(|planned| planned.at > soon)
            };
            if !self.ledger.world.invoices.iter().any(|invoice| stands(invoice)) {
                let service = self.services(town).first().copied();
                self.stand(*status, town, service);
            }
        }
        // Whoever sees one service of the town alone has something to decide.
        for service in self.services(town) {
            let waits = |invoice: &Invoice| {
                invoice.status() == Status::MiseADisposition
                    && invoice.recipient == town
                    && invoice.service == Some(service)
                    && clients.contains(&invoice.supplier)
                    && invoice.planned.is_none()
            };
            if !self.ledger.world.invoices.iter().any(|invoice| waits(invoice)) {
                self.stand(Status::MiseADisposition, town, Some(service));
            }
        }
    }

    /// The services of a structure that take invoices.
    fn services(&self, structure: i64) -> Vec<i64> {
        let services =
            self.ledger.structure(structure).map(|known| known.services.as_slice()).unwrap_or_default();
        services.iter().filter(|service| service.active).map(|service| service.id).collect()
    }

    /// One more invoice to the town, with a history that ends in this status.
    fn stand(&mut self, status: Status, town: i64, service: Option<i64>) {
        let rank = self.ledger.world.invoices.len();
        let Some((supplier, data)) = self.suppliers.get(rank % CLIENTS).copied() else { return };
        let mut issued = self.ledger.world.invoices.iter();
        let model = issued.rfind(|invoice| invoice.supplier == supplier && !invoice.is_credit_note());
        let Some(model) = model.map(|invoice| Invoice::clone(invoice)) else { return };
        let others: Vec<i64> =
            self.suppliers.iter().map(|(id, _)| *id).filter(|id| *id != supplier).take(2).collect();
        let way = way_to(status);
        let asks = |wanted: Status| way.contains(&wanted);
        let (first_validator, second_validator) = (asks(Status::AValider1), asks(Status::AValider2));
        let login = model.created_by.clone().unwrap_or_default();
        let history = self.history(&way, &model, town, &others);
        let Some(deposited_at) = history.first().map(|event| event.at) else { return };
        let number = self.number(supplier, data, deposited_at);
        let main_file = Some(self.pdf(&number, &login, deposited_at));
        let ordered = asks(Status::Mandatee).then(|| format!("{}-{rank:05}", self.now.year()));
        let framework = if second_validator {
            "A12_FACTURE_COTRAITANT"
        } else if first_validator {
            "A9_FACTURE_SOUSTRAITANT"
        } else {
            "A1_FACTURE_FOURNISSEUR"
        };
        let invoice = Invoice {
            id: self.id(),
            recipient_side_id: self.id(),
            number,
            recipient: town,
            service,
            engagement: None,
            contract: None,
            framework: framework.to_owned(),
            validator: others.first().copied().filter(|_| first_validator),
            second_validator: others.get(1).copied().filter(|_| second_validator),
            deposit_mode: "DEPOT_PDF_API".to_owned(),
            issued_on: day(deposited_at),
            deposited_at,
            main_file,
            attachments: Vec::new(),
            archived: false,
            downloaded: false,
            rejection_treated: false,
            payment_order: ordered,
            history,
            actions: Vec::new(),
            planned: None,
            ..model
        };
        let position = self.ledger.add(invoice);
        self.ledger.change(position, |invoice| invoice.planned = None);
    }

    /// The statuses of a way, the last one some hours ago, with who made each.
    fn history(&self, way: &[Status], model: &Invoice, town: i64, validators: &[i64]) -> Vec<Event> {
        let agent = |structure: Option<i64>| {
            structure.and_then(|id| self.ledger.structure(id)).and_then(|known| known.agents.first().cloned())
        };
        let mut at: DateTime<Utc> = self.now - Duration::hours(3);
        let mut history = Vec::new();
        for (rank, status) in way.iter().enumerate().rev() {
            let author = match status {
                status if rank == 0 || *status == Status::Completee => {
                    model.created_by.as_deref().map(technical_user)
                }
                Status::Validee1 | Status::Refusee1 | Status::ErreurFournisseurSurValideur => {
                    agent(validators.first().copied())
                }
                Status::Validee2 | Status::Refusee2 | Status::ErreurCotraitantSurValideur => {
                    agent(validators.get(1).copied())
                }
                status if status.reached_recipient() && *status != Status::MiseADisposition => {
                    agent(Some(town))
                }
                _ => None,
            };
            history.push(Event { status: *status, at, comment: comment(*status).map(str::to_owned), author });
            at -= time_before(*status);
        }
        history.reverse();
        history
    }
}

/// The shortest way from the deposit.
fn way_to(status: Status) -> Vec<Status> {
    use Status::{
        ARecycler, AValider1, AValider2, AbsenceValidation1HorsDelai, AbsenceValidation2HorsDelai, Brouillon,
        Completee, Comptabilisee, Deposee, EnCoursAcheminement, ErreurCotraitantSurValideur,
        ErreurFournisseurSurValideur, InterpreteeOcr, Mandatee, MiseADisposition, MiseADispositionComptable,
        MiseEnPaiement, Refusee1, Refusee2, Rejetee, ServiceFait, Suspendue, Validee1, Validee2,
    };
    const PAID: [Status; 8] = [
        Deposee,
        EnCoursAcheminement,
        MiseADisposition,
        ServiceFait,
        Mandatee,
        MiseADispositionComptable,
        Comptabilisee,
        MiseEnPaiement,
    ];
    let before: &[Status] = match status {
        Brouillon | InterpreteeOcr | AValider1 | Deposee => &[],
        ErreurFournisseurSurValideur | Refusee1 | Validee1 | AbsenceValidation1HorsDelai => &[AValider1],
        AValider2 => &[AValider1, Validee1],
        ErreurCotraitantSurValideur | Refusee2 | Validee2 | AbsenceValidation2HorsDelai => {
            &[AValider1, Validee1, AValider2]
        }
        Suspendue | ARecycler | Rejetee => &[Deposee, EnCoursAcheminement, MiseADisposition],
        Completee => &[Deposee, EnCoursAcheminement, MiseADisposition, Suspendue],
        _ => PAID.split(|step| *step == status).next().unwrap_or_default(),
    };
    before.iter().copied().chain([status]).collect()
}

/// How long after the status before it a status comes.
fn time_before(status: Status) -> Duration {
    match status {
        Status::EnCoursAcheminement | Status::AValider2 => Duration::hours(1),
        Status::MiseADisposition => Duration::hours(2),
        Status::AbsenceValidation1HorsDelai | Status::AbsenceValidation2HorsDelai => {
            Duration::days(crate::lifecycle::VALIDATION_DAYS)
        }
        _ => Duration::days(2),
    }
}

fn comment(status: Status) -> Option<&'static str> {
    Some(match status {
        Status::Suspendue => "Merci de joindre le bon de livraison signé.",
        Status::Rejetee => "Prestation non commandée par nos services.",
        Status::ARecycler => "Code service erroné : merci d'adresser la facture au bon service.",
        Status::Refusee1 | Status::Refusee2 => "Montant différent de celui du contrat.",
        Status::Completee => "Vous trouverez ci-joint la pièce demandée.",
        _ => return None,
    })
}
