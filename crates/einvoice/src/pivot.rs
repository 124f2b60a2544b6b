//! `CPPFacturePivot`: what Chorus Pro hands to the recipients of invoices, one document for one or several of them.
//!
//! Of its schema the elements and their meaning are known (V1_20 to V2_02), not every rule: it is read by the names of
//! its elements, in any order, and what has no place here is told by name ([`Pivot::unknown`]), never passed over.

use chrono::NaiveDate;

use crate::MAX_REPEATED_GROUPS;
use crate::collect::{BUYER, Draft, SELLER, embedded, first_decimal, first_text, without_spaces};
use crate::error::ReadError;
use crate::model::{Attachment, Identifier, Invoice, Line, PrecedingInvoice, Syntax, VatBreakdown};
use crate::value;
use crate::xml::{Leaf, Mapping, walk_document};

/// The local name of the root.
pub const ROOT: &str = "CPPFacturePivot";

const UNIT: &str = "CPPFactures/CPPFacturePivotUnitaire";
const UNIT_PREFIX: &str = "CPPFactures/CPPFacturePivotUnitaire/";
const PARAMETER: &str = "Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv";
/// How many names of elements without a place are kept.
const MOST_UNKNOWN: usize = 50;

/// A whole document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pivot {
    /// `Version` of the schema, as written.
    pub version: Option<String>,
    /// `IdFlx`: which flow brought it.
    pub flow: Option<String>,
    /// `DtPrd`: when it was made, as written.
    pub produced: Option<String>,
    /// `Emetteur` and `Recepteur`.
    pub sender: Option<String>,
    /// See [`Pivot::sender`].
    pub receiver: Option<String>,
    /// The invoices.
    pub invoices: Vec<PivotInvoice>,
    /// Elements that have no place here, by their paths; the first ones.
    pub unknown: Vec<String>,
}

/// An invoice with what Chorus Pro says of its way.
#[derive(Debug, Clone, PartialEq)]
pub struct PivotInvoice {
    /// The line on which it begins.
    pub line: u64,
    /// The invoice in the terms of EN 16931; its files are its attachments: type `01` the invoice itself, `02` others, each
    /// a ZIP in base64 (formats.md §7), with its category as description.
    pub invoice: Invoice,
    /// `IdCPRO`, the number of the invoice at Chorus Pro as its recipient knows it (since V2_02).
    pub chorus_id: Option<i64>,
    /// `Renvoi`: `Non`, `Complétée` or `Recyclée`.
    pub sent_again: Option<String>,
    /// `ModeEmission`: `flux`, `numérisation`, `saisie`, `PDF`.
    pub emission: Option<String>,
    /// `DateReception`, the day on which it was made available.
    pub received_on: Option<NaiveDate>,
    /// `NomService`, the name of the service BT-10.
    pub service_name: Option<String>,
    /// `CycleDeValidation`: what validators said.
    pub validations: Vec<Validation>,
}

/// What a validator said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validation {
    /// `DateStatut`.
    pub date: Option<NaiveDate>,
    /// `CodeStatut`, as written.
    pub code: Option<String>,
    /// `Commentaire`.
    pub comment: Option<String>,
    /// Who, by name else by number.
    pub producer: Option<String>,
}

/// Reads a pivot.
///
/// # Errors
/// [`ReadError`]: larger than 20 MB, not well formed, or another root element.
pub fn read(xml: &[u8]) -> Result<Pivot, ReadError> {
    let reader = walk_document(xml, |root, version| {
        let version = version.map(str::to_owned);
        (root == ROOT).then(|| Reader { pivot: Pivot { version, ..Pivot::default() }, ..Reader::default() })
    })?;
    Ok(reader.pivot)
}

#[derive(Default)]
struct Reader {
    pivot: Pivot,
    parameter: (String, String),
    unit: Option<Unit>,
}

/// The invoice at hand.
struct Unit {
    line: u64,
    draft: Draft,
    chorus_id: Option<i64>,
    sent_again: Option<String>,
    emission: Option<String>,
    received_on: Option<NaiveDate>,
    service_name: Option<String>,
    validations: Vec<Validation>,
    validation: Validation,
    piece: Attachment,
    vat: VatBreakdown,
    row: Line,
}

impl Unit {
    fn new() -> Self {
        Self {
            line: 0,
            draft: Draft::new(Invoice::empty(Syntax::Pivot)),
            chorus_id: None,
            sent_again: None,
            emission: None,
            received_on: None,
            service_name: None,
            validations: Vec::new(),
            validation: Validation::default(),
            piece: Attachment::default(),
            vat: VatBreakdown::default(),
            row: Line::default(),
        }
    }

