//! From paper to the bytes of a PDF/A-3b.

use std::num::NonZeroU16;

use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder, PdfVersion};
use krilla::document::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node as Child, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};

use super::paper::{Colour, HEIGHT, Kind, Mark, Node, Paper, WIDTH};

/// Writes everything; `None` does not happen as long as the pages hold what their faces can show.
pub(super) fn written(paper: &Paper, metadata: Metadata) -> Option<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_archival_validator(Archival::A3_B)
        .finish()
        .ok()?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata);
    let mut found: Vec<Vec<Identifier>> = vec![Vec::new(); paper.nodes.len()];
    for marks in &paper.pages {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = page.surface();
        draw(&mut surface, marks, &mut found);
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(structure(paper, found));
    document.finish().ok()
}

/// Draws the marks of a page; those of one node that follow one another are one part of it.
fn draw(surface: &mut Surface<'_>, marks: &[Mark], found: &mut [Vec<Identifier>]) {
    let mut current: Option<Option<Node>> = None;
    for mark in marks {
        let node = match mark {
            Mark::Text { node, .. } => *node,
            Mark::Box { .. } => None,
        };
        if current != Some(node) {
            if current.is_some() {
                surface.end_tagged();
            }
            let tag = match node {
                Some(_) => ContentTag::Other,
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            };
            let identifier = surface.start_tagged(tag);
            if let Some(parts) = node.and_then(|node| found.get_mut(node)) {
                parts.push(identifier);
            }
            current = Some(node);
        }
        match mark {
            Mark::Text { x, baseline, style, text, .. } => {
                surface.set_fill(Some(fill(style.colour)));
                if let Some(font) = style.face.font() {
                    let glyphs = style.face.glyphs(text);
                    surface.draw_glyphs(
                        Point::from_xy(*x, *baseline),
                        &glyphs,
                        font,
                        text,
                        style.size,
                        false,
                    );
                }
            }
            Mark::Box { x, y, width, height, colour } => {
                surface.set_fill(Some(fill(*colour)));
                let mut path = PathBuilder::new();
                if let Some(rectangle) = Rect::from_xywh(*x, *y, *width, *height) {
                    path.push_rect(rectangle);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
    if current.is_some() {
        surface.end_tagged();
    }
}

fn fill([red, green, blue]: Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// The structure: every node with what it holds, in the order in which they were made.
fn structure(paper: &Paper, found: Vec<Vec<Identifier>>) -> TagTree {
    let mut groups: Vec<TagGroup> = paper
        .nodes
        .iter()
        .zip(found)
        .map(|((kind, _), parts)| {
            TagGroup::with_children(tag(*kind), parts.into_iter().map(Child::Leaf).collect())
        })
        .collect();
    // A node stands after the one around it, so that the last ones are whole first; each goes before its later siblings.
    let mut inner: Vec<Vec<Child>> = paper.nodes.iter().map(|_| Vec::new()).collect();
    while let Some(mut group) = groups.pop() {
        let node = groups.len();
        let mut children = inner.pop().unwrap_or_default();
        children.reverse();
        group.children.extend(children);
        if node == Paper::ROOT {
            return TagTree::from(group.children).with_lang(Some("fr-FR".to_owned()));
        }
        let around = paper.nodes.get(node).map_or(Paper::ROOT, |(_, around)| *around);
        // Nothing to read aloud is no node.
        if let Some(around) = inner.get_mut(around).filter(|_| !group.children.is_empty()) {
            around.push(Child::Group(group));
        }
    }
    TagTree::new()
}

fn tag(kind: Kind) -> TagKind {
    match kind {
        Kind::Document | Kind::Section => Tag::Section.into(),
        Kind::Heading(level) => Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), None).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadCell { of_row: true } => Tag::TH(TableHeaderScope::Row).into(),
        Kind::HeadCell { of_row: false } => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}
