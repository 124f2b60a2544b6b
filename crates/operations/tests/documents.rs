//! What a dropped document says, and what leaves of it: on real storage and a real simulator.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::time::Duration;

use domain::{
    Field, FieldPath, InvoiceForm, InvoiceId, Notes, Reason, Remark, Severity, StructureId, ValueOrigin,
};
use operations::{Credentials, DraftEdit, NewStructure, OperationError, Recognition, Review};
use test_desk::{Desk, SCHOOL_SIRET, SUPPLIER_SIRET, TOWN_SIRET, factur_x, invoice_pdf};

/// An invoice of the cross industry syntax: its head, seller and settlement as each test needs them.
struct Cii {
    number: &'static str,
    kind: &'static str,
    process: &'static str,
    seller: &'static str,
    tax: &'static str,
    sums: &'static str,
}

const ORDINARY: Cii = Cii {
    number: "FA-1",
    kind: "380",
    process: "A1",
    seller: SUPPLIER_SIRET,
    tax: "<CalculatedAmount>200</CalculatedAmount><BasisAmount>1000</BasisAmount>\
          <CategoryCode>S</CategoryCode><RateApplicablePercent>20</RateApplicablePercent>",
    sums: "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
           <GrandTotalAmount>1200</GrandTotalAmount><DuePayableAmount>1200</DuePayableAmount>",
};

impl Cii {
    fn xml(&self) -> String {
        let Self { number, kind, process, seller, tax, sums } = self;
        let taxes: String =
            tax.split('|').map(|tax| format!("<ApplicableTradeTax>{tax}</ApplicableTradeTax>")).collect();
        format!(
            "<CrossIndustryInvoice><ExchangedDocumentContext><BusinessProcessSpecifiedDocumentContextParameter>\
             <ID>{process}</ID></BusinessProcessSpecifiedDocumentContextParameter></ExchangedDocumentContext>\
             <ExchangedDocument><ID>{number}</ID><TypeCode>{kind}</TypeCode><IssueDateTime><DateTimeString \
             format=\"102\">20261119</DateTimeString></IssueDateTime></ExchangedDocument>\
             <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement><SellerTradeParty>\
             <Name>Menuiserie Hébert</Name><SpecifiedLegalOrganization><ID>{seller}</ID>\
             </SpecifiedLegalOrganization></SellerTradeParty><BuyerTradeParty><SpecifiedLegalOrganization>\
             <ID>{SCHOOL_SIRET}</ID></SpecifiedLegalOrganization></BuyerTradeParty>\
             </ApplicableHeaderTradeAgreement><ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR\
             </InvoiceCurrencyCode><SpecifiedTradeSettlementPaymentMeans><TypeCode>30</TypeCode>\
             </SpecifiedTradeSettlementPaymentMeans>{taxes}<SpecifiedTradeSettlementHeaderMonetarySummation>\
             {sums}</SpecifiedTradeSettlementHeaderMonetarySummation></ApplicableHeaderTradeSettlement>\
             </SupplyChainTradeTransaction></CrossIndustryInvoice>"
        )
    }

    async fn drop_on(&self, desk: &Desk) -> InvoiceId {
        drop_file(desk, &factur_x("factur-x.xml", &self.xml())).await.unwrap()
    }
}

async fn drop_file(desk: &Desk, content: &[u8]) -> operations::Result<InvoiceId> {
    let file = desk.store(content).await;
    desk.desk.issuing.begin_deposit(&desk.firm.actor, desk.firm.structure, file, "f.pdf").await
}

/// Another structure of the firm, without an access.
async fn second_structure(desk: &Desk) -> StructureId {
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: "00000000900002".to_owned(),
        name: "Béton d’essai".to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap()
}

async fn form(desk: &Desk, id: InvoiceId) -> InvoiceForm {
    desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().draft.form
}

async fn reviewed(desk: &Desk, id: InvoiceId) -> Review {
    desk.desk.issuing.review(&desk.firm.actor, id).await.unwrap()
}

