//! soumettre of works documents: a new document, alone or after the one before. The body is inferred
//! (`inferred`).

use std::sync::Arc;

use super::caller::{acts, enter, visible};
use super::inferred::{self as inferred, Named};
use crate::errors;
use crate::fields::Fields;
use crate::input::Input;
use crate::ledger::technical_user;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::services::invoices::submit::{Mode, check_number, read_content, supplier};
use crate::services::structures::routing::{Destination, destination};
use crate::status::Status;
use crate::works_documents::{Found, Standing, change_document, change_file, find, situation};
use crate::world::works_rules::{A22, WorksActor, WorksFramework, WorksStatus};
use crate::world::{BillingFile, Event, Invoice, Party, Structure, WorksDocument, WorksEvent};

/// `POST /facturesTravaux/v1/soumettre`.
pub(crate) fn submit(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mode = Mode::read(input.text("modeDepot")?)?;
    let code = input.object("cadreDeFacturation")?.text("codeCadreFacturation")?;
    let rules = code.and_then(WorksFramework::from_code).ok_or(errors::WORKS_FRAMEWORK)?;
    let number = input.reference("numeroFactureSaisi")?.ok_or(errors::NUMBER_REQUIRED)?;
    check_number(&number)?;
    let previous = previous(exchange, rules, input)?;
    let known = known_file(exchange, previous.as_ref(), input)?;
    let supplier = the_supplier(exchange, rules, known.as_deref(), input)?;
    let depositor = match rules.depositor {
        WorksActor::Supplier => Some(supplier.id),
        actor => known.as_ref().and_then(|file| file.party(actor)).map(|party| party.structure),
    };
    let again = earlier(exchange, depositor, rules.depositor, &number)?;
    if previous.as_ref().is_some_and(|previous| !may_follow(exchange, rules, previous, again.as_ref())) {
        return Err(errors::WORKS_PREVIOUS.into());
    }
    let known = again.as_ref().map(|again| Arc::clone(&again.file)).or(known);
    let recipient = known.as_ref().map(|file| file.recipient);
    let named = input.object("destinataire")?;
    let siret = named.reference("codeDestinataire")?;
    let service = named.text("codeServiceExecutant")?;
    let content = read_content(exchange, &supplier, mode, input, |engagement| match recipient {
        Some(recipient) => Ok(Destination { structure: recipient.structure, service: recipient.service }),
        None => destination(exchange, &supplier, siret.as_deref(), service, engagement),
    })?;
    let file = the_file(exchange, known.as_deref(), again.is_some(), &content, input)?;
    if !acts(exchange, &file, rules.depositor) {
        return Err(errors::NOT_ATTACHED.into());
    }
    let addressee = file.addressee(rules).ok_or(errors::WORKS_ACTOR_REQUIRED)?;
    let validator = validator(exchange, rules, input)?;
    let content = Invoice { number, validator, ..content };
    Ok(deposit(exchange, Deposit { file, addressee, content, previous, again, rules }))
}

/// The document a new one follows, when it follows one.
fn previous(
    exchange: &Exchange<'_>,
    rules: &WorksFramework,
    input: Input<'_>,
) -> Result<Option<Found>, Refusal> {
    let Some(id) = inferred::previous_id(input)? else {
        // The tacit procedure may start where the project manager never used the tool.
        let opens = rules.previous.is_empty() || rules.code == A22;
        return if opens { Ok(None) } else { Err(errors::WORKS_PREVIOUS.into()) };
    };
    let previous = visible(exchange, Some(id))?;
    if rules.previous.contains(&previous.document.content.framework.as_str()) {
        Ok(Some(previous))
    } else {
        Err(errors::WORKS_PREVIOUS.into())
    }
}

