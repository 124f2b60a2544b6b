//! The format test: a file is given, and each thing that is wrong with it is said. Nothing is sent.

use domain::{FormField as _, InvoiceStatus, StartField, StatusKind, format_amount, platform_flow_label};
use leptos::prelude::*;
use operations::{EdiContent, EdiExamined, EdiFinding, EdiPart, EdiWeight};

use super::super::refusal::FormState;
use crate::components::{Button, ButtonKind, Fact, FactList, FileField, NoticeBox, file_size};

/// Files of an archive, and things that one tells, that are shown.
const MOST_SHOWN: usize = 100;

/// The page.
pub(super) fn view(form: &FormState, examined: Option<&EdiExamined>) -> AnyView {
    view! {
        {examined.map(result)}
        <section class="section">
            <form class="form" method="post" action="/edi/essai" enctype="multipart/form-data">
                {form.head::<StartField>()}
                <FileField
                    name=StartField::File.name()
                    label="Donnez ici un fichier EDI"
                    hint="Une archive à déposer ou un retour de Chorus Pro, 30 Mo au plus, sous le nom qu’il porte dans le dossier d’échange. Rien n’est envoyé ni enregistré."
                    large=examined.is_none()
                    required=true
                    messages=form.messages(StartField::File)
                />
                <div class="button-row"><Button label="Essayer ce fichier" kind=ButtonKind::Primary/></div>
            </form>
        </section>
    }
    .into_any()
}

fn result(examined: &EdiExamined) -> AnyView {
    let verdict = if examined.is_right() {
        let text = "Rien à redire : ce fichier suit les règles que Pupitre connaît. Chorus Pro en vérifie d’autres, que seul un envoi révèle.";
        view! { <NoticeBox kind=StatusKind::Success title="Essai réussi" text/> }
    } else {
        let text = "Corrigez ce qui est signalé ci-dessous, puis essayez de nouveau.";
        view! { <NoticeBox kind=StatusKind::Error title="Ce fichier est à corriger" text/> }
    };
    let contents = &examined.contents;
    let container = match (contents.archive, contents.tar_gz) {
        (false, _) => "un fichier seul".to_owned(),
        (true, true) => format!("une archive tar.gz de {}", files(contents.parts.len())),
        (true, false) => format!("une archive d’un autre format, de {}", files(contents.parts.len())),
    };
    let bytes = i64::try_from(examined.bytes).unwrap_or(i64::MAX);
    let facts = vec![
        Fact::view("Nom", view! { <code class="long-code">{examined.name.clone()}</code> }),
        Fact::text("Taille", file_size(bytes)),
        Fact::text("C’est", container),
    ];
    let name = match &examined.judged {
        None => view! { <p class="field-hint">"Le nom n’est pas jugé : la règle ne vaut que pour les archives à déposer."</p> }.into_any(),
        Some(judged) if judged.findings.is_empty() => {
            let parts = judged.name.as_ref().map(|name| {
                format!(
                    "Interface {}, code application {}, numéro d’archive {}, numéro de flux {}.",
                    name.interface,
                    name.application,
                    name.sequence,
                    name.number()
                )
            });
            view! { <p>"Le nom suit la règle. " {parts}</p> }.into_any()
        }
        Some(judged) => findings(&judged.findings),
    };
    let parts = contents.parts.iter().take(MOST_SHOWN).map(part);
    let more = contents.parts.len().saturating_sub(MOST_SHOWN);
    view! {
        {verdict}
        <section class="section" aria-labelledby="edi-file">
            <h2 id="edi-file">"Le fichier"</h2>
            <FactList facts/>
            {findings(&contents.findings)}
            <h3>"Son nom"</h3>
            {name}
        </section>
        {parts.collect_view()}
        {(more > 0).then(|| view! { <p class="field-hint">{format!("et {more} autres fichiers, lus aussi")}</p> })}
    }
    .into_any()
}

fn files(count: usize) -> String {
    if count == 1 { "1 fichier".to_owned() } else { format!("{count} fichiers") }
}

