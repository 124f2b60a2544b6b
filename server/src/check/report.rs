//! What a person reads of a check.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use checking::{Checked, CheckedFinding, CheckedVerdict};
use einvoice::rules::Pack;
use einvoice::sentences::probable_reason;

use crate::exit::{Exit, failure};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const CAREFUL: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();

/// How many findings of a document are written out; the others are counted.
const SHOWN: usize = 50;

/// How many documents came out how.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    valid: usize,
    invalid: usize,
    unread: usize,
}

impl Count {
    /// One more.
    pub fn add(&mut self, checked: &Checked) {
        if !checked.is_read() {
            self.unread += 1;
        } else if checked.is_valid() {
            self.valid += 1;
        } else {
            self.invalid += 1;
        }
    }

    /// How the command ends.
    ///
    /// # Errors
    /// [`Exit::Usage`] when a document could not be read, else [`Exit::Refused`] when one is not valid.
    pub fn end(&self) -> anyhow::Result<()> {
        let all = self.valid + self.invalid + self.unread;
        match (self.unread, self.invalid) {
            (0, 0) if all > 0 => Ok(()),
            (0, 0) => Err(failure(Exit::Usage, "no document was found")),
            (0, invalid) => Err(failure(Exit::Refused, format!("{invalid} of {all} documents not valid"))),
            (unread, _) => Err(failure(Exit::Usage, format!("{unread} of {all} documents not read"))),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize| if count > 1 { "s" } else { "" };
        let mut parts = Vec::new();
        for (count, what, bends) in [
            (self.valid, "conforme", true),
            (self.invalid, "à corriger", false),
            (self.unread, "illisible", true),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}{}", if bends { plural(count) } else { "" }));
            }
        }
        let all = self.valid + self.invalid + self.unread;
        write!(out, "{all} document{}", plural(all))?;
        if parts.is_empty() { Ok(()) } else { write!(out, "\u{a0}: {}", parts.join(", ")) }
    }
}

/// Writes what is told of a document.
///
/// # Errors
/// When the output is closed.
pub fn write(out: &mut impl Write, checked: &Checked) -> io::Result<()> {
    write!(out, "{STRONG}{}{STRONG:#}", plain(&checked.file))?;
    if let Some(syntax) = named(&checked.syntax) {
        write!(out, "  {syntax}")?;
    }
    if let Some(profile) = &checked.profile {
        write!(out, "  {QUIET}{}{QUIET:#}", plain(profile))?;
    }
    writeln!(out)?;
    if let Some(error) = &checked.error {
        writeln!(out, "  {BAD}illisible{BAD:#}  {}", plain(error))?;
    }
    if let Some(summary) = checked.summary.as_ref().filter(|_| checked.is_read()) {
        writeln!(out, "  {}", plain(summary))?;
    }
    for (key, verdict) in &checked.verdicts {
        write_verdict(out, key, verdict)?;
    }
    for finding in checked.findings.iter().take(SHOWN) {
        write_finding(out, finding)?;
    }
    let hidden = checked.findings.len().saturating_sub(SHOWN);
    if hidden > 0 {
        writeln!(out, "  {QUIET}et {hidden} autres constats (--json les donne tous){QUIET:#}")?;
    }
    writeln!(out)
}

fn write_verdict(out: &mut impl Write, key: &str, verdict: &CheckedVerdict) -> io::Result<()> {
    let (style, says) = if verdict.stopped {
        (BAD, "refusée, le moteur officiel s'arrête")
    } else if !verdict.valid {
        (BAD, "refusée")
    } else if verdict.warnings.is_empty() {
        (GOOD, "conforme")
    } else {
        (GOOD, "conforme, avec des avertissements")
    };
    let name = Pack::of(key).map_or(key, |pack| pack.name);
    writeln!(out, "  {style}{says}{style:#}  {name} {QUIET}{}{QUIET:#}", verdict.version)
}

fn write_finding(out: &mut impl Write, finding: &CheckedFinding) -> io::Result<()> {
    let style = if finding.is_fatal() { BAD } else { CAREFUL };
    write!(out, "    {style}{}{style:#}{QUIET}", finding.id)?;
    if finding.line > 0 {
        write!(out, "  ligne {}", finding.line)?;
    }
    if !finding.path.is_empty() {
        write!(out, "  {}", finding.path)?;
    }
    writeln!(out, "{QUIET:#}")?;
    if let Some(message) = &finding.message {
        writeln!(out, "      {}", plain(message))?;
    }
    match finding.reason.as_deref().and_then(probable_reason).filter(|_| finding.is_fatal()) {
        Some(reason) => writeln!(out, "      {QUIET}{reason}{QUIET:#}"),
        None => Ok(()),
    }
}

fn named(syntax: &str) -> Option<&'static str> {
    Some(match syntax {
        "ubl-invoice" => "facture UBL",
        "ubl-creditnote" => "avoir UBL",
        "cii" => "facture CII",
        "facturx" => "Factur-X",
        "pivot" => "pivot de Chorus Pro",
        _ => return None,
    })
}

/// Without what would make a terminal do something: names and values come from strangers.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, &Checked::of_line(line).unwrap()).unwrap();
        anstream::adapter::strip_str(std::str::from_utf8(&out).unwrap()).to_string()
    }

    #[test]
    fn a_refused_invoice_says_where_and_what_to_correct() {
        let text = told(
            r#"{"file":"a.xml","syntax":"cii","profile":"urn:cen.eu:en16931:2017","wellformed":true,
            "verdicts":{"en16931":{"valid":false,"version":"1.3.16","fatal":["BR-CO-15"],"warnings":[]}},
            "findings":[{"id":"BR-CO-15","severity":"fatal","path":"BG-22/BT-112","line":88,"actual":"1",
            "expected":"2","message":"Le total est faux."}]}"#,
        );
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "a.xml  facture CII  urn:cen.eu:en16931:2017",
                "  refusée  EN 16931 1.3.16",
                "    BR-CO-15  ligne 88  BG-22/BT-112",
                "      Le total est faux.",
                "",
            ]
        );
    }

    #[test]
    fn nothing_of_a_file_steers_the_terminal() {
        let text = told(
            r#"{"file":"a\u001b[2J.xml","syntax":"unknown","profile":null,"wellformed":false,"verdicts":{},
            "error":"Illisible.","findings":[]}"#,
        );
        assert!(text.starts_with("a [2J.xml\n  illisible  Illisible.\n"), "{text:?}");
    }

    #[test]
    fn the_end_says_the_gravest() {
        let count = |valid, invalid, unread| Count { valid, invalid, unread };
        let exit =
            |count: Count| count.end().map_or_else(|error| crate::exit::describe(&error).0.code(), |()| 0);
        assert_eq!(exit(count(3, 0, 0)), 0);
        assert_eq!(exit(count(3, 1, 0)), 1);
        assert_eq!(exit(count(3, 1, 1)), 2);
        assert_eq!(exit(count(0, 0, 0)), 2);
        assert_eq!(count(2, 1, 1).to_string(), "4 documents\u{a0}: 2 conformes, 1 à corriger, 1 illisible");
    }
}
