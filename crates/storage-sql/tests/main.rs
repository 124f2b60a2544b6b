//! The storage on its two engines, in one program: each test has a process of its own anyway.

mod behaviour;
mod copy;
mod file;
mod journal;
mod postgres;
mod stages;
mod support;
mod versions;
