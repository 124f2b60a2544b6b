//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use converting::Form;
use domain::Role;
use einvoice::rules::{Channel, Pack};

use crate::configuration::{DEFAULT_LISTEN, Given};
use crate::{check, convert};

const CODES: &str = "\
Exit codes:
   0  done
   1  refused, not ready (health), not valid (check), or broken (journal verify)
   2  the command line is wrong, or a document cannot be read (check)
  65  the database was written by a newer program
  66  the site folder is missing or incomplete
  69  the port is taken
  70  a defect of the program
  73  the data folder cannot be written
  74  the database or a file failed
  75  another process works with the same data folder
  78  the configuration or the key is missing or wrong";

/// Pupitre: working with Chorus Pro, on your own machine
#[derive(Parser, Debug)]
#[command(name = "pupitre", version, after_help = CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the site and work with Chorus Pro
    Serve(Given),
    /// Work with Chorus Pro without a site, beside servers on one PostgreSQL
    Worker(Given),
    /// Show Pupitre with a simulated Chorus Pro and sample data
    Demo(DemoArguments),
    /// Run the simulated Chorus Pro alone
    Simulator(SimulatorArguments),
    /// Bring the database up to date, or copy an installation into another database
    Migrate(MigrateArguments),
    /// Make an archive of the whole installation, while it is served; or verify one
    Backup(BackupArguments),
    /// Put an installation back from an archive, into an empty folder and database of either engine
    Restore(RestoreArguments),
    /// People who sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Who did what: whether the journals are whole, and their heads to be kept outside
    #[command(subcommand)]
    Journal(JournalCommand),
    /// The key that seals stored secrets
    #[command(subcommand)]
    Key(KeyCommand),
    /// Compare what Chorus Pro answers with what Pupitre knows of it, by calls that change nothing
    Probe(ProbeArguments),
    /// Check invoices in files: UBL, CII, Factur-X, archives of them and folders
    Check(CheckArguments),
    /// Write an invoice in another form: ubl, cii, facturx or html
    Convert(ConvertArguments),
    /// Make a Factur-X of an invoice in XML, with pages of its own or those of a PDF
    Facturx(FacturXArguments),
    /// Show the settings in force and try what they name
    CheckConfig(Given),
    /// Ask a running Pupitre whether it is ready
    Health(Given),
}

/// Arguments of `check`.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Files and folders; - for the standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// One JSON object per document, on one line
    #[arg(long)]
    pub json: bool,
    /// Sets of rules, separated by commas (default: en16931, and facturx for PDFs)
    #[arg(long, value_name = "PACK", value_delimiter = ',', value_parser = check::pack)]
    pub pack: Vec<Pack>,
    /// The way to Chorus Pro, direct or platform (default: what BT-23 says)
    #[arg(long, value_name = "CHANNEL", value_parser = check::channel)]
    pub channel: Option<Channel>,
}

/// Arguments of `convert`.
#[derive(Args, Debug)]
pub struct ConvertArguments {
    /// The invoice: UBL, CII or a PDF with one inside; - for the standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The form
    #[arg(long, value_name = "ubl|cii|facturx|html", value_parser = convert::form)]
    pub to: Form,
    /// Where it is written (default: the standard output)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `facturx`.
#[derive(Args, Debug)]
pub struct FacturXArguments {
    /// The invoice: CII, or UBL that is converted
    #[arg(long, value_name = "FILE")]
    pub xml: PathBuf,
    /// The pages (default: made of the invoice)
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Where the Factur-X is written
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Arguments of `probe`.
#[derive(Args, Debug)]
pub struct ProbeArguments {
    /// SIRET of the structure whose access is used
    #[arg(long, value_name = "SIRET")]
    pub structure: String,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub struct DemoArguments {
    /// Address and port of the site
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// Folder of the demonstration; kept between two runs
    #[arg(long, value_name = "FOLDER", default_value = "demo-data")]
    pub folder: PathBuf,
    /// Folder of the built site (default: beside the program, else target/site)
    #[arg(long, env = "PUPITRE_SITE", value_name = "FOLDER")]
    pub site: Option<PathBuf>,
    /// Start afresh: delete what an earlier demonstration left in the folder
    #[arg(long)]
    pub reset: bool,
    /// Everything within seconds, for tests
    #[arg(long)]
    pub fast: bool,
    /// Seconds in which a submission can be undone (default: 10, with --fast 1)
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=600))]
    pub undo_seconds: Option<u64>,
    /// Let other machines in: passwords are public and nothing is encrypted
    #[arg(long)]
    pub open_to_network: bool,
    /// What is logged
    #[arg(long, env = "PUPITRE_LOG", value_name = "FILTER", default_value = "warn")]
    pub log: String,
}

