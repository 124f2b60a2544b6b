//! Two organisations: what one does and sees never touches the other.

use chrono::NaiveDate;
use domain::{Direction, Environment, InvoiceStatus, OrganizationId, Role};

use super::engagements::known;
use super::sample::{
    World, access, add_invoices, at, attachment, attempt, bare_invoice, draft, draft_keeper, event, exchange,
    exchange_reader, exchange_writer, invoice, invoice_note, job, lines, payer, rate, reader, reception,
    siret, spans, writer,
};
use crate::{
    Access, AccessRights, AccessState, Alike, Attachment, Database, DirectoryEntry, Draft, DraftKeeper,
    Exchange, ExchangeFilter, Invoice, InvoiceFilter, InvoiceNote, NewJob, PlatformLists, Reception, Scope,
    ScopedStructure, StorageError, Structure, StructureFacts, Transaction,
};

/// Everything an organisation can have.
struct Full {
    world: World,
    invoice: Invoice,
    draft: Draft,
    attachment: Attachment,
    job: NewJob,
    exchange: Exchange,
    /// The number of a payer.
    payer: u64,
}

async fn full(database: &dyn Database, number: u64) -> Full {
    let world = World::create(database, number).await;
    let organization = world.organization.id;
    let invoice = invoice(&world.structure, number);
    let draft = draft(&invoice);
    let attachment = attachment(&invoice, number);
    let job = job(organization, "a", number, 10);
    let exchange = exchange(&world.access, &world.structure, number);
    let entry = DirectoryEntry {
        siret: siret(777),
        name: "Mairie".to_owned(),
        chorus_id: 1,
        service_compulsory: false,
        engagement_compulsory: false,
        service_or_engagement: false,
        services: Vec::new(),
        fetched_at: at(1),
    };
    let mut transaction = world.writer(database).await;
    let facts = StructureFacts { name: "Mairie".to_owned(), ..StructureFacts::default() };
    transaction.put_structure_facts(organization, world.structure.id, &facts, at(1)).await.unwrap();
    let lists = PlatformLists { payment_modes: vec!["VIREMENT".to_owned()], ..PlatformLists::default() };
    transaction.put_access_lists(organization, world.access.id, &lists, at(1)).await.unwrap();
    transaction.put_payer(&payer(&world, number)).await.unwrap();
    transaction.put_rate(&rate(&world)).await.unwrap();
    transaction.insert_invoice(&invoice).await.unwrap();
    transaction.put_draft(&draft).await.unwrap();
    transaction.insert_attachment(&attachment).await.unwrap();
    transaction.put_invoice_lines(organization, invoice.id, &lines()[..1]).await.unwrap();
    transaction.put_clock_spans(organization, invoice.id, &spans()[..1]).await.unwrap();
    transaction.put_reception(&reception(&invoice)).await.unwrap();
    transaction.insert_event(&event(&invoice, number, Some("1"))).await.unwrap();
    assert!(transaction.enqueue(&job).await.unwrap());
    transaction.insert_attempt(&attempt(organization, &job, number)).await.unwrap();
    transaction.put_directory_entry(organization, Environment::Qualification, &entry).await.unwrap();
    transaction.put_known_engagement(organization, world.structure.id, &known("EJ", None)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut journal = exchange_writer(database).await;
    journal.insert_exchange(&exchange).await.unwrap();
    journal.commit().await.unwrap();
    Full { world, invoice, draft, attachment, job, exchange, payer: number }
}

/// How much an organisation finds of what is another's, or its own: the same questions for both.
async fn found(
    database: &dyn Database,
    organization: OrganizationId,
    of: &Full,
) -> Vec<(&'static str, usize)> {
    let (invoice, structure, access) = (&of.invoice, of.world.structure.id, of.world.access.id);
    let (environment, direction) = (Environment::Qualification, Direction::Issued);
    let scope = Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }]);
    let exchanges = ExchangeFilter::new(structure);
    let since = at(0);
    let mut read = reader(database).await;
    let people = read.users_of(organization).await.unwrap();
    let listed = read.structures(organization).await.unwrap();
    let chorus_id = invoice.chorus_id.unwrap();
    let by_chorus_id =
        read.invoice_by_chorus_id(organization, structure, direction, chorus_id).await.unwrap();
    let numbered = read.invoices_with_number(organization, structure, &invoice.number).await.unwrap();
    let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let asked = Alike {
        direction: Direction::Issued,
        partner_siret: invoice.partner_siret.clone(),
        gross: (i64::MIN, i64::MAX),
        dates: (day(1970), day(2999)),
    };
    let alike = read.invoices_alike(organization, structure, &asked).await.unwrap();
    let last = read.last_sent_to(organization, structure, &invoice.partner_siret).await.unwrap();
    let sent = read.sent_to(organization, environment, &scope, &invoice.partner_siret, 9).await.unwrap();
    let engagement = read.known_engagement(organization, structure, "EJ").await.unwrap();
    let about = read.job_about(organization, &of.job.kind, &of.job.subject).await.unwrap();
    let by_identity = read.access_by_identity(organization, environment, &of.world.access.identity).await;
    let entry = read.directory_entry(organization, environment, &siret(777)).await.unwrap();
    let spans = read.clock_spans_of(organization, &[invoice.id]).await.unwrap();
    let payers = read.known_payers(organization, &[siret(of.payer).as_str().to_owned()]).await.unwrap();
    let mut journal = exchange_reader(database).await;
    let facts = read.structure_facts(organization, structure).await.unwrap();
    let lists = read.access_lists(organization, access).await.unwrap();
    let forms = read.latest_forms(organization, structure, 10).await.unwrap();
    vec![
        ("structure_facts", facts.iter().count()),
        ("access_lists", lists.iter().count()),
        ("latest_forms", forms.len()),
        ("users_of", people.iter().filter(|person| person.user.id == of.world.user.id).count()),
        ("structures", listed.iter().filter(|entry| entry.structure.id == structure).count()),
        ("structure", read.structure(organization, structure).await.unwrap().iter().count()),
        ("access", read.access(organization, access).await.unwrap().iter().count()),
        ("access_by_identity", by_identity.unwrap().iter().count()),
        ("accesses_of", read.accesses_of(organization, structure).await.unwrap().len()),
        ("structures_of", read.structures_of(organization, access).await.unwrap().len()),
        ("directory_entry", entry.iter().count()),
        ("recent_recipients", read.recent_recipients(organization, structure, 9).await.unwrap().len()),
        ("invoice", read.invoice(organization, invoice.id).await.unwrap().iter().count()),
        ("invoices", read.invoices(organization, &[invoice.id]).await.unwrap().len()),
        ("draft", read.draft(organization, invoice.id).await.unwrap().iter().count()),
        ("invoice_lines", read.invoice_lines(organization, invoice.id).await.unwrap().len()),
        ("clock_spans", read.clock_spans(organization, invoice.id).await.unwrap().len()),
        ("clock_spans_of", spans.len()),
        ("known_payers", payers.len()),
        ("known_rates", read.known_rates(organization).await.unwrap().len()),
        ("reception", read.reception(organization, invoice.id).await.unwrap().iter().count()),
        ("invoices_with_number", numbered.len()),
        ("invoices_alike", alike.len()),
        ("last_sent_to", last.iter().count()),
        ("sent_to", sent.len()),
        ("known_engagement", engagement.iter().count()),
        ("arrival_times", read.arrival_times(organization, 9).await.unwrap().len()),
        ("invoice_by_chorus_id", by_chorus_id.iter().count()),
        ("attachments", read.attachments(organization, invoice.id).await.unwrap().len()),
        ("events", read.events(organization, invoice.id).await.unwrap().len()),
        (
            "invoices_needing_action",
            read.invoices_needing_action(organization, &scope, since, 9).await.unwrap().len(),
        ),
        ("job_about", about.iter().count()),
        ("attempts", read.attempts(organization, &of.job.subject).await.unwrap().len()),
        ("exchange_page", journal.exchange_page(organization, &exchanges).await.unwrap().rows.len()),
        (
            "exchange",
            journal.exchange(organization, structure, of.exchange.summary.id).await.unwrap().iter().count(),
        ),
    ]
}