    fn finish(self) -> PivotInvoice {
        let mut invoice = self.draft.finish();
        // The schema knows no total of VAT: it is the difference.
        let totals = &mut invoice.totals;
        if totals.tax.is_none() {
            totals.tax = totals.grand_total.zip(totals.tax_basis).map(|(gross, net)| gross - net);
        }
        PivotInvoice {
            line: self.line,
            invoice,
            chorus_id: self.chorus_id,
            sent_again: self.sent_again,
            emission: self.emission,
            received_on: self.received_on,
            service_name: self.service_name,
            validations: self.validations,
        }
    }

    /// Whether the element has a place.
    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        if self.line == 0 {
            self.line = leaf.line;
        }
        if let Some(path) = path.strip_prefix("DonneesFacture/") {
            return self.data(path, leaf);
        }
        if let Some(path) = path.strip_prefix("PJ/") {
            return self.piece(path, leaf);
        }
        if let Some(path) = path.strip_prefix("CycleDeValidation/ValidationUnitaire/") {
            return self.validation(path, leaf);
        }
        self.party(path, leaf)
    }

    fn party(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let text = leaf.text;
        let registered = |scheme: Option<String>| Identifier { value: text.to_owned(), scheme };
        match path {
            // The type of the number stands before it and says what it is.
            "Fournisseur/TypeIdentifiant" => scheme(&mut invoice.seller.legal_registration, text),
            "Debiteur/TypeIdentifiant" => scheme(&mut invoice.buyer.legal_registration, text),
            "Fournisseur/Identifiant" => {
                let known = invoice.seller.legal_registration.take();
                invoice.seller.legal_registration = Some(registered(known.and_then(|known| known.scheme)));
            }
            "Debiteur/Identifiant" => {
                let known = invoice.buyer.legal_registration.take();
                invoice.buyer.legal_registration = Some(registered(known.and_then(|known| known.scheme)));
            }
            "Fournisseur/RaisonSociale" => findings.text(SELLER.name, &mut invoice.seller.name, text),
            "Debiteur/Nom" => findings.text(BUYER.name, &mut invoice.buyer.name, text),
            "Fournisseur/ModeEmission" => first_text(&mut self.emission, text),
            "Debiteur/CodeService" => findings.text("BT-10", &mut invoice.buyer_reference, text),
            "Debiteur/NomService" => first_text(&mut self.service_name, text),
            "Fournisseur/ReferenceBancaire/Compte" => {
                if invoice.iban.is_none() && !text.is_empty() {
                    invoice.iban = Some(without_spaces(text));
                }
            }
            "Fournisseur/CodePays"
            | "Fournisseur/ReferenceBancaire/Etablissement"
            | "Fournisseur/ReferenceBancaire/RaisonSocialeEncaisseur" => {}
            _ => return false,
        }
        true
    }

    fn data(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        let Draft { invoice, findings, .. } = &mut self.draft;
        let text = leaf.text;
        match path {
            "Id" => findings.text("BT-1", &mut invoice.number, text),
            "IdCPRO" => self.chorus_id = text.parse().ok().or(self.chorus_id),
            "Renvoi" => first_text(&mut self.sent_again, text),
            "IdFactureOrigine" if !text.is_empty() => {
                let preceding = PrecedingInvoice { number: text.to_owned(), issue_date: None };
                findings.add("BT-25", &mut invoice.preceding_invoices, preceding);
            }
            "Type" => findings.text("BT-3", &mut invoice.type_code, text),
            "Cadre" => findings.text("BT-23", &mut invoice.process, text),
            "DateEmissionFacture" => findings.date("BT-2", &mut invoice.issue_date, text),
            "DateReception" => self.received_on = value::date(text).or(self.received_on),
            "ModePaiement/Code" => first_text(&mut invoice.payment_means_code, text),
            "Devise" => findings.text("BT-5", &mut invoice.currency, text),
            "Montants/MontantHT" => findings.decimal("BT-109", &mut invoice.totals.tax_basis, text),
            "Montants/MontantTTC" => findings.decimal("BT-112", &mut invoice.totals.grand_total, text),
            "Montants/MontantNetAPayer" => findings.decimal("BT-115", &mut invoice.totals.due, text),
            "TVAs/TVA/Taux" => findings.decimal("BT-119", &mut self.vat.rate, text),
            "TVAs/TVA/BaseHt" => findings.decimal("BT-116", &mut self.vat.base, text),
            "TVAs/TVA/MontantTVA" => findings.decimal("BT-117", &mut self.vat.tax, text),
            "Engagement/NumeroMarche" => findings.text("BT-12", &mut invoice.contract_reference, text),
            "Engagement/NumeroEngagement" => findings.text("BT-13", &mut invoice.order_reference, text),
            "Lignes/Ligne/ReferenceProduit" => first_text(&mut self.row.name, text),
            "Lignes/Ligne/PrixUnitaire" => first_decimal(&mut self.row.net_price, text),
            "Lignes/Ligne/Quantite" => first_decimal(&mut self.row.quantity, text),
            "Lignes/Ligne/MontantHT" => first_decimal(&mut self.row.net_amount, text),
            "Lignes/Ligne/TauxTVA" => first_decimal(&mut self.row.vat_rate, text),
            "IdFactureOrigine" | "DateLivraison" | "DateMiseADispositionMOE" | "ModePaiement/Libelle" => {}
            _ => return false,
        }
        true
    }

    fn piece(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        let piece = &mut self.piece;
        match path {
            "Contenu" => embedded(piece, leaf),
            // The name of what was packed says more than that of the package.
            "NomPJOrigine" if !leaf.text.is_empty() => piece.file_name = Some(leaf.text.to_owned()),
            "NomPJ" => first_text(&mut piece.reference, leaf.text),
            "CategoriePJ" => first_text(&mut piece.description, leaf.text),
            "TypePJ" => first_text(&mut piece.type_code, leaf.text),
            "MimeTypePJ" if !leaf.text.is_empty() => piece.media_type = Some(leaf.text.to_owned()),
            "NomPJOrigine" | "MimeTypePJ" | "IdUnique" | "IdOriginal" => {}
            _ => return false,
        }
        true
    }

    fn validation(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        let validation = &mut self.validation;
        match path {
            "DateStatut" => validation.date = value::date(leaf.text),
            "CodeStatut" => first_text(&mut validation.code, leaf.text),
            "Commentaire" => first_text(&mut validation.comment, leaf.text),
            "ProducteurStatut/RaisonSociale" => validation.producer = Some(leaf.text.to_owned()),
            "ProducteurStatut/Id" => first_text(&mut validation.producer, leaf.text),
            "ComplementStatut" | "ProducteurStatut/TypeIdentifiant" | "ProducteurStatut/CodePays" => {}
            _ => return false,
        }
        true
    }

    fn close(&mut self, path: &str) {
        match path {
            "PJ" => {
                let piece = std::mem::take(&mut self.piece);
                self.draft.attachment(piece);
            }
            "DonneesFacture/TVAs/TVA" => {
                let Draft { invoice, findings, .. } = &mut self.draft;
                findings.add("BG-23", &mut invoice.vat_breakdown, std::mem::take(&mut self.vat));
            }
            "DonneesFacture/Lignes/Ligne" => {
                self.draft.invoice.line_count += 1;
                let row = std::mem::take(&mut self.row);
                self.draft.line(row);
            }
            "CycleDeValidation/ValidationUnitaire" => {
                let validation = std::mem::take(&mut self.validation);
                if self.validations.len() < MAX_REPEATED_GROUPS {
                    self.validations.push(validation);
                }
            }
            _ => {}
        }
    }
}

