//! What a file holds, document by document.

use std::cell::Cell;
use std::io::{self, Cursor, Write};

use einvoice::pdf::factur_x::{self, Container};
use einvoice::pdf::{ContainerFinding, PdfError};
use intake::{Allowance, Kind, Limits, OpenError, Sink, Unopened, kind_of, open_archive};

/// Between the name of an archive and that of a file in it.
const WITHIN: char = '!';

/// A document of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is called: the name of the file, or `archive.zip!member`.
    pub name: String,
    /// What it is.
    pub content: Content,
}

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// XML, or what may be.
    Xml {
        /// Its bytes.
        xml: Vec<u8>,
        /// What the PDF that holds it is; `None` for XML that stands by itself.
        container: Option<Container>,
    },
    /// Nothing that can be checked, for a reason in French.
    Refused(String),
}

/// Opens a file, `name` being what it is called: `tell` gets its documents one by one.
pub fn open(name: &str, file: Vec<u8>, tell: &mut dyn FnMut(Document)) {
    let mut allowance = Allowance::new(Limits::default());
    Opening { tell }.file(name, file, 0, &mut allowance);
}

/// Whether a file is text that is checked where one is: its cost is bounded. Everything else may lead into long work or
/// much memory by a few bytes.
#[must_use]
pub fn is_only_text(file: &[u8]) -> bool {
    matches!(
        kind_of(&mut Cursor::new(file)),
        Ok(Kind::Xml { .. } | Kind::Unknown | Kind::Empty | Kind::Csv(_))
    )
}

struct Opening<'o> {
    tell: &'o mut dyn FnMut(Document),
}

impl Opening<'_> {
    fn file(&mut self, name: &str, file: Vec<u8>, level: u32, allowance: &mut Allowance) {
        match kind_of(&mut Cursor::new(&file)) {
            Ok(kind) if kind.is_archive() => self.archive(name, &file, &kind, level, allowance),
            _ => self.document(name, file),
        }
    }

    fn document(&mut self, name: &str, file: Vec<u8>) {
        // What lies in memory can be read.
        match kind_of(&mut Cursor::new(&file)).unwrap_or(Kind::Unknown) {
            Kind::Pdf => self.pdf(name, file),
            Kind::Empty => self.refuse(name, "Le fichier est vide. Reprenez l'original."),
            Kind::Xml { .. } | Kind::Unknown | Kind::Csv(_) if may_be_xml(&file) => {
                self.xml(name, file, None);
            }
            _ => self.refuse(
                name,
                "Ce fichier n'est ni un XML, ni un PDF, ni une archive (ZIP, tar.gz). Donnez une facture UBL, CII ou \
                 Factur-X.",
            ),
        }
    }

    fn xml(&mut self, name: &str, xml: Vec<u8>, container: Option<Container>) {
        (self.tell)(Document { name: name.to_owned(), content: Content::Xml { xml, container } });
    }

    fn pdf(&mut self, name: &str, file: Vec<u8>) {
        match factur_x::check(file) {
            Ok(checked) => match (checked.report.invoice, unreadable(&checked.report.findings)) {
                (Some(invoice), _) => self.xml(name, invoice.xml, Some(checked.container)),
                (None, Some(reason)) => self.refuse(name, &reason),
                (None, None) if checked.report.pages == 0 => {
                    self.refuse(name, PdfError::Encrypted.text_french());
                }
                (None, None) => self.refuse(
                    name,
                    "Ce PDF ne contient pas de facture XML\u{a0}: ce n'est pas un Factur-X. Rien ne peut y être vérifié.",
                ),
            },
            Err(error) => self.refuse(name, error.text_french()),
        }
    }

    fn archive(&mut self, name: &str, file: &[u8], kind: &Kind, level: u32, allowance: &mut Allowance) {
        let told = Cell::new(0_u32);
        let mut members =
            Members { name, told: &told, path: String::new(), later: Vec::new(), opening: &mut *self };
        let opened = open_archive(kind, &mut Cursor::new(file), level, allowance, &mut members);
        let later = members.later;
        for (member, content) in later {
            self.file(&member, content, level + 1, allowance);
        }
        match opened {
            Ok(()) if told.get() == 0 => self.refuse(name, "L'archive ne contient aucun fichier."),
            Ok(()) => {}
            Err(OpenError::Limit(limit)) => {
                self.refuse(
                    name,
                    &format!(
                        "L'archive dépasse ce qui est ouvert ({}). Donnez-la en plusieurs fois.",
                        bound(limit)
                    ),
                );
            }
            Err(_) => self.refuse(name, "L'archive est endommagée ou incomplète. Reprenez l'original."),
        }
    }

    fn refuse(&mut self, name: &str, reason: &str) {
        (self.tell)(Document { name: name.to_owned(), content: Content::Refused(reason.to_owned()) });
    }
}

