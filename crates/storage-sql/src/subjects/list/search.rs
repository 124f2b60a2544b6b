//! What a person looks for, as a question to an index of parts of words: FTS5 in SQLite, `pg_trgm` in PostgreSQL.
//!
//! Both look up every three signs of a part and meet at the rows that have them all, which costs as much as these three
//! signs have rows. Numbers of invoices share most of their signs (`FA-2026-`), and the lists of such signs name every
//! invoice. So of a longer part, only a few pieces of three signs are looked up that a sample of the latest invoices
//! hardly has, and the few rows that have them all are read and compared with the whole. Where all pieces are common, the
//! whole is looked up.

use storage::{InvoiceFilter, Result, SearchWord, search_words};

use crate::engine::Engine;
use crate::query::Builder;
use crate::row::Row;

/// How many signs the indexes look up at once: the length of a piece.
const PIECE: usize = 3;
/// A part of at most this many signs is looked up as it is.
const SHORT: usize = 5;
/// Pieces are enough when one of so many invoices has them all: reading as many rows costs less than another piece.
const ENOUGH: f64 = 4_000.0;
/// How much rarer a piece must be for each sign that it shares with one that is looked up already: it says less.
const SHARED_SIGN: usize = 4;
/// How many invoices the sample has.
pub(super) const SAMPLE: u32 = 200;

/// The columns of the sample.
pub(super) const NAMES: [&str; 2] = ["partner_text", "other_text"];

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// What a text must have.
    whole: String,
    /// What is looked up in the index: the whole, or pieces of it, which must all be there.
    looked_up: Vec<String>,
}

impl Part {
    fn new(whole: &str) -> Self {
        Self { whole: whole.to_owned(), looked_up: vec![whole.to_owned()] }
    }

    fn is_long(&self) -> bool {
        self.whole.chars().count() > SHORT
    }

    /// Whether the index finds more than has the whole.
    fn is_shortened(&self) -> bool {
        self.looked_up.len() != 1 || self.looked_up[0] != self.whole
    }

    /// Looks up the pieces that are rare in a sample, as few as are enough.
    fn shorten(&mut self, sample: &[String]) {
        let signs: Vec<char> = self.whole.chars().collect();
        let pieces: Vec<String> = signs.windows(PIECE).map(|piece| piece.iter().collect()).collect();
        let uses: Vec<usize> = pieces
            .iter()
            .map(|piece| 1 + sample.iter().filter(|text| text.contains(piece)).count())
            .collect();
        let mut chosen: Vec<usize> = Vec::new();
        let mut one_of = 1.0;
        while one_of < ENOUGH {
            // Of equally good ones, the last: numbers count up at their end.
            let weight = |piece: &usize| {
                let shared: usize =
                    chosen.iter().map(|other| PIECE.saturating_sub(piece.abs_diff(*other))).sum();
                uses[*piece] * SHARED_SIGN.pow(u32::try_from(shared).unwrap_or(u32::MAX).min(10))
            };
            let left = (0..pieces.len()).rev().filter(|piece| !chosen.contains(piece));
            let Some(next) = left.min_by_key(weight) else { return };
            one_of *= (sample.len() + 1) as f64 / uses[next] as f64;
            chosen.push(next);
        }
        self.looked_up = chosen.into_iter().map(|piece| pieces[piece].clone()).collect();
    }
}

/// A word is found where one of its parts is.
type Word = Vec<Part>;

/// Everything that is looked for: all words must be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    /// Anywhere.
    text: Vec<Word>,
    /// In name and identifier of the other side.
    partner: Vec<Word>,
}