/// Every reading method that takes an organisation.
pub async fn another_organisation_reads_nothing(database: &dyn Database) {
    let mine = full(database, 1).await;
    let other = World::create(database, 2).await;
    for (method, count) in found(database, mine.world.organization.id, &mine).await {
        assert_eq!(count, 1, "{method} finds what is there");
    }
    for (method, count) in found(database, other.organization.id, &mine).await {
        assert_eq!(count, 0, "{method} finds what belongs to another organisation");
    }
}

/// Every writing method that takes an organisation, or a record of one: whether it is refused or finds nothing, nothing
/// of another organisation changes.
pub async fn another_organisation_changes_nothing(database: &dyn Database) {
    let mine = full(database, 1).await;
    let other = World::create(database, 2).await;
    let foreign = other.organization.id;
    let (own, structure, access) = (mine.world.organization.id, &mine.world.structure, &mine.world.access);

    let mut transaction = writer(database, foreign).await;
    transaction.remove_membership(foreign, mine.world.user.id).await.unwrap();
    let changed = Structure { organization: foreign, name: "Pris".to_owned(), ..structure.clone() };
    assert!(transaction.update_structure(&changed).await.is_err());
    assert!(transaction.set_synced(foreign, structure.id, at(99)).await.is_err());
    let stolen = Access { organization: foreign, sealed_credentials: "pris".to_owned(), ..access.clone() };
    assert!(transaction.update_access(&stolen).await.is_err());
    let untested = AccessState::Untested;
    assert!(!transaction.set_access_state(foreign, access.id, 1, &untested, at(99)).await.unwrap());
    assert!(!transaction.detach_access(foreign, structure.id, access.id).await.unwrap());
    assert!(!transaction.delete_access(foreign, access.id).await.unwrap());
    let mut invoice =
        Invoice { organization: foreign, status: InvoiceStatus::Abandonnee, ..mine.invoice.clone() };
    let refused = transaction.update_invoice(&mut invoice).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    assert!(transaction.set_attachment_chorus_id(foreign, mine.attachment.id, 5).await.is_err());
    assert!(!transaction.delete_attachment(foreign, mine.invoice.id, mine.attachment.id).await.unwrap());
    transaction.put_invoice_lines(foreign, mine.invoice.id, &[]).await.unwrap();
    transaction.put_clock_spans(foreign, mine.invoice.id, &[]).await.unwrap();
    let payer = payer(&mine.world, mine.payer);
    transaction.forget_payer(foreign, payer.environment, &payer.payer).await.unwrap();
    assert!(!transaction.cancel_job(foreign, mine.job.id, at(1)).await.unwrap());
    assert!(!transaction.make_due(foreign, mine.job.id, at(1)).await.unwrap());
    assert_eq!(transaction.move_jobs(foreign, &mine.job.family, "b").await.unwrap(), 0);
    transaction.commit().await.unwrap();

    let mut read = reader(database).await;
    assert_eq!(read.memberships(mine.world.user.id).await.unwrap().len(), 1);
    let kept = read.structure(own, structure.id).await.unwrap().unwrap();
    assert_eq!(kept.structure, *structure);
    assert_eq!(kept.accesses.len(), 1);
    assert!(kept.accesses[0].access == *access);
    assert_eq!(read.invoice(own, mine.invoice.id).await.unwrap().as_ref(), Some(&mine.invoice));
    assert_eq!(read.draft(own, mine.invoice.id).await.unwrap().as_ref(), Some(&mine.draft));
    assert_eq!(read.invoice_lines(own, mine.invoice.id).await.unwrap(), lines()[..1]);
    assert_eq!(read.clock_spans(own, mine.invoice.id).await.unwrap(), spans()[..1]);
    assert_eq!(read.reception(own, mine.invoice.id).await.unwrap(), Some(reception(&mine.invoice)));
    assert_eq!(read.attachments(own, mine.invoice.id).await.unwrap(), [mine.attachment]);
    assert_eq!(read.job(mine.job.id).await.unwrap().unwrap().new, mine.job);
}

