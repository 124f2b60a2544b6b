//! What examples need done before them.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::Status;
use chorus_pro_simulator::world::Invoice;
use serde_json::{Value, json};

use crate::bench::{Bench, Desk};
use crate::world::{SUPPLIER, VALIDATOR};

/// A flow whose main document is the PDF.
const MIXED: &str = "IN_DP_E2_UBL_INVOICE_MIN";
/// The flows of the examples.
pub(crate) const STRUCTURED: &str = "IN_DP_E1_UBL_INVOICE";

/// A smallest file that says it is a PDF.
const PDF: &[u8] = b"%PDF-1.4 exemple";

/// An invoice in a flow to this service of the town, with its PDF, paid to the account of the supplier.
fn flow(number: &str, service: &str) -> String {
    let piece = format!(
        "<cac:AdditionalDocumentReference><cbc:ID>facture.pdf</cbc:ID><cbc:DocumentType>01</cbc:DocumentType>\
         <cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode='application/pdf'>{}\
         </cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>",
        STANDARD.encode(PDF)
    );
    let changes = [
        ("UB-1", number),
        ("00000000900011", "00000000900019"),
        ("EJ-77", "4500012345"),
        (">ACHATS<", &format!(">{service}<")),
        (">5.5<", ">20<"),
        (">5.50<", ">20.00<"),
        (">105.50<", ">120.00<"),
        ("\">5.50<", "\">20.00<"),
        ("<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>", ACCOUNT),
        ("<!--documents-->", &piece),
    ];
    let xml = include_str!("../data/flow_ubl.xml").to_owned();
    changes.into_iter().fold(xml, |xml, (from, to)| xml.replace(from, to))
}

/// A transfer to the supplier's account.
const ACCOUNT: &str = "<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>\
    <cbc:ID>FR7630001007941234567890185</cbc:ID></cac:PayeeFinancialAccount>";

impl Desk {
    /// Deposits a PDF; its number.
    pub(crate) async fn pdf(&self) -> Value {
        let body = json!({"fichierFacture": STANDARD.encode(PDF), "nomFichier": "facture.pdf",
            "formatDepot": "PDF_NON_SIGNE"});
        self.done("/factures/v1/deposer/pdf", body).await["pieceJointeId"].clone()
    }

    /// Stores an attachment; its number.
    pub(crate) async fn attachment(&self) -> Value {
        let body = json!({"pieceJointeFichier": STANDARD.encode(PDF), "pieceJointeNom": "bon-livraison.pdf",
            "pieceJointeTypeMime": "application/pdf", "pieceJointeExtension": "PDF"});
        self.done("/transverses/v1/ajouter/fichier", body).await["pieceJointeId"].clone()
    }
}

impl Bench {
    /// Deposits a flow that names this service of the town, and lets it reach its end; its number.
    pub(crate) async fn flow(&self, syntax: &str, number: &str, service: &str) -> Value {
        let body = json!({"fichierFlux": STANDARD.encode(flow(number, service)), "nomFichier": "facture.xml",
            "syntaxeFlux": syntax, "avecSignature": false});
        let answer = self.supplier().await.done("/factures/v1/deposer/flux", body).await;
        self.later(60);
        answer["numeroFluxDepot"].clone()
    }

    /// The invoice with this number.
    pub(crate) fn invoice(&self, number: &str) -> Arc<Invoice> {
        let mut invoices = self.simulator.invoices().into_iter();
        invoices.find(|invoice| invoice.number == number).expect("invoice")
    }

    /// An invoice that came by a flow and is available to the town.
    pub(crate) async fn available(&self, number: &str) -> Arc<Invoice> {
        self.flow(MIXED, number, "ACHATS").await;
        self.later(20);
        let invoice = self.invoice(number);
        assert_eq!(invoice.status(), Status::MiseADisposition);
        invoice
    }

    /// The same, moved on by the town.
    pub(crate) async fn treated(&self, number: &str, status: Status) -> Arc<Invoice> {
        let invoice = self.available(number).await;
        self.simulator
            .bring_invoice(invoice.id, status, Some("Bon de livraison manquant"))
            .expect("a legal move");
        invoice
    }

    /// An invoice of a subcontractor that waits for its validator; its number on the supplier's side.
    pub(crate) async fn subcontracted(&self, number: &str) -> Value {
        let supplier = self.supplier().await;
        let body = json!({
            "modeDepot": "DEPOT_PDF_API",
            "numeroFactureSaisi": number,
            "dateFacture": "2026-10-05",
            "destinataire": {"codeDestinataire": "00000000900019", "codeServiceExecutant": "ACHATS"},
            "fournisseur": {"idFournisseur": SUPPLIER},
            "cadreDeFacturation": {"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
                "codeStructureValideur": "00000000900043"},
            "references": {"deviseFacture": "EUR", "typeFacture": "FACTURE", "typeTva": "SANS_TVA",
                "modePaiement": "VIREMENT"},
            "montantTotal": {"montantHtTotal": 500.0, "montantTVA": 0, "montantTtcTotal": 500.0,
                "montantAPayer": 500.0},
            "pieceJointePrincipale": [{"pieceJointePrincipaleDesignation": number,
                "pieceJointePrincipaleId": supplier.pdf().await}],
        });
        let answer = supplier.done("/factures/v1/soumettre", body).await;
        assert_eq!(answer["statutFacture"], "A_VALIDER_1");
        answer["identifiantFactureCPP"].clone()
    }

    /// The same, refused by a validator who says that it is not the right one.
    pub(crate) async fn misdirected(&self, number: &str) -> Value {
        let id = self.subcontracted(number).await;
        let refusal = json!({"idFacture": id, "action": "REFUSER", "idValideur": VALIDATOR,
            "motifRefus": "MAUVAIS_VALIDEUR"});
        let answer = self.validator().await.done("/factures/v1/traiter/factureAValider", refusal).await;
        assert_eq!(answer["statutFacture"], "ERREUR_FOURNISSEUR_SUR_VALIDEUR");
        id
    }
}
