//! A report as one line of JSON.

use std::fmt::Write as _;

use super::{Report, Severity};
use crate::model::Syntax;

impl Report {
    /// The report as one JSON object on one line, `file` being what the document is called. `message` gives the sentence
    /// of a finding, `summary` all verdicts in one. A finding carries the code of the reason that a refusal would probably give.
    #[must_use]
    pub fn json(
        &self,
        file: &str,
        summary: Option<&str>,
        message: impl Fn(&super::Finding) -> Option<String>,
    ) -> String {
        let mut json = String::from("{");
        member(&mut json, "file", Some(file));
        member(&mut json, "syntax", Some(self.syntax_key()));
        member(&mut json, "profile", self.profile.as_deref());
        let _written = write!(json, "\"wellformed\":{},\"verdicts\":{{", self.is_well_formed());
        for (at, (pack, verdict)) in self.verdicts.iter().enumerate() {
            json.push_str(if at == 0 { "" } else { "," });
            let _written = write!(json, "\"{}\":{{\"valid\":{},", pack.key, verdict.valid);
            if verdict.stopped {
                json.push_str("\"stopped\":true,");
            }
            member(&mut json, "version", Some(pack.version));
            list(&mut json, "fatal", &verdict.fatal);
            json.push(',');
            list(&mut json, "warnings", &verdict.warnings);
            json.push('}');
        }
        json.push_str("},");
        if summary.is_some() {
            member(&mut json, "summary", summary);
        }
        if let Some(channel) = self.channel {
            member(&mut json, "channel", Some(channel.key()));
        }
        if let Some(error) = &self.error {
            member(&mut json, "error", Some(&error.text_french()));
        }
        json.push_str("\"findings\":[");
        for (at, finding) in self.findings.iter().enumerate() {
            json.push_str(if at == 0 { "{" } else { ",{" });
            member(&mut json, "id", Some(finding.id));
            let severity = match finding.severity {
                Severity::Fatal => "fatal",
                Severity::Warning => "warning",
            };
            member(&mut json, "severity", Some(severity));
            member(&mut json, "path", Some(&finding.path));
            let _written = write!(json, "\"line\":{},", finding.line);
            if finding.stop.is_some() {
                json.push_str("\"stopped\":true,");
            }
            member(&mut json, "actual", finding.actual.as_deref());
            member(&mut json, "expected", finding.expected.as_deref());
            member(&mut json, "message", message(finding).as_deref());
            if let Some(reason) = finding.probable_reason() {
                member(&mut json, "reason", Some(reason));
            }
            let _comma = json.pop();
            json.push('}');
        }
        json.push_str("]}");
        json
    }

    /// What a report calls the syntax.
    #[must_use]
    pub fn syntax_key(&self) -> &'static str {
        match self.syntax {
            Some(_) if self.in_pdf => "facturx",
            Some(Syntax::UblInvoice) => "ubl-invoice",
            Some(Syntax::UblCreditNote) => "ubl-creditnote",
            Some(Syntax::Cii) => "cii",
            Some(Syntax::Pivot) => "pivot",
            None => "unknown",
        }
    }
}

/// `"name":"value",` with `null` for nothing.
fn member(json: &mut String, name: &str, value: Option<&str>) {
    string(json, name);
    json.push(':');
    match value {
        Some(value) => string(json, value),
        None => json.push_str("null"),
    }
    json.push(',');
}

fn list(json: &mut String, name: &str, values: &[&str]) {
    string(json, name);
    json.push_str(":[");
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        string(json, value);
    }
    json.push(']');
}

fn string(json: &mut String, value: &str) {
    json.push('"');
    for character in value.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            other if other < ' ' => {
                let _written = write!(json, "\\u{:04x}", u32::from(other));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}