/// Arguments of `simulator`.
#[derive(Args, Debug)]
pub struct SimulatorArguments {
    /// Address and port, on loopback (default: 127.0.0.1:8085)
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub addr: Option<SocketAddr>,
    /// HTTPS with client certificates: the older certificate mode below /service and /service-qualif, and PISTE's paths
    #[arg(long)]
    pub tls: bool,
    /// With --tls: refuse connections without a client certificate, whatever the path
    #[arg(long, requires = "tls")]
    pub tls_required: bool,
    /// With --tls: folder of the authority and the clients' PKCS#12 files; kept between two runs
    #[arg(long, value_name = "FOLDER", requires = "tls", default_value = "simulator-certificates")]
    pub certificates: PathBuf,
    /// The world at the beginning: demo, minimal, or a JSON file
    #[arg(long, value_name = "demo|minimal|FILE", default_value = "demo")]
    pub seed: String,
    /// The world at the beginning, from CSV: a folder of tables, or one table of roles
    #[arg(long, value_name = "FOLDER|FILE", conflicts_with = "seed")]
    pub import_csv: Option<PathBuf>,
    /// Only write the world as CSV tables into a folder, to be changed and imported
    #[arg(long, value_name = "FOLDER")]
    pub export_csv: Option<PathBuf>,
    /// File that keeps the world between two runs
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Simulated seconds per second
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub speed: f64,
    /// Refuse also what the reference only infers: an exemption without reason, a credit note without origin
    #[arg(long)]
    pub strict: bool,
    /// Folder with `depart` and `retour`: archives are taken from the one, reports, life cycles and pivots laid into the other
    #[arg(long, value_name = "FOLDER", requires = "edi_account")]
    pub edi_folder: Option<PathBuf>,
    /// With --edi-folder: login of the technical account whose structures exchange files
    #[arg(long, value_name = "LOGIN", requires = "edi_folder")]
    pub edi_account: Option<String>,
    /// With --edi-folder: code of the application that the names of archives carry
    #[arg(long, value_name = "CODE", requires = "edi_folder", default_value = "XXX999")]
    pub edi_application: String,
    /// Only print, as JSON, what a client needs to connect; with --addr as full addresses
    #[arg(long)]
    pub describe: bool,
    /// What is logged
    #[arg(long, env = "PUPITRE_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,
}

/// Arguments of `migrate`.
#[derive(Args, Debug)]
pub struct MigrateArguments {
    /// Only show what would be done
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub dry_run: bool,
    /// Instead, copy an installation.
    #[command(flatten)]
    pub copy: Option<CopyArguments>,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// Arguments of `migrate` that copy an installation.
#[derive(Args, Debug)]
#[group(requires_all = ["from", "to"])]
pub struct CopyArguments {
    /// Copy the installation of this database, which no server works with: sqlite:PATH or postgres://…
    #[arg(
        long,
        env = "PUPITRE_MIGRATE_FROM",
        hide_env_values = true,
        value_name = "ADDRESS",
        required = false
    )]
    pub from: String,
    /// Into this one, which is empty or holds a part of the same copy; interrupted, it goes on when it is run again
    #[arg(
        long,
        env = "PUPITRE_MIGRATE_TO",
        hide_env_values = true,
        value_name = "ADDRESS",
        required = false
    )]
    pub to: String,
    /// Rows copied at a time
    #[arg(long, value_name = "ROWS", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub batch: u32,
}

/// Arguments of `backup`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BackupArguments {
    /// What else is done with an archive.
    #[command(subcommand)]
    pub command: Option<BackupCommand>,
    /// How one is made.
    #[command(flatten)]
    pub make: BackupMakeArguments,
}

/// What is done with archives besides making them.
#[derive(Subcommand, Debug)]
pub enum BackupCommand {
    /// Read an archive whole and say what is wrong with it
    Verify(ArchiveArguments),
}

