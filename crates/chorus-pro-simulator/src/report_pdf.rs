//! A plain PDF of text lines: reports of flows, and invoices that came without a PDF of their own.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

/// A4 in points.
const PAGE: (i64, i64) = (595, 842);
/// Distance of the text from the left edge and from the upper edge, in points.
const MARGIN: i64 = 50;
/// Size of the text in points; the title is half as large again.
const SIZE: i64 = 10;
/// Distance between two lines in points.
const LEADING: i64 = 14;
/// Lines on a page, without the title.
const LINES: usize = 50;
/// Characters on a line before it is broken: what fits in the narrow font used here.
const WIDTH: usize = 82;

/// A readable PDF (A4, text in Courier) with a title and lines of text; long lines are broken.
///
/// Letters outside Windows-1252 become `?`. Empty only if the PDF cannot be written, which memory alone prevents.
pub(crate) fn text_pdf(title: &str, lines: &[String]) -> Vec<u8> {
    let broken: Vec<String> = lines.iter().flat_map(|line| broken(line)).collect();
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let plain = document.add_object(font("Courier"));
    let bold = document.add_object(font("Courier-Bold"));
    let fonts = dictionary! {"F1" => plain, "F2" => bold};
    let resources = document.add_object(dictionary! {"Font" => fonts});
    let mut kids: Vec<Object> = Vec::new();
    // A report without lines still has a page with its title.
    let chunks: Vec<&[String]> = if broken.is_empty() { vec![&[]] } else { broken.chunks(LINES).collect() };
    for chunk in chunks {
        let content = document.add_object(Stream::new(dictionary! {}, page_content(title, chunk)));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), PAGE.0.into(), PAGE.1.into()],
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let tree = dictionary! {"Type" => "Pages", "Kids" => kids, "Count" => count};
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalogue = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages, "Lang" => text("fr-FR"),
    });
    let information = document.add_object(dictionary! {"Title" => text(title)});
    document.trailer.set("Root", catalogue);
    document.trailer.set("Info", information);
    document.compress();
    let mut bytes = Vec::new();
    if let Err(error) = document.save_to(&mut bytes) {
        tracing::warn!(%error, "a text PDF was not written");
        return Vec::new();
    }
    bytes
}

fn font(name: &str) -> Dictionary {
    dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding",
    }
}

fn page_content(title: &str, lines: &[String]) -> Vec<u8> {
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F2".into(), (SIZE + SIZE / 2).into()]),
        Operation::new("TL", vec![LEADING.into()]),
        Operation::new("Td", vec![MARGIN.into(), (PAGE.1 - MARGIN).into()]),
        Operation::new("Tj", vec![text(title)]),
        Operation::new("T*", vec![]),
        Operation::new("T*", vec![]),
        Operation::new("Tf", vec!["F1".into(), SIZE.into()]),
    ];
    for line in lines {
        operations.push(Operation::new("Tj", vec![text(line)]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    match (Content { operations }).encode() {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!(%error, "a page of a text PDF was not written");
            Vec::new()
        }
    }
}

/// The line in pieces of at most [`WIDTH`] characters, broken at spaces where there are any.
fn broken(line: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest: Vec<char> =
        line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    while rest.len() > WIDTH {
        let space = rest.iter().take(WIDTH + 1).rposition(|letter| *letter == ' ').filter(|at| *at > 0);
        let after = rest.split_off(space.unwrap_or(WIDTH));
        pieces.push(rest.iter().collect());
        rest = after.into_iter().skip(usize::from(space.is_some())).collect();
    }
    pieces.push(rest.iter().collect());
    pieces
}

/// Text in the encoding of the fonts (Windows-1252).
fn text(text: &str) -> Object {
    Object::String(text.chars().map(windows_1252).collect(), StringFormat::Literal)
}

fn windows_1252(letter: char) -> u8 {
    match letter {
        '€' => 0x80,
        '…' => 0x85,
        'Œ' => 0x8C,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        'œ' => 0x9C,
        'Ÿ' => 0x9F,
        // A narrow space has no place of its own there.
        '\u{202F}' => 0xA0,
        '\u{0080}'..='\u{009F}' => b'?',
        _ => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (usize, String) {
        let document = Document::load_mem(bytes).expect("pdf");
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        (pages.len(), document.extract_text(&pages).expect("text"))
    }

    #[test]
    fn accents_and_the_euro_sign_are_kept() {
        let bytes = text_pdf("Facture n° FA-1", &["Montant à payer : 960,00 €".to_owned()]);
        let (pages, text) = read(&bytes);
        assert_eq!(pages, 1);
        assert!(text.contains("Facture n° FA-1") && text.contains("Montant à payer : 960,00 €"), "{text}");
    }

    #[test]
    fn many_lines_take_several_pages_and_none_is_lost() {
        let lines: Vec<String> = (0..120).map(|number| format!("ligne{number}")).collect();
        let (pages, text) = read(&text_pdf("Rapport", &lines));
        assert_eq!(pages, 3);
        assert!(lines.iter().all(|line| text.contains(line.as_str())));
    }

    #[test]
    fn long_lines_are_broken_at_spaces_and_long_words_anywhere() {
        let pieces = broken(&format!("{} {}", "a".repeat(70), "b".repeat(200)));
        assert_eq!(pieces.iter().map(String::len).collect::<Vec<_>>(), vec![70, 82, 82, 36]);
        assert_eq!(broken(""), vec![String::new()]);
    }
}
