//! What the pages of a PDF are drawn with: fonts, and colours of the device (ISO 19005-3 §6.2).
//!
//! Looked at are the contents of pages, the forms they show and the appearances of notes, so far as the limits reach.
//! Patterns and the glyphs of Type 3 fonts are not looked into.

use std::collections::{BTreeSet, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::content::page_content;
use super::inflate::inflated;

/// How many pages are looked at.
const PAGES: usize = 200;

/// How many instructions are looked at in all.
const INSTRUCTIONS: usize = 1_000_000;

/// How much content is looked through in all, in bytes.
const CONTENT: usize = 32_000_000;

/// How deep a form may stand in another.
const DEPTH: usize = 8;

/// How many forms are looked into.
const FORMS: usize = 2_000;

/// How many fonts without their file are named.
const FONTS: usize = 20;

/// A colour of the device, whose look depends on where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DeviceColour {
    Gray,
    Rgb,
    Cmyk,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The names of fonts that show text and are not in the file; at most 20.
    pub(super) fonts_without_file: BTreeSet<String>,
    /// The colours of the device.
    pub(super) colours: BTreeSet<DeviceColour>,
    /// Whether all was looked at.
    pub(super) whole: bool,
}

/// The state that instructions change and `q` keeps; a form goes on with the one around it.
#[derive(Clone, Copy, Default)]
struct State {
    /// Whether the font is in the file; the name is told where it is not.
    font: Option<usize>,
    /// Text that is not to be seen needs no font.
    invisible: bool,
    /// Whether a colour was chosen; what is drawn without is device gray.
    fills: bool,
    strokes: bool,
}

struct Walk {
    drawn: Drawn,
    instructions: usize,
    content: usize,
    forms: HashSet<ObjectIdentifier>,
    /// The names of fonts that were met without a file.
    names: Vec<String>,
}

/// Looks at the pages.
pub(super) fn look(pdf: &Pdf) -> Drawn {
    let mut walk = Walk {
        drawn: Drawn { whole: pdf.pages().len() <= PAGES, ..Drawn::default() },
        instructions: INSTRUCTIONS,
        content: CONTENT,
        forms: HashSet::new(),
        names: Vec::new(),
    };
    for page in pdf.pages().iter().take(PAGES) {
        match page_content(page, walk.content) {
            Some(content) => walk.content(&content, page.resources(), DEPTH, State::default()),
            None => walk.drawn.whole = false,
        }
        let notes = page.raw().get::<Array<'_>>(b"Annots");
        for note in notes.iter().flat_map(|notes| notes.iter::<Dict<'_>>()).take(FORMS) {
            let appearance = note.get::<Dict<'_>>(b"AP").and_then(|all| all.get::<Stream<'_>>(b"N"));
            if let Some(appearance) = appearance {
                walk.form(&appearance, page.resources(), DEPTH, State::default());
            }
        }
    }
    walk.drawn
}

impl Walk {
    fn form(&mut self, form: &Stream<'_>, around: &Resources<'_>, depth: usize, state: State) {
        if !self.forms.insert(form.obj_id()) {
            return;
        }
        if depth == 0 || self.forms.len() > FORMS {
            self.drawn.whole = false;
            return;
        }
        let own = form.dict().get::<Dict<'_>>(b"Resources").map(Resources::new);
        match inflated(form, self.content) {
            Ok(content) => self.content(&content, own.as_ref().unwrap_or(around), depth - 1, state),
            Err(_) => self.drawn.whole = false,
        }
    }

