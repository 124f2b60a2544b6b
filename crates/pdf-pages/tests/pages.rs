//! Small PDFs, read and drawn.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use pdf_pages::{Page, PageError, image, pages};

/// A PDF with such pages: what stands in the dictionary of each, and what is drawn on it.
fn pdf(of_pages: &[(&str, &str)], font: &str) -> Vec<u8> {
    let kids: String = (0..of_pages.len()).map(|index| format!("{} 0 R ", 4 + 2 * index)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", of_pages.len()),
        format!("<</Type/Font/Subtype/Type1/BaseFont/{font}>>"),
    ];
    for (index, (head, content)) in of_pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>{head}>>",
            5 + 2 * index
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj{object}endobj\n", index + 1);
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf += &format!("{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF");
    pdf.into_bytes()
}

const A4: &str = "/MediaBox[0 0 595 842]";

fn one_page(head: &str, content: &str) -> Page {
    pages(pdf(&[(head, content)], "Helvetica"), 1, 20).unwrap().pages.remove(0)
}

fn said(page: &Page) -> Vec<String> {
    let line = |line: &pdf_pages::Line| {
        line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    page.lines.iter().map(line).collect()
}

/// Width and height of a PNG, and how many bytes a pixel has.
fn shape(png: &[u8]) -> (u32, u32, u8) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20), if png[25] == 0 { 1 } else { 3 })
}

#[test]
fn words_stand_where_they_are_drawn() {
    let page = one_page(A4, "BT /F1 12 Tf 60 760 Td (Facture FA-1) Tj 300 0 Td (1 776,00) Tj ET");
    assert_eq!((page.width, page.height), (595.0, 842.0));
    assert_eq!(said(&page), ["Facture FA-1", "1 776,00"], "columns are lines of their own");
    let line = &page.lines[0];
    assert_eq!((line.x, line.y, line.size, line.turn), (60.0, 82.0, 12.0, 0.0));
    // Helvetica: 0.611 + 0.556 + 0.5 + 0.278 + 0.556 + 0.333 + 0.556 of the size.
    assert!((line.words[0].width - 40.7).abs() < 0.2, "{:?}", line.words);
    assert!((line.words[1].x - 104.0).abs() < 0.2, "{:?}", line.words);
}

#[test]
fn words_are_put_together_however_their_letters_are_placed() {
    let spaced = one_page(A4, "BT /F1 10 Tf 60 700 Td [(F)20(ac)-10(ture)-250(du)-300(jour)] TJ ET");
    assert_eq!(said(&spaced), ["Facture du jour"]);
    let single = one_page(A4, "BT /F1 10 Tf 60 700 Td (F) Tj 6.11 0 Td (A) Tj 6.67 0 Td (-1) Tj ET");
    assert_eq!(said(&single), ["FA-1"]);
    let next_line = one_page(A4, "BT /F1 10 Tf 12 TL 60 700 Td (Ligne) Tj T* (suivante) Tj ET");
    assert_eq!(said(&next_line), ["Ligne", "suivante"]);
}

#[test]
fn what_is_drawn_twice_is_said_once_and_what_is_unseen_is_said() {
    let bold = one_page(A4, "BT /F1 10 Tf 60 700 Td (Total) Tj 0.4 0 Td (Total) Tj ET");
    assert_eq!(said(&bold), ["Total"]);
    let outlined = one_page(A4, "BT /F1 10 Tf 2 Tr 60 700 Td (To) Tj (tal) Tj ET");
    assert_eq!(said(&outlined), ["Total"]);
    // The text under a scanned page.
    let scanned = one_page(A4, "BT /F1 10 Tf 3 Tr 60 700 Td (Facture) Tj ET");
    assert_eq!(said(&scanned), ["Facture"]);
    let outside = one_page(A4, "BT /F1 10 Tf 60 7000 Td (Ailleurs) Tj ET");
    assert!(outside.lines.is_empty(), "{outside:?}");
}

#[test]
fn a_turned_page_and_a_turned_line_are_told_as_they_are_seen() {
    let page =
        one_page("/MediaBox[0 0 595 842]/Rotate 90", "BT /F1 10 Tf 0 1 -1 0 100 60 Tm (Facture) Tj ET");
    assert_eq!((page.width, page.height), (842.0, 595.0));
    let line = &page.lines[0];
    assert_eq!((line.x, line.y, line.turn), (60.0, 100.0, 0.0));
    let upwards = one_page(A4, "BT /F1 10 Tf 0 1 -1 0 100 60 Tm (En marge) Tj ET");
    assert_eq!((upwards.lines[0].turn, said(&upwards)), (-90.0, vec!["En marge".to_owned()]));
}

