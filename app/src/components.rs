//! The reusable parts of every page: static HTML made from values that are already loaded.
//!
//! None of them holds a signal or waits for anything; what must react in the browser is an island. Their look is in
//! `style/`, one file per part, and follows the class names used here. Wherever a text comes from a person or from
//! Chorus Pro it is rendered as a text node or an attribute, which Leptos escapes; the one element that it does not
//! escape has its own component, [`TextArea`].
//!
//! Each gives its view up as an `AnyView`: the type of a page would otherwise contain the types of all its parts, which
//! no compiler finishes in reasonable time.

mod at_first_touch;
mod attached_files;
mod button;
mod delay_bar;
mod document_pane;
mod drop_here;
mod empty_state;
mod error_summary;
mod facts;
mod field;
mod file_field;
mod filters_button;
mod frame;
mod header_cell;
mod icon;
mod keyboard_help;
mod lights;
mod notice;
mod pagination;
mod part;
mod plain_page;
mod rail;
mod select_field;
mod status;
mod tabs;
mod task;
mod text;
mod text_area;
mod text_field;
mod timeline;

#[cfg(test)]
mod test_support;

pub use at_first_touch::AtFirstTouch;
pub use attached_files::{AttachedFile, AttachedFiles, Mended};
pub use button::{Button, ButtonKind, ButtonLink};
pub use delay_bar::DelayBar;
pub use document_pane::{DocumentPane, DocumentPaneAt, file_size};
pub use drop_here::DropHere;
pub use empty_state::EmptyState;
pub use error_summary::{ErrorLink, ErrorSummary};
pub use facts::{Fact, FactList};
pub use field::{FieldErrors, FieldMessage, FieldWidth, messages_of};
pub use file_field::FileField;
pub use filters_button::FiltersButton;
pub use frame::{Frame, OrganizationChoice, Organizations, Person};
pub use header_cell::{Sort, SortOrder, SortableHeader};
pub use icon::{Icon, IconName};
pub use keyboard_help::{KeyboardHelp, Shortcut};
pub use lights::{Light, Lights};
pub use notice::{Notice, NoticeAction, NoticeBox, Notices};
pub(crate) use pagination::grouped;
pub use pagination::{Pagination, PerPage};
pub use part::{AskedParts, LiveRegion, part};
pub use plain_page::PlainPage;
pub use rail::{Rail, RailEntry};
pub use select_field::{Choice, SelectField};
pub use status::{Badge, EnvironmentPill, StatusBadge, kind_icon, status_icon};
pub use tabs::{Tab, Tabs};
pub use task::{Task, TaskGroup, TaskGroupView};
pub use text::{
    Age, Amount, Day, IdentifierText, Moment, PartyName, SiretText, identifier_words, named_identifier, prose,
};
pub use text_area::TextArea;
pub use text_field::{CheckBox, TextField, TextKind};
pub use timeline::{Attempt, Attempts, Timeline, TimelineEntry};