/// Arguments of `backup` itself.
#[derive(Args, Debug)]
pub struct BackupMakeArguments {
    /// The archive, or a folder in which it is named by its time (default: the present folder); nothing is overwritten
    #[arg(long, value_name = "FILE|FOLDER", default_value = ".")]
    pub to: PathBuf,
    /// An earlier archive, or the .contents file beside it: only documents that are not in it, nor in those before it
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// Seal the archive with age to the holder of this public key (age1…); may be repeated
    #[arg(long, value_name = "KEY")]
    pub recipient: Vec<String>,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// Which archive is read, and how.
#[derive(Args, Debug)]
pub struct ArchiveArguments {
    /// The archive
    #[arg(value_name = "FILE")]
    pub archive: PathBuf,
    /// An earlier archive that holds some of its documents; may be repeated
    #[arg(long, value_name = "FILE")]
    pub earlier: Vec<PathBuf>,
    /// File of the private key (AGE-SECRET-KEY-1…) that opens sealed archives
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

/// Arguments of `restore`.
#[derive(Args, Debug)]
pub struct RestoreArguments {
    /// The archives.
    #[command(flatten)]
    pub archive: ArchiveArguments,
    /// The settings of the installation to be.
    #[command(flatten)]
    pub given: Given,
}

/// What is done with people.
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Give a person a role in an organisation, and an account if they have none
    Add(UserAddArguments),
    /// Give a person a new password; their sessions end
    Reset(UserResetArguments),
    /// Take the second factor of a person away who has lost it; their sessions end
    RemoveSecondFactor(UserArguments),
    /// Keep a person out of every organisation; their sessions end
    Disable(UserArguments),
    /// Let a person in again
    Enable(UserArguments),
    /// List the sessions of a person, or end them
    Sessions(UserSessionsArguments),
}

/// Whom a command is about.
#[derive(Args, Debug)]
pub struct UserArguments {
    /// Electronic address of the person
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// Arguments of `user reset`.
#[derive(Args, Debug)]
pub struct UserResetArguments {
    /// Read the password from the standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
    /// The person.
    #[command(flatten)]
    pub user: UserArguments,
}

/// Arguments of `user sessions`.
#[derive(Args, Debug)]
pub struct UserSessionsArguments {
    /// End them all
    #[arg(long)]
    pub end: bool,
    /// The person.
    #[command(flatten)]
    pub user: UserArguments,
}

/// Arguments of `user add`.
#[derive(Args, Debug)]
pub struct UserAddArguments {
    /// Name of the organisation
    #[arg(long, value_name = "NAME")]
    pub organization: String,
    /// Create the organisation when there is none of this name
    #[arg(long)]
    pub create_organization: bool,
    /// Electronic address, to sign in
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// First and last name
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// administrateur, gestionnaire, deposant, valideur or lecteur
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub role: Role,
    /// Read the password from the standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// What is done with the journals.
#[derive(Subcommand, Debug)]
pub enum JournalCommand {
    /// Walk along the journals: 1 when one is broken, with the place of its first break
    Verify(JournalVerifyArguments),
    /// Print the heads: keep them where who owns the database cannot write
    Head(JournalHeadArguments),
}

/// Arguments of `journal verify`.
#[derive(Args, Debug)]
pub struct JournalVerifyArguments {
    /// Only that of this organisation, by name or identifier
    #[arg(long, value_name = "NAME")]
    pub organization: Option<String>,
    /// A head that was kept, a file that holds some, or - for the standard input; may be given several times
    #[arg(long, value_name = "HEAD|FILE")]
    pub head: Vec<String>,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// Arguments of `journal head`.
#[derive(Args, Debug)]
pub struct JournalHeadArguments {
    /// Only that of this organisation, by name or identifier
    #[arg(long, value_name = "NAME")]
    pub organization: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

/// What is done with the key.
#[derive(Subcommand, Debug)]
pub enum KeyCommand {
    /// Make a new key
    New {
        /// Write it to a new file that only its owner can read, instead of printing it
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Seal every stored secret again with the first key of the key file; say what older keys still seal
    Rotate(Box<KeyRotateArguments>),
}

/// Arguments of `key rotate`.
#[derive(Args, Debug)]
pub struct KeyRotateArguments {
    /// Only say what is sealed with which key
    #[arg(long)]
    pub dry_run: bool,
    /// Beside servers and workers, all of which were started with both keys
    #[arg(long)]
    pub while_serving: bool,
    /// The settings.
    #[command(flatten)]
    pub given: Given,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(&text.to_lowercase()).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("choose one of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_names_every_exit_code() {
        use crate::exit::Exit;
        for exit in [
            Exit::Refused,
            Exit::Usage,
            Exit::NewerDatabase,
            Exit::NoSite,
            Exit::PortTaken,
            Exit::Defect,
            Exit::FolderNotWritable,
            Exit::Storage,
            Exit::InUse,
            Exit::Configuration,
        ] {
            assert!(CODES.contains(&format!("\n{:>4}  ", exit.code())), "{exit:?}");
        }
    }
}
