//! The sets of rules that a document can be checked against.

/// A set of rules, as shown to the person who has an invoice checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// Its key in a report.
    pub key: &'static str,
    /// What people call it, in French.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The day of that version, ISO 8601.
    pub date: &'static str,
    /// Who publishes it, and where.
    pub source: &'static str,
}

/// EN 16931.
pub const EN16931: Pack = Pack {
    key: "en16931",
    name: "EN 16931",
    version: "1.3.16",
    date: "2026-04-10",
    source: "Commission européenne, ConnectingEurope/eInvoicing-EN16931",
};

/// What Chorus Pro asks for. There are no official tests of these rules: each tells where it is stated, and whether more than
/// the document is needed to tell whether it holds.
pub const CHORUS_PRO: Pack = Pack {
    key: "chorus-pro",
    name: "Chorus Pro",
    version: "1.4",
    date: "2026-06-30",
    source: "XP Z12-012, annexe A, feuille BR-France-CTC-CPRO, telle que la cite invopop/gobl.fr.ctc",
};

/// Factur-X: its XML by profile, and the PDF that holds it. Of the profile EXTENDED there are no rules here but those of the PDF.
pub const FACTURX: Pack = Pack {
    key: "facturx",
    name: "Factur-X",
    version: "1.09.2",
    date: "2026-08-04",
    source: "FNFE-MPE et FeRD, Factur-X",
};

/// Invoices between businesses through approved platforms in France. The set of warnings has the same rules as the fatal one;
/// they are fatal for sending since 1 September 2026 and for receiving since 1 October.
pub const BR_FR: Pack = Pack {
    key: "br-fr",
    name: "BR-FR (entre entreprises)",
    version: "1.4.0.03",
    date: "2026-08-04",
    source: "FNFE-MPE, BR-FR Flux2 (XP Z12-012), fnfempe/France_RFE",
};

/// Warnings of our own, beyond every official rule; they refuse nothing, and there is no verdict on them.
pub const PLAUSIBILITY: Pack = Pack {
    key: "plausibility",
    name: "Vraisemblance",
    version: "1",
    date: "2026-12-01",
    source: "Clés des IBAN, des numéros de TVA, des SIREN et des SIRET, calendrier et arithmétique",
};

/// Every pack that gives a verdict.
pub const PACKS: &[Pack] = &[EN16931, FACTURX, CHORUS_PRO, BR_FR];

impl Pack {
    /// The pack of a key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        PACKS.iter().chain([&PLAUSIBILITY]).copied().find(|pack| pack.key == key)
    }
}
