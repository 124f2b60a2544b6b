//! The program `pupitre`: configuration, wiring, HTTP edges, sub-commands.

mod backup;
mod check;
mod cli;
mod commands;
mod configuration;
mod convert;
mod copy;
mod demo;
mod documents;
mod edges;
mod exit;
mod folder;
mod health;
mod installation;
mod journal;
mod keys;
mod listening;
mod people;
mod probe;
mod reading;
mod rotate;
mod serve;
mod simulator;
mod site;
mod system;
mod worker;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser as _;

use crate::cli::{BackupCommand, Cli, Command, JournalCommand, KeyCommand, MigrateArguments, UserCommand};
use crate::configuration::{Configuration, Given, key_from_environment};

/// Pages are made of many small texts: with this allocator one costs a tenth less processor time than with that of the
/// system. It keeps some 27 MB more when idle.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long work on blocking threads may go on at the end.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    if let Some(code) = reading::child() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version come this way too; they are no mistake.
            let code = if answer.use_stderr() { exit::Exit::Usage.code() } else { 0 };
            let _ = answer.print();
            return ExitCode::from(code);
        }
    };
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let (exit, text) = exit::describe(&error);
            // When even the error output is closed, the code is all that can be said.
            let _ = writeln!(std::io::stderr(), "pupitre: {text}");
            ExitCode::from(exit.code())
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads of the program cannot be started")?;
    let result = runtime.block_on(run(cli.command));
    runtime.shutdown_timeout(LAST_PATIENCE);
    result
}

async fn run(command: Command) -> anyhow::Result<()> {
    let resolve = |given: Given| Configuration::resolve(given, key_from_environment());
    match command {
        Command::Serve(given) => serve::run(resolve(given)?).await,
        Command::Worker(given) => worker::run(resolve(given)?).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Simulator(arguments) => simulator::run(arguments).await,
        Command::Migrate(MigrateArguments { copy: Some(arguments), given, .. }) => {
            copy::run(&resolve(given)?, &arguments).await
        }
        Command::Migrate(arguments) => commands::migrate(&resolve(arguments.given)?, arguments.dry_run).await,
        Command::Backup(arguments) => match arguments.command {
            Some(BackupCommand::Verify(archive)) => backup::verify(&archive).await,
            None => {
                let configuration = resolve(arguments.make.given.clone())?;
                backup::make(&configuration, &arguments.make).await
            }
        },
        Command::Restore(arguments) => backup::restore(&resolve(arguments.given)?, &arguments.archive).await,
        Command::User(UserCommand::Add(arguments)) => {
            let configuration = resolve(arguments.given.clone())?;
            people::user_add(&configuration, arguments).await
        }
        Command::User(UserCommand::Reset(arguments)) => {
            people::user_reset(&resolve(arguments.user.given.clone())?, arguments).await
        }
        Command::User(UserCommand::RemoveSecondFactor(arguments)) => {
            people::user_remove_second_factor(&resolve(arguments.given.clone())?, arguments).await
        }
        Command::User(UserCommand::Disable(arguments)) => {
            people::user_disable(&resolve(arguments.given.clone())?, arguments, true).await
        }
        Command::User(UserCommand::Enable(arguments)) => {
            people::user_disable(&resolve(arguments.given.clone())?, arguments, false).await
        }
        Command::User(UserCommand::Sessions(arguments)) => {
            people::user_sessions(&resolve(arguments.user.given.clone())?, arguments).await
        }
        Command::Journal(JournalCommand::Verify(arguments)) => {
            journal::verify(&resolve(arguments.given.clone())?, &arguments).await
        }
        Command::Journal(JournalCommand::Head(arguments)) => {
            journal::head(&resolve(arguments.given.clone())?, &arguments).await
        }
        Command::Key(KeyCommand::New { file }) => commands::key_new(file.as_deref()),
        Command::Key(KeyCommand::Rotate(arguments)) => {
            rotate::run(&resolve(arguments.given.clone())?, &arguments).await
        }
        Command::Probe(arguments) => probe::run(&resolve(arguments.given)?, &arguments.structure).await,
        Command::Check(arguments) => check::run(arguments).await,
        Command::Convert(arguments) => convert::run(arguments).await,
        Command::Facturx(arguments) => convert::facturx(arguments).await,
        Command::CheckConfig(given) => commands::check_config(&resolve(given)?).await,
        Command::Health(given) => commands::health(&resolve(given)?).await,
    }
}
