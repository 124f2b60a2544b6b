//! What the conformity probe found, what differs first.

use domain::{Reason, StatusKind, readable_name};
use leptos::prelude::*;
use operations::{ConformityReport, Finding, Structure, Verdict};

use crate::components::{Icon, NoticeBox, kind_icon};
use crate::islands::CopyText;
use crate::words::{Sentence as _, confidence_words};

/// The identifier of the report as text.
const TEXT: &str = "report-text";

/// The page.
pub(super) fn view(structure: &Structure, probed: Result<ConformityReport, Reason>) -> AnyView {
    let back = format!("/structures/{}", structure.id);
    let name = readable_name(&structure.name);
    let content = match probed {
        Ok(report) => report_view(report),
        Err(reason) => {
            view! { <NoticeBox kind=StatusKind::Error title="La sonde n’a pas pu commencer" text=reason.sentence()/> }
                .into_any()
        }
    };
    view! { {content} <p><a href=back>"Retour à " {name}</a></p> }.into_any()
}

fn report_view(report: ConformityReport) -> AnyView {
    let [confirmed, wrong, open] = report.counts();
    let text = report.to_string();
    let (kind, title) = match wrong {
        0 => {
            (StatusKind::Success, "Aucune réponse ne contredit ce que Pupitre sait de Chorus Pro".to_owned())
        }
        1 => (StatusKind::Warning, "Une réponse diffère de ce que Pupitre sait de Chorus Pro".to_owned()),
        several => (
            StatusKind::Warning,
            format!("{several} réponses diffèrent de ce que Pupitre sait de Chorus Pro"),
        ),
    };
    let said = format!(
        "{confirmed} réponses conformes, {open} sans réponse à comparer. Aucun appel n’a rien changé ; le rapport ne contient \
         ni valeur ni donnée personnelle."
    );
    let mut findings = report.findings;
    findings.sort_by_key(|finding| rank(&finding.verdict));
    let rows = findings.iter().map(row).collect_view();
    view! {
        <NoticeBox kind title text=said/>
        <table class="table conformity-table">
            <caption class="visually-hidden">"Services appelés"</caption>
            <thead>
                <tr><th scope="col">"Service"</th><th scope="col">"Description"</th><th scope="col">"Réponse"</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <section class="section" aria-labelledby="report-title">
            <div class="section-head">
                <h2 id="report-title">"Rapport à transmettre"</h2>
                <CopyText source=TEXT.to_owned() label="Copier le rapport".to_owned()/>
            </div>
            <pre class="exchange-body" id=TEXT tabindex="0" role="region" aria-labelledby="report-title">{text}</pre>
        </section>
    }
    .into_any()
}

/// What differs comes first, what is confirmed last.
const fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::MoreFields(_) | Verdict::Different { .. } => 0,
        Verdict::NotReached | Verdict::NotServed { .. } => 1,
        Verdict::Refused { .. } => 2,
        Verdict::NothingToAskFor => 3,
        Verdict::Confirmed => 4,
    }
}

fn row(finding: &Finding) -> AnyView {
    let held = confidence_words(finding.service.confidence);
    let (kind, said, fields) = told(&finding.verdict);
    let fields = (!fields.is_empty()).then(|| view! { <code class="cell-detail">{fields}</code> });
    view! {
        <tr>
            <th scope="row"><code>{finding.service.path}</code></th>
            <td>{held}</td>
            <td>
                <span class="status" data-kind=kind.code()><Icon name=kind_icon(kind)/><span class="status-label">{said}</span></span>
                {fields}
            </td>
        </tr>
    }
    .into_any()
}

fn told(verdict: &Verdict) -> (StatusKind, String, String) {
    match verdict {
        Verdict::Confirmed => (StatusKind::Success, "Conforme".to_owned(), String::new()),
        Verdict::MoreFields(fields) => {
            (StatusKind::Warning, "Champs que Pupitre ne connaît pas".to_owned(), fields.join(", "))
        }
        Verdict::Different { path } => {
            (StatusKind::Error, "Illisible".to_owned(), path.clone().unwrap_or_default())
        }
        Verdict::Refused { code_retour, message } => (
            StatusKind::Neutral,
            "Refusé par Chorus Pro".to_owned(),
            message.clone().unwrap_or_else(|| code_retour.to_string()),
        ),
        Verdict::NotServed { status } => {
            (StatusKind::Neutral, format!("Réponse HTTP {status} de la passerelle"), String::new())
        }
        Verdict::NothingToAskFor => {
            (StatusKind::Neutral, "Rien à demander avec cet accès".to_owned(), String::new())
        }
        Verdict::NotReached => (StatusKind::Warning, "Non joint".to_owned(), String::new()),
    }
}
