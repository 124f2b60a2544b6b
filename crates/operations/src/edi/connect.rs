//! The way to the folder of a link.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use domain::Reason;
use exchange_folder::{Folder, FolderError, LocalFolder, Server, SftpFolder};
use storage::{AccessState, EdiLink, EdiPlace, Transaction};

use crate::access::Seals;
use crate::ground::Ground;
use crate::{OperationError, Result};

/// An open folder.
pub(crate) type EdiFolder = Box<dyn Folder>;

/// The lane of what is to be done in the folder of a link.
pub(crate) fn lane_of_link(link: &EdiLink) -> String {
    format!("edi-{}", link.id)
}

/// Opens the folder of a link; the inner error says what the place answers.
pub(crate) async fn open_folder(
    ground: &Ground,
    seals: &Seals,
    link: &EdiLink,
) -> Result<std::result::Result<EdiFolder, Reason>> {
    let settings = ground.settings();
    match &link.place {
        EdiPlace::Folder { root } => {
            let Some(allowed) = &settings.edi_folder else { return Ok(Err(Reason::EdiFoldersClosed)) };
            let opened = LocalFolder::new(allowed, root);
            Ok(opened
                .map(|folder| Box::new(folder) as EdiFolder)
                .map_err(|error| reason_of_folder(link, &error)))
        }
        EdiPlace::Sftp { host, port, user, sealed_key, host_key, .. } => {
            let key = match seals.open_edi_key(link.organization, link.id, sealed_key) {
                Ok(key) => key,
                Err(OperationError::Vault(reason)) => {
                    tracing::error!(link = %link.id, %reason, "the key of an EDI link cannot be opened");
                    return Ok(Err(Reason::KeyCannotOpen));
                }
                Err(other) => return Err(other),
            };
            let named = settings.edi_hosts.iter().any(|known| known.eq_ignore_ascii_case(host));
            let allowed = move |address: IpAddr| named || is_public(address);
            let server = Server {
                host,
                port: *port,
                user,
                key: &key,
                host_key: host_key.as_deref(),
                allowed: &allowed,
            };
            let opened = Box::pin(SftpFolder::connect(&server)).await;
            Ok(opened
                .map(|folder| Box::new(folder) as EdiFolder)
                .map_err(|error| reason_of_folder(link, &error)))
        }
    }
}

/// What a failure of the folder means.
pub(crate) fn reason_of_folder(link: &EdiLink, error: &FolderError) -> Reason {
    tracing::info!(link = %link.id, %error, "the folder of an EDI link");
    match error {
        FolderError::Forbidden => Reason::EdiAddressForbidden,
        FolderError::Unreachable(_) => Reason::EdiUnreachable,
        FolderError::HostKey { offered } => {
            let confirmed = matches!(&link.place, EdiPlace::Sftp { host_key: Some(_), .. });
            let fingerprint = offered.clone();
            if confirmed {
                Reason::EdiHostKeyChanged { fingerprint }
            } else {
                Reason::EdiHostKeyUnknown { fingerprint }
            }
        }
        FolderError::KeyRefused => Reason::EdiKeyRefused,
        FolderError::Missing(folder) => Reason::EdiFolderMissing { folder: folder.clone() },
        FolderError::Denied(folder) => Reason::EdiFolderRefused { folder: folder.clone() },
        FolderError::Outside(_) => Reason::EdiFolderOutside,
        FolderError::Taken(name) => Reason::EdiNameTaken { name: name.clone() },
        FolderError::TooMany(most) => Reason::EdiTooManyFiles { most: *most },
        FolderError::Lost(_) => Reason::EdiLost,
    }
}

/// Whether a reason stands until somebody does something: nothing is tried in between.
pub(super) const fn is_broken_by(reason: &Reason) -> bool {
    !matches!(reason, Reason::EdiUnreachable | Reason::EdiLost | Reason::EdiTooManyFiles { .. })
}

/// Notes what was learnt of a link: a broken one has its lane stopped, a working one goes on.
pub(super) async fn note_link(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    link: &EdiLink,
    state: &AccessState,
) -> Result<()> {
    let since = if *state == link.state { link.state_since } else { ground.now() };
    if transaction.set_edi_state(link.organization, link.id, link.generation, state, since).await? {
        transaction.stop_lane(&lane_of_link(link), state.is_broken()).await?;
    }
    Ok(())
}

/// Whether an address is one of the whole network: what a person types is not called inside the installation's own.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_unspecified()
        || first == 0
        || first >= 224
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second)))
}

/// Global unicast, without documentation and without what carries an address of the older kind.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (0x2000..0x4000).contains(&first)
        && first != 0x2002
        && !(first == 0x2001 && (second == 0 || second == 0xdb8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_whole_network_are_public() {
        for address in ["51.254.1.1", "8.8.8.8", "2a01:e0a::1", "::ffff:8.8.8.8"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