/// The document before has to wait for the depositor, or its following document has to have come back.
fn may_follow(
    exchange: &Exchange<'_>,
    rules: &WorksFramework,
    previous: &Found,
    again: Option<&Found>,
) -> bool {
    let Standing::Works(status) = situation(exchange.ledger, &previous.document).standing else {
        return false;
    };
    if let Some(actor) = status.waits_for() {
        return rules.tacit || actor == rules.depositor;
    }
    let next = previous.document.next;
    let came_back = || {
        let next = next.and_then(|id| find(exchange.ledger, id));
        next.is_some_and(|next| {
            situation(exchange.ledger, &next.document).standing == Standing::Invoice(Status::Rejetee)
        })
    };
    let replaced = again.is_some_and(|again| next == Some(again.document.id()));
    status == WorksStatus::Associee && (replaced || came_back())
}

/// The billing file of the document before, or the one named.
fn known_file(
    exchange: &Exchange<'_>,
    previous: Option<&Found>,
    input: Input<'_>,
) -> Result<Option<Arc<BillingFile>>, Refusal> {
    if let Some(previous) = previous {
        return Ok(Some(Arc::clone(&previous.file)));
    }
    let Some(id) = inferred::billing_file_id(input)? else { return Ok(None) };
    let file = exchange.ledger.world.billing_files.iter().find(|file| file.id == id);
    let file = file.filter(|file| WorksActor::ALL.into_iter().any(|actor| acts(exchange, file, actor)));
    Ok(Some(Arc::clone(file.ok_or(errors::WORKS_FILE_NOT_FOUND)?)))
}

/// The supplier of the file; its own deposits name it and are checked as those of invoices.
fn the_supplier(
    exchange: &Exchange<'_>,
    rules: &WorksFramework,
    known: Option<&BillingFile>,
    input: Input<'_>,
) -> Result<Structure, Refusal> {
    if rules.depositor == WorksActor::Supplier {
        let supplier = supplier(exchange, input.object("fournisseur")?)?;
        let stranger = known.is_some_and(|file| file.supplier.structure != supplier.id);
        return if stranger { Err(errors::WORKS_NO_RIGHT.into()) } else { Ok(supplier) };
    }
    let supplier = known.and_then(|file| exchange.ledger.structure(file.supplier.structure));
    Ok(supplier.ok_or(errors::UNKNOWN_SUPPLIER)?.clone())
}

/// The depositor's document with this number when it may be deposited again; an error when it may not.
fn earlier(
    exchange: &Exchange<'_>,
    depositor: Option<i64>,
    role: WorksActor,
    number: &str,
) -> Result<Option<Found>, Refusal> {
    let same = |file: &BillingFile, document: &WorksDocument| {
        document.content.number == number
            && document.rules().is_some_and(|rules| rules.depositor == role)
            && file.party(role).map(|party| party.structure) == depositor
    };
    let known = exchange.ledger.world.billing_files.iter().find_map(|file| {
        let document = file.documents.iter().find(|document| same(file, document))?.clone();
        Some(Found { file: Arc::clone(file), document })
    });
    let Some(known) = known else { return Ok(None) };
    match situation(exchange.ledger, &known.document).standing {
        Standing::Works(status) if status.is_misdirected() => Ok(Some(known)),
        _ => Err(errors::DUPLICATE_NUMBER.into()),
    }
}

/// The file the document goes to. Actors are named when the file is opened or when one of them was wrong.
fn the_file(
    exchange: &Exchange<'_>,
    known: Option<&BillingFile>,
    corrected: bool,
    content: &Invoice,
    input: Input<'_>,
) -> Result<BillingFile, Refusal> {
    if let Some(file) = known.filter(|_| !corrected) {
        return Ok(file.clone());
    }
    let actors = inferred::actors(input.object("cadreDeFacturation")?)?;
    let project_manager = party(exchange, &actors.project_manager)?;
    let project_owner = party(exchange, &actors.project_owner)?;
    Ok(BillingFile {
        id: known.map_or(0, |file| file.id),
        number: known.map(|file| file.number.clone()).unwrap_or_default(),
        supplier: known
            .map_or(Party { structure: content.supplier, service: content.supplier_service }, |file| {
                file.supplier
            }),
        project_manager: project_manager.or(known.and_then(|file| file.project_manager)),
        project_owner: project_owner.or(known.and_then(|file| file.project_owner)),
        recipient: Party { structure: content.recipient, service: content.service },
        documents: known.map(|file| file.documents.clone()).unwrap_or_default(),
    })
}

