//! What scenarios do on their way to what they are about.

use chorus_pro::codes::{
    CadreFacturation, FormatDepot, ModeDepot, ModePaiement, StatutFacture, TypeFacture, TypeTva,
};
use chorus_pro::factures::{
    CadreSoumis, ConsulterFactureParFournisseur, DeposerPdfFacture, DestinataireSoumis, FournisseurSoumis,
    MontantTotalSoumis, PieceJointePrincipaleSoumise, RechercherFactureRecipiendaire, ReferencesSoumises,
    SoumettreFacture, TraiterUneFactureRecue,
};
use chorus_pro::transverses::AjouterFichier;
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, StringFormat, dictionary};
use rust_decimal::Decimal;

use crate::bench::{Bench, Desk};

/// SIRET of VILLE EXEMPLE (2001).
pub(crate) const TOWN: &str = "00000000900011";
/// SIRET of BETON EXEMPLE (1002), the validator.
pub(crate) const VALIDATOR: &str = "00000000900002";

pub(crate) fn euros(amount: i64) -> Option<Decimal> {
    Some(Decimal::new(amount * 100, 2))
}

/// A page with these lines of ASCII text.
pub(crate) fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! {"Font" => dictionary! {"F1" => font}});
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 11.into()]),
        Operation::new("TL", vec![14.into()]),
        Operation::new("Td", vec![50.into(), 780.into()]),
    ];
    for line in lines {
        let text = Object::String(line.as_bytes().to_vec(), StringFormat::Literal);
        operations.push(Operation::new("Tj", vec![text]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    let content = Content { operations }.encode().expect("content");
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! {"Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1};
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalogue = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("PDF");
    bytes
}

/// The head of a PDF deposit.
pub(crate) fn pdf_deposit() -> DeposerPdfFacture {
    DeposerPdfFacture::new("facture.pdf".into(), FormatDepot::PdfNonSigne)
}

/// The head of an attachment.
pub(crate) fn attachment_head() -> AjouterFichier {
    AjouterFichier::new("bon.txt".into(), "text/plain".into(), "TXT".into())
}

/// A correct PDF submission of 960 € from the atelier to the town's service ACHATS.
pub(crate) fn submission(number: &str, pdf: i64) -> SoumettreFacture {
    let to = DestinataireSoumis {
        code_service_executant: Some("ACHATS".into()),
        ..DestinataireSoumis::new(TOWN.into())
    };
    let from = FournisseurSoumis {
        code_coordonnees_bancaires_fournisseur: Some(1101),
        ..FournisseurSoumis::new(1001)
    };
    let references = ReferencesSoumises {
        numero_marche: Some("M-2026-1".into()),
        numero_bon_commande: Some("4500012345".into()),
        mode_paiement: Some(ModePaiement::Virement),
        ..ReferencesSoumises::new("EUR".into(), TypeFacture::Facture, TypeTva::TvaSurEncaissement)
    };
    let totals = MontantTotalSoumis {
        montant_ht_total: euros(800),
        montant_tva: euros(160),
        montant_ttc_total: euros(960),
        montant_a_payer: euros(960),
        ..MontantTotalSoumis::default()
    };
    SoumettreFacture {
        numero_facture_saisi: Some(number.into()),
        date_facture: Some(crate::bench::monday().date_naive().into()),
        piece_jointe_principale: vec![PieceJointePrincipaleSoumise {
            piece_jointe_principale_designation: Some(number.into()),
            piece_jointe_principale_id: Some(pdf),
        }],
        commentaire: Some("Travaux de septembre".into()),
        ..SoumettreFacture::new(
            ModeDepot::DepotPdfApi,
            to,
            from,
            CadreSoumis::new(CadreFacturation::A1FactureFournisseur),
            references,
            totals,
        )
    }
}

/// The same as a subcontractor, with BETON EXEMPLE as validator.
pub(crate) fn subcontracted(number: &str, pdf: i64) -> SoumettreFacture {
    SoumettreFacture {
        cadre_de_facturation: CadreSoumis {
            code_structure_valideur: Some(VALIDATOR.into()),
            ..CadreSoumis::new(CadreFacturation::A9FactureSoustraitant)
        },
        ..submission(number, pdf)
    }
}

impl Desk {
    /// Deposits a PDF; its number.
    pub(crate) async fn deposited_pdf(&self) -> i64 {
        let output = self.upload(&pdf_deposit(), pdf(&["Facture"])).await.expect("deposit");
        output.piece_jointe_id.expect("number")
    }

    /// Stores an attachment; its number.
    pub(crate) async fn attachment(&self) -> i64 {
        let output = self.upload(&attachment_head(), "bon de livraison").await.expect("file");
        output.piece_jointe_id.expect("number")
    }

    /// Submits an invoice to the town; its number on the supplier's side.
    pub(crate) async fn submitted(&self, number: &str) -> i64 {
        let pdf = self.deposited_pdf().await;
        self.done(&submission(number, pdf)).await.identifiant_facture_cpp.expect("number")
    }

    /// Submits an invoice with a validator; its number on the supplier's side.
    pub(crate) async fn submitted_for_validation(&self, number: &str) -> i64 {
        let pdf = self.deposited_pdf().await;
        self.done(&subcontracted(number, pdf)).await.identifiant_facture_cpp.expect("number")
    }

    /// The status of an own invoice.
    pub(crate) async fn status(&self, id: i64) -> StatutFacture {
        let output = self.done(&ConsulterFactureParFournisseur::new(id)).await;
        output.facture.and_then(|facture| facture.statut_facture).expect("status")
    }

    /// The number on the recipient's side of the received invoice with this number.
    pub(crate) async fn received(&self, number: &str) -> i64 {
        let wanted = RechercherFactureRecipiendaire {
            numero_facture: Some(number.into()),
            ..RechercherFactureRecipiendaire::default()
        };
        let output = self.done(&wanted).await;
        output
            .liste_factures
            .first()
            .and_then(|facture| facture.id_facture)
            .expect("the invoice was received")
    }

    /// Moves a received invoice.
    pub(crate) async fn moves(&self, id: i64, status: StatutFacture) {
        let motif = Some("Bon de livraison manquant".to_owned());
        self.done(&TraiterUneFactureRecue { motif, ..TraiterUneFactureRecue::new(id, status) }).await;
    }
}

impl Bench {
    /// An invoice of the atelier in the town's hands: its numbers on the supplier's and the recipient's side.
    pub(crate) async fn made_available(&self, number: &str) -> (i64, i64) {
        let issued = self.supplier().submitted(number).await;
        self.later(20);
        (issued, self.recipient().received(number).await)
    }

    /// The same, moved on by the town.
    pub(crate) async fn treated(&self, number: &str, status: StatutFacture) -> (i64, i64) {
        let (issued, received) = self.made_available(number).await;
        self.recipient().moves(received, status).await;
        (issued, received)
    }
}
