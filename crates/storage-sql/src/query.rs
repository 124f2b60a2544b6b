//! A statement with its arguments, for either engine.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessId, ActId, AttachmentId, AttemptId, BatchId, CircuitRuleId, DecisionTextId, DroppedFileId,
    EdiFileId, EdiLinkId, EventId, ExchangeId, FlowId, InvoiceId, InvoiceNoteId, JobId, MandateId,
    OrganizationId, PackageId, ProcessId, ReplyId, SavedViewId, SessionId, StructureId, TeamId, UserId,
    ValidationId, WorksActId, WorksDocumentId,
};
use uuid::Uuid;

/// An argument. Typed even when it is null: PostgreSQL wants to know.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// An identifier: a text in SQLite, a `uuid` in PostgreSQL.
    Id(Option<Uuid>),
    /// A text.
    Text(Option<String>),
    /// A whole number.
    Integer(Option<i64>),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What can be bound.
pub(crate) trait Bind {
    /// As an argument.
    fn value(self) -> Value;
}

macro_rules! bind_ids {
    ($($id:ty),+) => {$(
        impl Bind for $id {
            fn value(self) -> Value {
                Value::Id(Some(self.0))
            }
        }

        impl Bind for Option<$id> {
            fn value(self) -> Value {
                Value::Id(self.map(|id| id.0))
            }
        }
    )+};
}

bind_ids!(
    AccessId,
    ActId,
    AttachmentId,
    AttemptId,
    BatchId,
    CircuitRuleId,
    DecisionTextId,
    DroppedFileId,
    EdiFileId,
    EdiLinkId,
    EventId,
    ExchangeId,
    FlowId,
    InvoiceId,
    InvoiceNoteId,
    JobId,
    MandateId,
    OrganizationId,
    PackageId,
    ProcessId,
    ReplyId,
    SavedViewId,
    SessionId,
    StructureId,
    TeamId,
    UserId,
    ValidationId,
    WorksActId,
    WorksDocumentId
);

impl Bind for Uuid {
    fn value(self) -> Value {
        Value::Id(Some(self))
    }
}

impl Bind for &str {
    fn value(self) -> Value {
        Value::Text(Some(self.to_owned()))
    }
}

impl Bind for &String {
    fn value(self) -> Value {
        Value::Text(Some(self.clone()))
    }
}

impl Bind for String {
    fn value(self) -> Value {
        Value::Text(Some(self))
    }
}

impl Bind for Option<&str> {
    fn value(self) -> Value {
        Value::Text(self.map(ToOwned::to_owned))
    }
}

impl Bind for Option<String> {
    fn value(self) -> Value {
        Value::Text(self)
    }
}

impl Bind for &Option<String> {
    fn value(self) -> Value {
        Value::Text(self.clone())
    }
}

impl Bind for i64 {
    fn value(self) -> Value {
        Value::Integer(Some(self))
    }
}

impl Bind for u32 {
    fn value(self) -> Value {
        Value::Integer(Some(i64::from(self)))
    }
}

impl Bind for Option<i64> {
    fn value(self) -> Value {
        Value::Integer(self)
    }
}

/// 0 or 1.
impl Bind for bool {
    fn value(self) -> Value {
        Value::Integer(Some(i64::from(self)))
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z.
impl Bind for DateTime<Utc> {
    fn value(self) -> Value {
        Value::Integer(Some(self.timestamp_millis()))
    }
}

impl Bind for Option<DateTime<Utc>> {
    fn value(self) -> Value {
        Value::Integer(self.map(|at| at.timestamp_millis()))
    }
}

/// A day as ISO text.
impl Bind for NaiveDate {
    fn value(self) -> Value {
        Value::Text(Some(self.to_string()))
    }
}

impl Bind for Option<NaiveDate> {
    fn value(self) -> Value {
        Value::Text(self.map(|day| day.to_string()))
    }
}

impl Bind for &[u8] {
    fn value(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// A statement with its arguments `$1`, `$2`, …
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) arguments: Vec<Value>,
}

/// A statement whose text is known at compile time.
pub(crate) const fn query(sql: &'static str) -> Query {
    Query { sql: Cow::Borrowed(sql), arguments: Vec::new() }
}

impl Query {
    /// The next argument.
    pub(crate) fn bind(mut self, value: impl Bind) -> Self {
        self.arguments.push(value.value());
        self
    }
}

/// A statement that is put together from parts. Only texts of the program become SQL; everything else is bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builder {
    sql: String,
    arguments: Vec<Value>,
}

impl Builder {
    /// Begins with a text.
    pub(crate) fn new(sql: &str) -> Self {
        Self { sql: sql.to_owned(), arguments: Vec::new() }
    }

    /// Appends a text of the program, never one from outside.
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends the place of an argument.
    pub(crate) fn push_bind(&mut self, value: impl Bind) -> &mut Self {
        self.arguments.push(value.value());
        self.sql.push('$');
        self.sql.push_str(&self.arguments.len().to_string());
        self
    }

    /// Appends a list of arguments in brackets; an empty one selects nothing.
    pub(crate) fn push_list<T: Bind>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        self.sql.push('(');
        let mut empty = true;
        for value in values {
            if !empty {
                self.sql.push_str(", ");
            }
            self.push_bind(value);
            empty = false;
        }
        if empty {
            self.sql.push_str("NULL");
        }
        self.sql.push(')');
        self
    }

    /// The statement.
    pub(crate) fn build(self) -> Query {
        Query { sql: Cow::Owned(self.sql), arguments: self.arguments }
    }
}