/// What Chorus Pro has of an invoice.
struct Sent {
    number: String,
    framework: String,
    vat_regime: String,
    exemption_reason: Option<String>,
    discount: serde_json::Value,
    discount_reason: Option<String>,
    vat_rows: usize,
}

/// Sends a draft.
async fn sent(desk: &Desk, id: InvoiceId) -> Sent {
    desk.pass(Duration::from_secs(1)).await;
    let number = form(desk, id).await.number;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(Duration::from_secs(11)).await;
    let sent = desk.simulator.invoices().into_iter().find(|invoice| invoice.number == number);
    let status = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice;
    let sent = sent.unwrap_or_else(|| panic!("not accepted: {:?} {:?}", status.status, status.status_reason));
    Sent {
        number: sent.number.clone(),
        framework: sent.framework.clone(),
        vat_regime: sent.vat_regime.clone(),
        exemption_reason: sent.exemption_reason.clone(),
        discount: serde_json::to_value(sent.totals.discount).unwrap(),
        discount_reason: sent.totals.discount_reason.clone(),
        vat_rows: sent.vat_lines.len(),
    }
}

fn remarks(notes: &Notes, field: Field) -> Vec<Remark> {
    notes.of(&FieldPath::from(field)).map(|note| note.remark.clone()).collect()
}

