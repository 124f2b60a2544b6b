//! Precedence, refusals and what is shown of a configuration.

use clap::Parser;

use super::file::setting_names;
use super::*;
use crate::exit::describe;

/// The settings alone, without the sub-commands.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    given: Given,
}

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pupitre.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn resolve(flags: &[&str], file: &str) -> anyhow::Result<Configuration> {
    let (_folder, path) = written(file);
    let config = path.display().to_string();
    let line = ["pupitre", "--config", &config].into_iter().chain(flags.iter().copied());
    Configuration::resolve(Line::parse_from(line).given, None)
}

#[test]
fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
    let file = "undo-seconds = 20\nsession-hours = 8\nbehind-proxy = true";
    let configuration = resolve(&["--undo-seconds", "30"], file).unwrap();
    assert_eq!(configuration.operations.undo.as_secs(), 30);
    assert_eq!(configuration.operations.session_absolute.as_secs(), 8 * 3_600);
    assert!(configuration.behind_proxy);
    assert_eq!(configuration.listen, DEFAULT_LISTEN);
    assert_eq!(configuration.sources["undo_seconds"], "flag or environment");
    assert_eq!(configuration.sources["session_hours"], "file");
    assert_eq!(configuration.sources["listen"], "default");
}

#[test]
fn a_bare_flag_means_true_and_takes_no_other_word() {
    assert!(resolve(&["--behind-proxy"], "").unwrap().behind_proxy);
    assert!(!resolve(&["--behind-proxy=false"], "behind-proxy = true").unwrap().behind_proxy);
}

#[test]
fn an_unknown_name_is_refused_with_its_line_and_the_nearest_name() {
    let (exit, text) = describe(&resolve(&[], "listen = \"127.0.0.1:1\"\n\nundo-second = 3").unwrap_err());
    assert_eq!(exit, Exit::Configuration);
    assert!(
        text.contains("line 3: unknown setting \"undo-second\"; did you mean \"undo-seconds\"?"),
        "{text}"
    );
}

#[test]
fn a_value_of_the_wrong_kind_names_its_line() {
    let (exit, text) = describe(&resolve(&[], "\nundo-seconds = \"soon\"").unwrap_err());
    assert_eq!(exit, Exit::Configuration);
    assert!(text.contains("line 2:"), "{text}");
}

#[test]
fn a_value_out_of_range_is_refused_from_flag_and_file_alike() {
    for result in [resolve(&["--undo-seconds", "601"], ""), resolve(&[], "undo-seconds = 601")] {
        let (exit, text) = describe(&result.unwrap_err());
        assert_eq!(
            (exit, text.as_str()),
            (Exit::Configuration, "undo-seconds is 601: give a number from 0 to 600")
        );
    }
}

#[test]
fn plain_http_is_for_loopback_or_behind_a_proxy() {
    assert!(resolve(&["--listen", "0.0.0.0:3000"], "").unwrap().check_listen().is_err());
    assert!(resolve(&["--listen", "0.0.0.0:3000", "--behind-proxy"], "").unwrap().check_listen().is_ok());
    assert!(resolve(&["--listen", "[::1]:3000"], "").unwrap().check_listen().is_ok());
}

#[test]
fn metrics_are_for_loopback_only() {
    assert!(resolve(&["--metrics", "0.0.0.0:9464"], "").is_err());
    assert!(resolve(&["--metrics", "127.0.0.1:9464"], "").is_ok());
}

#[test]
fn credentials_go_over_https_only() {
    let with = |address: &str| resolve(&["--production-api-address", address], "");
    assert!(with("http://piste.example/cpro").is_err());
    assert!(with("http://127.0.0.1.example/cpro").is_err());
    assert!(with("http://127.0.0.1:8085/cpro").is_ok());
    let api = with("https://piste.example/cpro/").unwrap().operations.production.api;
    assert_eq!(api, "https://piste.example/cpro");
}

#[test]
fn the_key_of_the_environment_goes_before_the_file_but_not_beside_a_flag() {
    let key = || Some(SecretString::from("k:AAAA"));
    let file = Some(PathBuf::from("file"));
    assert!(matches!(choose_key(key(), None, file.clone()), Ok(Some(KeySource::Variable(_)))));
    assert!(choose_key(key(), file.clone(), None).is_err());
    assert!(matches!(choose_key(None, None, file), Ok(Some(KeySource::File(_)))));
    assert!(matches!(choose_key(None, None, None), Ok(None)));
}