impl Question {
    pub(super) fn new(filter: &InvoiceFilter) -> Self {
        let words = |typed: &Option<String>| {
            let word = |word: SearchWord| word.parts.iter().map(|part| Part::new(part)).collect();
            search_words(typed.as_deref().unwrap_or_default()).into_iter().map(word).collect()
        };
        Self { text: words(&filter.text), partner: words(&filter.partner) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.partner.is_empty()
    }

    /// Whether [`Question::shorten`] can do something.
    pub(super) fn has_long_parts(&self) -> bool {
        self.text.iter().chain(&self.partner).flatten().any(Part::is_long)
    }

    /// Looks long parts up by pieces that are rare in the texts of a sample.
    pub(super) fn shorten(&mut self, sample: &[String]) {
        let parts = self.text.iter_mut().chain(&mut self.partner).flatten();
        parts.filter(|part| part.is_long()).for_each(|part| part.shorten(sample));
    }

    /// Appends ` FROM …` and the conditions, ending with ` AND `.
    pub(super) fn push_source(&self, engine: Engine, sql: &mut Builder) {
        match engine {
            // The search comes first, whatever the planner thinks of it.
            Engine::Sqlite => {
                sql.push(
                    " FROM invoice_search CROSS JOIN invoices WHERE invoices.seq = invoice_search.rowid",
                );
                sql.push(" AND invoice_search MATCH ").push_bind(self.match_expression()).push(" AND ");
            }
            Engine::Postgres => {
                sql.push(" FROM invoices WHERE ");
                for (words, columns) in self.by_columns() {
                    for word in words {
                        push_word(sql, columns, "", word.iter().map(|part| part.looked_up.as_slice()));
                    }
                }
            }
        }
        for (words, columns) in self.by_columns() {
            for word in words.iter().filter(|word| word.iter().any(Part::is_shortened)) {
                // An expression, so that no index is asked for the whole.
                push_word(sql, columns, " || ''", word.iter().map(|part| std::slice::from_ref(&part.whole)));
            }
        }
    }

    fn by_columns(&self) -> [(&[Word], &'static [&'static str]); 2] {
        [(&self.text, &["partner_text", "other_text"]), (&self.partner, &["partner_text"])]
    }

    /// The question to FTS5. Every part is a quoted string: nothing a person types is read as an operator.
    fn match_expression(&self) -> String {
        let quoted = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
        let together = |part: &Part| {
            format!("({})", part.looked_up.iter().map(quoted).collect::<Vec<_>>().join(" AND "))
        };
        let either =
            |word: &Word| format!("({})", word.iter().map(together).collect::<Vec<_>>().join(" OR "));
        let of_partner = |word: &Word| format!("(partner : {})", either(word));
        let words = self.text.iter().map(either).chain(self.partner.iter().map(of_partner));
        words.collect::<Vec<_>>().join(" AND ")
    }
}

/// Appends that one of these columns has all texts of one of these parts, ending with ` AND `.
fn push_word<'p>(
    sql: &mut Builder,
    columns: &[&str],
    behind_column: &str,
    parts: impl Iterator<Item = &'p [String]>,
) {
    let mut before = "(";
    for part in parts {
        for column in columns {
            sql.push(before);
            for (position, text) in part.iter().enumerate() {
                sql.push(if position > 0 { " AND (" } else { "((" }).push(column).push(behind_column);
                sql.push(") LIKE ").push_bind(pattern(text)).push(" ESCAPE '\\'");
            }
            sql.push(")");
            before = " OR ";
        }
    }
    sql.push(") AND ");
}

/// A pattern of `LIKE` for texts that have a part.
fn pattern(part: &str) -> String {
    let mut pattern = String::from("%");
    for sign in part.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// The texts of the sample.
pub(super) fn read_sample(rows: &[Row]) -> Result<Vec<String>> {
    let read = |row: &Row| {
        let fields = row.of("invoices");
        Ok(fields.text("partner_text")? + &fields.text("other_text")?)
    };
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use domain::Direction;
    use storage::Scope;

    use super::*;

    fn looked_up(typed: &str, sample: &[&str]) -> Vec<Vec<String>> {
        let filter = InvoiceFilter {
            text: Some(typed.to_owned()),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let mut question = Question::new(&filter);
        question.shorten(&sample.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        question.text.into_iter().flatten().map(|part| part.looked_up).collect()
    }

    /// Invoices whose numbers count up.
    fn others() -> Vec<String> {
        (100..300).map(|number| format!("  fa-2026-000{number}  fa2026000{number}")).collect()
    }

    #[test]
    fn a_long_number_is_looked_up_by_what_others_do_not_have() {
        let others = others();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        // Of those that are equally rare, the last and then the one that shares the fewest signs with it.
        assert_eq!(looked_up("FA2026994873", &others), [["873", "994"]]);
        assert_eq!(looked_up("FA-2026-994873", &others), [["873", "994"], ["873", "994"]]);
        // Its end is what they all have.
        assert_eq!(looked_up("994873fa2026", &others), [["3fa", "487"]]);
    }

    #[test]
    fn what_is_short_or_common_is_looked_up_as_it_is() {
        assert_eq!(looked_up("metro", &[]), [["metro"]]);
        assert_eq!(looked_up("prefecture", &["  prefecture", "  prefecture"]), [["prefecture"]]);
    }

    #[test]
    fn wildcards_are_escaped() {
        assert_eq!(pattern(r"5%_\n"), r"%5\%\_\\n%");
    }
}
