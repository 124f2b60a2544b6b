//! A whole installation with rows in every table, for tests that carry one elsewhere: into another database, from an
//! earlier version to this one.

use domain::{ActKind, Environment, InvoiceStatus, Reason, Role};

use super::engagements::known;
use super::lists::random_invoices;
use super::public_directory::{import, public_service, public_structure};
use super::sample::{
    Variety, World, access, act, add_invoices, archive, archive_plan, at, attachment, attempt, batch,
    batch_file, batch_item, chosen_way, confirmed_form, day, decision_text, document, draft, draft_keeper,
    dropped_file, edi_file, edi_link, event, exchange, exchange_reader, exchange_writer, flow, free_writer,
    invoice, invoice_id, invoice_note, job, lines, mandate, mandate_end, package, package_choice,
    package_item, payer, plain_copy, process, rate, reader, reception, reply, saved_view, session, siret,
    siret_change, spans, token, user, validation, works_act, works_act_file, works_document,
};
use super::{circuits, supplier_accounts};
use crate::{
    AccessRights, AccessState, Database, DirectoryEntry, DirectoryService, Exchange, ExchangeFilter,
    ExchangeOutcome, Invitation, InvoiceFilter, JobEnd, JobState, JournalEntry, JournalResult, LeaseRequest,
    Mark, PlatformLists, RecoveryCode, Scope, ScopedStructure, SecondFactor, SignInChallenge, SignInThrottle,
    StructureFacts, SynchronisationFailure, Transaction, ValidationRound, WorksContent, WorksRound,
};

/// Signs that have a meaning somewhere on the way.
const ODD: &str = "L’œuvre « n° 7 »\n\t'; \"--\\ {é,NULL} $1 % _ \u{1f4c4} \u{2028}";
/// The invoice that has everything, in each organisation: its number is this plus that of the organisation.
const WHOLE: u64 = 900_000;

/// Fills an empty database with two organisations, and so many invoices in the first one besides what has everything.
pub async fn fill(database: &dyn Database, invoices: u64) {
    for number in [1, 2] {
        fill_organization(database, number).await;
    }
    let world = World::of(1);
    let structures = [world.structure.clone(), world.add_structure(database, 1_500).await];
    let made = random_invoices(&mut Variety::new(7), &structures, invoices.max(2));
    add_invoices(database, &made).await;
    // Sums that were counted up and down again.
    let mut transaction = world.writer(database).await;
    let mut changed = transaction.invoice(world.organization.id, made[0].id).await.unwrap().unwrap();
    changed.status = InvoiceStatus::MiseEnPaiement;
    changed.gross_cents = Some(i64::from(i32::MAX));
    transaction.update_invoice(&mut changed).await.unwrap();
    transaction.commit().await.unwrap();
    fill_installation(database).await;
    for environment in Environment::ALL {
        let structures = [public_structure(1, ODD, "Lyon"), public_structure(2, "École", ODD)];
        import(database, environment, &structures, &[public_service(1, "DRH"), public_service(2, ODD)]).await;
    }
}

