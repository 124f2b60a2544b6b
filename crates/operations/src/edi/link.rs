//! Entering the EDI link of a structure.

use domain::{
    EdiField, EdiLinkId, FlowState, FlowSyntax, FlowWay, Notes, Permission, Reason, Remark, StructureId,
};
use edi::FlowName;
use exchange_folder::{new_key, public_key};
use secrecy::{ExposeSecret as _, SecretString};
use storage::{AccessState, EdiLink, EdiPlace, Scope, ScopedStructure, Transaction};

use super::Edi;
use super::connect::lane_of_link;
use super::wing::within_reach;
use crate::{Actor, OperationError, Result};

/// Longest path of a folder, and longest name of a server or user, characters.
const LONGEST_PATH: usize = 200;
const LONGEST_NAME: usize = 253;
/// Flows that are looked through, the latest ones.
const MOST_FLOWS: u32 = 1_000;
/// The last number of a sequence.
const LAST_SEQUENCE: i64 = 999_999_999_999_999;

/// A link as typed. An empty key keeps the one already there, or has a new one made.
#[derive(Clone, Default)]
pub struct EdiTyped {
    /// The code of the application.
    pub application: String,
    /// The number of the next archive.
    pub sequence: String,
    /// By which interfaces archives may leave.
    pub syntaxes: Vec<FlowSyntax>,
    /// Whether files are exchanged through a folder of the machine, not a server.
    pub in_folder: bool,
    /// The folder.
    pub root: String,
    /// The server.
    pub host: String,
    /// Its port.
    pub port: String,
    /// Who signs in.
    pub user: String,
    /// With which key.
    pub key: SecretString,
    /// Where archives are laid.
    pub outbox: String,
    /// Where files come from.
    pub inbox: String,
    /// Where files go that were taken; empty removes them.
    pub processed: String,
}

/// What was typed, once it was found right; the key apart.
struct Entered {
    application: String,
    sequence: i64,
    syntaxes: Vec<FlowSyntax>,
    server: Option<(String, u16, String)>,
    root: String,
    outbox: String,
    inbox: String,
    processed: String,
}

