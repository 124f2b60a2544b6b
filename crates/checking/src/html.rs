//! What a check says, for people, as a piece of a page.
//!
//! Plain HTML in place of components: the module of a browser that checks by itself is to stay small.

use std::fmt::Write as _;

use einvoice::rules::Pack;
use einvoice::sentences::probable_reason;

use crate::checked::{Checked, CheckedFinding, CheckedVerdict};

/// How many findings of a document are written out; the others are counted.
const SHOWN: usize = 200;

/// A section about a document. `level` is that of its heading, 2 to 6; `is_shown` says whether the invoice stands on the same page,
/// so that a finding can lead to its place there.
#[must_use]
pub fn html(checked: &Checked, level: u8, is_shown: bool) -> String {
    let level = level.clamp(2, 6);
    let mut out = String::with_capacity(2048);
    let state = if !checked.is_read() {
        "unread"
    } else if checked.is_valid() {
        "valid"
    } else {
        "refused"
    };
    let _ =
        write!(out, "<section class=\"checked\" data-state=\"{state}\"><h{level} class=\"checked-name\">");
    text(&mut out, &checked.file);
    let _ = write!(out, "</h{level}>");
    what(&mut out, checked);
    if let Some(error) = &checked.error {
        out.push_str("<p class=\"checked-error\"><strong>Illisible.</strong> ");
        text(&mut out, error);
        out.push_str("</p>");
    }
    if let Some(summary) = checked.summary.as_ref().filter(|_| checked.is_read()) {
        out.push_str("<p class=\"checked-summary\">");
        text(&mut out, summary);
        out.push_str("</p>");
    }
    if !checked.verdicts.is_empty() {
        out.push_str("<ul class=\"checked-verdicts\">");
        for (key, verdict) in &checked.verdicts {
            verdict_of(&mut out, key, verdict);
        }
        out.push_str("</ul>");
    }
    findings(&mut out, &checked.findings, is_shown);
    out.push_str("</section>");
    out
}

/// The kind of document and its profile.
fn what(out: &mut String, checked: &Checked) {
    let kind = match checked.syntax.as_str() {
        "ubl-invoice" => "Facture UBL",
        "ubl-creditnote" => "Avoir UBL",
        "cii" => "Facture CII",
        "facturx" => "Factur-X",
        "pivot" => "Pivot de Chorus Pro",
        _ => return,
    };
    let _ = write!(out, "<p class=\"checked-what\">{kind}");
    if let Some(profile) = &checked.profile {
        out.push_str(" <code>");
        text(out, profile);
        out.push_str("</code>");
    }
    out.push_str("</p>");
}

fn verdict_of(out: &mut String, key: &str, verdict: &CheckedVerdict) {
    let (state, says) = match (verdict.stopped, verdict.valid, verdict.warnings.is_empty()) {
        (true, ..) => ("refused", "Refusée\u{a0}: le moteur officiel s’arrête".to_owned()),
        (_, false, _) => ("refused", format!("Refusée\u{a0}: {}", counted(verdict.fatal.len(), "règle"))),
        (_, true, true) => ("valid", "Conforme".to_owned()),
        (_, true, false) => {
            ("valid", format!("Conforme, {}", counted(verdict.warnings.len(), "avertissement")))
        }
    };
    let pack = Pack::of(key);
    let _ = write!(out, "<li class=\"checked-verdict\" data-state=\"{state}\"><strong>");
    text(out, pack.map_or(key, |pack| pack.name));
    let _ = write!(out, "</strong> <span class=\"checked-says\">{says}</span> <small>");
    text(out, &verdict.version);
    if let Some(pack) = pack {
        let _ = write!(out, " du {}. Source\u{a0}: ", day(pack.date));
        text(out, pack.source);
    }
    out.push_str("</small></li>");
}

fn findings(out: &mut String, findings: &[CheckedFinding], is_shown: bool) {
    if findings.is_empty() {
        return;
    }
    out.push_str("<ol class=\"checked-findings\">");
    for finding in findings.iter().take(SHOWN) {
        let severity = if finding.is_fatal() { "fatal" } else { "warning" };
        let _ = write!(out, "<li class=\"checked-finding\" data-severity=\"{severity}\"><p>");
        text(out, finding.message.as_deref().unwrap_or_default());
        out.push_str("</p><p class=\"checked-where\">");
        let _ = write!(
            out,
            "<span>{}</span> <code>",
            if finding.is_fatal() { "Bloquant" } else { "Avertissement" }
        );
        text(out, &finding.id);
        out.push_str("</code>");
        if !finding.path.is_empty() {
            if is_shown {
                out.push_str(" <a href=\"#");
                text(out, &finding.path);
                out.push_str("\">");
                text(out, &finding.path);
                out.push_str("</a>");
            } else {
                out.push_str(" <code>");
                text(out, &finding.path);
                out.push_str("</code>");
            }
        }
        if finding.line > 0 {
            let _ = write!(out, " ligne\u{a0}{}", finding.line);
        }
        if let Some(reason) =
            finding.reason.as_deref().and_then(probable_reason).filter(|_| finding.is_fatal())
        {
            out.push_str(" <span class=\"checked-reason\">");
            text(out, &reason);
            out.push_str("</span>");
        }
        out.push_str("</p></li>");
    }
    out.push_str("</ol>");
    let hidden = findings.len().saturating_sub(SHOWN);
    if hidden > 0 {
        let _ = write!(out, "<p class=\"checked-more\">et {}.</p>", counted(hidden, "autre constat"));
    }
}

fn counted(count: usize, what: &str) -> String {
    let several = |word: &str| format!("{word}s");
    let words: Vec<String> =
        what.split(' ').map(|word| if count > 1 { several(word) } else { word.to_owned() }).collect();
    format!("{count}\u{a0}{}", words.join("\u{a0}"))
}

/// 2026-04-10 as 10/04/2026.
fn day(iso: &str) -> String {
    iso.split('-').rev().collect::<Vec<_>>().join("/")
}

/// Text of a stranger, as text.
fn text(out: &mut String, text: &str) {
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(xml: &str) -> Checked {
        Checked::of("<b>\"'&.xml", &einvoice::rules::check(xml.as_bytes()))
    }

    #[test]
    fn nothing_of_a_document_becomes_markup() {
        let hostile = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' \
            xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>\
            <c:CustomizationID>&lt;script>&quot;</c:CustomizationID>\
            <c:InvoiceTypeCode>&lt;img onerror='1'></c:InvoiceTypeCode></Invoice>";
        let html = html(&checked(hostile), 2, true);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"), "{html}");
        assert!(
            html.contains("&lt;script&gt;&quot;") && html.contains("&lt;b&gt;&quot;&#39;&amp;.xml"),
            "{html}"
        );
    }

    #[test]
    fn a_verdict_says_version_day_and_source() {
        let html = html(
            &checked("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>"),
            9,
            false,
        );
        for part in ["<h6 ", "EN 16931", "1.3.16 du 10/04/2026", "Commission européenne", "Refusée\u{a0}: "]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(html.contains("data-state=\"refused\"") && html.contains("BR-03"));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let html = html(&checked("<Invoice>"), 2, true);
        assert!(
            html.contains("data-state=\"unread\"") && html.contains("<strong>Illisible.</strong>"),
            "{html}"
        );
        assert!(!html.contains("checked-verdicts"), "no verdict where nothing was checked");
    }
}