    fn content(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize, mut state: State) {
        self.content = self.content.saturating_sub(content.len());
        let mut instructions = TypedIter::new(content);
        let mut kept = Vec::new();
        while let Some(instruction) = instructions.next() {
            let Some(fewer) = self.instructions.checked_sub(1) else {
                self.drawn.whole = false;
                return;
            };
            self.instructions = fewer;
            use TypedInstruction as I;
            match instruction {
                I::SaveState(_) if kept.len() < 1_000 => kept.push(state),
                I::RestoreState(_) => state = kept.pop().unwrap_or(state),
                I::TextFont(font) => state.font = self.font(resources.get_font(font.0)),
                I::TextRenderingMode(mode) => state.invisible = mode.0.as_i64() == 3,
                I::ShowText(_)
                | I::ShowTexts(_)
                | I::NextLineAndShowText(_)
                | I::ShowTextWithParameters(_)
                    if !state.invisible =>
                {
                    self.shows_with(state.font);
                    self.paints(resources, state.fills);
                }
                I::FillPathNonZero(_) | I::FillPathNonZeroCompatibility(_) | I::FillPathEvenOdd(_) => {
                    self.paints(resources, state.fills);
                }
                I::StrokePath(_) | I::CloseAndStrokePath(_) => self.paints(resources, state.strokes),
                I::FillAndStrokeNonZero(_)
                | I::FillAndStrokeEvenOdd(_)
                | I::CloseFillAndStrokeNonZero(_)
                | I::CloseFillAndStrokeEvenOdd(_) => {
                    self.paints(resources, state.fills && state.strokes);
                }
                I::NonStrokeColorDeviceGray(_) => state.fills = self.chooses(resources, DeviceColour::Gray),
                I::StrokeColorDeviceGray(_) => state.strokes = self.chooses(resources, DeviceColour::Gray),
                I::NonStrokeColorDeviceRgb(_) => state.fills = self.chooses(resources, DeviceColour::Rgb),
                I::StrokeColorDeviceRgb(_) => state.strokes = self.chooses(resources, DeviceColour::Rgb),
                I::NonStrokeColorCmyk(_) => state.fills = self.chooses(resources, DeviceColour::Cmyk),
                I::StrokeColorCmyk(_) => state.strokes = self.chooses(resources, DeviceColour::Cmyk),
                I::ColorSpaceNonStroke(space) => state.fills = self.space(resources, space.0),
                I::ColorSpaceStroke(space) => state.strokes = self.space(resources, space.0),
                I::XObject(object) => {
                    if let Some(object) = resources.get_x_object(object.0) {
                        self.object(&object, resources, depth, state);
                    }
                }
                _ => {}
            }
        }
    }

    fn object(&mut self, object: &Stream<'_>, resources: &Resources<'_>, depth: usize, state: State) {
        let dictionary = object.dict();
        match dictionary.get::<Name<'_>>(b"Subtype").as_ref().map(Name::as_str) {
            Some("Form") => self.form(object, resources, depth, state),
            Some("Image") if !dictionary.contains_key(b"ImageMask") => {
                if let Some(space) = dictionary.get::<Name<'_>>(b"ColorSpace") {
                    self.space(resources, &space);
                }
            }
            _ => {}
        }
    }

    /// A colour space by its name. Always true: a colour was chosen.
    fn space(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> bool {
        match name.as_str() {
            "DeviceGray" | "G" => self.chooses(resources, DeviceColour::Gray),
            "DeviceRGB" | "RGB" => self.chooses(resources, DeviceColour::Rgb),
            "DeviceCMYK" | "CMYK" => self.chooses(resources, DeviceColour::Cmyk),
            _ => true,
        }
    }

    /// What a page draws before any colour was chosen is device gray.
    fn paints(&mut self, resources: &Resources<'_>, chosen: bool) {
        if !chosen {
            self.chooses(resources, DeviceColour::Gray);
        }
    }

    fn chooses(&mut self, resources: &Resources<'_>, colour: DeviceColour) -> bool {
        let default: &[u8] = match colour {
            DeviceColour::Gray => b"DefaultGray",
            DeviceColour::Rgb => b"DefaultRGB",
            DeviceColour::Cmyk => b"DefaultCMYK",
        };
        if resources.get_color_space(&Name::new_unescaped(default)).is_none() {
            self.drawn.colours.insert(colour);
        }
        true
    }

    /// Notes a font that is not in the file, and gives its place among them.
    fn font(&mut self, font: Option<Dict<'_>>) -> Option<usize> {
        let font = font?;
        if has_file(&font) || self.names.len() >= 1_000 {
            return None;
        }
        let name = font.get::<Name<'_>>(b"BaseFont");
        let name = name.map_or_else(|| "sans nom".to_owned(), |name| name.as_str().to_owned());
        let known = self.names.iter().position(|known| *known == name);
        Some(known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        }))
    }

    fn shows_with(&mut self, font: Option<usize>) {
        let name = font.and_then(|font| self.names.get(font));
        if let Some(name) = name.filter(|_| self.drawn.fonts_without_file.len() < FONTS) {
            self.drawn.fonts_without_file.insert(name.clone());
        }
    }
}

/// Whether the program of a font is in the file (ISO 32000-2 §9.9); a Type 3 font has none, its glyphs are content.
fn has_file(font: &Dict<'_>) -> bool {
    let kind = font.get::<Name<'_>>(b"Subtype");
    let described = match kind.as_ref().map(Name::as_str) {
        Some("Type3") => return true,
        Some("Type0") => {
            let descendants = font.get::<Array<'_>>(b"DescendantFonts");
            descendants.and_then(|fonts| fonts.iter::<Dict<'_>>().next())
        }
        _ => Some(font.clone()),
    };
    let descriptor = described.and_then(|font| font.get::<Dict<'_>>(b"FontDescriptor"));
    descriptor.is_some_and(|descriptor| {
        let files: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
        files.iter().any(|file| matches!(descriptor.get::<Object<'_>>(file), Some(Object::Stream(_))))
    })
}
