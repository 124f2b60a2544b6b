//! The tables and their columns.

/// File names and columns of a folder.
pub(super) const STRUCTURES: (&str, &[&str]) = (
    "structures.csv",
    &[
        "id",
        "identifier",
        "identifier_type",
        "name",
        "side",
        "active",
        "street",
        "postcode",
        "city",
        "email",
        "vat_number",
        "register_number",
        "service_required",
        "engagement_required",
        "service_or_engagement_required",
        "payment_status_withheld",
        "engagements_published",
        "bank_reference",
        "iban",
        "bic",
        "behaviour",
    ],
);
pub(super) const SERVICES: (&str, &[&str]) = (
    "services.csv",
    &[
        "structure",
        "code",
        "name",
        "active",
        "engagement_required",
        "payment_status_returned",
        "valid_from",
        "valid_until",
    ],
);
pub(super) const ACCOUNTS: (&str, &[&str]) = (
    "accounts.csv",
    &[
        "login",
        "password",
        "kind",
        "client_id",
        "client_secret",
        "application",
        "structure",
        "rights",
        "active",
        "password_expires",
    ],
);
pub(super) const ENGAGEMENTS: (&str, &[&str]) = (
    "engagements.csv",
    &[
        "number",
        "recipient",
        "service_code",
        "supplier",
        "contract",
        "state",
        "notified_on",
        "total_with_vat",
    ],
);
/// Columns of the single table of roles.
pub(super) const ROLES: &[&str] =
    &["role", "siret", "name", "service_code", "service_name", "engagement", "supplier", "login", "password"];