/// Whether something in it may be markup; what is encoded in an unknown way is refused for its encoding.
fn may_be_xml(file: &[u8]) -> bool {
    file.get(..1024).unwrap_or(file).contains(&b'<')
}

fn unreadable(findings: &[ContainerFinding]) -> Option<String> {
    findings.iter().find_map(|finding| match finding {
        ContainerFinding::Unreadable { name, reason } => {
            Some(format!("La facture «\u{a0}{name}\u{a0}» de ce PDF ne peut pas être lue. {reason}"))
        }
        _ => None,
    })
}

fn bound(limit: intake::Limit) -> &'static str {
    match limit {
        intake::Limit::Files => "plus de 1\u{202f}000 fichiers",
        intake::Limit::FileBytes => "un fichier de plus de 120\u{a0}Mo",
        intake::Limit::TotalBytes => "plus de 500\u{a0}Mo en tout",
        intake::Limit::Ratio => "un contenu démesuré une fois décompressé",
        intake::Limit::Depth => "des archives dans des archives",
        intake::Limit::NameBytes | intake::Limit::HeaderBytes => "un nom trop long",
    }
}

/// The files of an archive, told as they come; archives in it wait until it is closed.
struct Members<'m, 'o> {
    name: &'m str,
    told: &'m Cell<u32>,
    path: String,
    later: Vec<(String, Vec<u8>)>,
    opening: &'m mut Opening<'o>,
}

impl Members<'_, '_> {
    /// What a member is called; its path in the archive where that is known.
    fn called(&mut self, name: &str) -> String {
        self.told.set(self.told.get() + 1);
        let path = std::mem::take(&mut self.path);
        format!("{}{WITHIN}{}", self.name, if path.is_empty() { name } else { &path })
    }
}

/// A file of an archive that is being taken out.
struct Member {
    called: String,
    content: Vec<u8>,
}

impl Write for Member {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.content.write(piece)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Members<'_, '_> {
    type File = Member;

    fn path(&mut self, path: &str) {
        path.clone_into(&mut self.path);
    }

    fn begin(&mut self, name: &str) -> io::Result<Member> {
        Ok(Member { called: self.called(name), content: Vec::new() })
    }

    fn finish(&mut self, file: Member) -> io::Result<()> {
        let is_archive = kind_of(&mut Cursor::new(&file.content)).is_ok_and(|kind| kind.is_archive());
        if is_archive {
            self.later.push((file.called, file.content));
        } else {
            self.opening.document(&file.called, file.content);
        }
        Ok(())
    }

    fn abandon(&mut self, file: Member) {
        drop(file);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        let reason = match why {
            Unopened::Encrypted => "Ce fichier de l'archive est chiffré\u{a0}: donnez-le sans mot de passe.",
            Unopened::Unsupported => {
                "Ce fichier de l'archive est compressé d'une façon que Pupitre ne lit pas\u{a0}: refaites l'archive en \
                 ZIP ou en tar.gz."
            }
        };
        let called = self.called(name);
        self.opening.refuse(&called, reason);
    }
}
