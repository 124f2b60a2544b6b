//! What a person looks for, as a question to an index of parts of words: FTS5 in SQLite, `pg_trgm` in PostgreSQL.
//!
//! Both look up every three signs of a part and meet at the rows that have them all. Numbers of invoices share most of
//! their signs (`FA-2026-`), and the lists of such signs name every invoice. So a long part is looked up by a short piece
//! of it that a sample of the latest invoices hardly has, and the few rows that have the piece are read and compared with
//! the whole. Where every piece is common, the whole is looked up.

use storage::{InvoiceFilter, Result, SearchWord, search_words};

use crate::engine::Engine;
use crate::query::Builder;
use crate::row::Row;

/// How many signs the indexes look up at once.
const INDEXED: usize = 3;
/// The length of a piece, in signs.
const PIECE: usize = 6;
/// A part of at most this many signs is looked up as it is.
const SHORT: usize = 8;
/// A piece may be in so many texts of the sample: the invoice that is looked for may be one of them.
const RARE: usize = 1;
/// How many invoices the sample has: what none of them has is not in one of a hundred.
pub(super) const SAMPLE: u32 = 200;

/// The columns of the sample.
pub(super) const NAMES: [&str; 2] = ["partner_text", "other_text"];

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// What a text must have.
    whole: String,
    /// What is looked up in the index: the whole or a piece of it.
    looked_up: String,
}

impl Part {
    fn new(whole: &str) -> Self {
        Self { whole: whole.to_owned(), looked_up: whole.to_owned() }
    }

    fn is_long(&self) -> bool {
        self.whole.chars().count() > SHORT
    }
}

/// A rare piece of a text, whose signs are not common either: those with the shortest lists. Of several, the last: numbers
/// count up at their end.
fn rare_piece(text: &str, may_be: impl Fn(&str) -> bool, sample: &[String]) -> Option<String> {
    let signs: Vec<char> = text.chars().collect();
    let uses = |part: &[char]| {
        let part: String = part.iter().collect();
        sample.iter().filter(|text| text.contains(part.as_str())).count()
    };
    let lists: Vec<usize> = signs.windows(INDEXED).map(uses).collect();
    signs
        .windows(PIECE)
        .zip(lists.windows(PIECE - INDEXED + 1))
        .rev()
        .filter(|(piece, _)| may_be(&piece.iter().collect::<String>()) && uses(piece) <= RARE)
        .min_by_key(|(_, lists)| lists.iter().sum::<usize>())
        .map(|(piece, _)| piece.iter().collect())
}

/// A word is found where one of its parts is.
type Word = Vec<Part>;

/// Looks long parts up by a rare piece: one that they share where there is one (a number with and without its signs
/// between), since each lookup costs the same.
fn shorten(word: &mut Word, sample: &[String]) {
    let long = || word.iter().filter(|part| part.is_long()).map(|part| part.whole.as_str());
    let Some(first) = long().next() else { return };
    let shared = rare_piece(first, |piece| long().all(|other| other.contains(piece)), sample);
    for part in word.iter_mut().filter(|part| part.is_long()) {
        if let Some(piece) = shared.clone().or_else(|| rare_piece(&part.whole, |_| true, sample)) {
            part.looked_up = piece;
        }
    }
}

/// What is looked up of a word, each once.
fn looked_up(word: &Word) -> Vec<&str> {
    let mut pieces: Vec<&str> = word.iter().map(|part| part.looked_up.as_str()).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

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

    /// Looks long parts up by a piece that is rare in the texts of a sample.
    pub(super) fn shorten(&mut self, sample: &[String]) {
        self.text.iter_mut().chain(&mut self.partner).for_each(|word| shorten(word, sample));
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
                        push_word(sql, columns, "", looked_up(word).into_iter());
                    }
                }
            }
        }
        for (words, columns) in self.by_columns() {
            for word in words.iter().filter(|word| word.iter().any(|part| part.looked_up != part.whole)) {
                // An expression, so that no index is asked for the whole.
                push_word(sql, columns, " || ''", word.iter().map(|part| part.whole.as_str()));
            }
        }
    }

    fn by_columns(&self) -> [(&[Word], &'static [&'static str]); 2] {
        [(&self.text, &["partner_text", "other_text"]), (&self.partner, &["partner_text"])]
    }

    /// The question to FTS5. Every part is a quoted string: nothing a person types is read as an operator.
    fn match_expression(&self) -> String {
        let quoted = |piece: &str| format!("\"{}\"", piece.replace('"', "\"\""));
        let either = |word: &Word| {
            format!("({})", looked_up(word).into_iter().map(quoted).collect::<Vec<_>>().join(" OR "))
        };
        let of_partner = |word: &Word| format!("(partner : {})", either(word));
        let words = self.text.iter().map(either).chain(self.partner.iter().map(of_partner));
        words.collect::<Vec<_>>().join(" AND ")
    }
}

/// Appends that one of these columns has one of these parts, ending with ` AND `.
fn push_word<'p>(
    sql: &mut Builder,
    columns: &[&str],
    behind_column: &str,
    parts: impl Iterator<Item = &'p str>,
) {
    let mut before = "(";
    for part in parts {
        for column in columns {
            sql.push(before).push("(").push(column).push(behind_column).push(") LIKE ");
            sql.push_bind(pattern(part)).push(" ESCAPE '\\'");
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

    fn looked_up(typed: &str, sample: &[&str]) -> Vec<String> {
        let filter = InvoiceFilter {
            text: Some(typed.to_owned()),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let mut question = Question::new(&filter);
        question.shorten(&sample.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        question.text.into_iter().flatten().map(|part| part.looked_up).collect()
    }

    #[test]
    fn a_long_number_is_looked_up_by_what_others_do_not_have() {
        let others = ["  fa-2026-000117  fa2026000117", "  fa-2026-000118  fa2026000118"];
        assert_eq!(looked_up("FA2026994213", &others), ["994213"]);
        assert_eq!(looked_up("FA-2026-994213", &others), ["994213", "994213"]);
        // Its end is what they all have.
        let others = ["  001117fa2026", "  001118fa2026"];
        assert_eq!(looked_up("994213fa2026", &others), ["4213fa"]);
    }

    #[test]
    fn what_two_writings_share_is_looked_up_once() {
        let filter = InvoiceFilter {
            text: Some("FA-2026-994213".to_owned()),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let mut question = Question::new(&filter);
        question.shorten(&["  fa-2026-000117  fa2026000117".to_owned()]);
        assert_eq!(question.match_expression(), "(\"994213\")");
    }

    #[test]
    fn what_is_short_or_common_is_looked_up_as_it_is() {
        assert_eq!(looked_up("mairie", &[]), ["mairie"]);
        assert_eq!(looked_up("prefecture", &["  prefecture", "  prefecture"]), ["prefecture"]);
    }

    #[test]
    fn wildcards_are_escaped() {
        assert_eq!(pattern(r"5%_\n"), r"%5\%\_\\n%");
    }
}
