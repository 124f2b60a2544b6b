//! The format test: says what a file is and what is wrong with it, and sends nothing.

use documents::StoredFile;
use domain::{FlowSyntax, Permission, Reason};
use edi::{Content, Contents, Finding, JudgedName, Weight, judge_name};

use super::Edi;
use crate::{Actor, OperationError, Result};

/// What a file was found to be.
#[derive(Clone, Debug)]
pub struct EdiExamined {
    /// The name that it was given under.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its name compared with the rule of archives that leave; none for what comes back, whose names follow none that is
    /// known.
    pub judged: Option<JudgedName>,
    /// What is in it.
    pub contents: Contents,
}

impl EdiExamined {
    /// Whether it holds invoices that are to leave.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.contents.parts.iter().any(|part| matches!(part.content, Content::Invoice { .. }))
    }

    /// Whether nothing breaks a rule.
    #[must_use]
    pub fn is_right(&self) -> bool {
        let named = self.judged.iter().flat_map(|judged| &judged.findings);
        let inside = self.contents.parts.iter().flat_map(|part| &part.findings);
        named.chain(&self.contents.findings).chain(inside).all(|finding| finding.weight != Weight::Error)
    }
}

impl Edi {
    /// Reads a file that somebody gave and compares it with the rules. Nothing of it is kept or sent.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is empty or nobody has time to read it.
    pub async fn examine_edi(&self, actor: &Actor, file: StoredFile, name: &str) -> Result<EdiExamined> {
        actor.require(Permission::Deposit)?;
        if file.bytes == 0 {
            return Err(OperationError::Refused(Reason::FileEmpty { name: name.to_owned() }));
        }
        let mut contents = self.read(&file.sha256).await?;
        let leaves = contents.parts.iter().any(|part| matches!(part.content, Content::Invoice { .. }));
        // A name that tries to be one is judged, whatever is in the file.
        let judged = (leaves || name.starts_with("FSO")).then(|| judge_name(name));
        if let Some(syntax) = judged.as_ref().and_then(JudgedName::syntax) {
            compare_syntax(&mut contents, syntax);
        }
        Ok(EdiExamined { name: name.to_owned(), bytes: file.bytes, judged, contents })
    }
}

/// Says which files are written otherwise than the interface in the name wants. Whether a document has its lines is all
/// that tells a minimal one: that is a warning.
fn compare_syntax(contents: &mut Contents, named: FlowSyntax) {
    for part in &mut contents.parts {
        let Content::Invoice { syntax, .. } = &part.content else { continue };
        if *syntax == named {
            continue;
        }
        let alike = |one, other| {
            matches!(
                (one, other),
                (FlowSyntax::Cii, FlowSyntax::CiiMinimal) | (FlowSyntax::Ubl, FlowSyntax::UblMinimal)
            )
        };
        let weight =
            if alike(*syntax, named) || alike(named, *syntax) { Weight::Warning } else { Weight::Error };
        let text_french = format!(
            "Le nom annonce l’interface {} ({}), mais ce fichier est écrit en {}.",
            named.interface(),
            named.label(),
            syntax.label()
        );
        part.findings.push(Finding { weight, line: None, text_french });
    }
}
