//! Both kinds of folder do the same; the server is a real one of OpenSSH.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::fs;
use std::io::Cursor;
use std::net::IpAddr;
use std::path::Path;

use exchange_folder::{Content, Folder, FolderError, LocalFolder, Server, SftpFolder, new_key, temporary};
use test_sftp::SftpServer;
use tokio::io::AsyncReadExt as _;

fn content(bytes: &[u8]) -> Content {
    Box::new(Cursor::new(bytes.to_vec()))
}

async fn read(folder: &dyn Folder, of: &str, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    folder.open(of, name).await.unwrap().read_to_end(&mut bytes).await.unwrap();
    bytes
}

/// What every folder does; `base` is where `path` leads on this machine.
async fn behaves(folder: &dyn Folder, base: &Path, path: &str) {
    let at = |name: &str| format!("{path}{name}");
    for name in ["depart", "retour", "pris"] {
        fs::create_dir(base.join(name)).unwrap();
    }
    let (out, back, taken) = (at("depart"), at("retour"), at("pris"));
    let large = vec![7_u8; 300_000];
    let part = temporary("archive");
    assert_eq!(folder.size(&out, "archive").await.unwrap(), None);
    assert_eq!(folder.write(&out, &part, content(&large)).await.unwrap(), 300_000);
    assert_eq!(folder.list(&out, 10).await.unwrap(), [], "what is not whole is not taken");
    assert_eq!(folder.size(&out, &part).await.unwrap(), Some(300_000));
    folder.rename((&out, &part), (&out, "archive")).await.unwrap();
    assert_eq!(fs::read(base.join("depart/archive")).unwrap(), large);
    assert_eq!(folder.size(&out, &part).await.unwrap(), None);
    // Never over another file.
    folder.write(&out, &part, content(b"autre")).await.unwrap();
    let refused = folder.rename((&out, &part), (&out, "archive")).await;
    assert!(matches!(refused, Err(FolderError::Taken(_))), "{refused:?}");
    assert_eq!(fs::read(base.join("depart/archive")).unwrap(), large);
    // A shorter file leaves nothing of the longer one.
    folder.write(&out, &part, content(b"b")).await.unwrap();
    assert_eq!(folder.size(&out, &part).await.unwrap(), Some(1));

    fs::write(base.join("retour/b.xml"), "deux").unwrap();
    fs::write(base.join("retour/a.xml"), "un").unwrap();
    fs::write(base.join("retour/.cache"), "x").unwrap();
    fs::create_dir(base.join("retour/dossier")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", base.join("retour/lien")).unwrap();
    let listed = folder.list(&back, 10).await.unwrap();
    let names: Vec<_> = listed.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
    assert_eq!(names, [("a.xml", 2), ("b.xml", 4)]);
    assert!(matches!(folder.list(&back, 1).await, Err(FolderError::TooMany(1))));
    assert_eq!(read(folder, &back, "b.xml").await, b"deux");
    assert_eq!(folder.size(&back, "lien").await.unwrap(), None, "a link is no file");
    folder.rename((&back, "b.xml"), (&taken, "b.xml")).await.unwrap();
    assert_eq!(read(folder, &taken, "b.xml").await, b"deux");
    folder.remove(&back, "a.xml").await.unwrap();
    folder.remove(&back, "a.xml").await.unwrap();
    assert_eq!(folder.list(&back, 10).await.unwrap(), []);

    assert!(matches!(folder.list(&at("ailleurs"), 10).await, Err(FolderError::Missing(_))));
    for name in ["../a", "a/b", "..", ""] {
        let refused = folder.write(&out, name, content(b"x")).await;
        assert!(matches!(refused, Err(FolderError::Outside(_))), "{name:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_folder_of_this_machine() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("cabinet")).unwrap();
    let folder = LocalFolder::new(root.path(), "cabinet").unwrap();
    behaves(&folder, &root.path().join("cabinet"), "").await;
}

#[tokio::test]
async fn a_folder_of_this_machine_never_leads_out_of_its_root() {
    let root = tempfile::tempdir().unwrap();
    let allowed = root.path().join("permis");
    fs::create_dir_all(allowed.join("cabinet")).unwrap();
    fs::create_dir(root.path().join("secret")).unwrap();
    fs::write(root.path().join("secret/a.xml"), "x").unwrap();
    std::os::unix::fs::symlink(root.path().join("secret"), allowed.join("cabinet/lien")).unwrap();
    for below in ["../secret", "/etc", "cabinet/../../secret", "cabinet/lien"] {
        let refused = LocalFolder::new(&allowed, below).map(drop);
        assert!(matches!(refused, Err(FolderError::Outside(_))), "{below}: {refused:?}");
    }
    let folder = LocalFolder::new(&allowed, "cabinet").unwrap();
    assert!(matches!(folder.list("lien", 10).await, Err(FolderError::Outside(_))));
    std::os::unix::fs::symlink(root.path().join("secret/a.xml"), allowed.join("cabinet/b.xml")).unwrap();
    assert!(matches!(folder.open(".", "b.xml").await.map(drop), Err(FolderError::Outside(_))));
}

const EVERYWHERE: &(dyn Fn(IpAddr) -> bool + Sync) = &|_| true;

#[tokio::test]
async fn a_folder_on_a_server() {
    let (private, public) = new_key(&[1; 32], "essai").unwrap();
    let Some(server) = SftpServer::start(&public, "SFTP") else { return };
    let mut asked = Server {
        host: "127.0.0.1",
        port: server.port(),
        user: server.user(),
        key: &private,
        host_key: None,
        allowed: EVERYWHERE,
    };
    // At first its key is shown, and nobody signs in.
    let shown = match SftpFolder::connect(&asked).await.map(drop) {
        Err(FolderError::HostKey { offered }) => offered,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown, server.host_key());
    assert!(!server.log().contains("Accepted publickey"), "{}", server.log());
    asked.host_key = Some(&shown);
    let folder = SftpFolder::connect(&asked).await.unwrap();
    let base = server.folder().to_owned();
    behaves(&folder, &base, &format!("{}/", base.display())).await;
}

#[tokio::test]
async fn a_server_that_is_another_gets_neither_key_nor_file() {
    let (private, public) = new_key(&[1; 32], "essai").unwrap();
    let Some(server) = SftpServer::start(&public, "SFTP") else { return };
    let asked = Server {
        host: "127.0.0.1",
        port: server.port(),
        user: server.user(),
        key: &private,
        host_key: Some("ssh-ed25519 SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        allowed: EVERYWHERE,
    };
    let refused = SftpFolder::connect(&asked).await.map(drop);
    assert!(matches!(&refused, Err(FolderError::HostKey { offered }) if *offered == server.host_key()));
    assert!(!server.log().contains("publickey"), "{}", server.log());
}

#[tokio::test]
async fn another_key_is_refused_and_a_forbidden_address_is_not_called() {
    let (_, public) = new_key(&[1; 32], "essai").unwrap();
    let Some(server) = SftpServer::start(&public, "SFTP") else { return };
    let (other, _) = new_key(&[2; 32], "essai").unwrap();
    let pin = server.host_key();
    let asked = |allowed| Server {
        host: "127.0.0.1",
        port: server.port(),
        user: server.user(),
        key: &other,
        host_key: Some(&pin),
        allowed,
    };
    let refused = SftpFolder::connect(&asked(EVERYWHERE)).await.map(drop);
    assert!(matches!(refused, Err(FolderError::KeyRefused)), "{refused:?}");
    let refused = SftpFolder::connect(&asked(&|_| false)).await.map(drop);
    assert!(matches!(refused, Err(FolderError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn where_no_server_is_nothing_hangs() {
    let (private, _) = new_key(&[1; 32], "essai").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let asked = Server {
        host: "127.0.0.1",
        port: closed,
        user: "x",
        key: &private,
        host_key: None,
        allowed: EVERYWHERE,
    };
    let refused = SftpFolder::connect(&asked).await.map(drop);
    assert!(matches!(refused, Err(FolderError::Unreachable(_))), "{refused:?}");
}
