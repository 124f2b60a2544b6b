//! The figures side by side.

use std::fmt::Write as _;
use std::path::Path;

use storage_sql::Engine;

use super::engine::name;
use super::measure::{Figure, Target};

/// A line a figure, a column an engine: the median of the rounds, the best in brackets, and how it stands to its target.
pub fn table(columns: &[(Engine, Vec<Figure>)]) -> String {
    let mut text = format!("{:<58} {:>12}", "median of the rounds (best)", "target");
    for (engine, _) in columns {
        let _ = write!(text, " | {:>28}", name(*engine));
    }
    text.push('\n');
    let figures = columns.first().map(|(_, figures)| figures.as_slice()).unwrap_or_default();
    for (position, figure) in figures.iter().enumerate() {
        let _ = write!(text, "{:<58} {:>12}", figure.name, target(figure));
        for (_, figures) in columns {
            let _ = write!(text, " | {:>28}", figures.get(position).map(cell).unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

fn target(figure: &Figure) -> String {
    match figure.target {
        Target::AtMost(value) => format!("≤ {value:.0} {}", figure.unit),
        Target::AtLeast(value) => format!("≥ {value:.0} {}", figure.unit),
        Target::None => String::new(),
    }
}

fn cell(figure: &Figure) -> String {
    let median = figure.median();
    let mut text = format!("{median:.1} {}", figure.unit);
    if figure.rounds.len() > 1 {
        let _ = write!(text, " ({:.1})", figure.best());
    }
    let (ratio, is_met) = match figure.target {
        Target::AtMost(value) => (median / value, median <= value),
        Target::AtLeast(value) => (median / value, median >= value),
        Target::None => return text,
    };
    let _ = write!(text, " ×{ratio:.2} {}", if is_met { "✓" } else { "✗" });
    text
}

/// The table and its figures, one pair of files a run.
pub fn keep(columns: &[(Engine, Vec<Figure>)], table: &str, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut text = String::from("engine;figure;unit;round;value\n");
    for (engine, figures) in columns {
        for figure in figures {
            for (round, value) in figure.rounds.iter().enumerate() {
                let (engine, name) = (name(*engine), figure.name.trim());
                let _ = writeln!(text, "{engine};{name};{};{round};{value:.3}", figure.unit);
            }
        }
    }
    let raw = crate::results(folder, "csv");
    std::fs::write(&raw, text).unwrap();
    std::fs::write(crate::results(folder, "txt"), format!("{}\n{table}", machine())).unwrap();
    println!("Raw figures: {}", raw.display());
}

/// What this ran on.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{} ({cores} cores)", model.unwrap_or("unknown processor"))
}