async fn fill_organization(database: &dyn Database, number: u64) {
    let world = World::create(database, number).await;
    let (organization, structure) = (world.organization.id, &world.structure);
    let mut transaction = world.writer(database).await;
    fill_people(transaction.as_mut(), &world, number).await;
    let invoice = invoice(structure, WHOLE + number);
    transaction.insert_invoice(&invoice).await.unwrap();
    transaction.put_draft(&draft(&invoice)).await.unwrap();
    transaction.insert_act(&act(&world, &invoice, number, ActKind::Complete)).await.unwrap();
    transaction.insert_invoice_note(&invoice_note(&world, &invoice, number)).await.unwrap();
    circuits::fill(transaction.as_mut(), &world, &invoice, number).await;
    supplier_accounts::fill(transaction.as_mut(), &world, &invoice).await;
    transaction.put_draft_keeper(&draft_keeper(&world, &invoice)).await.unwrap();
    transaction.put_document_way(&chosen_way(&world, number)).await.unwrap();
    transaction.put_plain_copy(&plain_copy(&world, number)).await.unwrap();
    transaction.insert_saved_view(&saved_view(&world, number)).await.unwrap();
    transaction.insert_decision_text(&decision_text(&world, number)).await.unwrap();
    transaction.treat_rejection(organization, invoice.id, at(4)).await.unwrap();
    transaction.put_reception(&reception(&invoice)).await.unwrap();
    transaction.put_pivot(organization, invoice.id, &document(number + 80), at(6)).await.unwrap();
    let told = package_item(&invoice, 0);
    transaction.insert_package(&package(&world, number), std::slice::from_ref(&told)).await.unwrap();
    transaction.insert_package(&archive(&world, number + 10, day(3, 1)), &[told]).await.unwrap();
    transaction.put_package_choice(organization, world.user.id, &package_choice()).await.unwrap();
    transaction.put_archive_plan(&archive_plan(&world)).await.unwrap();
    transaction.put_invoice_lines(organization, invoice.id, &lines()).await.unwrap();
    transaction.put_clock_spans(organization, invoice.id, &spans()).await.unwrap();
    for piece in 1..=2 {
        transaction.insert_attachment(&attachment(&invoice, number * 10 + piece)).await.unwrap();
        let mut told = event(&invoice, number * 10 + piece, (piece == 1).then_some("1"));
        told.comment = Some(ODD.to_owned());
        transaction.insert_event(&told).await.unwrap();
    }
    fill_validations(transaction.as_mut(), &world, number).await;
    fill_jobs(transaction.as_mut(), &world, number).await;
    let detail = if number == 1 { ODD } else { "" };
    for action in ["invoice.submit", "structure.change"] {
        let entry = JournalEntry {
            organization: Some(organization),
            user: Some(world.user.id),
            at: at(5),
            action,
            object: invoice.id.to_string(),
            detail: detail.to_owned(),
            result: JournalResult::Done,
            before: None,
            after: (number == 1).then(|| ODD.to_owned()),
        };
        transaction.journal(&entry).await.unwrap();
    }
    transaction.commit().await.unwrap();
    fill_exchanges(database, &world, number).await;
}

async fn fill_validations(transaction: &mut dyn Transaction, world: &World, number: u64) {
    let organization = world.organization.id;
    let mut invoice = validation(world, number);
    invoice.status_comment = Some(ODD.to_owned());
    transaction.insert_validation(&invoice).await.unwrap();
    transaction.put_validation_files(organization, invoice.id, &[document(number + 90)]).await.unwrap();
    transaction.insert_reply(&reply(world, &invoice, number)).await.unwrap();
    let round = ValidationRound {
        structure: world.structure.id,
        asked_at: at(7),
        reason: Some(Reason::ChorusProSilent),
    };
    transaction.put_validation_round(organization, &round).await.unwrap();
    let mut piece = works_document(world, number);
    piece.supplier_name = ODD.to_owned();
    transaction.put_works_document(&piece).await.unwrap();
    let act = works_act(world, &piece, number);
    transaction.insert_works_act(&act).await.unwrap();
    transaction.insert_works_act_file(&works_act_file(&act, number)).await.unwrap();
    let content = WorksContent {
        document: piece.id,
        content: Some(format!("{{\"commentaire\":\"{number}\"}}")),
        read_at: Some(at(8)),
        reason: None,
    };
    transaction.put_works_content(organization, &content).await.unwrap();
    transaction.put_confirmed_form(&confirmed_form(world)).await.unwrap();
    let round = WorksRound {
        structure: world.structure.id,
        asked_at: at(8),
        whole_at: None,
        reason: Some(Reason::ChorusProSilent),
    };
    transaction.put_works_round(organization, &round).await.unwrap();
}