/// A transaction of an organisation in which one statement must be refused.
async fn refuses<T>(
    database: &dyn Database,
    organization: OrganizationId,
    what: &str,
    statement: impl AsyncFnOnce(&mut dyn Transaction) -> crate::Result<T>,
) {
    let mut transaction = writer(database, organization).await;
    assert!(statement(&mut *transaction).await.is_err(), "{what} points into another organisation");
}

/// A new row of one organisation that names a row of another is refused.
pub async fn a_row_never_points_into_another_organisation(database: &dyn Database) {
    let mine = full(database, 1).await;
    let other = full(database, 2).await;
    let foreign = other.world.organization.id;
    let (structure, here) = (&mine.world.structure, other.world.structure.id);

    let new = Invoice { organization: foreign, ..bare_invoice(structure, 50) };
    refuses(database, foreign, "an invoice", async |unit| unit.insert_invoice(&new).await).await;
    let mut moved = Invoice { structure: structure.id, ..other.invoice.clone() };
    refuses(database, foreign, "a moved invoice", async |unit| unit.update_invoice(&mut moved).await).await;
    let form = Draft { organization: foreign, ..mine.draft.clone() };
    refuses(database, foreign, "a draft", async |unit| unit.put_draft(&form).await).await;
    let id = mine.invoice.id;
    refuses(database, foreign, "lines", async |unit| unit.put_invoice_lines(foreign, id, &lines()).await)
        .await;
    refuses(database, foreign, "spans", async |unit| unit.put_clock_spans(foreign, id, &spans()).await).await;
    let seen = Reception { organization: foreign, ..reception(&mine.invoice) };
    refuses(database, foreign, "a reception", async |unit| unit.put_reception(&seen).await).await;
    let piece = Attachment { organization: foreign, ..attachment(&mine.invoice, 50) };
    refuses(database, foreign, "an attachment", async |unit| unit.insert_attachment(&piece).await).await;
    let written = InvoiceNote { organization: foreign, ..invoice_note(&other.world, &mine.invoice, 50) };
    refuses(database, foreign, "a note", async |unit| unit.insert_invoice_note(&written).await).await;
    let keeper = DraftKeeper { organization: foreign, ..draft_keeper(&other.world, &mine.invoice) };
    refuses(database, foreign, "a keeper", async |unit| unit.put_draft_keeper(&keeper).await).await;
    let mut told = event(&mine.invoice, 50, Some("2"));
    told.organization = foreign;
    refuses(database, foreign, "an event", async |unit| unit.insert_event(&told).await).await;
    let called = Exchange { organization: foreign, ..exchange(&other.world.access, structure, 50) };
    let mut journal = exchange_writer(database).await;
    assert!(journal.insert_exchange(&called).await.is_err(), "an exchange points into another organisation");
    drop(journal);
    let scope = Scope::Only(vec![ScopedStructure { structure: structure.id, services: Vec::new() }]);
    refuses(database, foreign, "a scope", async |unit| {
        unit.set_membership(foreign, other.world.user.id, Role::Lecteur, &scope).await
    })
    .await;
    for (structure, access) in [(structure.id, other.world.access.id), (here, mine.world.access.id)] {
        refuses(database, foreign, "an attached access", async |unit| {
            unit.attach_access(foreign, structure, access, AccessRights::ALL, 0).await
        })
        .await;
    }
    let same = Access { id: mine.world.access.id, ..access(foreign, 60) };
    refuses(database, foreign, "an access under a known identifier", async |unit| {
        unit.insert_access(&same).await
    })
    .await;
}

