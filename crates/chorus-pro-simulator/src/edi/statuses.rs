//! `CPPStatut`: reports of flows and life cycles of invoices, with the elements of the published schema V1_19 in their order.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Paris;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as XmlEvent};

use crate::status::Status;
use crate::world::{Event, Flow, FlowState, Invoice, Structure};

const VERSION: &str = "V1_19";

type Xml = Writer<Vec<u8>>;

/// Who is told, and under which number.
pub(super) struct Envelope<'a> {
    pub(super) application: &'a str,
    pub(super) flow: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// Where a flow stands, by its number in a report.
pub(super) struct Report {
    /// `IdFlux`.
    pub(super) flow: String,
    /// `IdStatut`.
    pub(super) status: &'static str,
    pub(super) at: DateTime<Utc>,
    pub(super) errors: Vec<ReportError>,
}

/// A line of `Details`.
pub(super) struct ReportError {
    pub(super) nature: String,
    pub(super) code: String,
    pub(super) label: String,
    pub(super) description: Option<String>,
}

/// A step of an invoice.
pub(super) struct Step<'a> {
    pub(super) invoice: &'a Invoice,
    pub(super) event: &'a Event,
    pub(super) supplier: &'a Structure,
    pub(super) recipient: &'a Structure,
}

/// The number of a final state of a flow in a report; none while it is under way.
pub(super) const fn status_of(state: FlowState) -> Option<&'static str> {
    match state {
        FlowState::Integrated => Some("92"),
        FlowState::PartlyIntegrated => Some("96"),
        FlowState::Rejected | FlowState::Inadmissible | FlowState::Incident => Some("93"),
        _ => None,
    }
}

/// The number of a status in a life cycle (enums.md §1); none where it has none that is known.
pub(super) const fn step_number(status: Status) -> Option<&'static str> {
    Some(match status {
        Status::Deposee => "01",
        Status::EnCoursAcheminement => "02",
        Status::MiseADisposition => "03",
        Status::ARecycler => "04",
        Status::Rejetee => "05",
        Status::Suspendue => "06",
        Status::ServiceFait => "07",
        Status::Mandatee => "08",
        Status::MiseADispositionComptable => "09",
        Status::Comptabilisee => "10",
        Status::MiseEnPaiement => "11",
        Status::Completee => "12",
        _ => return None,
    })
}

/// What a report of a flow tells.
pub(super) fn report_of(flow: &Flow, status: &'static str) -> Report {
    let technical = flow.technical_errors.iter().map(|error| ReportError {
        nature: error.nature.clone(),
        code: error.code.clone(),
        label: error.label.clone(),
        description: None,
    });
    let refused = flow.invoice_errors.iter().map(|error| ReportError {
        nature: "DP".to_owned(),
        code: "SIM_DP_01".to_owned(),
        label: error.reasons.join(" | "),
        description: error.number.clone(),
    });
    Report { flow: flow.number.clone(), status, at: flow.since, errors: technical.chain(refused).collect() }
}

/// The XML of a report.
pub(super) fn report_xml(envelope: &Envelope<'_>, report: &Report) -> io::Result<Vec<u8>> {
    document(envelope, "CPPFluxStatuts", |xml| {
        xml.create_element("CPPFluxStatutUnitaire").with_attribute(("NumOrdre", "1")).write_inner_content(
            |xml| {
                inside(xml, "DonneesStatut", |xml| {
                    leaf(xml, "IdStatut", report.status)?;
                    leaf(xml, "Horodatage", &instant(report.at))?;
                    leaf(xml, "IdFlux", &report.flow)?;
                    details(xml, &report.errors)
                })
            },
        )?;
        Ok(())
    })
}

fn details(xml: &mut Xml, errors: &[ReportError]) -> io::Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    let count = errors.len().to_string();
    xml.create_element("Details").with_attribute(("NbLignesErreur", count.as_str())).write_inner_content(
        |xml| {
            for error in errors {
                inside(xml, "LigneErreurDetail", |xml| {
                    leaf(xml, "NatureErreur", &error.nature)?;
                    leaf(xml, "CodeErreur", &error.code)?;
                    leaf(xml, "LibelleErreur", &error.label)?;
                    error.description.as_ref().map_or(Ok(()), |text| leaf(xml, "DescriptionErreur", text))
                })?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// The XML of a life cycle.
pub(super) fn life_xml(envelope: &Envelope<'_>, steps: &[Step<'_>]) -> io::Result<Vec<u8>> {
    document(envelope, "CPPFactureStatuts", |xml| {
        for (step, number) in steps.iter().zip(1_u32..) {
            let number = number.to_string();
            let unit = xml.create_element("CPPFactureStatutUnitaire");
            unit.with_attribute(("NumOrdre", number.as_str())).write_inner_content(|xml| one(xml, step))?;
        }
        Ok(())
    })
}

fn one(xml: &mut Xml, step: &Step<'_>) -> io::Result<()> {
    let Step { invoice, event, supplier, recipient } = step;
    inside(xml, "Fournisseur", |xml| {
        leaf(xml, "TypeIdentifiant", "1")?;
        leaf(xml, "Identifiant", &supplier.identifier)?;
        leaf(xml, "RaisonSociale", &supplier.name)
    })?;
    inside(xml, "Debiteur", |xml| {
        leaf(xml, "TypeIdentifiant", "1")?;
        leaf(xml, "Identifiant", &recipient.identifier)?;
        leaf(xml, "Nom", &recipient.name)
    })?;
    inside(xml, "DonneesStatut", |xml| {
        leaf(xml, "IdStatut", step_number(event.status).unwrap_or("13"))?;
        if let Some(comment) = &event.comment {
            leaf(xml, "Commentaire", comment)?;
        }
        leaf(xml, "Horodatage", &instant(event.at))?;
        leaf(xml, "IdFacture", &invoice.number)?;
        leaf(xml, "DateFacture", &invoice.issued_on.to_string())
    })
}

fn document(
    envelope: &Envelope<'_>,
    name: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(XmlEvent::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("CPPStatut").with_attribute(("Version", VERSION)).write_inner_content(|xml| {
        inside(xml, "Enveloppe", |xml| {
            xml.create_element("EnveloppeUnitaire").with_attribute(("NumOrdre", "1")).write_inner_content(
                |xml| {
                    inside(xml, "Parametres", |xml| {
                        parameter(xml, "0001", "DtPrd", &instant(envelope.now))?;
                        parameter(xml, "0002", "IdFlx", envelope.flow)
                    })?;
                    inside(xml, "Partenaires", |xml| {
                        inside(xml, "Recepteur", |xml| leaf(xml, "Id", envelope.application))?;
                        inside(xml, "Emetteur", |xml| leaf(xml, "Id", "CPP001"))
                    })
                },
            )?;
            Ok(())
        })?;
        inside(xml, name, content)
    })?;
    Ok(xml.into_inner())
}

fn parameter(xml: &mut Xml, number: &str, code: &str, value: &str) -> io::Result<()> {
    xml.create_element("ParametreIndiv").with_attribute(("NumOrdre", number)).write_inner_content(|xml| {
        leaf(xml, "Code", code)?;
        leaf(xml, "Valeurparametre", value)
    })?;
    Ok(())
}

/// As `xs:dateTime`, with the offset of Paris.
fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).to_rfc3339_opts(SecondsFormat::Millis, false)
}

fn inside(xml: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content)?;
    Ok(())
}

fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    let plain: String =
        text.chars().filter(|letter| !letter.is_control() || "\t\n\r".contains(*letter)).collect();
    xml.create_element(name).write_text_content(BytesText::new(&plain))?;
    Ok(())
}
