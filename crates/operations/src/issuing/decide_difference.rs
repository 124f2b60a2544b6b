//! Where what was read of a document and the form do not agree, until a person has decided.

use chrono::NaiveDate;
use domain::{Field, FieldPath, FormField as _, InvoiceId, Permission, meaning, paris_day};
use serde_json::{Map, Value};
use storage::Draft;

use super::difference::Difference;
use super::read_document::OwnReading;
use super::wing::{Issuing, drafted, require_unsent};
use crate::ground::changed;
use crate::{Actor, Result};

/// The fields where the embedded invoice or the recognition differ from the form, compared by meaning, but for those that
/// a person has decided as they stand.
pub(super) fn differences(draft: &Draft, reading: &OwnReading, today: NaiveDate) -> Vec<Difference> {
    let open = |difference: &Difference| !reading.decided.contains(difference);
    all(draft, &reading.fields, today).filter(open).collect()
}

fn all<'a>(
    draft: &'a Draft,
    own: &'a Map<String, Value>,
    today: NaiveDate,
) -> impl Iterator<Item = Difference> + 'a {
    let read = |map: &Map<String, Value>, field: Field| {
        map.get(field.name()).and_then(Value::as_str).map(ToOwned::to_owned)
    };
    Field::ALL.iter().filter_map(move |&field| {
        let recognised = draft.recognised.as_object().and_then(|map| read(map, field));
        let own = read(own, field);
        let path = FieldPath::from(field);
        let typed = draft.form.value(field);
        let form = meaning(&path, typed, today);
        let differs =
            |value: &Option<String>| value.as_ref().is_some_and(|value| meaning(&path, value, today) != form);
        let typed = typed.to_owned();
        (differs(&own) || differs(&recognised)).then_some(Difference { field, typed, own, recognised })
    })
}

impl Issuing {
    /// Keeps what the form of a draft holds in a field, whatever was read. It is asked again when either changes.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when the draft is out of reach, [`crate::OperationError::Refused`] once it has
    /// left.
    pub async fn decide_difference(&self, actor: &Actor, id: InvoiceId, field: Field) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let mut reading = OwnReading::kept(&draft.own_reading);
        let open = differences(&draft, &reading, paris_day(self.ground.now()));
        let Some(decided) = open.into_iter().find(|difference| difference.field == field) else {
            return Ok(());
        };
        reading.decided.retain(|earlier| earlier.field != field);
        reading.decided.push(decided);
        draft.own_reading = reading.to_keep();
        transaction.put_draft(&draft).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