#[tokio::test]
async fn a_pdf_that_its_recipient_could_not_open_is_refused_at_the_drop() {
    let desk = Desk::open().await;
    let whole = invoice_pdf(&["Facture"]);
    let refused = |content: Vec<u8>| {
        let desk = &desk;
        async move {
            match drop_file(desk, &content).await {
                Err(OperationError::Refused(reason)) => reason,
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(refused(whole[..whole.len() / 2].to_vec()).await, Reason::PdfCutShort);
    assert_eq!(refused(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF".to_vec()).await, Reason::PdfUnreadable);
    let text = String::from_utf8_lossy(&whole).into_owned();
    let encrypted = text.replacen("/Root", "/Encrypt 99 0 R /Root", 1);
    assert_eq!(refused(encrypted.into_bytes()).await, Reason::PdfEncrypted);
    assert_eq!(refused(b"PK\x03\x04".to_vec()).await, Reason::NotPdf);
}

#[tokio::test]
async fn a_picture_of_an_invoice_is_taken_and_said_to_be_one() {
    let desk = Desk::open().await;
    let text = String::from_utf8_lossy(&invoice_pdf(&[] as &[&str])).into_owned();
    let id = drop_file(&desk, text.as_bytes()).await.unwrap();
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert_eq!(remarks(&view.notes, Field::Document), [Remark::DocumentWithoutText]);
}

#[tokio::test]
async fn a_document_of_another_company_stops_until_the_right_structure_issues_it() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let other = second_structure(&desk).await;
    let credentials = Credentials {
        client_id: "application-beton".to_owned(),
        client_secret: "secret-beton".to_owned().into(),
        login: "TECH_1_000002@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(actor, other, credentials).await.unwrap();
    let id = Cii { seller: "72601815900010", ..ORDINARY }.drop_on(&desk).await;
    let Err(OperationError::Invalid(notes)) = desk.desk.issuing.review(actor, id).await else {
        panic!("it would leave under another name")
    };
    let [Remark::IssuerDiffers { document, structure, .. }] = &remarks(&notes, Field::Issuer)[..] else {
        panic!("{notes:?}")
    };
    assert_eq!(
        (document.as_str(), structure.as_str()),
        ("Menuiserie Hébert", "Structure de Cabinet d’essai")
    );

    // Another establishment of the same company is said and goes.
    let id = Cii { seller: "00000000900002", ..ORDINARY }.drop_on(&desk).await;
    let review = reviewed(&desk, id).await;
    assert!(matches!(remarks(&review.warnings, Field::Issuer)[..], [Remark::OtherEstablishment { .. }]));

    // The reading for the first one has not begun; the review was of the first one.
    desk.desk.issuing.change_issuer(actor, id, other).await.unwrap();
    let unread = desk.desk.issuing.submit(actor, id, &review.seal()).await;
    assert!(matches!(unread, Err(OperationError::Refused(Reason::ChangedSinceReview))), "{unread:?}");
    let review = reviewed(&desk, id).await;
    assert_eq!(review.view.structure.id, other);
    assert_eq!(remarks(&review.warnings, Field::Issuer), []);
    desk.pass(Duration::from_secs(1)).await;
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert!(view.draft.chorus_document_id.is_some(), "read again by the account of the other one");
    assert_eq!(sent(&desk, id).await.number, "FA-1");
}

#[tokio::test]
async fn an_issuer_is_changed_after_the_reading_and_the_former_number_is_not_used() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = ORDINARY.drop_on(&desk).await;
    desk.pass(Duration::from_secs(1)).await;
    let other = second_structure(&desk).await;
    desk.desk.issuing.change_issuer(actor, id, other).await.unwrap();
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!(view.draft.chorus_document_id, None);
    assert_eq!(view.recognition, Recognition::NotPossible, "this one has no access, and the page says so");
    desk.desk.issuing.change_issuer(actor, id, desk.firm.structure).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert!(view.draft.chorus_document_id.is_some());
}

#[tokio::test]
async fn a_person_may_say_that_the_chosen_structure_issues_all_the_same() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = Cii { seller: "72601815900010", ..ORDINARY }.drop_on(&desk).await;
    assert!(desk.desk.issuing.review(actor, id).await.is_err());
    desk.desk.issuing.confirm_issuer(actor, id).await.unwrap();
    let review = reviewed(&desk, id).await;
    assert!(
        matches!(remarks(&review.warnings, Field::Issuer)[..], [Remark::IssuerDiffers { .. }]),
        "still said"
    );
    assert_eq!(sent(&desk, id).await.number, "FA-1");
    let stranger = desk.desk.issuing.confirm_issuer(&desk.stranger.actor, id).await;
    assert!(matches!(stranger, Err(OperationError::NotFound(_))), "{stranger:?}");
}

#[tokio::test]
async fn an_issuer_is_changed_only_to_a_structure_within_reach() {
    let desk = Desk::open().await;
    let id = ORDINARY.drop_on(&desk).await;
    let foreign = desk.desk.issuing.change_issuer(&desk.firm.actor, id, desk.stranger.structure).await;
    assert!(matches!(foreign, Err(OperationError::NotFound("structure"))), "{foreign:?}");
    let stranger = desk.desk.issuing.change_issuer(&desk.stranger.actor, id, desk.stranger.structure).await;
    assert!(matches!(stranger, Err(OperationError::NotFound(_))), "{stranger:?}");
}

#[tokio::test]
async fn vat_due_on_payment_is_sent_as_such() {
    let desk = Desk::open().await;
    let tax = "<CalculatedAmount>200</CalculatedAmount><BasisAmount>1000</BasisAmount>\
               <CategoryCode>S</CategoryCode><DueDateTypeCode>72</DueDateTypeCode>\
               <RateApplicablePercent>20</RateApplicablePercent>";
    let id = Cii { tax, ..ORDINARY }.drop_on(&desk).await;
    assert_eq!(form(&desk, id).await.vat_type, "TVA_SUR_ENCAISSEMENT");
    assert_eq!(sent(&desk, id).await.vat_regime, "TVA_SUR_ENCAISSEMENT");
}

#[tokio::test]
async fn an_exemption_is_sent_with_its_reason_and_rows_of_one_rate_as_one() {
    let desk = Desk::open().await;
    let tax = "<CalculatedAmount>0</CalculatedAmount><ExemptionReason>Exonération art. 261 CGI</ExemptionReason>\
               <BasisAmount>700</BasisAmount><CategoryCode>E</CategoryCode>|<CalculatedAmount>0</CalculatedAmount>\
               <BasisAmount>300</BasisAmount><CategoryCode>AE</CategoryCode>\
               <RateApplicablePercent>0</RateApplicablePercent>";
    let sums = "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>0</TaxTotalAmount>\
                <GrandTotalAmount>1000</GrandTotalAmount><DuePayableAmount>1000</DuePayableAmount>";
    let id = Cii { tax, sums, ..ORDINARY }.drop_on(&desk).await;
    let typed = form(&desk, id).await;
    assert_eq!(typed.vat_type, "EXONERATION");
    assert_eq!(typed.exemption_reason, "Exonération art. 261 CGI ; Autoliquidation");
    let sent = sent(&desk, id).await;
    assert_eq!(sent.exemption_reason.as_deref(), Some("Exonération art. 261 CGI ; Autoliquidation"));
    assert_eq!(sent.vat_rows, 1);
}

#[tokio::test]
async fn what_was_paid_before_is_taken_off_and_all_of_it_is_a_framework() {
    let desk = Desk::open().await;
    let sums = "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
                <GrandTotalAmount>1200</GrandTotalAmount><TotalPrepaidAmount>300</TotalPrepaidAmount>\
                <DuePayableAmount>900</DuePayableAmount>";
    let id = Cii { sums, number: "FA-PART", ..ORDINARY }.drop_on(&desk).await;
    let sent_one = sent(&desk, id).await;
    assert_eq!(sent_one.discount_reason.as_deref(), Some("Acompte déjà versé"));
    assert_eq!(sent_one.discount, 300.0);

    let sums = "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
                <GrandTotalAmount>1200</GrandTotalAmount><TotalPrepaidAmount>1200</TotalPrepaidAmount>\
                <DuePayableAmount>0</DuePayableAmount>";
    let id = Cii { sums, number: "FA-ALL", ..ORDINARY }.drop_on(&desk).await;
    assert_eq!(form(&desk, id).await.framework, "A2");
    assert_eq!(sent(&desk, id).await.framework, "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE");

    let sums = "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
                <GrandTotalAmount>1200</GrandTotalAmount><TotalPrepaidAmount>2400</TotalPrepaidAmount>\
                <DuePayableAmount>-1200</DuePayableAmount>";
    let id = Cii { sums, number: "FA-TWICE", ..ORDINARY }.drop_on(&desk).await;
    let Err(OperationError::Invalid(notes)) = desk.desk.issuing.review(&desk.firm.actor, id).await else {
        panic!("more was paid than there is")
    };
    assert!(remarks(&notes, Field::Discount).contains(&Remark::DiscountAboveTotal), "{notes:?}");
}

#[tokio::test]
async fn a_rounding_of_a_cent_leaves_with_either_sign() {
    let desk = Desk::open().await;
    for (number, sums) in [
        (
            "FA-PLUS",
            "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
             <RoundingAmount>0.01</RoundingAmount><GrandTotalAmount>1200</GrandTotalAmount>\
             <DuePayableAmount>1200.01</DuePayableAmount>",
        ),
        (
            "FA-MINUS",
            "<TaxBasisTotalAmount>1000</TaxBasisTotalAmount><TaxTotalAmount>200</TaxTotalAmount>\
             <RoundingAmount>-0.01</RoundingAmount><GrandTotalAmount>1200</GrandTotalAmount>\
             <DuePayableAmount>1199.99</DuePayableAmount>",
        ),
    ] {
        let id = Cii { number, sums, ..ORDINARY }.drop_on(&desk).await;
        assert_eq!(sent(&desk, id).await.number, number);
    }
}

#[tokio::test]
async fn a_negative_credit_note_is_turned_and_says_so() {
    let desk = Desk::open().await;
    let tax = "<CalculatedAmount>-200</CalculatedAmount><BasisAmount>-1000</BasisAmount>\
               <CategoryCode>S</CategoryCode><RateApplicablePercent>20</RateApplicablePercent>";
    let sums = "<TaxBasisTotalAmount>-1000</TaxBasisTotalAmount><TaxTotalAmount>-200</TaxTotalAmount>\
                <GrandTotalAmount>-1200</GrandTotalAmount><DuePayableAmount>-1200</DuePayableAmount>";
    let id = Cii { kind: "381", tax, sums, ..ORDINARY }.drop_on(&desk).await;
    let typed = form(&desk, id).await;
    assert_eq!(
        (typed.kind.as_str(), typed.gross.as_str(), typed.due.as_str()),
        ("AVOIR", "1200,00", "1200,00")
    );
    assert_eq!(typed.vat_lines[0].base, "1000,00");
    let review = reviewed(&desk, id).await;
    assert!(remarks(&review.warnings, Field::Gross).contains(&Remark::SignsTurned));
    assert_eq!(remarks(&review.warnings, Field::OriginNumber), [Remark::OriginMissing]);
}

#[tokio::test]
async fn what_the_form_cannot_hold_is_said_before_it_is_sent() {
    let desk = Desk::open().await;
    for (process, kind, field, remark, framework) in [
        ("A3", "380", Field::Framework, Remark::FrameworkNotHeld { framework: "A3".to_owned() }, "A1"),
        ("S5", "380", Field::Framework, Remark::FrameworkNotHeld { framework: "S5".to_owned() }, "A1"),
        ("B2", "380", Field::Framework, Remark::FrameworkPaid { framework: "B2".to_owned() }, "A2"),
        ("A1", "389", Field::Kind, Remark::KindNotHeld { kind: "389".to_owned() }, "A1"),
        ("A1", "393", Field::Kind, Remark::KindNotHeld { kind: "393".to_owned() }, "A1"),
    ] {
        let id = Cii { process, kind, ..ORDINARY }.drop_on(&desk).await;
        let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
        assert_eq!(remarks(&view.notes, field), [remark], "{process} {kind}");
        assert_eq!(view.draft.form.framework, framework, "{process}");
        let review = reviewed(&desk, id).await;
        assert!(!remarks(&review.warnings, field).is_empty(), "the review says it too");
    }
    let id = Cii { process: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", ..ORDINARY }.drop_on(&desk).await;
    let review = reviewed(&desk, id).await;
    assert_eq!(remarks(&review.warnings, Field::Framework), [], "a process of a network is no framework");
}

#[tokio::test]
async fn the_validator_of_a_subcontracted_invoice_is_read_and_looked_up() {
    let desk = Desk::open().await;
    let validated = |siret: &str| {
        let party = format!(
            "<InvoiceeTradeParty><SpecifiedLegalOrganization><ID schemeID=\"0002\">{siret}</ID>\
             </SpecifiedLegalOrganization></InvoiceeTradeParty><InvoiceCurrencyCode>"
        );
        Cii { process: "A9", ..ORDINARY }.xml().replace("<InvoiceCurrencyCode>", &party)
    };
    let id = drop_file(&desk, &factur_x("factur-x.xml", &validated(TOWN_SIRET))).await.unwrap();
    let typed = form(&desk, id).await;
    assert_eq!((typed.framework.as_str(), typed.validator_siret.as_str()), ("A9", TOWN_SIRET));
    let review = reviewed(&desk, id).await;
    assert_eq!(review.invoice.validator.unwrap().siret.as_str(), TOWN_SIRET);

    let refused = async |form: InvoiceForm| {
        desk.type_in(&desk.firm.actor, id, &form).await;
        match desk.desk.issuing.review(&desk.firm.actor, id).await {
            Err(OperationError::Invalid(notes)) => {
                notes.errors().map(|note| note.remark.clone()).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let named = |siret: &str, service: &str| InvoiceForm {
        validator_siret: siret.to_owned(),
        validator_service: service.to_owned(),
        ..typed.clone()
    };
    assert_eq!(refused(named("00000000900099", "")).await, [Remark::ValidatorUnknown]);
    assert_eq!(refused(named(TOWN_SIRET, "AUCUN")).await, [Remark::ValidatorServiceUnknown]);
    assert_eq!(refused(named(SUPPLIER_SIRET, "")).await, [Remark::ValidatorIsIssuer]);
}

#[tokio::test]
async fn a_number_of_another_kind_is_not_taken_for_the_siren() {
    let desk = Desk::open().await;
    // A vendor number of nine digits beside the right SIRET.
    let seller = "<ID>100023456</ID><Name>Menuiserie Hébert</Name>";
    let xml = ORDINARY.xml().replace("<Name>Menuiserie Hébert</Name>", seller);
    let id = drop_file(&desk, &factur_x("factur-x.xml", &xml)).await.unwrap();
    assert_eq!(remarks(&reviewed(&desk, id).await.warnings, Field::Issuer), []);
}

#[tokio::test]
async fn texts_of_a_document_are_cut_to_what_a_field_takes() {
    let desk = Desk::open().await;
    let long = format!("<ID>FA-1{}</ID>", "é".repeat(100_000));
    let xml = ORDINARY.xml().replace("<ID>FA-1</ID>", &long);
    let id = drop_file(&desk, &factur_x("factur-x.xml", &xml)).await.unwrap();
    assert_eq!(form(&desk, id).await.number.chars().count(), 2_000);
}

#[tokio::test]
async fn an_invoice_under_another_name_or_unreadable_is_said() {
    let desk = Desk::open().await;
    let id = drop_file(&desk, &factur_x("zugferd.xml", &ORDINARY.xml())).await.unwrap();
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert_eq!(view.draft.form.number, "FA-1");
    assert_eq!(
        remarks(&view.notes, Field::Document),
        [Remark::DocumentOtherName { name: "zugferd.xml".to_owned() }]
    );
    let id = drop_file(&desk, &factur_x("factur-x.xml", "<CrossIndustryInvoice>")).await.unwrap();
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert!(matches!(remarks(&view.notes, Field::Document)[..], [Remark::DocumentFileUnreadable { .. }]));
    assert!(
        view.notes
            .iter()
            .filter(|note| note.path == FieldPath::from(Field::Document))
            .all(|note| note.severity == Severity::Warning)
    );
}

#[tokio::test]
async fn a_reading_of_an_older_version_is_still_read() {
    let desk = Desk::open().await;
    let id = ORDINARY.drop_on(&desk).await;
    let actor = &desk.firm.actor;
    let mut transaction =
        desk.system.database().write(storage::Turn::Organization(actor.organization)).await.unwrap();
    let mut draft = transaction.draft(actor.organization, id).await.unwrap().unwrap();
    draft.own_reading = serde_json::json!({ "number": "FA-OLD" });
    transaction.put_draft(&draft).await.unwrap();
    transaction.commit().await.unwrap();
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    let number = view.differences.iter().find(|difference| difference.field == Field::Number).unwrap();
    assert_eq!(number.own.as_deref(), Some("FA-OLD"));
    let edit = DraftEdit::over(&view.draft, &view.draft.form);
    desk.desk.issuing.save_draft(actor, id, edit).await.unwrap();
}

#[tokio::test]
async fn a_difference_that_was_decided_is_closed_until_one_of_its_sides_changes() {
    let desk = Desk::open().await;
    let id = ORDINARY.drop_on(&desk).await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let type_number = async |number: &str| {
        let draft = issuing.deposit_view(actor, id).await.unwrap().draft;
        let form = InvoiceForm { number: number.to_owned(), ..draft.form.clone() };
        issuing.save_draft(actor, id, DraftEdit::over(&draft, &form)).await.unwrap();
    };
    let is_open = async || {
        let view = issuing.deposit_view(actor, id).await.unwrap();
        view.differences.iter().any(|difference| difference.field == Field::Number)
    };
    assert!(!is_open().await, "the form holds what was read");
    type_number("AUTRE-1").await;
    assert!(is_open().await);
    issuing.decide_difference(actor, id, Field::Number).await.unwrap();
    assert!(!is_open().await);
    type_number("AUTRE-2").await;
    assert!(is_open().await, "another value is another question");
}

#[tokio::test]
async fn each_value_says_whether_it_was_read_recognised_or_typed() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let origin = async |id, field: Field| {
        let view = issuing.deposit_view(actor, id).await.unwrap();
        view.origins.get(&FieldPath::from(field)).copied()
    };
    let id = ORDINARY.drop_on(&desk).await;
    assert_eq!(origin(id, Field::Number).await, Some(ValueOrigin::Document));
    assert_eq!(origin(id, Field::Contract).await, None, "nothing stands there");
    let typed = InvoiceForm { number: "FA-2".to_owned(), ..form(&desk, id).await };
    desk.type_in(actor, id, &typed).await;
    assert_eq!(origin(id, Field::Number).await, Some(ValueOrigin::Person));

    let page = ["Facture n° FA-7", "Total HT 1000,00", "TVA 200,00", "Total TTC 1200,00"];
    let id = drop_file(&desk, &invoice_pdf(&page)).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    assert_eq!(origin(id, Field::Number).await, Some(ValueOrigin::ChorusPro));
    assert_eq!(origin(id, Field::Framework).await, None, "the usual choice comes from nowhere");
    let line = form(&desk, id).await.vat_lines;
    let told: Vec<_> = line.iter().map(|line| (&*line.rate, &*line.base, &*line.tax)).collect();
    assert_eq!(told, [("20", "1000,00", "200,00")], "one rate is told from the totals");
}

/// Files below a folder.
fn files_in(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder).map_or(0, |entries| {
        let count = |entry: std::fs::DirEntry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => files_in(&entry.path()),
            _ => 1,
        };
        entries.flatten().map(count).sum()
    })
}

#[tokio::test]
async fn a_refused_upload_is_collected_and_what_is_attached_stays() {
    let desk = Desk::open().await;
    let folder = desk.folder.path().join("documents");
    ORDINARY.drop_on(&desk).await;
    let kept = files_in(&folder);
    let refused = drop_file(&desk, b"bonjour, ce n'est pas un PDF").await.unwrap_err();
    assert!(matches!(refused, OperationError::Refused(Reason::NotPdf)), "{refused}");
    assert_eq!(files_in(&folder), kept + 1);
    desk.clock.pass(Duration::from_secs(25 * 3_600));
    desk.system.clean_up().await.unwrap();
    desk.clock.pass(Duration::from_secs(2 * 3_600));
    // What was set aside goes with the second collection after it.
    desk.system.clean_up().await.unwrap();
    desk.clock.pass(Duration::from_secs(24 * 3_600));
    desk.system.clean_up().await.unwrap();
    assert_eq!(files_in(&folder), kept);
}

#[tokio::test]
async fn what_a_person_sends_on_a_day_is_bounded() {
    let desk = Desk::open_with(|settings| settings.uploads_per_day = 21 * 1024 * 1024).await;
    let content = vec![b'x'; 9 * 1024 * 1024];
    let send = || {
        let chunk = Ok::<_, std::convert::Infallible>(bytes::Bytes::from(content.clone()));
        desk.desk.issuing.receive_file(&desk.firm.actor, futures::stream::iter([chunk]))
    };
    send().await.unwrap();
    send().await.unwrap();
    let refused = send().await.unwrap_err();
    assert!(matches!(refused, operations::ReceiveError::DayFull), "{refused}");
    desk.clock.pass(Duration::from_secs(24 * 3_600));
    send().await.unwrap();
}