fn party(exchange: &Exchange<'_>, named: &Named<'_>) -> Result<Option<Party>, Refusal> {
    let Some(identifier) = &named.identifier else { return Ok(None) };
    let structure = exchange.ledger.world.structure_by_identifier(identifier);
    let structure = structure.filter(|structure| structure.active).ok_or(errors::WORKS_UNKNOWN_ACTOR)?;
    let service = match named.service {
        None => None,
        Some(code) => {
            let service = structure.service(code).filter(|service| service.active);
            Some(service.ok_or(errors::WORKS_UNKNOWN_ACTOR)?.id)
        }
    };
    Ok(Some(Party { structure: structure.id, service }))
}

/// Subcontractors and joint contractors may name the holder or the agent of the group.
fn validator(
    exchange: &Exchange<'_>,
    rules: &WorksFramework,
    input: Input<'_>,
) -> Result<Option<i64>, Refusal> {
    if !["A10_", "A13_", "A14_"].iter().any(|short| rules.code.starts_with(short)) {
        return Ok(None);
    }
    let named = inferred::actors(input.object("cadreDeFacturation")?)?.validator;
    Ok(party(exchange, &named)?.map(|party| party.structure))
}

/// A document that passed every check.
struct Deposit {
    file: BillingFile,
    addressee: WorksActor,
    content: Invoice,
    previous: Option<Found>,
    again: Option<Found>,
    rules: &'static WorksFramework,
}

fn deposit(exchange: &mut Exchange<'_>, deposit: Deposit) -> Fields {
    let Deposit { mut file, addressee, mut content, previous, again, rules } = deposit;
    let author = Some(technical_user(&exchange.account.login));
    content.id = again.as_ref().map_or_else(|| exchange.ledger.world.new_id(), |again| again.document.id());
    for attachment in &mut content.attachments {
        attachment.link = exchange.ledger.world.new_id();
    }
    if let Some(previous) = &previous {
        let before = &previous.document.content;
        content.contract = content.contract.or_else(|| before.contract.clone());
        content.engagement = content.engagement.or_else(|| before.engagement.clone());
    }
    let at = exchange.now;
    content.history.push(Event { status: Status::Deposee, at, comment: None, author: author.clone() });
    let event = |status| WorksEvent { status, at, comment: None, author: author.clone() };
    let mut document = WorksDocument {
        previous: previous.as_ref().map(|previous| previous.document.id()),
        next: None,
        history: again.as_ref().map(|again| again.document.history.clone()).unwrap_or_default(),
        handed_over: addressee.arrival().is_none(),
        content,
    };
    // The delay of the platform is not documented: the document is available to its addressee at once.
    let status = addressee.arrival().map_or(Status::Deposee.code(), WorksStatus::code);
    document.history.push(event(WorksStatus::Deposee));
    document.history.extend(addressee.arrival().map(event));
    if document.handed_over {
        document.content.recipient_side_id = exchange.ledger.world.new_id();
        exchange.ledger.add(document.content.clone());
    } else {
        document.content.recipient_side_id = document.id();
    }
    let (id, number) = (document.id(), document.content.number.clone());
    file.documents.retain(|known| known.id() != id);
    file.documents.push(document);
    if file.id == 0 {
        file.id = exchange.ledger.world.new_id();
        file.number = format!("DF-{}", file.id);
        exchange.ledger.world.billing_files.push(Arc::new(file));
        exchange.ledger.touch();
    } else {
        change_file(exchange.ledger, file.id, |known| *known = file);
    }
    if let Some(previous) = previous {
        change_document(exchange.ledger, &previous, |known| known.next = Some(id));
        let replaced = rules.code == A22;
        let linked = if replaced { WorksStatus::RemplaceeParA22 } else { WorksStatus::Associee };
        if previous.document.status() != linked {
            enter(exchange, &previous, linked, None);
        }
    }
    inferred::deposited(id, &number, at, status)
}