#[test]
fn the_list_of_values_masks_secrets_and_names_every_setting() {
    let mut configuration = resolve(&["--proxy", "http://me:geheim@proxy:3128"], "").unwrap();
    configuration.key = Some(KeySource::Variable(SecretString::from("k1:geheim")));
    let lines = configuration.lines();
    assert!(!format!("{lines:?}").contains("geheim"));
    for name in setting_names().into_iter().filter(|name| name != "key-file") {
        assert!(lines.iter().any(|(known, _, _)| *known == name), "{name}");
    }
}

const BUCKET: [&str; 4] = ["--documents", "s3://pupitre/desk/", "--s3-access-key", "AKID"];

fn bucket(more: &[&str], file: &str) -> anyhow::Result<Bucket> {
    resolve(&[&BUCKET[..], more].concat(), file).map(|configuration| configuration.bucket.unwrap())
}

#[test]
fn a_bucket_is_named_with_its_prefix_and_reached_by_path_in_tls() {
    assert_eq!(resolve(&[], "").unwrap().bucket, None);
    let usual = bucket(&[], "").unwrap();
    assert_eq!((usual.name.as_str(), usual.prefix.as_str()), ("pupitre", "desk"));
    assert_eq!((usual.region.as_str(), usual.endpoint.as_ref()), ("us-east-1", None));
    assert!(!usual.virtual_hosted && !usual.is_plain());
    let file = "s3-region = \"gra\"\ns3-endpoint = \"https://s3.example.org\"\ns3-virtual-hosted = true";
    let other = bucket(&[], file).unwrap();
    assert_eq!((other.region.as_str(), other.endpoint.as_deref()), ("gra", Some("https://s3.example.org")));
    assert!(other.virtual_hosted);
}

#[test]
fn a_bucket_is_reached_without_tls_on_loopback_or_when_it_is_said() {
    for (endpoint, more, accepted) in [
        ("http://127.0.0.1:9000", None, true),
        ("http://[::1]:9000", None, true),
        ("http://minio:9000", None, false),
        ("http://minio:9000", Some("--s3-allow-http"), true),
        ("ftp://127.0.0.1", Some("--s3-allow-http"), false),
        ("https://key:secret@s3.example.org", None, false),
        ("https://s3.example.org/bucket", None, false),
        ("s3.example.org", None, false),
    ] {
        let flags: Vec<&str> = ["--s3-endpoint", endpoint].into_iter().chain(more).collect();
        match bucket(&flags, "") {
            Ok(found) => assert!(accepted && found.is_plain(), "{endpoint}"),
            Err(error) => {
                assert!(!accepted, "{endpoint}: {error}");
                assert_eq!(describe(&error).0, Exit::Configuration);
            }
        }
    }
}

#[test]
fn no_call_can_outlast_the_lease_that_it_is_made_under() {
    for seconds in ["5", "60", "600"] {
        let operations = resolve(&["--call-seconds", seconds], "").unwrap().operations;
        let call: u64 = seconds.parse().unwrap();
        // A lease is as long as the longest call and half a minute: two calls of a first use with their places, or a file
        // after a token.
        let longest = operations.queue.longest_call.as_secs();
        assert!(longest >= 2 * call + 150, "{seconds}: {longest}");
        assert!(longest >= call + operations.upload_timeout.as_secs() + 30, "{seconds}: {longest}");
    }
}

#[test]
fn settings_of_a_bucket_that_cannot_work_are_refused() {
    for (flags, words) in [
        (&["--documents", "/var/lib/documents"][..], "s3://SEAU"),
        (&["--documents", "s3:///prefix"], "s3://SEAU"),
        (&["--documents", "s3://key@bucket"], "s3://SEAU"),
        (&["--documents", "s3://bucket"], "--s3-access-key"),
        (&["--s3-region", "gra"], "--s3-region est donné sans --documents"),
        (&["--s3-allow-http"], "--s3-allow-http est donné sans --documents"),
    ] {
        let (exit, text) = describe(&resolve(flags, "").unwrap_err());
        assert_eq!(exit, Exit::Configuration, "{flags:?}");
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn the_secret_key_of_a_bucket_is_read_from_its_file_without_the_end_of_the_line() {
    use secrecy::ExposeSecret as _;
    let (_folder, path) = written("un secret\n");
    let path = path.display().to_string();
    let with_file = bucket(&["--s3-secret-key-file", &path], "").unwrap();
    assert_eq!(with_file.secret_key().unwrap().expose_secret(), "un secret");
    for (missing, words) in [
        (bucket(&[], "").unwrap(), "PUPITRE_S3_SECRET_KEY"),
        (bucket(&["--s3-secret-key-file", "nowhere"], "").unwrap(), "ne peut pas être lu"),
    ] {
        let (exit, text) = describe(&missing.secret_key().unwrap_err());
        assert_eq!(exit, Exit::Configuration);
        assert!(text.contains(words), "{text}");
    }
}
