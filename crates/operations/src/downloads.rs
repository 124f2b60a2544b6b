//! Invoices that are taken away together: packages that a person asks for, and the archive of each month of a structure.

mod archive_plans;
mod begin_package;
mod fill_package;
mod lacks;
mod make_archives;
mod package_view;
mod stream_package;
mod wing;

pub use archive_plans::StructureArchives;
pub use begin_package::{Begun, NewPackage, PackageTyped};
pub use fill_package::FillPackage;
pub use make_archives::MakeArchives;
pub(crate) use make_archives::schedule_archives;
pub use package_view::{MOST_SHOWN, PackageSummary, PackageView};
pub use stream_package::{LeftOut, PackageIndex, PackageStream, PackedFile, PackedInvoice};
pub use wing::Downloads;