/// Each thing that is wrong, with its line.
fn findings(findings: &[EdiFinding]) -> AnyView {
    let shown = findings.iter().take(MOST_SHOWN).map(|finding| {
        let kind = if finding.weight == EdiWeight::Error { StatusKind::Error } else { StatusKind::Warning };
        let line = finding.line.map(|line| format!("Ligne {line} : ")).unwrap_or_default();
        view! { <p class="flow-note" data-kind=kind.code()>{format!("{line}{}", finding.text_french)}</p> }
    });
    shown.collect_view().into_any()
}

fn part(part: &EdiPart) -> AnyView {
    let (title, content) = match &part.content {
        EdiContent::Statuses(statuses) => ("Statuts de Chorus Pro (CPPStatut)", told(statuses)),
        EdiContent::Pivot { version, flow, invoices } => {
            let rows = invoices.iter().take(MOST_SHOWN).map(|facts| {
                let read = &facts.invoice;
                let amount = read.gross.map(|gross| format_amount(gross, currency(&read.currency)));
                let files = facts.pieces.len();
                let id = facts.chorus_id.map(|id| format!(", n° Chorus Pro {id}")).unwrap_or_default();
                view! {
                    <p>{format!("Facture {} de {} ({}){id}, {}, {}", read.number, read.supplier_name, read.supplier, amount.unwrap_or_default(), self::files(files))}</p>
                }
            });
            let head = [
                version.as_ref().map(|text| format!("Schéma {text}.")),
                flow.as_ref().map(|text| format!("Flux {text}.")),
            ];
            let head = head.into_iter().flatten().collect::<Vec<_>>().join(" ");
            ("Factures reçues (pivot)", view! { <p>{head}</p> {rows.collect_view()} }.into_any())
        }
        EdiContent::Invoice { syntax, facts } => {
            let amount = facts.gross.map(|gross| format_amount(gross, currency(&facts.currency)));
            let facts = vec![
                Fact::text("Syntaxe", format!("{}, interface {}", syntax.label(), syntax.interface())),
                Fact::text("N° facture", facts.number.clone()),
                Fact::text("Fournisseur", format!("{} {}", facts.supplier_name, facts.supplier)),
                Fact::text("Destinataire", format!("{} {}", facts.recipient_name, facts.recipient)),
                Fact::text("Service", facts.service.clone().unwrap_or_default()),
                Fact::text("Engagement", facts.engagement.clone().unwrap_or_default()),
                Fact::text("Total TTC", amount.unwrap_or_default()),
            ];
            ("Facture à déposer", view! { <FactList facts/> }.into_any())
        }
        EdiContent::Unknown => ("Contenu non compris", ().into_any()),
    };
    let name =
        (!part.name.is_empty()).then(|| view! { <p><code class="long-code">{part.name.clone()}</code></p> });
    view! {
        <section class="section">
            <h2>{title}</h2>
            {name}
            {findings(&part.findings)}
            {content}
        </section>
    }
    .into_any()
}

fn currency(code: &str) -> &str {
    if code.is_empty() { "EUR" } else { code }
}

fn told(statuses: &operations::EdiStatuses) -> AnyView {
    let version = statuses.version.as_ref().map(|text| view! { <p>{format!("Schéma {text}.")}</p> });
    let flows = statuses.flows.iter().take(MOST_SHOWN).map(|flow| {
        let errors = flow.errors.iter().take(MOST_SHOWN).map(|error| view! { <li>{error.text()}</li> });
        view! {
            <p>{format!("Flux {} : {} ({})", flow.flow, platform_flow_label(&flow.code).to_lowercase(), flow.code)}</p>
            {(!flow.errors.is_empty()).then(|| view! { <ul>{errors.collect_view()}</ul> })}
        }
    });
    let invoices = statuses.invoices.iter().take(MOST_SHOWN).map(|step| {
        let status = InvoiceStatus::from_code(&operations::edi_status_code(&step.code)).label();
        let comment = step.comment.as_ref().map(|text| format!(" – {text}")).unwrap_or_default();
        view! { <p>{format!("Facture {} : {} ({}){comment}", step.number, status.to_lowercase(), step.code)}</p> }
    });
    view! { {version} {flows.collect_view()} {invoices.collect_view()} }.into_any()
}