/// Rows, totals, tabs and search, with every reach.
pub async fn lists_of_two_organisations_do_not_mix(database: &dyn Database) {
    let (mine, other) = (World::create(database, 1).await, World::create(database, 2).await);
    for (world, numbers) in [(&mine, 1..4), (&other, 11..15)] {
        let invoices: Vec<_> = numbers.map(|number| invoice(&world.structure, number)).collect();
        add_invoices(database, &invoices).await;
    }
    let foreign_scope =
        Scope::Only(vec![ScopedStructure { structure: mine.structure.id, services: Vec::new() }]);
    let foreign_service =
        Scope::Only(vec![ScopedStructure { structure: mine.structure.id, services: vec!["SRV".to_owned()] }]);
    for text in [None, Some("mairie"), Some("fa"), Some("FA-2026")] {
        for (scope, expected) in
            [(Scope::Everything, 4), (foreign_scope.clone(), 0), (foreign_service.clone(), 0)]
        {
            let filter = InvoiceFilter {
                text: text.map(str::to_owned),
                ..InvoiceFilter::new(Direction::Issued, scope)
            };
            let page = reader(database).await.invoice_page(other.organization.id, &filter).await.unwrap();
            assert_eq!((page.rows.len(), page.totals.count), (expected, expected as u64), "{filter:?}");
            assert!(page.rows.iter().all(|row| row.structure == other.structure.id));
            assert_eq!(page.stages.iter().map(|stage| stage.totals.count).sum::<u64>(), expected as u64);
        }
        let filter = InvoiceFilter {
            text: text.map(str::to_owned),
            structures: Some(vec![mine.structure.id]),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let page = reader(database).await.invoice_page(other.organization.id, &filter).await.unwrap();
        assert_eq!((page.rows.len(), page.totals.count), (0, 0));
    }
}
