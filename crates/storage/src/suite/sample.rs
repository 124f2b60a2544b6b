//! Records of all kinds, distinct by number, the handles they are stored with, and a small deterministic source of
//! variety.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessId, ActId, ActKind, ActState, AttachmentId, AttemptId, Author, BatchColumn, BatchId,
    BatchItemState, BatchState, ClockSide, ClockSpan, Decision, DecisionTextId, Direction, DocumentWay,
    DraftChange, DraftChanges, DroppedFileId, EdiFileId, EdiLinkId, Environment, EventId, ExchangeId, Field,
    FlowId, FlowState, FlowSyntax, FlowWay, HalfYear, InvoiceForm, InvoiceId, InvoiceKind, InvoiceNoteId,
    InvoiceStatus, JobId, MandateId, Mending, Notes, OrganizationId, PackageContents, PackageId,
    PackageItemState, PackageState, PayerCategory, ProcessId, Reason, ReplyId, Role, SavedViewId, SessionId,
    Side, Siret, StructureId, UserId, ValidationId, Values, WorksActId, WorksActKind, WorksDocumentId,
    WorksForm, WorksRole, WorksStatus,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Access, AccessKind, AccessRights, AccessState, Act, ArchivePlan, Attachment, Attempt, AttemptOutcome,
    Batch, BatchFile, BatchItem, CertificateFacts, ChosenWay, ConfirmedForm, Database, DecisionText,
    Document, Draft, DraftKeeper, DroppedFile, EdiFate, EdiFile, EdiLink, EdiPlace, EdiTold, Event,
    EventKind, Exchange, ExchangeOutcome, ExchangeSummary, ExchangeTransaction, Flow, FlowInvoice, Invoice,
    InvoiceLine, InvoiceNote, KnownPayer, KnownRate, Listed, Mandate, MandateEnd, MendedFrom, NewJob,
    Organization, Origin, Package, PackageChoice, PackageItem, PackageOwner, PlainCopy, Priority,
    ReadExchanges, Reception, Reply, SavedView, Scope, Session, SessionToken, SiretChange, Snapshot,
    Structure, TickedStep, Transaction, Turn, User, Validation, WorksAct, WorksActFile, WorksDocument,
};

/// A handle that reads.
pub(super) async fn reader(database: &dyn Database) -> Box<dyn Snapshot> {
    database.read().await.unwrap()
}

/// A transaction of an organisation.
pub(super) async fn writer(database: &dyn Database, organization: OrganizationId) -> Box<dyn Transaction> {
    database.write(Turn::Organization(organization)).await.unwrap()
}

/// A transaction of nobody in particular.
pub(super) async fn free_writer(database: &dyn Database) -> Box<dyn Transaction> {
    database.write(Turn::Free).await.unwrap()
}

/// A transaction on the journal of exchanges.
pub(super) async fn exchange_writer(database: &dyn Database) -> Box<dyn ExchangeTransaction> {
    database.write_exchanges().await.unwrap()
}

/// A handle that reads the journal of exchanges.
pub(super) async fn exchange_reader(database: &dyn Database) -> Box<dyn ReadExchanges> {
    database.read_exchanges().await.unwrap()
}

/// Milliseconds into the time of the tests, which begins on 2026-01-01.
pub(super) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_767_225_600_000 + millis).unwrap()
}

pub(super) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn uuid(kind: u8, number: u64) -> Uuid {
    Uuid::from_u128((u128::from(kind) << 96) | u128::from(number))
}

pub(super) fn siret(number: u64) -> Siret {
    Siret::parse(&format!("{number:014}")).unwrap()
}

pub(super) fn organization(number: u64) -> Organization {
    Organization {
        id: OrganizationId(uuid(1, number)),
        name: format!("Organisation {number:04}"),
        created_at: at(number.cast_signed()),
        second_factor_from: None,
    }
}

pub(super) fn user(number: u64) -> User {
    User {
        id: UserId(uuid(2, number)),
        email: format!("personne{number}@exemple.fr"),
        name: format!("Personne {number:04}"),
        password_hash: format!("$argon2id${number}"),
        disabled_at: None,
        created_at: at(1),
        protection: crate::Protection::default(),
    }
}