impl Edi {
    /// Keeps the link of a structure. It is to be tested before anything leaves by it.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn save_link(&self, actor: &Actor, structure: StructureId, typed: EdiTyped) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, before) =
            within_reach(actor, transaction.as_mut(), structure, Permission::ManageStructures).await?;
        let entered = check(&typed, before.as_ref()).map_err(OperationError::Invalid)?;
        if before.as_ref().is_some_and(|link| leads_elsewhere(link, &entered))
            && is_under_way(transaction.as_mut(), actor, structure).await?
        {
            return Err(OperationError::Refused(Reason::EdiUnderWay));
        }
        let now = self.ground.now();
        let id = before.as_ref().map_or_else(|| self.ground.id::<EdiLinkId>(), |link| link.id);
        let place = match &entered.server {
            None => EdiPlace::Folder { root: entered.root.clone() },
            Some((host, port, user)) => {
                let (sealed_key, public) = self.key_of(actor, id, &typed.key, before.as_ref())?;
                // Another server shows another key: it is confirmed anew.
                let same = |known: &EdiPlace| match known {
                    EdiPlace::Sftp { host: h, port: p, host_key, .. } if h == host && p == port => {
                        host_key.clone()
                    }
                    _ => None,
                };
                EdiPlace::Sftp {
                    host: host.clone(),
                    port: *port,
                    user: user.clone(),
                    sealed_key,
                    public_key: public,
                    host_key: before.as_ref().and_then(|link| same(&link.place)),
                }
            }
        };
        let link = EdiLink {
            id,
            organization: actor.organization,
            structure,
            application: entered.application,
            next_sequence: entered.sequence,
            syntaxes: entered.syntaxes,
            place,
            outbox: entered.outbox,
            inbox: entered.inbox,
            processed: entered.processed,
            state: AccessState::Untested,
            state_since: now,
            generation: before.as_ref().map_or(1, |link| link.generation + 1),
            collected_at: before.as_ref().and_then(|link| link.collected_at),
            problem: None,
            created_at: before.as_ref().map_or(now, |link| link.created_at),
            updated_at: now,
        };
        transaction.put_edi_link(&link).await?;
        // Nothing leaves by what was not tested.
        transaction.stop_lane(&lane_of_link(&link), true).await?;
        transaction.journal(&self.ground.act(actor, "edi.save", structure, &link.application)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The sealed key and its public half: what was typed, what was there, or a new one.
    fn key_of(
        &self,
        actor: &Actor,
        id: EdiLinkId,
        typed: &SecretString,
        before: Option<&EdiLink>,
    ) -> Result<(String, String)> {
        let typed_one = !typed.expose_secret().trim().is_empty();
        if let (false, Some(EdiPlace::Sftp { sealed_key, public_key, .. })) =
            (typed_one, before.map(|link| &link.place))
        {
            return Ok((sealed_key.clone(), public_key.clone()));
        }
        let unusable = || OperationError::Invalid(Notes::of_error(EdiField::Key, Remark::EdiKeyUnusable));
        let (private, public) = if typed_one {
            // Browsers send the ends of lines otherwise than files have them.
            let text = SecretString::from(format!("{}\n", typed.expose_secret().replace('\r', "").trim()));
            let public = public_key(&text).map_err(|_| unusable())?;
            (text, public)
        } else {
            let mut seed = zeroize::Zeroizing::new([0_u8; 32]);
            self.ground.entropy().fill(seed.as_mut());
            new_key(&seed, "pupitre").map_err(|_| unusable())?
        };
        Ok((self.seals.seal_edi_key(actor.organization, id, &private)?, public))
    }
}

/// Whether archives would be laid into another folder than before.
fn leads_elsewhere(link: &EdiLink, entered: &Entered) -> bool {
    let same_place = match (&link.place, &entered.server) {
        (EdiPlace::Folder { root }, None) => *root == entered.root,
        (EdiPlace::Sftp { host, port, .. }, Some((other, other_port, _))) => {
            host == other && port == other_port
        }
        _ => false,
    };
    !same_place || link.outbox != entered.outbox
}

/// Whether only the folder can tell of an archive whether it lies there.
async fn is_under_way(
    transaction: &mut dyn Transaction,
    actor: &Actor,
    structure: StructureId,
) -> Result<bool> {
    let scope = Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }]);
    let flows = transaction.flows(actor.organization, &scope, MOST_FLOWS).await?;
    let open = [FlowState::Sending, FlowState::Unconfirmed];
    Ok(flows.iter().any(|flow| flow.way == FlowWay::Edi && open.contains(&flow.state)))
}

fn check(typed: &EdiTyped, before: Option<&EdiLink>) -> std::result::Result<Entered, Notes> {
    let mut notes = Notes::default();
    let application = typed.application.trim().to_ascii_uppercase();
    if !FlowName::takes_application(&application) {
        notes.error(EdiField::Application, Remark::EdiApplicationUnusable);
    }
    let least = before.filter(|link| link.application == application).map_or(1, |link| link.next_sequence);
    let sequence = match typed.sequence.trim() {
        "" => Some(least),
        text => text.parse::<i64>().ok(),
    };
    let sequence = sequence.filter(|number| (least..=LAST_SEQUENCE).contains(number));
    if sequence.is_none() {
        notes.error(EdiField::Sequence, Remark::EdiSequenceUnusable { least });
    }
    if typed.syntaxes.is_empty() {
        notes.error(EdiField::FacturX, Remark::EdiInterfaceMissing);
    }
    let mut path = |field: EdiField, text: &str, may_be_empty: bool| {
        let text = text.trim().trim_end_matches('/').to_owned();
        let leads_out =
            text.split('/').any(|part| part == "..") || (typed.in_folder && text.starts_with('/'));
        let is_odd = text.chars().any(|sign| sign.is_control() || sign == '\\');
        let is_long = text.chars().count() > LONGEST_PATH;
        if leads_out || is_odd || is_long || (text.is_empty() && !may_be_empty) {
            notes.error(field, Remark::EdiPathUnusable);
        }
        text
    };
    let outbox = path(EdiField::Outbox, &typed.outbox, false);
    let inbox = path(EdiField::Inbox, &typed.inbox, false);
    let processed = path(EdiField::Processed, &typed.processed, true);
    let root = if typed.in_folder { path(EdiField::Root, &typed.root, false) } else { String::new() };
    if !inbox.is_empty() && inbox == outbox {
        notes.error(EdiField::Inbox, Remark::EdiFolderTwice);
    }
    if !processed.is_empty() && [&inbox, &outbox].contains(&&processed) {
        notes.error(EdiField::Processed, Remark::EdiFolderTwice);
    }
    let server = (!typed.in_folder).then(|| server_of(typed, &mut notes)).flatten();
    if notes.refuse() {
        return Err(notes);
    }
    let syntaxes = FlowSyntax::ALL.iter().copied().filter(|known| typed.syntaxes.contains(known)).collect();
    let sequence = sequence.unwrap_or(least);
    Ok(Entered { application, sequence, syntaxes, server, root, outbox, inbox, processed })
}