async fn fill_people(transaction: &mut dyn Transaction, world: &World, number: u64) {
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut limited = user(number + 50);
    limited.disabled_at = (number == 2).then(|| at(8));
    transaction.insert_user(&limited).await.unwrap();
    let scope = Scope::Only(vec![
        ScopedStructure { structure, services: vec!["SRV".to_owned(), ODD.to_owned()] },
        ScopedStructure { structure, services: Vec::new() },
    ]);
    transaction.set_membership(organization, limited.id, Role::Valideur, &scope).await.unwrap();
    transaction.set_in_charge(organization, structure, &[world.user.id, limited.id]).await.unwrap();
    let invitation = Invitation {
        organization: world.organization.clone(),
        user: limited.id,
        email: limited.email.clone(),
        role: Role::Lecteur,
        scope: scope.clone(),
        invited_by: world.user.id,
        invited_at: at(9),
    };
    transaction.put_invitation(&invitation).await.unwrap();
    transaction.use_membership(organization, world.user.id, at(6)).await.unwrap();
    assert!(transaction.count_upload(world.user.id, 20_000, 7, 100).await.unwrap());
    transaction.insert_dropped_file(&dropped_file(world, number)).await.unwrap();
    transaction.insert_flow(&flow(world, number)).await.unwrap();
    transaction.put_edi_link(&edi_link(world, number)).await.unwrap();
    transaction.insert_edi_file(&edi_file(world, number)).await.unwrap();
    let facts = StructureFacts { name: ODD.to_owned(), ..StructureFacts::default() };
    transaction.put_structure_facts(organization, structure, &facts, at(3)).await.unwrap();
    let lists = PlatformLists { exemption_reasons: vec![ODD.to_owned()], ..PlatformLists::default() };
    transaction.put_access_lists(organization, world.access.id, &lists, at(3)).await.unwrap();
    transaction.insert_mandate(&mandate(world, number)).await.unwrap();
    let ended = mandate(world, number + 10);
    transaction.insert_mandate(&ended).await.unwrap();
    transaction.end_mandate(organization, ended.id, &mandate_end(ODD)).await.unwrap();
    transaction.set_mandates_required(organization, number == 2).await.unwrap();
    transaction.put_siret_change(&siret_change(world, number)).await.unwrap();
    transaction.put_payer(&payer(world, number)).await.unwrap();
    transaction.put_rate(&rate(world)).await.unwrap();
    let batch = batch(world, number);
    transaction.insert_batch(&batch).await.unwrap();
    transaction.put_batch_file(organization, batch.id, &batch_file(ODD, number)).await.unwrap();
    let mut item = batch_item(&batch, 2);
    item.cells[0][0] = ODD.to_owned();
    transaction.replace_batch_items(organization, batch.id, &[item]).await.unwrap();
    transaction.remember_columns(organization, &[(ODD.to_owned(), None)], at(3)).await.unwrap();
    let failure = SynchronisationFailure { reason: Reason::ChorusProSilent, since: at(3), next_at: at(4) };
    transaction.set_failing(organization, structure, Some(&failure)).await.unwrap();
    let mut token = token(u8::try_from(number).unwrap());
    transaction.use_device(&token, world.user.id, at(2), 20).await.unwrap();
    let factor = SecondFactor {
        user: world.user.id,
        sealed_secret: format!("sealed {number}"),
        made_at: at(3),
        confirmed_at: Some(at(4)),
        last_step: 58_000_000,
    };
    transaction.set_second_factor(&factor).await.unwrap();
    transaction.set_recovery_codes(world.user.id, &[RecoveryCode([7; 32])]).await.unwrap();
    let challenge =
        SignInChallenge { user: world.user.id, expires_at: at(9_000), accepts_invitations: false };
    transaction.insert_sign_in_challenge(&token, &challenge, 5).await.unwrap();
    token.0[0] = 0;
    transaction.insert_session(&session(number, world.user.id, organization), &token).await.unwrap();
    let mut broken = access(organization, number + 50);
    broken.state = AccessState::Broken(Reason::ChorusProSilent);
    broken.sealed_certificate = None;
    broken.certificate = None;
    transaction.insert_access(&broken).await.unwrap();
    transaction.attach_access(organization, structure, broken.id, AccessRights::ALL, 1).await.unwrap();
    for code in [7, 8] {
        let entry = DirectoryEntry {
            siret: siret(code),
            name: "Mairie".to_owned(),
            chorus_id: 1,
            service_compulsory: code == 7,
            engagement_compulsory: false,
            service_or_engagement: true,
            services: vec![DirectoryService {
                code: "SRV".to_owned(),
                name: ODD.to_owned(),
                active: true,
                chorus_id: Some(72),
                engagement_compulsory: None,
            }],
            fetched_at: at(1),
        };
        transaction.put_directory_entry(organization, Environment::Qualification, &entry).await.unwrap();
    }
    for said in [known("EJ-1", Some(ODD)), known(ODD, None)] {
        transaction.put_known_engagement(organization, structure, &said).await.unwrap();
    }
}

