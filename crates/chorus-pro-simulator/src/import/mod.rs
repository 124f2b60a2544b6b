//! Worlds from CSV files: what a qualification account shows of its fictitious data, and back.
//!
//! Chorus Pro documents no file format for the data it generates on qualification (API.md §1.5), so this one is ours:
//! a folder with one table per kind, or a single table of roles. The README describes the columns.

mod build;
mod columns;
mod error;
mod export;
mod roles;
mod table;
mod tables;

pub use error::ImportError;