fn server_of(typed: &EdiTyped, notes: &mut Notes) -> Option<(String, u16, String)> {
    let host = typed.host.trim().to_ascii_lowercase();
    let named = |sign: char| sign.is_ascii_alphanumeric() || ".-:_".contains(sign);
    if host.is_empty() || host.len() > LONGEST_NAME || !host.chars().all(named) {
        notes.error(EdiField::Host, Remark::EdiHostUnusable);
    }
    let port = match typed.port.trim() {
        "" => Some(22),
        text => text.parse::<u16>().ok().filter(|port| *port > 0),
    };
    if port.is_none() {
        notes.error(EdiField::Port, Remark::EdiPortUnusable);
    }
    let user = typed.user.trim().to_owned();
    if user.is_empty() || user.len() > LONGEST_NAME || user.chars().any(char::is_control) {
        notes.error(EdiField::User, Remark::EdiUserMissing);
    }
    Some((host, port?, user))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> EdiTyped {
        EdiTyped {
            application: " xxx999 ".to_owned(),
            syntaxes: vec![FlowSyntax::Cii],
            host: "SFTP.exemple.fr".to_owned(),
            user: "pupitre".to_owned(),
            outbox: "depart/".to_owned(),
            inbox: "/retour".to_owned(),
            ..EdiTyped::default()
        }
    }

    #[test]
    fn what_is_typed_is_read_with_what_usually_holds() {
        let entered = check(&typed(), None).unwrap();
        assert_eq!((entered.application.as_str(), entered.sequence), ("XXX999", 1));
        assert_eq!(entered.server, Some(("sftp.exemple.fr".to_owned(), 22, "pupitre".to_owned())));
        assert_eq!((entered.outbox.as_str(), entered.inbox.as_str()), ("depart", "/retour"));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        type Change = fn(&mut EdiTyped);
        let change: [(&str, Change); 12] = [
            ("application", |typed| typed.application = "XX".to_owned()),
            ("sequence", |typed| typed.sequence = "0".to_owned()),
            ("sequence", |typed| typed.sequence = "deux".to_owned()),
            ("interface_1117", |typed| typed.syntaxes.clear()),
            ("host", |typed| typed.host = "sftp://exemple.fr/".to_owned()),
            ("port", |typed| typed.port = "70000".to_owned()),
            ("user", |typed| typed.user.clear()),
            ("outbox", |typed| typed.outbox = "../secret".to_owned()),
            ("inbox", |typed| typed.inbox.clear()),
            ("inbox", |typed| typed.inbox = "depart".to_owned()),
            ("processed", |typed| typed.processed = "/retour".to_owned()),
            ("root", |typed| (typed.in_folder, typed.inbox, typed.root) = (true, "a".into(), "/etc".into())),
        ];
        for (field, change) in change {
            let mut changed = typed();
            change(&mut changed);
            let Err(notes) = check(&changed, None) else { panic!("{field}") };
            let fields: Vec<String> = notes.errors().map(|note| note.path.to_string()).collect();
            assert_eq!(fields, [field]);
        }
    }
}