/// Keeps the type of a number that comes after it.
fn scheme(place: &mut Option<Identifier>, kind: &str) {
    let value = place.take().map(|known| known.value).unwrap_or_default();
    *place = Some(Identifier { value, scheme: Some(kind.to_owned()) });
}

impl Reader {
    fn envelope(&mut self, path: &str, leaf: &Leaf<'_>) -> bool {
        match path {
            "Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv/Code" => {
                leaf.text.clone_into(&mut self.parameter.0);
            }
            "Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv/Valeurparametre" => {
                leaf.text.clone_into(&mut self.parameter.1);
            }
            "Enveloppe/EnveloppeUnitaire/Partenaires/Emetteur/Id" => {
                first_text(&mut self.pivot.sender, leaf.text);
            }
            "Enveloppe/EnveloppeUnitaire/Partenaires/Recepteur/Id" => {
                first_text(&mut self.pivot.receiver, leaf.text);
            }
            _ => return path.starts_with("Enveloppe/"),
        }
        true
    }
}

impl Mapping for Reader {
    fn open(&mut self, path: &str) {
        if path == UNIT {
            self.unit = Some(Unit::new());
        }
    }

    fn leaf(&mut self, path: &str, leaf: &Leaf<'_>) {
        let placed = match (path.strip_prefix(UNIT_PREFIX), &mut self.unit) {
            (Some(path), Some(unit)) => unit.leaf(path, leaf),
            _ => self.envelope(path, leaf),
        };
        let unknown = &mut self.pivot.unknown;
        if !placed && unknown.len() < MOST_UNKNOWN && !unknown.iter().any(|known| known == path) {
            unknown.push(path.to_owned());
        }
    }

    fn close(&mut self, path: &str) {
        if path == PARAMETER {
            let (code, value) = std::mem::take(&mut self.parameter);
            match code.as_str() {
                "IdFlx" => first_text(&mut self.pivot.flow, &value),
                "DtPrd" => first_text(&mut self.pivot.produced, &value),
                _ => {}
            }
        } else if path == UNIT {
            let done = self.unit.take().map(Unit::finish);
            self.pivot.invoices.extend(done.filter(|_| self.pivot.invoices.len() < MAX_REPEATED_GROUPS));
        } else if let (Some(path), Some(unit)) = (path.strip_prefix(UNIT_PREFIX), &mut self.unit) {
            unit.close(path);
        }
    }
}
