//! The syntaxes of deposer/flux (enums.md §4).

/// What a document of a syntax is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// UN/CEFACT Cross Industry Invoice.
    Cii,
    /// UBL Invoice or CreditNote.
    Ubl,
    /// A PDF with a CII inside.
    FacturX,
    /// No schema is public (CPP_FACTURE_MIN), or the syntax was withdrawn (PES) or is a relic (xCBL): the flow is
    /// accepted and ends as inadmissible. Our choice.
    None,
}

/// One of the thirteen syntaxes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `syntaxeFlux`.
    pub(crate) code: &'static str,
    /// `codeInterfaceFlux`, eight characters.
    pub(crate) interface: &'static str,
    pub(crate) reader: Reader,
    /// Minimal data beside a document (family E2 without Factur-X).
    pub(crate) mixed: bool,
}

const fn row(code: &'static str, interface: &'static str, reader: Reader, mixed: bool) -> Syntax {
    Syntax { code, interface, reader, mixed }
}

/// Interfaces: API.md §8 and formats.md §2; those of xCBL and of the two archives are not known and ours.
pub(crate) const SYNTAXES: &[Syntax] = &[
    row("IN_DP_E1_UBL_INVOICE", "FSO1100A", Reader::Ubl, false),
    row("IN_DP_E1_CII", "FSO1101A", Reader::Cii, false),
    row("IN_DP_E1_CII_16B", "FSO1106A", Reader::Cii, false),
    row("IN_DP_E1_PES_FACTURE", "FSO1102A", Reader::None, false),
    row("IN_DP_E1_XCBL", "FSO1103A", Reader::None, false),
    row("IN_DP_E2_UBL_INVOICE_MIN", "FSO1110A", Reader::Ubl, true),
    row("IN_DP_E2_CII_MIN", "FSO1111A", Reader::Cii, true),
    row("IN_DP_E2_CII_MIN_16B", "FSO1116A", Reader::Cii, true),
    row("IN_DP_E2_PES_FACTURE_MIN", "FSO1112A", Reader::None, true),
    row("IN_DP_E2_CPP_FACTURE_MIN", "FSO1113A", Reader::None, true),
    row("IN_DP_E2_CII_FACTURX", "FSO1117A", Reader::FacturX, false),
    row("IN_DP_PDFARCHIVE_UBL_INVOICE_MUG", "FSO1114A", Reader::Ubl, true),
    row("IN_DP_PDFARCHIVE_CII_MUG", "FSO1115A", Reader::Cii, true),
];

impl Syntax {
    /// The syntax with this code.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        SYNTAXES.iter().find(|syntax| syntax.code == code)
    }

    /// The syntax that enters by an interface.
    #[cfg(feature = "flows")]
    pub(crate) fn of_interface(interface: &str) -> Option<&'static Self> {
        SYNTAXES.iter().find(|syntax| syntax.interface == interface)
    }

    /// `numeroFluxDepot`: `CPP001`, the four digits of the interface, fifteen of the serial (API.md §8).
    pub(crate) fn flow_number(&self, serial: u64) -> String {
        let digits: String = self.interface.chars().filter(char::is_ascii_digit).collect();
        format!("CPP001{digits}{serial:015}")
    }
}

/// `codeCadreFacturation` of the cadres that E1 and E2 carry. As in soumettre: works travel in E4 and E5, justice
/// in E3.
pub(crate) fn framework(code: &str) -> Option<&'static str> {
    match code {
        "A1" => Some("A1_FACTURE_FOURNISSEUR"),
        "A2" => Some("A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"),
        "A9" => Some("A9_FACTURE_SOUSTRAITANT"),
        "A12" => Some("A12_FACTURE_COTRAITANT"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirteen_syntaxes_give_flow_numbers_of_25_characters() {
        assert_eq!(SYNTAXES.len(), 13);
        for syntax in SYNTAXES {
            assert_eq!(syntax.flow_number(7).len(), 25, "{}", syntax.code);
        }
        let factur_x = Syntax::find("IN_DP_E2_CII_FACTURX").expect("syntax");
        assert_eq!(factur_x.flow_number(425_903), "CPP0011117000000000425903");
    }
}
