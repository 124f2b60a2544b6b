//! The part of the verdict on a Factur-X that is about its PDF.

use super::{FACTURX, Finding, Report, Severity, Verdict};
use crate::pdf::factur_x::Container;

impl Report {
    /// Says that the document came out of a PDF, and adds what the rules of the container say of it, where Factur-X was
    /// asked.
    #[must_use]
    pub fn within(mut self, container: &Container) -> Self {
        self.in_pdf = true;
        let Some((_, verdict)) = self.verdicts.iter_mut().find(|(pack, _)| *pack == FACTURX) else {
            return self;
        };
        verdict.add(container);
        self.findings.extend(container.findings.iter().map(|finding| Finding {
            id: finding.id,
            packs: vec![FACTURX.key],
            severity: finding.severity(),
            path: String::new(),
            // Of the PDF, which has no lines.
            line: 0,
            actual: finding.actual.clone(),
            expected: finding.expected.clone(),
            stop: None,
        }));
        self
    }
}

impl Verdict {
    fn add(&mut self, container: &Container) {
        for (ids, severity) in [(&mut self.fatal, Severity::Fatal), (&mut self.warnings, Severity::Warning)] {
            let broken = container.findings.iter().filter(|finding| finding.severity() == severity);
            ids.extend(broken.map(|finding| finding.id));
            ids.sort_unstable();
            ids.dedup();
        }
        self.valid = self.fatal.is_empty() && !self.stopped;
    }
}