#[test]
fn pages_are_told_some_at_a_time() {
    let texts: Vec<String> =
        (1..=45).map(|number| format!("BT /F1 10 Tf 60 700 Td (Page{number}) Tj ET")).collect();
    let of_pages: Vec<(&str, &str)> = texts.iter().map(|text| (A4, text.as_str())).collect();
    let pdf = pdf(&of_pages, "Helvetica");
    let some = pages(pdf.clone(), 41, 20).unwrap();
    assert_eq!((some.count, some.pages.len()), (45, 5));
    assert_eq!(said(&some.pages[0]), ["Page41"]);
    assert_eq!(pages(pdf.clone(), 21, 20).unwrap().pages.len(), 20);
    for none in [0, 46, u32::MAX] {
        assert_eq!(pages(pdf.clone(), none, 20), Err(PageError::NoSuchPage));
        assert_eq!(image(pdf.clone(), none, 800), Err(PageError::NoSuchPage));
    }
}

#[test]
fn text_has_an_end() {
    let line = "BT /F1 1 Tf 10 700 Td (a b c d e f g h i j) Tj ET ";
    let many: String = (0..3_000).map(|index| line.replace("700", &(index % 800).to_string())).collect();
    let words: usize = one_page(A4, &many).lines.iter().map(|line| line.words.len()).sum();
    assert_eq!(words, 20_000);
}

#[test]
fn every_font_that_a_pdf_need_not_bring_is_drawn() {
    for font in [
        "Helvetica",
        "Helvetica-Bold",
        "Helvetica-Oblique",
        "Helvetica-BoldOblique",
        "Times-Roman",
        "Times-Bold",
        "Times-Italic",
        "Times-BoldItalic",
        "Courier",
        "Courier-Bold",
        "Courier-Oblique",
        "Courier-BoldOblique",
        "Symbol",
        "ZapfDingbats",
        "Arial",
        "Unknown",
    ] {
        let blank = image(pdf(&[(A4, "")], font), 1, 200).unwrap();
        let drawn = image(pdf(&[(A4, "BT /F1 100 Tf 60 400 Td (abc) Tj ET")], font), 1, 200).unwrap();
        assert!(drawn.len() > blank.len() + 200, "{font}: {} and {}", drawn.len(), blank.len());
    }
}

#[test]
fn an_image_is_as_wide_as_asked_for_and_in_grey_where_nothing_is_coloured() {
    let black = pdf(&[(A4, "0 0 100 100 re f")], "Helvetica");
    assert_eq!(shape(&image(black.clone(), 1, 800).unwrap()), (800, 1132, 1));
    assert_eq!(shape(&image(black, 1, 1600).unwrap()), (1600, 2264, 1));
    let red = pdf(&[(A4, "1 0 0 rg 0 0 100 100 re f")], "Helvetica");
    assert_eq!(shape(&image(red, 1, 800).unwrap()).2, 3);
    let long = pdf(&[("/MediaBox[0 0 100 14400]", "")], "Helvetica");
    let (width, height, _) = shape(&image(long, 1, 1600).unwrap());
    assert!(width * height <= pdf_pages::MOST_PIXELS, "{width} x {height}");
}

#[test]
fn a_page_that_is_too_large_to_be_one_is_not_shown() {
    for head in ["/MediaBox[0 0 1000000000 842]", "/MediaBox[0 0 9 9000000]"] {
        let pdf = pdf(&[(head, "")], "Helvetica");
        assert_eq!(pages(pdf.clone(), 1, 20), Err(PageError::Unreadable), "{head}");
        assert_eq!(image(pdf, 1, 800), Err(PageError::Unreadable), "{head}");
    }
}

#[test]
fn what_is_no_pdf_is_said_to_be_unreadable() {
    for nothing in [&b""[..], b"%PDF-1.4", b"<html>", &[0; 4096]] {
        assert_eq!(pages(nothing.to_vec(), 1, 20), Err(PageError::Unreadable));
        assert_eq!(image(nothing.to_vec(), 1, 800), Err(PageError::Unreadable));
    }
}
