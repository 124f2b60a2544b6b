//! Documents found inside a PDF or an XML: told, attached by an act of a person, never by themselves.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{InvoiceId, Reason, Remark};
use operations::{FoundIn, FoundInside, OperationError};
use test_desk::{Desk, factur_x, invoice_pdf, with_files};

const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");

/// A CII with documents (BG-24).
fn with_documents(documents: &[(&str, &[u8])]) -> String {
    let documents: String = documents
        .iter()
        .map(|(name, content)| {
            format!(
                "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>{name}</ram:IssuerAssignedID>\
                 <ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject mimeCode=\"application/pdf\" \
                 filename=\"{name}\">{}</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>",
                STANDARD.encode(content)
            )
        })
        .collect();
    CII.replace("<!--documents-->", &documents)
}

async fn dropped(desk: &Desk, pdf: &[u8]) -> InvoiceId {
    let file = desk.store(pdf).await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap()
}

async fn inside(desk: &Desk, id: InvoiceId) -> Vec<(FoundInside, bool)> {
    desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().inside
}

#[tokio::test]
async fn what_is_inside_is_told_with_name_and_size_and_attached_by_a_person_alone() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let bon = invoice_pdf(&["Bon de livraison"]);
    let xml = with_documents(&[("Bon n°1.pdf", &bon)]);
    let pdf = with_files(
        &factur_x("factur-x.xml", &xml),
        &[("photo.png", b"\x89PNG photo"), ("plan.dwg", b"plan")],
    );
    let id = dropped(&desk, &pdf).await;
    let found = inside(&desk, id).await;
    let told: Vec<_> =
        found.iter().map(|(found, _)| (found.name.as_str(), found.bytes, found.found_in)).collect();
    assert_eq!(
        told,
        [
            ("photo.png", 10, FoundIn::Pdf),
            ("plan.dwg", 4, FoundIn::Pdf),
            ("Bon n°1.pdf", bon.len() as u64, FoundIn::DataOfPdf),
        ],
        "the invoice itself is none of them"
    );
    let view = issuing.deposit_view(actor, id).await.unwrap();
    assert!(view.attachments.is_empty(), "nothing is added by itself");
    for (found, _) in &found {
        let added = issuing.attach_inside(actor, id, &found.key()).await.unwrap();
        assert_eq!(added.len(), 1);
        // Pressed twice: it is there once.
        assert!(issuing.attach_inside(actor, id, &found.key()).await.unwrap().is_empty());
    }
    let view = issuing.deposit_view(actor, id).await.unwrap();
    let names: Vec<_> = view.attachments.iter().map(|file| file.document.name.as_str()).collect();
    assert_eq!(names, ["photo.png", "plan_dwg.zip", "Bon_no1.pdf"], "each is mended as any other");
    assert!(view.inside.iter().all(|(_, attached)| *attached));
    let (_, file) = desk.desk.portfolio.open_attachment(actor, id, view.attachments[2].id).await.unwrap();
    assert_eq!(file.bytes(), bon.len() as u64);
}

#[tokio::test]
async fn what_is_not_there_or_out_of_reach_is_not_attached() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let id = dropped(&desk, &with_files(&invoice_pdf(&["Facture"]), &[("a.txt", b"a")])).await;
    for key in ["pdf-1", "donnees-0", "xml-0", "", "pdf-99999999999999999999"] {
        let refused = issuing.attach_inside(actor, id, key).await;
        assert!(matches!(refused, Err(OperationError::Refused(Reason::NotInside))), "{key}: {refused:?}");
    }
    let outcome = issuing.attach_inside(&desk.stranger.actor, id, "pdf-0").await;
    assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
    // Another PDF has other files inside.
    let other = desk.store(&invoice_pdf(&["Autre"])).await;
    issuing.replace_document(actor, id, other, "autre.pdf").await.unwrap();
    assert!(inside(&desk, id).await.is_empty());
    let refused = issuing.attach_inside(actor, id, "pdf-0").await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::NotInside))), "{refused:?}");
}

#[tokio::test]
async fn many_files_have_an_end_and_what_is_too_large_is_said() {
    let desk = Desk::open().await;
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let mut files: Vec<(String, &[u8])> =
        (0..40).map(|number| (format!("{number}.txt"), &b"x"[..])).collect();
    files[1] = ("grand.txt".to_owned(), b"");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let id = dropped(&desk, &with_files(&invoice_pdf(&["Facture"]), &files)).await;
    assert_eq!(inside(&desk, id).await.len(), 19, "twenty are looked at, one is empty");
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert!(view.notes.iter().any(|note| {
        matches!(&note.remark, Remark::DocumentFileUnreadable { name, .. } if name == "grand.txt")
    }));
    let xml = with_documents(&[("grand.pdf", &large)]);
    let id = dropped(&desk, &with_files(&factur_x("factur-x.xml", &xml[..9]), &[])).await;
    assert!(inside(&desk, id).await.is_empty());
}
