//! The operations on real storage and a real simulator, wing by wing. One program for all of them: each test has a
//! process of its own anyway, and linking everything twenty times over took minutes and gigabytes.

mod accesses;
mod acting;
mod arrows;
mod batches;
mod both_sides;
mod calling;
mod clock;
mod dashboard;
mod deciding;
mod directory;
mod documents;
mod downloads;
mod draft_desk;
mod drafts;
mod edi;
mod entry;
mod exchanges;
mod flows;
mod flows_taken_up;
mod foreseen;
mod guessing;
mod inside;
mod lists;
mod mandates;
mod mending;
mod people;
mod reading;
mod receiving;
mod recipients;
mod schedules;
mod sending;
mod signing_in;
mod structures;
mod ways;
