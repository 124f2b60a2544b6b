//! The kit of the pictures: marks drawn as SVG without script. What lies along the width is in percent, what lies along
//! the height in `em`: a picture is as wide as its place, and its words are as large as those around it.

use leptos::prelude::*;

/// Where a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A mark that is narrower, in percent, could not be hit (WCAG 2.5.8): the words of its row lead to the list.
const NARROWEST_LINK: f64 = 9.0;

/// What is drawn. `x` and widths in percent, `y` and heights in `em`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Bar { x: f64, y: f64, width: f64, height: f64 },
    Line { from: (f64, f64), to: (f64, f64) },
    Dot { x: f64, y: f64 },
    Text { x: f64, y: f64, anchor: Anchor, text: String },
}

/// A mark of a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) shape: Shape,
    /// Which of the tones of `style/dashboard.css`.
    pub(super) tone: &'static str,
    /// What it says when it is pointed at or read aloud.
    pub(super) told: Option<String>,
    /// The list behind it.
    pub(super) href: Option<String>,
}

impl Mark {
    pub(super) const fn new(shape: Shape, tone: &'static str) -> Self {
        Self { shape, tone, told: None, href: None }
    }

    pub(super) fn telling(self, told: impl Into<String>) -> Self {
        Self { told: Some(told.into()), ..self }
    }

    pub(super) fn leading(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }

    fn view(self) -> AnyView {
        let tone = self.tone;
        let title = || self.told.clone().map(|told| view! { <title>{told}</title> });
        let shape = match &self.shape {
            Shape::Bar { x, y, width, height } => view! {
                <rect x=percent(*x) y=em(*y) width=percent(*width) height=em(*height) data-tone=tone>{title()}</rect>
            }
            .into_any(),
            Shape::Line { from, to } => view! {
                <line x1=percent(from.0) y1=em(from.1) x2=percent(to.0) y2=em(to.1) data-tone=tone>{title()}</line>
            }
            .into_any(),
            Shape::Dot { x, y } => view! {
                <circle cx=percent(*x) cy=em(*y) r="0.35em" data-tone=tone>{title()}</circle>
            }
            .into_any(),
            Shape::Text { x, y, anchor, text } => {
                let anchor = match anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                    Anchor::End => "end",
                };
                view! {
                    <text x=percent(*x) y=em(*y) text-anchor=anchor data-tone=tone>{text.clone()}</text>
                }
                .into_any()
            }
        };
        match self.href {
            Some(href) => view! { <a href=href aria-label=self.told.clone()>{shape}</a> }.into_any(),
            None => shape,
        }
    }
}

/// A drawing of marks; `height` in `em`. Beside the same in words it is for the eye alone, but for the links in it.
pub(super) fn drawing(height: f64, class: &'static str, marks: Vec<Mark>) -> AnyView {
    let has_links = marks.iter().any(|mark| mark.href.is_some());
    let marks = marks.into_iter().map(Mark::view).collect_view();
    view! {
        <svg class=class width="100%" height=em(height) focusable="false" aria-hidden=(!has_links).then_some("true")>
            {marks}
        </svg>
    }
    .into_any()
}

fn percent(number: f64) -> String {
    format!("{number:.2}%")
}

fn em(number: f64) -> String {
    format!("{number:.2}em")
}

/// The part that something is of a whole, in percent, to the hundredth.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    let ten_thousandths = u128::from(part) * 10_000 / u128::from(whole);
    f64::from(u32::try_from(ten_thousandths.min(10_000)).unwrap_or(10_000)) / 100.0
}

/// A part of a bar.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// How much of it.
    pub(super) size: u64,
    pub(super) tone: &'static str,
    /// What it says.
    pub(super) told: String,
    /// The list behind it.
    pub(super) href: Option<String>,
}

/// A bar with its words.
#[derive(Clone, Debug)]
pub(super) struct BarRow {
    pub(super) label: String,
    /// The list behind the whole bar.
    pub(super) href: Option<String>,
    pub(super) segments: Vec<Segment>,
    /// What it comes to.
    pub(super) value: String,
    /// Whether it sums up others.
    pub(super) whole: bool,
}

/// The length of the longest bar.
pub(super) fn longest(rows: &[BarRow]) -> u64 {
    let length = |row: &BarRow| row.segments.iter().map(|segment| segment.size).sum::<u64>();
    rows.iter().map(length).max().unwrap_or_default()
}

/// Bars below each other, in parts; one of the length `longest` fills its place.
pub(super) fn stacked_bars(rows: Vec<BarRow>, longest: u64) -> AnyView {
    let rows = rows.into_iter().map(|row| {
        let mut at = 0.0;
        let marks = row.segments.into_iter().filter(|segment| segment.size > 0).map(|segment| {
            // What is there is seen.
            let width = share(segment.size, longest).max(0.4);
            let shape = Shape::Bar { x: at, y: 0.2, width, height: 1.1 };
            at += width;
            let mark = Mark::new(shape, segment.tone).telling(segment.told);
            match segment.href {
                Some(href) if width >= NARROWEST_LINK => mark.leading(href),
                _ => mark,
            }
        });
        let bar = drawing(1.5, "chart-bar", marks.collect());
        bar_row(row.label, row.href, bar, row.value, row.whole)
    });
    view! { <ul class="chart-rows">{rows.collect_view()}</ul> }.into_any()
}

/// A row of a picture: its words, what is drawn, what it comes to.
pub(super) fn bar_row(
    label: String,
    href: Option<String>,
    bar: AnyView,
    value: String,
    whole: bool,
) -> AnyView {
    let title = label.clone();
    let label = match href {
        Some(href) => view! { <a href=href title=title>{label}</a> }.into_any(),
        None => view! { <span title=title>{label}</span> }.into_any(),
    };
    view! {
        <li class="chart-row" data-whole=whole.then_some("")>
            <span class="chart-label">{label}</span>
            {bar}
            <span class="chart-value">{value}</span>
        </li>
    }
    .into_any()
}

/// What the tones of a picture stand for.
pub(super) fn legend(entries: &[(&'static str, String)]) -> AnyView {
    let entries = entries.iter().map(|(tone, words)| {
        view! {
            <li>
                <svg class="legend-tone" width="0.8em" height="0.8em" aria-hidden="true" focusable="false">
                    <rect width="0.8em" height="0.8em" data-tone=*tone></rect>
                </svg>
                <span>{words.clone()}</span>
            </li>
        }
    });
    view! { <ul class="legend">{entries.collect_view()}</ul> }.into_any()
}
