//! The one list of tables. A test compares it with the schemas of both engines: a table that is added later cannot be
//! forgotten.

/// What becomes of a table when an installation is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its rows are copied in the order of a key.
    Copied {
        /// The columns of the key.
        key: &'static [&'static str],
        /// Whether `seq` counts the rows by itself.
        numbered: bool,
        /// Whether it stands in the file of exchanges, in SQLite.
        exchanges: bool,
    },
    /// Sums that triggers keep: they come about again as the rows arrive, and are compared through a view that means
    /// the same in both engines.
    Derived {
        /// The view.
        view: &'static str,
        /// What the sums are of.
        of: &'static [&'static str],
    },
    /// What an engine needs for itself, whatever is copied.
    Own,
}

/// A table of either engine, or of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What becomes of it.
    pub fate: Fate,
}

const fn copied(name: &'static str, key: &'static [&'static str]) -> Table {
    Table { name, fate: Fate::Copied { key, numbered: false, exchanges: false } }
}

const fn numbered(name: &'static str) -> Table {
    Table { name, fate: Fate::Copied { key: &["seq"], numbered: true, exchanges: false } }
}

const fn derived(name: &'static str, view: &'static str, of: &'static [&'static str]) -> Table {
    Table { name, fate: Fate::Derived { view, of } }
}

const fn own(name: &'static str) -> Table {
    Table { name, fate: Fate::Own }
}

/// All tables, those that are referred to before those that refer to them.
pub const TABLES: &[Table] = &[
    copied("organizations", &["id"]),
    copied("users", &["id"]),
    copied("structures", &["id"]),
    copied("memberships", &["organization_id", "user_id"]),
    copied("membership_structures", &["organization_id", "user_id", "position"]),
    copied("structure_people", &["organization_id", "structure_id", "user_id"]),
    copied("teams", &["organization_id", "id"]),
    copied("team_members", &["organization_id", "team_id", "user_id"]),
    copied("absences", &["organization_id", "user_id"]),
    copied("second_factors", &["user_id"]),
    copied("recovery_codes", &["user_id", "code_hash"]),
    copied("sign_in_challenges", &["token_hash"]),
    copied("sessions", &["id"]),
    copied("throttles", &["key"]),
    copied("devices", &["token_hash"]),
    copied("invitations", &["organization_id", "user_id"]),
    copied("uploads", &["user_id", "day"]),
    copied("dropped_files", &["organization_id", "id"]),
    copied("marks", &["mark"]),
    copied("accesses", &["id"]),
    copied("structure_accesses", &["organization_id", "structure_id", "access_id"]),
    copied("structure_facts", &["organization_id", "structure_id"]),
    copied("document_ways", &["organization_id", "structure_id", "recipient"]),
    copied("plain_copies", &["organization_id", "original_sha256"]),
    copied("access_lists", &["organization_id", "access_id"]),
    copied("mandates", &["organization_id", "id"]),
    copied("siret_changes", &["organization_id", "structure_id"]),
    copied("directory", &["organization_id", "environment", "siret"]),
    copied("payers", &["organization_id", "environment", "payer"]),
    copied("late_rates", &["organization_id", "half_year"]),
    copied("public_directories", &["edition"]),
    numbered("public_structures"),
    copied("public_services", &["edition", "identifier", "code"]),
    copied("known_engagements", &["organization_id", "structure_id", "number"]),
    numbered("invoices"),
    copied("circuit_rules", &["organization_id", "id"]),
    copied("approvals", &["organization_id", "invoice_id", "position"]),
    copied("invoice_accounts", &["organization_id", "invoice_id"]),
    copied("supplier_accounts", &["organization_id", "supplier", "iban"]),
    copied("drafts", &["organization_id", "invoice_id"]),
    copied("draft_keepers", &["organization_id", "invoice_id"]),
    copied("saved_views", &["organization_id", "id"]),
    copied("decision_texts", &["organization_id", "id"]),
    copied("invoice_notes", &["organization_id", "id"]),
    copied("mentions", &["organization_id", "note_id", "user_id"]),
    copied("receptions", &["organization_id", "invoice_id"]),
    copied("pivots", &["organization_id", "invoice_id"]),
    copied("packages", &["organization_id", "id"]),
    copied("package_items", &["organization_id", "package_id", "position"]),
    copied("package_choices", &["organization_id", "user_id"]),
    copied("archive_plans", &["organization_id", "structure_id"]),
    copied("invoice_lines", &["organization_id", "invoice_id", "position"]),
    copied("clock_spans", &["organization_id", "invoice_id", "position"]),
    copied("flows", &["organization_id", "id"]),
    copied("edi_sequences", &["organization_id", "application"]),
    copied("edi_links", &["organization_id", "id"]),
    copied("edi_files", &["organization_id", "id"]),
    copied("batches", &["organization_id", "id"]),
    copied("batch_items", &["organization_id", "batch_id", "position"]),
    copied("batch_files", &["organization_id", "batch_id", "name"]),
    copied("batch_columns", &["organization_id", "title"]),
    copied("acts", &["organization_id", "id"]),
    copied("validations", &["organization_id", "id"]),
    copied("validation_files", &["organization_id", "validation_id", "position"]),
    copied("validation_replies", &["organization_id", "id"]),
    copied("validation_rounds", &["organization_id", "structure_id"]),
    copied("works_documents", &["organization_id", "id"]),
    copied("works_acts", &["organization_id", "id"]),
    copied("works_act_files", &["organization_id", "act_id", "id"]),
    copied("works_contents", &["organization_id", "document_id"]),
    copied("works_forms", &["organization_id", "form"]),
    copied("works_rounds", &["organization_id", "structure_id"]),
    numbered("attachments"),
    numbered("events"),
    copied("jobs", &["id"]),
    copied("stopped_lanes", &["lane"]),
    copied("processes", &["id"]),
    numbered("attempts"),
    numbered("journal"),
    copied("journal_heads", &["chain"]),
    Table { name: "exchanges", fate: Fate::Copied { key: &["at", "seq"], numbered: true, exchanges: true } },
    derived(
        "invoice_counts",
        "structure_counts",
        &["organization_id", "direction", "structure_id", "stage", "status", "currency"],
    ),
    derived(
        "invoice_totals",
        "organization_counts",
        &["organization_id", "direction", "stage", "status", "currency"],
    ),
    derived(
        "invoice_days",
        "day_counts",
        &["organization_id", "direction", "date", "stage", "status", "currency"],
    ),
    // Of PostgreSQL: changes of the sums above, folded as they arrive.
    own("invoice_count_changes"),
    // Of SQLite: the search index, filled by triggers.
    own("invoice_search"),
    own("public_structure_search"),
    // A pace of the moment: it begins anew.
    own("access_paces"),
    // Counted by triggers as the rows arrive: another number than at the source says only that something changed.
    own("structure_changes"),
    own("copy_progress"),
];

impl Table {
    /// The tables whose rows are copied.
    pub(super) fn copied() -> impl Iterator<Item = CopiedTable> {
        TABLES.iter().filter_map(|table| match table.fate {
            Fate::Copied { key, numbered, exchanges } => {
                Some(CopiedTable { name: table.name, key, numbered, exchanges })
            }
            Fate::Derived { .. } | Fate::Own => None,
        })
    }
}

/// A table whose rows are copied.
#[derive(Clone, Copy, Debug)]
pub(super) struct CopiedTable {
    pub(super) name: &'static str,
    pub(super) key: &'static [&'static str],
    pub(super) numbered: bool,
    pub(super) exchanges: bool,
}
