//! A small PDF invoice, as a billing program would print it: real text, so that it can be recognised.

use std::fmt::Write as _;

/// What stands on the paper.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Name of the supplier.
    pub supplier: String,
    /// Its SIRET.
    pub supplier_siret: String,
    /// Name of the recipient.
    pub recipient: String,
    /// Its SIRET.
    pub recipient_siret: String,
    /// Code of the service.
    pub service: String,
    /// BT-1.
    pub number: String,
    /// BT-2, `JJ/MM/AAAA`.
    pub date: String,
    /// What was sold, with its amount without VAT.
    pub lines: Vec<(String, String)>,
    /// BT-109.
    pub net: String,
    /// BT-110.
    pub vat: String,
    /// BT-112.
    pub gross: String,
}

/// Where text begins, in points from the left edge, and where amounts stand.
const LEFT: u32 = 56;
const AMOUNTS: u32 = 440;
/// The first line, in points from the lower edge of an A4 page, and the distance to the next.
const TOP: u32 = 780;
const LEADING: u32 = 18;

/// Writes the paper as a PDF of one A4 page.
#[must_use]
pub fn pdf(paper: &Paper) -> Vec<u8> {
    document(&content(paper))
}

/// A page without text, as a scanner without recognition leaves it: nothing can be read of it.
#[must_use]
pub fn blank_pdf() -> Vec<u8> {
    document("0.85 G 56 780 m 440 780 l S\n")
}

/// A PDF of one page with this content.
fn document(content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        // Writing to a string cannot fail, here and below.
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(file, "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn content(paper: &Paper) -> String {
    let mut page = Page { text: String::new(), y: TOP };
    page.line("F2", 14, &paper.supplier);
    page.line("F1", 10, &format!("SIRET {}", paper.supplier_siret));
    page.gap();
    page.line("F2", 16, &format!("Facture N° {}", paper.number));
    page.line("F1", 10, &format!("Date de facture : {}", paper.date));
    page.gap();
    page.line("F2", 10, &paper.recipient);
    page.line("F1", 10, &format!("SIRET client : {}", paper.recipient_siret));
    page.line("F1", 10, &format!("Code service : {}", paper.service));
    page.gap();
    for (label, amount) in &paper.lines {
        page.pair(label, amount);
    }
    page.gap();
    page.pair("Total HT", &paper.net);
    page.pair("TVA 20 %", &paper.vat);
    page.pair("Total TTC", &paper.gross);
    page.pair("Net à payer (EUR)", &paper.gross);
    page.gap();
    page.line("F1", 9, "TVA sur les débits. Paiement par virement à 30 jours.");
    page.text
}

struct Page {
    text: String,
    y: u32,
}

impl Page {
    fn put(&mut self, font: &str, size: u32, x: u32, text: &str) {
        let y = self.y;
        let _ = writeln!(self.text, "BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({}) Tj ET", escaped(text));
    }

    fn line(&mut self, font: &str, size: u32, text: &str) {
        self.put(font, size, LEFT, text);
        self.gap();
    }

    fn pair(&mut self, label: &str, amount: &str) {
        // One piece of text, so that whoever reads the page finds the amount beside its label.
        self.put("F1", 10, LEFT, &format!("{label} : {amount}"));
        let y = self.y - 4;
        let _ = writeln!(self.text, "0.85 G {LEFT} {y} m {AMOUNTS} {y} l S");
        self.gap();
    }

    fn gap(&mut self) {
        self.y = self.y.saturating_sub(LEADING);
    }
}

/// The text of a PDF string in WinAnsi: letters of Latin-1 as octal codes, everything else outside ASCII as `?`.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for letter in text.chars() {
        match letter {
            '(' | ')' | '\\' => {
                written.push('\\');
                written.push(letter);
            }
            ' '..='~' => written.push(letter),
            '\u{a0}'..='\u{ff}' => {
                let _ = write!(written, "\\{:03o}", u32::from(letter));
            }
            '\u{2019}' => written.push('\''),
            _ => written.push('?'),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outside_ascii_are_octal_and_parentheses_are_escaped() {
        assert_eq!(escaped("N° (à)"), "N\\260 \\(\\340\\)");
    }

    #[test]
    fn the_cross_reference_points_at_the_objects() {
        let paper = Paper {
            supplier: "A".to_owned(),
            supplier_siret: String::new(),
            recipient: String::new(),
            recipient_siret: String::new(),
            service: String::new(),
            number: "F-1".to_owned(),
            date: String::new(),
            lines: vec![("Pose".to_owned(), "1,00".to_owned())],
            net: String::new(),
            vat: String::new(),
            gross: String::new(),
        };
        let text = String::from_utf8(pdf(&paper)).unwrap();
        let table = text.split("xref\n0 7\n").nth(1).unwrap();
        for (index, line) in table.lines().skip(1).take(6).enumerate() {
            let offset: usize = line[..10].parse().unwrap();
            assert!(text[offset..].starts_with(&format!("{} 0 obj", index + 1)), "{line}");
        }
    }
}