/// One job in each state that a job can be left in.
async fn fill_jobs(transaction: &mut dyn Transaction, world: &World, number: u64) {
    let organization = world.organization.id;
    let lane = format!("lane-{number}");
    for (place, end) in
        [(1, Some(JobEnd::Done)), (2, Some(JobEnd::Failed)), (3, Some(JobEnd::Parked)), (4, None)]
    {
        let mut made = job(organization, &lane, number * 10 + place, 1);
        made.deduplication_key = Some(format!("key-{number}-{place}"));
        assert!(transaction.enqueue(&made).await.unwrap());
        let request = LeaseRequest { holder: process(number), now: at(10), until: at(1_000), per_lane: 10 };
        let taken = transaction.lease_next(&request).await.unwrap().unwrap();
        assert_eq!(taken.new.id, made.id);
        match end {
            Some(end) => transaction.finish(&taken.lease(), end, at(11)).await.unwrap(),
            None => transaction.announce(&taken.lease(), Some(at(11))).await.unwrap(),
        }
        transaction.insert_attempt(&attempt(organization, &made, number * 10 + place)).await.unwrap();
    }
    let waiting = job(organization, &lane, number * 10 + 5, 50);
    assert!(transaction.enqueue(&waiting).await.unwrap());
}

/// Over some days, with and without bodies.
async fn fill_exchanges(database: &dyn Database, world: &World, number: u64) {
    let mut journal = exchange_writer(database).await;
    for place in 1..=12 {
        let mut kept = exchange(&world.access, &world.structure, number * 100 + place);
        kept.summary.at = at(i64::try_from(place).unwrap() * 20_000_000);
        match place % 4 {
            0 => kept = Exchange { structure: None, ..kept },
            1 => kept = Exchange { request: None, answer: None, curl: String::new(), ..kept },
            2 => {
                kept.summary.outcome = ExchangeOutcome::Failed;
                kept.summary.http_status = None;
                kept.summary.code_retour = None;
                kept.error = Some(ODD.to_owned());
            }
            _ => kept.answer = Some(ODD.repeat(40)),
        }
        journal.insert_exchange(&kept).await.unwrap();
    }
    journal.commit().await.unwrap();
}

/// What belongs to no organisation.
async fn fill_installation(database: &dyn Database) {
    let mut transaction = free_writer(database).await;
    transaction.make_mark(Mark::Name, "filled").await.unwrap();
    for key in ["address:192.0.2.1", "account:É@exemple.fr", "account:a@exemple.fr"] {
        let throttle = SignInThrottle {
            key: key.to_owned(),
            failures: 5,
            blocked_until: at(3_000),
            last_failure_at: at(2_000),
        };
        transaction.set_throttle(&throttle).await.unwrap();
    }
    let failed = JournalEntry {
        organization: None,
        user: None,
        at: at(6),
        action: "sign_in.failed",
        object: "x@exemple.fr".to_owned(),
        detail: String::new(),
        result: JournalResult::Failed,
        before: None,
        after: None,
    };
    transaction.journal(&failed).await.unwrap();
    transaction.stop_lane("lane-2", true).await.unwrap();
    for number in [1, 2] {
        transaction.beat(process(number), at(12)).await.unwrap();
    }
    let mut clean_up = job(World::of(1).organization.id, "here", 99, 1_000);
    clean_up.organization = None;
    assert!(transaction.enqueue(&clean_up).await.unwrap());
    transaction.commit().await.unwrap();
}

/// What [`fill`] stored is there, as every version has to find it: fields that came later are not looked at.
pub async fn reads_back(database: &dyn Database, invoices: u64) {
    for number in [1, 2] {
        organization_reads_back(database, number).await;
    }
    let first = World::of(1).organization.id;
    let mut read = reader(database).await;
    assert_eq!(read.organizations().await.unwrap().len(), 2);
    let mut count = 0;
    for direction in [domain::Direction::Issued, domain::Direction::Received] {
        let page = read.invoice_page(first, &InvoiceFilter::new(direction, Scope::Everything)).await.unwrap();
        assert_eq!(page.totals.count, page.stages.iter().map(|stage| stage.totals.count).sum::<u64>());
        count += page.totals.count;
    }
    assert_eq!(count, invoices.max(2) + 1, "sums and tabs");
    let changed = read.invoice(first, invoice_id(1)).await.unwrap().unwrap();
    assert_eq!((changed.status, changed.version), (InvoiceStatus::MiseEnPaiement, 2));
    assert_eq!(read.throttle("account:É@exemple.fr").await.unwrap().unwrap().failures, 5);
    assert!(read.lane_is_stopped("lane-2").await.unwrap());
    let states: u64 = read.job_counts().await.unwrap().iter().map(|count| count.count).sum();
    assert!(states > 0);
}

