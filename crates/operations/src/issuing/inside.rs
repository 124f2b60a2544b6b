//! Documents found inside the PDF or the XML of a draft: each may be attached, and none is by itself.

use apart::{ApartError, Argument, Task};
use domain::{InvoiceId, MAXIMUM_FILE_BYTES, Permission, Reason};
use sha2::{Digest as _, Sha256};
use storage::{Draft, Invoice};

use super::Issuing;
use super::attachments::AddedAttachment;
use super::found_inside::{FoundIn, MOST_INSIDE, content_of};
use super::read_document::OwnReading;
use super::wing::{drafted, require_unsent};
use super::with_bytes::{taken_apart, with_bytes};
use crate::ground::hex;
use crate::{Actor, OperationError, Result};

/// Takes a document out of another: the first number tells where it stands ([`FoundIn`]), the second its place there.
pub(crate) const TAKE_INSIDE: Task = Task {
    name: "inside",
    run: |file, Argument(found_in, place)| {
        let found_in = usize::try_from(found_in).ok().and_then(|index| FoundIn::ALL.get(index).copied());
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let content = found_in.and_then(|found_in| take(file, found_in, place));
        with_bytes(&content.is_some(), &content.unwrap_or_default())
    },
};

fn take(file: Vec<u8>, found_in: FoundIn, place: usize) -> Option<Vec<u8>> {
    let largest = usize::try_from(MAXIMUM_FILE_BYTES).unwrap_or(usize::MAX);
    let xml = match found_in {
        FoundIn::Pdf => {
            let mut content = None;
            einvoice::pdf::read_with_files(file, MOST_INSIDE, &mut |inside| {
                if inside.place == place {
                    content = inside.content(largest);
                }
            })
            .ok()?;
            return content;
        }
        FoundIn::DataOfPdf => einvoice::pdf::read(file).ok()?.invoice?.xml,
        FoundIn::Xml => file,
    };
    content_of(einvoice::read(&xml).ok()?.attachments.get(place)?)
}

impl Issuing {
    /// Attaches a document that was found inside the PDF or the XML of a draft.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is not there any more, for its size or the total, or once the draft has left.
    pub async fn attach_inside(
        &self,
        actor: &Actor,
        id: InvoiceId,
        key: &str,
    ) -> Result<Vec<AddedAttachment>> {
        actor.require(Permission::Deposit)?;
        let gone = || OperationError::Refused(Reason::NotInside);
        let (invoice, draft, attachments) = {
            let mut read = self.ground.read().await?;
            let (invoice, draft) = drafted(actor, read.as_mut(), id).await?;
            let attachments = read.attachments(actor.organization, id).await?;
            (invoice, draft, attachments)
        };
        require_unsent(&invoice)?;
        let inside = OwnReading::kept(&draft.own_reading).inside;
        let found = inside.into_iter().find(|found| found.key() == key).ok_or_else(gone)?;
        // Pressed twice, or by two people: it is attached.
        if found.is_attached(&attachments) {
            return Ok(Vec::new());
        }
        let holder = holder(&invoice, &draft, found.found_in).ok_or_else(gone)?;
        let content = self.take_inside(&holder, found.found_in, found.place).await?.ok_or_else(gone)?;
        if hex(&Sha256::digest(&content)) != found.sha256 {
            return Err(gone());
        }
        let file = self.keep_bytes(content).await?;
        self.add_attachment(actor, id, file, &found.name).await
    }

    /// What stands at a place inside a document; none when nothing that can be read does.
    pub(super) async fn take_inside(
        &self,
        sha256: &str,
        found_in: FoundIn,
        place: usize,
    ) -> Result<Option<Vec<u8>>> {
        let file = self.documents.open(sha256).await?;
        let index = FoundIn::ALL.iter().position(|known| *known == found_in).unwrap_or_default();
        let told = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let argument = Argument(told(index), told(place));
        match self.apart.run_with(TAKE_INSIDE, argument, file.bytes(), file.into_stream()).await {
            Ok(answer) => {
                let (found, content) = taken_apart::<bool>(answer)?;
                Ok(found.then_some(content))
            }
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256, why, "what is inside a document was given up");
                Ok(None)
            }
            Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
        }
    }
}

/// The file in which something was found.
fn holder(invoice: &Invoice, draft: &Draft, found_in: FoundIn) -> Option<String> {
    let document = match found_in {
        FoundIn::Pdf | FoundIn::DataOfPdf => invoice.document.as_ref(),
        FoundIn::Xml => draft.source.as_ref(),
    };
    document.map(|document| document.sha256.clone())
}