pub(super) fn session(number: u64, user: UserId, organization: OrganizationId) -> Session {
    Session {
        id: SessionId(uuid(3, number)),
        user,
        organization,
        created_at: at(10),
        last_seen_at: at(20 + number.cast_signed()),
        expires_at: at(1_000_000),
        user_agent: "Navigateur".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

pub(super) fn token(number: u8) -> SessionToken {
    SessionToken([number; 32])
}

pub(super) fn structure(organization: OrganizationId, number: u64) -> Structure {
    Structure {
        id: StructureId(uuid(4, number)),
        organization,
        identifier: siret(number).into(),
        name: format!("Structure {number:04}"),
        town: format!("Ville {number}"),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: Some(5_000 + number.cast_signed()),
        synced_at: Some(at(4)),
        failing: None,
        created_at: at(2),
    }
}

/// An access with everything.
pub(super) fn access(organization: OrganizationId, number: u64) -> Access {
    Access {
        id: AccessId(uuid(5, number)),
        organization,
        environment: Environment::Qualification,
        kind: AccessKind::Piste,
        identity: format!("identity-{number}"),
        sealed_credentials: format!("sealed-{number}"),
        sealed_certificate: Some("sealed-certificate".to_owned()),
        generation: 1,
        login_tail: "ogin".to_owned(),
        client_id_tail: "ient".to_owned(),
        certificate: Some(CertificateFacts {
            subject: "CN=sujet".to_owned(),
            issuer: "CN=autorité".to_owned(),
            fingerprint: "ab".repeat(32),
            expires_at: at(9_000_000),
        }),
        state: AccessState::Working,
        state_since: at(3),
        password_set_at: at(1),
        mirrors_since: Some(at(2)),
        created_at: at(2),
    }
}

pub(super) fn document(number: u64) -> Document {
    Document {
        sha256: format!("{number:064x}"),
        name: format!("piece-{number}.pdf"),
        bytes: 1_000 + number.cast_signed(),
    }
}

/// An invoice with only what every invoice has.
pub(super) fn bare_invoice(structure: &Structure, number: u64) -> Invoice {
    Invoice {
        id: invoice_id(number),
        organization: structure.organization,
        structure: structure.id,
        direction: Direction::Issued,
        origin: Origin::Pupitre,
        status: InvoiceStatus::Draft,
        status_at: at(number.cast_signed()),
        status_reason: None,
        status_comment: None,
        number: String::new(),
        kind: InvoiceKind::Facture,
        date: None,
        partner_name: String::new(),
        partner_siret: String::new(),
        service_code: None,
        engagement: None,
        currency: "EUR".to_owned(),
        net_cents: None,
        vat_cents: None,
        gross_cents: None,
        due_cents: None,
        document: None,
        chorus_id: None,
        created_by: None,
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        deposited_on: None,
        arrived_at: None,
        checked_at: None,
        version: 1,
    }
}

/// An invoice with everything.
pub(super) fn invoice(structure: &Structure, number: u64) -> Invoice {
    let cents = number.cast_signed() * 100;
    Invoice {
        origin: Origin::ChorusPro,
        status: InvoiceStatus::Suspendue,
        status_reason: Some(Reason::ChorusProRefused { code_retour: 12, libelle: "Refusé".to_owned() }),
        status_comment: Some("Pièce manquante".to_owned()),
        number: format!("FA-2026-{number}"),
        date: Some(day(3, 14)),
        partner_name: format!("Mairie {number}"),
        partner_siret: siret(7_000_000 + number).as_str().to_owned(),
        service_code: Some("SRV".to_owned()),
        engagement: Some("EJ-1".to_owned()),
        net_cents: Some(cents),
        vat_cents: Some(cents / 5),
        gross_cents: Some(cents + cents / 5),
        due_cents: Some(cents + cents / 5),
        document: Some(document(number)),
        chorus_id: Some(9_000 + number.cast_signed()),
        deposited_on: Some(day(4, 1)),
        arrived_at: Some(at(32)),
        checked_at: Some(at(33)),
        ..bare_invoice(structure, number)
    }
}

/// What a bare draft has.
pub(super) fn bare_draft(invoice: &Invoice) -> Draft {
    Draft {
        organization: invoice.organization,
        invoice: invoice.id,
        form: InvoiceForm::default(),
        form_version: 1,
        changes: DraftChanges::new(),
        own_reading: Value::Null,
        recognised: Value::Null,
        chorus_document_id: None,
        submitted_at: None,
        submitted_by: None,
        seal: None,
        copied_from: None,
        deposit_imprint: None,
        way: None,
        flow: None,
        from_flow: None,
        source: None,
    }
}

/// A draft with everything.
pub(super) fn draft(invoice: &Invoice) -> Draft {
    Draft {
        form: InvoiceForm { number: format!(" {} ", invoice.number), ..InvoiceForm::new() },
        form_version: 7,
        changes: DraftChanges::from([
            (Field::Number.into(), DraftChange { by: Author::ChorusPro, at: at(29) }),
            (
                "tax[3].rate".parse().unwrap(),
                DraftChange {
                    by: Author::Person { user: UserId(uuid(2, 1)), name: "Zoé".into() },
                    at: at(30),
                },
            ),
        ]),
        own_reading: serde_json::json!({ "BT-1": invoice.number }),
        recognised: serde_json::json!({ "numeroFacture": null, "lignes": [1, 2] }),
        chorus_document_id: Some(81),
        submitted_at: Some(at(31)),
        submitted_by: Some(user(1).id),
        seal: Some("seal".to_owned()),
        copied_from: Some(invoice_id(77)),
        deposit_imprint: Some("AAEC".to_owned()),
        way: Some(DocumentWay::PlainPdf),
        flow: Some(FlowId(uuid(15, 7))),
        from_flow: Some(FlowId(uuid(15, 8))),
        source: Some(document(70_000)),
        ..bare_draft(invoice)
    }
}

pub(super) fn invoice_id(number: u64) -> InvoiceId {
    InvoiceId(uuid(6, number))
}

pub(super) fn dropped_file(world: &World, number: u64) -> DroppedFile {
    DroppedFile {
        id: DroppedFileId(uuid(13, number)),
        organization: world.organization.id,
        user: world.user.id,
        document: document(number),
        issuer: serde_json::json!({ "name": "Étude « Roy »", "siren": number.to_string() }),
        dropped_at: at(number.cast_signed()),
    }
}

pub(super) fn act(world: &World, invoice: &Invoice, number: u64, kind: ActKind) -> Act {
    Act {
        id: ActId(uuid(14, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        kind,
        state: ActState::Draft,
        values: Values::read([("comment", "Voici « la » pièce\u{a0}; l’autre suit.")]).unwrap(),
        reason: None,
        called_at: Some(at(3)),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        submitted_at: None,
        ended_at: None,
        version: 1,
    }
}

/// An invoice of a subcontractor that waits for the structure of a world.
pub(super) fn validation(world: &World, number: u64) -> Validation {
    Validation {
        id: ValidationId(uuid(32, number)),
        organization: world.organization.id,
        structure: world.structure.id,
        chorus_id: 8_000 + number.cast_signed(),
        number: format!("ST-{number}"),
        kind: InvoiceKind::Facture,
        date: Some(day(2, 3)),
        deposited_on: Some(day(2, 4)),
        supplier_name: "SOUS-TRAITANT SARL".to_owned(),
        supplier_identifier: siret(number).as_str().to_owned(),
        recipient_name: "Mairie".to_owned(),
        recipient_siret: siret(77).as_str().to_owned(),
        service: Some("ACHATS".to_owned()),
        framework: Some("A9_FACTURE_SOUSTRAITANT".to_owned()),
        contract: None,
        engagement: Some("EJ 1".to_owned()),
        currency: "EUR".to_owned(),
        net_cents: Some(100_000),
        gross_cents: Some(120_000),
        due_cents: None,
        status: InvoiceStatus::AValider1,
        status_at: at(3),
        status_comment: None,
        is_waiting: true,
        waiting_since: Some(at(3)),
        reasons: vec![Listed { code: "AUTRE".to_owned(), label: "Autre".to_owned() }],
        files_reason: Some(Reason::ChorusProSilent),
        seen_at: at(4),
        updated_at: at(5),
        version: 1,
    }
}

pub(super) fn reply(world: &World, validation: &Validation, number: u64) -> Reply {
    Reply {
        id: ReplyId(uuid(33, number)),
        organization: world.organization.id,
        validation: validation.id,
        state: ActState::Draft,
        values: Values::read([("answer", "refuse"), ("detail", "Le métré « n° 2 » manque.")]).unwrap(),
        reason: None,
        called_at: Some(at(3)),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        submitted_at: None,
        ended_at: None,
        version: 1,
    }
}

/// A draft monthly statement that waits for its project manager.
pub(super) fn works_document(world: &World, number: u64) -> WorksDocument {
    WorksDocument {
        id: WorksDocumentId(uuid(34, number)),
        organization: world.organization.id,
        structure: world.structure.id,
        roles: vec![WorksRole::ProjectManager],
        chorus_id: 9_000 + number.cast_signed(),
        file_id: Some(77),
        file_number: Some("DF-77".to_owned()),
        number: format!("SIT-{number}"),
        kind: "PROJET_DECOMPTE_MENSUEL".to_owned(),
        framework: Some("A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR".to_owned()),
        status: WorksStatus::MiseADispositionMoe,
        status_at: Some(at(3)),
        supplier_name: "MACON SARL".to_owned(),
        supplier_identifier: siret(5).as_str().to_owned(),
        recipient_siret: siret(77).as_str().to_owned(),
        service: None,
        manager_service: Some("TRAVAUX".to_owned()),
        owner_service: None,
        date: Some(day(2, 28)),
        deposited_on: Some(day(3, 1)),
        gross_cents: Some(5_040_000),
        previous: None,
        next: None,
        reasons: vec![Listed { code: "AUTRE".to_owned(), label: "Autre".to_owned() }],
        seen_at: at(4),
        updated_at: at(5),
    }
}

pub(super) fn works_act_file(act: &WorksAct, number: u64) -> WorksActFile {
    WorksActFile {
        id: AttachmentId(uuid(36, number)),
        organization: act.organization,
        act: act.id,
        position: 1,
        document: document(number + 600),
        original_name: "métré n° 2.pdf".to_owned(),
        extension: "PDF".to_owned(),
        label: "métré n° 2".to_owned(),
        type_code: "DIVERS".to_owned(),
        chorus_id: None,
        mended: None,
        created_at: at(6),
    }
}

pub(super) fn confirmed_form(world: &World) -> ConfirmedForm {
    ConfirmedForm {
        organization: world.organization.id,
        form: WorksForm::Complete,
        source: "Essai « réussi » en qualification".to_owned(),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        confirmed_at: at(3),
    }
}

pub(super) fn works_act(world: &World, document: &WorksDocument, number: u64) -> WorksAct {
    WorksAct {
        id: WorksActId(uuid(35, number)),
        organization: world.organization.id,
        document: document.id,
        kind: WorksActKind::SendBack,
        state: ActState::Draft,
        values: Values::read([("comment", "Le métré « n° 2 » manque.")]).unwrap(),
        reason: None,
        called_from: Some("MISE_A_DISPOSITION_MOE".to_owned()),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        submitted_at: None,
        ended_at: None,
        version: 1,
    }
}

pub(super) fn payer(world: &World, number: u64) -> KnownPayer {
    KnownPayer {
        organization: world.organization.id,
        environment: Environment::Qualification,
        payer: siret(number).as_str().to_owned(),
        category: PayerCategory::Health,
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        told_at: at(number.cast_signed()),
    }
}

pub(super) fn mandate(world: &World, number: u64) -> Mandate {
    Mandate {
        id: MandateId(Uuid::from_u128(0x3a_0000 + u128::from(number))),
        organization: world.organization.id,
        structure: world.structure.id,
        holder: "Cabinet Roux & fils".to_owned(),
        first: day(2, 1),
        last: number.is_multiple_of(2).then(|| day(12, 31)),
        document: document(number + 700),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
        end: None,
    }
}

pub(super) fn mandate_end(reason: &str) -> MandateEnd {
    MandateEnd { last: day(6, 30), by: "Anne Roux".to_owned(), at: at(8), reason: reason.to_owned() }
}

pub(super) fn siret_change(world: &World, number: u64) -> SiretChange {
    let ticked = TickedStep { by: "Zoé Roux".to_owned(), at: at(4) };
    SiretChange {
        organization: world.organization.id,
        structure: world.structure.id,
        new_siret: siret(number + 40),
        new_structure: Some(world.structure.id),
        steps: [("bank".to_owned(), ticked)].into(),
        begun_by: world.user.id,
        begun_by_name: "Zoé Roux".to_owned(),
        begun_at: at(3),
    }
}

pub(super) fn rate(world: &World) -> KnownRate {
    KnownRate {
        organization: world.organization.id,
        half: HalfYear::of(day(7, 1)),
        refinancing: "2.150".parse().unwrap(),
        source: "L’œuvre « BCE », 5 juin 2026".to_owned(),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        told_at: at(3),
    }
}
pub(super) fn batch(world: &World, number: u64) -> Batch {
    Batch {
        id: BatchId(uuid(16, number)),
        organization: world.organization.id,
        document: document(number),
        titles: vec!["N° « pièce »".to_owned(), "Montant".to_owned()],
        sample: vec!["FA-1".to_owned(), "1 200,00".to_owned()],
        columns: vec![Some(BatchColumn::Number), None],
        structure: Some(world.structure.id),
        entries: true,
        state: BatchState::Prepared,
        reason: None,
        created_by: world.user.id,
        created_by_name: "Zoé Roux".to_owned(),
        started_by: None,
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        started_at: None,
        ended_at: None,
        version: 1,
    }
}

pub(super) fn batch_file(name: &str, number: u64) -> BatchFile {
    BatchFile { name: name.to_owned(), document: document(number), added_at: at(4) }
}

/// The invoice of a row and the next one, with everything.
pub(super) fn batch_item(batch: &Batch, position: u32) -> BatchItem {
    BatchItem {
        organization: batch.organization,
        batch: batch.id,
        position,
        rows: vec![position, position + 1],
        cells: vec![vec!["FA-« 1 »".to_owned(), String::new()], vec!["FA-« 1 »".to_owned()]],
        structure: batch.structure,
        form: InvoiceForm { number: format!("FA-{position}"), ..InvoiceForm::new() },
        gross_cents: Some(120_000),
        document: Some(document(u64::from(position))),
        state: BatchItemState::Ready,
        lack: Notes::of_error(Field::Number, Reason::NumberTaken).into_iter().next(),
        more: 2,
        invoice: None,
    }
}
pub(super) fn invoice_note(world: &World, invoice: &Invoice, number: u64) -> InvoiceNote {
    InvoiceNote {
        id: InvoiceNoteId(uuid(16, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        written_at: at(number.cast_signed()),
        text: "Relancée au téléphone :\nla trésorerie attend « le » bon.".to_owned(),
    }
}

pub(super) fn chosen_way(world: &World, recipient: u64) -> ChosenWay {
    ChosenWay {
        organization: world.organization.id,
        structure: world.structure.id,
        recipient: siret(recipient).as_str().to_owned(),
        way: DocumentWay::PlainPdf,
        chosen_at: at(5),
    }
}

pub(super) fn plain_copy(world: &World, number: u64) -> PlainCopy {
    PlainCopy {
        organization: world.organization.id,
        original: document(number).sha256,
        sha256: document(number + 500).sha256,
        bytes: 1_200,
        made_at: at(6),
    }
}

pub(super) fn draft_keeper(world: &World, invoice: &Invoice) -> DraftKeeper {
    DraftKeeper {
        organization: invoice.organization,
        invoice: invoice.id,
        user: world.user.id,
        taken_at: at(4),
    }
}

pub(super) fn decision_text(world: &World, number: u64) -> DecisionText {
    DecisionText {
        id: DecisionTextId(uuid(31, number)),
        organization: world.organization.id,
        decision: Decision::Suspend,
        text: format!("Bon de commande n° {number} à fournir."),
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
    }
}

pub(super) fn saved_view(world: &World, number: u64) -> SavedView {
    SavedView {
        id: SavedViewId(uuid(17, number)),
        organization: world.organization.id,
        user: world.user.id,
        user_name: "Zoé Roux".to_owned(),
        direction: Direction::Received,
        name: format!("À payer « {number} »"),
        query: "onglet=arrivees&q=l%27œuvre".to_owned(),
        shared: false,
        created_at: at(number.cast_signed()),
    }
}

pub(super) fn flow(world: &World, number: u64) -> Flow {
    Flow {
        id: FlowId(uuid(15, number)),
        organization: world.organization.id,
        structure: world.structure.id,
        document: document(number),
        syntax: None,
        way: FlowWay::Api,
        archive: None,
        state: FlowState::Prepared,
        reason: None,
        number: None,
        platform_state: None,
        invoices: vec![FlowInvoice {
            file: "un.xml".to_owned(),
            number: "FA-« 1 »".to_owned(),
            gross: "1200.50".parse().ok(),
            date: Some(day(3, 14)),
            ..FlowInvoice::default()
        }],
        errors: Vec::new(),
        draft: Some(invoice_id(78)),
        issuer_confirmed: true,
        author: world.user.id,
        author_name: "Zoé Roux".to_owned(),
        created_at: at(number.cast_signed()),
        updated_at: at(number.cast_signed()),
        submitted_at: None,
        deposited_at: None,
        checked_at: None,
        version: 1,
    }
}

pub(super) fn edi_link(world: &World, number: u64) -> EdiLink {
    EdiLink {
        id: EdiLinkId(uuid(18, number)),
        organization: world.organization.id,
        structure: world.structure.id,
        application: "XXX999".to_owned(),
        next_sequence: 1,
        syntaxes: vec![FlowSyntax::Cii],
        place: EdiPlace::Sftp {
            host: "sftp.exemple.fr".to_owned(),
            port: 2_222,
            user: "pupitre".to_owned(),
            sealed_key: "v1.k.n.c".to_owned(),
            public_key: "ssh-ed25519 AAAA pupitre".to_owned(),
            host_key: Some("ssh-ed25519 SHA256:abc".to_owned()),
        },
        outbox: "depart".to_owned(),
        inbox: "retour".to_owned(),
        processed: "pris".to_owned(),
        state: AccessState::Untested,
        state_since: at(1),
        generation: 1,
        collected_at: None,
        problem: None,
        created_at: at(1),
        updated_at: at(1),
    }
}

pub(super) fn edi_file(world: &World, number: u64) -> EdiFile {
    EdiFile {
        id: EdiFileId(uuid(19, number)),
        organization: world.organization.id,
        structure: world.structure.id,
        document: document(number),
        fate: EdiFate::Partly,
        told: vec![EdiTold {
            number: "FA-« 1 »".to_owned(),
            said: vec!["Été".to_owned()],
            ..EdiTold::default()
        }],
        contents: serde_json::json!({"parts": []}),
        received_at: at(number.cast_signed()),
        cleared_at: None,
    }
}

pub(super) fn attachment(invoice: &Invoice, number: u64) -> Attachment {
    Attachment {
        id: AttachmentId(uuid(7, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        document: document(number),
        original_name: "Bon de commande n°1.pdf".to_owned(),
        extension: "PDF".to_owned(),
        label: "Bon de commande".to_owned(),
        type_code: "02".to_owned(),
        chorus_id: None,
        act: None,
        mended: number.is_multiple_of(3).then(|| MendedFrom {
            how: Mending::Split { part: 1, parts: 3 },
            sha256: document(90_000 + number).sha256,
            bytes: 24_000_000,
        }),
        created_at: at(40),
    }
}

pub(super) fn lines() -> Vec<InvoiceLine> {
    let decimal = |text: &str| text.parse().ok();
    vec![
        InvoiceLine {
            identifier: "1".to_owned(),
            name: "Béton prêt à l’emploi".to_owned(),
            description: Some("C25/30".to_owned()),
            quantity: decimal("12.500"),
            unit: Some("MTQ".to_owned()),
            net_price: decimal("103.4567"),
            net_cents: Some(129_321),
            vat_category: Some("S".to_owned()),
            vat_rate: decimal("20.0"),
        },
        InvoiceLine {
            identifier: String::new(),
            name: "Remise".to_owned(),
            description: None,
            quantity: decimal("-1"),
            unit: None,
            net_price: None,
            net_cents: Some(-500),
            vat_category: None,
            vat_rate: None,
        },
    ]
}

pub(super) fn spans() -> Vec<ClockSpan> {
    vec![
        ClockSpan { side: ClockSide::Ordonnateur, from: at(10), to: Some(at(20)) },
        ClockSpan { side: ClockSide::Interrupted, from: at(20), to: None },
    ]
}

pub(super) fn reception(invoice: &Invoice) -> Reception {
    Reception {
        organization: invoice.organization,
        invoice: invoice.id,
        seen_at: at(5),
        downloaded_elsewhere: Some(false),
        downloaded_at: Some(at(6)),
        opened_at: Some(at(6)),
        opened_by: Some("Odile".to_owned()),
        assigned_to: None,
        assigned_at: Some(at(7)),
        service_day: NaiveDate::from_ymd_opt(2026, 11, 4),
        contract_days: Some(20),
    }
}

pub(super) fn event(invoice: &Invoice, number: u64, key: Option<&str>) -> Event {
    Event {
        id: EventId(uuid(8, number)),
        organization: invoice.organization,
        invoice: invoice.id,
        happened_at: at(50 + number.cast_signed()),
        kind: EventKind::Status,
        code: "DEPOSEE".to_owned(),
        author: Some("Chorus Pro".to_owned()),
        comment: None,
        reason: Some(Reason::DepositedBefore),
        foreign_key: key.map(str::to_owned),
    }
}

/// A job of a lane, due at an instant.
pub(super) fn job(organization: OrganizationId, lane: &str, number: u64, due: i64) -> NewJob {
    NewJob {
        id: JobId(uuid(9, number)),
        organization: Some(organization),
        kind: "invoice.submit".to_owned(),
        subject: format!("invoice-{number}"),
        payload: format!(r#"{{"number":{number}}}"#),
        lane: lane.to_owned(),
        family: "family".to_owned(),
        priority: Priority::Normal,
        deduplication_key: None,
        not_before: at(due),
        created_at: at(60 + number.cast_signed()),
    }
}

pub(super) fn process(number: u64) -> ProcessId {
    ProcessId(uuid(12, number))
}

pub(super) fn attempt(organization: OrganizationId, job: &NewJob, number: u64) -> Attempt {
    Attempt {
        id: AttemptId(uuid(10, number)),
        organization,
        job: job.id,
        kind: job.kind.clone(),
        subject: job.subject.clone(),
        at: at(70 + number.cast_signed()),
        outcome: AttemptOutcome::TryAgain,
        reason: Reason::StillUnverified { cause: Box::new(Reason::ChorusProSilent) },
        next_at: Some(at(100)),
    }
}

/// A call for a structure that was accepted, `number` milliseconds into the time of the tests.
pub(super) fn exchange(access: &Access, structure: &Structure, number: u64) -> Exchange {
    Exchange {
        organization: structure.organization,
        access: access.id,
        structure: Some(structure.id),
        summary: ExchangeSummary {
            id: ExchangeId(uuid(11, number)),
            at: at(number.cast_signed()),
            service: "rechercherFactureParFournisseur".to_owned(),
            outcome: ExchangeOutcome::Accepted,
            http_status: Some(200),
            code_retour: Some(0),
            libelle: Some("TRA_MSG_00.000".to_owned()),
            duration: std::time::Duration::from_millis(240 + number),
            correlation_id: Some(format!("corr-{number:04}")),
        },
        method: "POST".to_owned(),
        url: "https://chorus.example/cpro/factures/v1/rechercher/fournisseur".to_owned(),
        error: None,
        unknown_fields: vec!["listeFactures[].champNouveau".to_owned()],
        request: Some(format!(r#"{{"numeroFacture":"FA-2026-{number}"}}"#)),
        answer: Some(r#"{"codeRetour":0,"libelle":"Œuvre à 100 %"}"#.to_owned()),
        curl: "curl -X POST 'https://chorus.example/'".to_owned(),
    }
}

/// An organisation with an administrator, a structure and a working access that serves it.
pub(super) struct World {
    pub(super) organization: Organization,
    pub(super) user: User,
    pub(super) structure: Structure,
    pub(super) access: Access,
}

impl World {
    /// Records of the world of this number.
    pub(super) fn of(number: u64) -> Self {
        let organization = organization(number);
        let structure = structure(organization.id, number * 1_000);
        let access = access(organization.id, number);
        Self { organization, user: user(number), structure, access }
    }

    /// The same, stored.
    pub(super) async fn create(database: &dyn Database, number: u64) -> Self {
        let Self { organization, user, structure, access } = Self::of(number);
        let mut transaction = writer(database, organization.id).await;
        transaction.insert_organization(&organization).await.unwrap();
        transaction.insert_user(&user).await.unwrap();
        transaction
            .set_membership(organization.id, user.id, Role::Administrateur, &Scope::Everything)
            .await
            .unwrap();
        transaction.insert_structure(&structure).await.unwrap();
        transaction.insert_access(&access).await.unwrap();
        transaction
            .attach_access(organization.id, structure.id, access.id, AccessRights::ALL, 0)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        Self { organization, user, structure, access }
    }

    /// A transaction of this organisation.
    pub(super) async fn writer(&self, database: &dyn Database) -> Box<dyn Transaction> {
        writer(database, self.organization.id).await
    }

    /// A further structure, without an access.
    pub(super) async fn add_structure(&self, database: &dyn Database, number: u64) -> Structure {
        let structure = structure(self.organization.id, number);
        let mut transaction = self.writer(database).await;
        transaction.insert_structure(&structure).await.unwrap();
        transaction.commit().await.unwrap();
        structure
    }
}

/// Stores invoices of one organisation.
pub(super) async fn add_invoices(database: &dyn Database, invoices: &[Invoice]) {
    let Some(first) = invoices.first() else { return };
    let mut transaction = writer(database, first.organization).await;
    for invoice in invoices {
        transaction.insert_invoice(invoice).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// The same numbers on every run.
pub(super) struct Variety(u64);

impl Variety {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to below `end`.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }

    /// True once in `times`.
    pub(super) const fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// What is chosen of invoices that are taken away.
pub(super) fn package_choice() -> PackageChoice {
    PackageChoice {
        contents: PackageContents::Both,
        attachments: true,
        pattern: "{destinataire}/{numero}".to_owned(),
    }
}

/// A package of a person that is being prepared.
pub(super) fn package(world: &World, number: u64) -> Package {
    Package {
        id: PackageId(uuid(20, number)),
        organization: world.organization.id,
        of: PackageOwner::Person(world.user.id),
        user_name: "Zoé Roux".to_owned(),
        selection: format!("factures reçues, « {number} »"),
        choice: package_choice(),
        state: PackageState::Preparing,
        created_at: at(number.cast_signed()),
        ready_at: None,
        expires_at: Some(at(100 + number.cast_signed())),
        deleted: None,
    }
}

/// The archive of a month of the structure.
pub(super) fn archive(world: &World, number: u64, month: NaiveDate) -> Package {
    Package {
        of: PackageOwner::Archive(world.structure.id, month),
        expires_at: None,
        ..package(world, number)
    }
}

/// An invoice of a package that waits for its files.
pub(super) fn package_item(invoice: &Invoice, position: u32) -> PackageItem {
    PackageItem {
        position,
        invoice: invoice.id,
        structure: invoice.structure,
        state: PackageItemState::Waiting,
        reason: None,
    }
}

/// That everything of the structure is archived from March on.
pub(super) fn archive_plan(world: &World) -> ArchivePlan {
    ArchivePlan {
        organization: world.organization.id,
        structure: world.structure.id,
        received: true,
        issued: true,
        choice: package_choice(),
        first_month: day(3, 1),
        next_month: day(4, 1),
        set_by_name: "Zoé Roux".to_owned(),
        set_at: at(9),
    }
}