async fn organization_reads_back(database: &dyn Database, number: u64) {
    let world = World::of(number);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut read = reader(database).await;
    let people = read.users_of(organization).await.unwrap();
    assert_eq!(people.len(), 2);
    assert!(people.iter().any(|person| person.user.email == world.user.email));
    let mut known = token(u8::try_from(number).unwrap());
    known.0[0] = 0;
    let (_, user, membership) = read.session(&known).await.unwrap().unwrap();
    assert_eq!((user.id, membership.role), (world.user.id, Role::Administrateur));
    let overview = read.structure(organization, structure).await.unwrap().unwrap();
    assert_eq!(overview.structure.identifier, world.structure.identifier);
    assert_eq!(read.accesses_of(organization, structure).await.unwrap().len(), 2);
    let kept = read.access(organization, world.access.id).await.unwrap().unwrap();
    assert_eq!(kept.sealed_credentials, world.access.sealed_credentials);
    let expected = invoice(&world.structure, WHOLE + number);
    let found = read.invoice(organization, expected.id).await.unwrap().unwrap();
    assert_eq!((&found.number, found.gross_cents), (&expected.number, expected.gross_cents));
    assert_eq!((found.date, found.deposited_on), (Some(day(3, 14)), expected.deposited_on));
    let form = read.draft(organization, expected.id).await.unwrap().unwrap().form;
    assert_eq!(form.number, draft(&expected).form.number);
    assert_eq!(read.attachments(organization, expected.id).await.unwrap().len(), 2);
    let events = read.events(organization, expected.id).await.unwrap();
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.comment.as_deref() == Some(ODD)));
    for (place, state) in [
        (1, JobState::Done),
        (2, JobState::Failed),
        (3, JobState::Parked),
        (4, JobState::Leased),
        (5, JobState::Waiting),
    ] {
        let made = job(organization, "", number * 10 + place, 1);
        let found = read.job(made.id).await.unwrap().unwrap();
        assert_eq!((found.state, found.new.payload), (state, made.payload));
        let tries = read.attempts(organization, &made.subject).await.unwrap();
        assert_eq!(tries.len(), usize::from(place < 5));
    }
    let entry =
        read.directory_entry(organization, Environment::Qualification, &siret(7)).await.unwrap().unwrap();
    assert!(entry.service_compulsory && entry.services[0].name == ODD);
    drop(read);
    let filter = ExchangeFilter::new(structure);
    let page = exchange_reader(database).await.exchange_page(organization, &filter).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (12, 12));
}

/// An installation that [`fill`] made is worked with: what is added comes behind what is there, and is counted.
pub async fn goes_on(database: &dyn Database) {
    let world = World::of(1);
    let organization = world.organization.id;
    let count = async || {
        let filter = InvoiceFilter::new(domain::Direction::Issued, Scope::Everything);
        reader(database).await.invoice_page(organization, &filter).await.unwrap().totals.count
    };
    let before = count().await;
    let added = invoice(&world.structure, WHOLE + 50);
    let mut transaction = world.writer(database).await;
    transaction.insert_invoice(&added).await.unwrap();
    transaction.insert_event(&event(&added, 999, None)).await.unwrap();
    transaction.insert_attachment(&attachment(&added, 999)).await.unwrap();
    let made = job(organization, "other", 999, 1);
    assert!(transaction.enqueue(&made).await.unwrap());
    transaction.insert_attempt(&attempt(organization, &made, 999)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(count().await, before + 1);
    // At the same instant as an exchange that was there: the later one comes first.
    let mut journal = exchange_writer(database).await;
    let mut later = exchange(&world.access, &world.structure, 999);
    later.summary.at = at(12 * 20_000_000);
    journal.insert_exchange(&later).await.unwrap();
    journal.commit().await.unwrap();
    let filter = ExchangeFilter::new(world.structure.id);
    let page = exchange_reader(database).await.exchange_page(organization, &filter).await.unwrap();
    assert_eq!((page.total, page.rows[0].id), (13, later.summary.id));
}
