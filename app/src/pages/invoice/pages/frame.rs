//! The frame with the pages: an image of each, and over it its text, which can be selected, searched and read aloud.
//!
//! It is written as text, not as a view: a page has a thousand words, and each is an element.

use std::fmt::Write as _;

use operations::{Line, NotShown, PAGES_AT_ONCE, Page, PageWidth, Pages};

use super::unseen::sentences;
use crate::web::escape;

/// Where the pages are shown.
pub(in crate::pages) struct Frame<'a> {
    /// Below which address the pages are, and where the document itself is.
    pub(in crate::pages) base: &'a str,
    pub(in crate::pages) file: &'a str,
    /// The first page that is shown.
    pub(in crate::pages) first: u32,
    /// What names the document in the address of its images.
    pub(in crate::pages) mark: &'a str,
}

impl Frame<'_> {
    /// The pages, and the way to those before and after.
    pub(in crate::pages) fn pages(&self, pages: &Pages) -> String {
        let mut body = String::with_capacity(4_000);
        body.push_str("<main class=\"papers\" aria-label=\"Pages de la facture\">");
        if self.first > 1 {
            self.other_pages(&mut body, self.first.saturating_sub(PAGES_AT_ONCE).max(1), pages.count);
        }
        for (number, page) in (self.first..).zip(&pages.pages) {
            self.page(&mut body, number, page, pages.count);
        }
        let next = self.first.saturating_add(PAGES_AT_ONCE);
        if next <= pages.count {
            self.other_pages(&mut body, next, pages.count);
        }
        body.push_str("</main>");
        body
    }

    /// What is shown instead of pages.
    pub(in crate::pages) fn unseen(&self, why: NotShown) -> String {
        let (what, then) = sentences(why);
        // Writing to a string cannot fail, here and below.
        format!(
            "<main class=\"papers\"><div class=\"paper-unseen\"><p>{what}<br>{then}</p>\
             <p><a href=\"{}\" target=\"_blank\" rel=\"noopener\">Ouvrir le PDF</a></p></div></main>",
            self.file
        )
    }

    fn other_pages(&self, body: &mut String, first: u32, count: u32) {
        let last = first.saturating_add(PAGES_AT_ONCE - 1).min(count);
        let pages = if first == last { format!("Page {first}") } else { format!("Pages {first} à {last}") };
        let _ = write!(
            body,
            "<p class=\"papers-more\"><a href=\"{}/pages?page={first}\">{pages}</a></p>",
            self.base
        );
    }

    fn page(&self, body: &mut String, number: u32, page: &Page, count: u32) {
        let (narrow, wide) = (PageWidth::Narrow.pixels(), PageWidth::Wide.pixels());
        let address =
            |width: u16| format!("{}/pages/{number}.png?largeur={width}&amp;d={}", self.base, self.mark);
        // Its box is there before it: nothing moves when it comes.
        let height = (f32::from(narrow) * page.height / page.width).round().max(1.0);
        // What is seen at once is not waited with.
        let lazy = if number == self.first { "" } else { " loading=\"lazy\"" };
        let _ = write!(
            body,
            "<figure class=\"paper\"><div class=\"paper-sheet\"><img src=\"{}\" srcset=\"{} {narrow}w, {} {wide}w\" \
             sizes=\"100vw\" width=\"{narrow}\" height=\"{height}\" alt=\"Page {number} sur {count}\" \
             decoding=\"async\"{lazy}>",
            address(narrow),
            address(narrow),
            address(wide),
        );
        if !page.lines.is_empty() {
            let _ = write!(
                body,
                "<svg class=\"paper-text\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\">",
                page.width, page.height
            );
            for line in &page.lines {
                write_line(body, line);
            }
            body.push_str("</svg>");
        }
        body.push_str("</div>");
        if count > 1 {
            let _ = write!(body, "<figcaption aria-hidden=\"true\">{number} / {count}</figcaption>");
        }
        body.push_str("</figure>");
    }
}

/// A line of text. Where each word stands is said, for the font is another one.
fn write_line(body: &mut String, line: &Line) {
    let _ = write!(body, "<text y=\"{}\" font-size=\"{}\"", line.y, line.size);
    if line.turn != 0.0 {
        let _ = write!(body, " transform=\"rotate({} {} {})\"", line.turn, line.x, line.y);
    }
    body.push('>');
    for (index, word) in line.words.iter().enumerate() {
        if index > 0 {
            body.push(' ');
        }
        let _ = write!(body, "<tspan x=\"{}\"", word.x);
        if word.width > 0.0 {
            let _ = write!(body, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", word.width);
        }
        let _ = write!(body, ">{}</tspan>", escape(&word.text));
    }
    body.push_str("</text>");
}

#[cfg(test)]
mod tests {
    use operations::Word;

    use super::*;

    fn frame(first: u32) -> Frame<'static> {
        Frame {
            base: "/factures/00000000-0000-0000-0000-000000000001",
            file: "/factures/00000000-0000-0000-0000-000000000001/document",
            first,
            mark: "0123456789abcdef",
        }
    }

    fn pages(count: u32, text: &str) -> Pages {
        let word = Word { text: text.to_owned(), x: 60.0, width: 40.5 };
        let line = Line {
            x: 60.0,
            y: 82.0,
            size: 12.0,
            turn: 0.0,
            words: vec![word.clone(), Word { x: 110.0, ..word }],
        };
        let page = Page { width: 595.0, height: 842.0, lines: vec![line] };
        Pages { count, pages: vec![page; PAGES_AT_ONCE.min(count) as usize] }
    }

    #[test]
    fn a_page_is_an_image_with_its_box_and_its_text_over_it() {
        let html = frame(1).pages(&pages(1, "Facture"));
        let address =
            "/factures/00000000-0000-0000-0000-000000000001/pages/1.png?largeur=800&amp;d=0123456789abcdef";
        assert!(html.contains(&format!("src=\"{address}\"")), "{html}");
        assert!(html.contains("width=\"800\" height=\"1132\" alt=\"Page 1 sur 1\""), "{html}");
        assert!(html.contains(
            "<text y=\"82\" font-size=\"12\"><tspan x=\"60\" textLength=\"40.5\" lengthAdjust=\"spacingAndGlyphs\">\
             Facture</tspan> <tspan x=\"110\""
        ));
        assert!(!html.contains("figcaption") && !html.contains("style="), "{html}");
    }

    #[test]
    fn text_of_a_stranger_is_text() {
        let html = frame(1).pages(&pages(1, "</svg><script>alert(1)</script>\"&"));
        assert!(!html.contains("<script") && html.contains("&lt;/svg&gt;"), "{html}");
    }

    #[test]
    fn a_long_document_says_where_the_other_pages_are() {
        let html = frame(1).pages(&pages(45, "x"));
        assert!(html.contains("?page=21\">Pages 21 à 40</a>") && !html.contains("Pages 1 à 20"), "{html}");
        let html = frame(41).pages(&Pages { count: 45, pages: Vec::new() });
        assert!(html.contains("Pages 21 à 40") && !html.contains("Pages 61"), "{html}");
        let html = frame(21).pages(&Pages { count: 41, pages: Vec::new() });
        assert!(html.contains("Pages 1 à 20") && html.contains("?page=41\">Page 41</a>"), "{html}");
    }

    #[test]
    fn what_cannot_be_shown_can_be_opened() {
        for why in [NotShown::Unreadable, NotShown::TooCostly, NotShown::Busy] {
            let html = frame(1).unseen(why);
            assert!(html.contains("/document\" target=\"_blank\"") && !html.contains("<img"), "{html}");
        }
    }
}
