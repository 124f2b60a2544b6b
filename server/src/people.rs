//! What is done with people on the command line, beside a running server or without one.

use app::words::Sentence as _;
use operations::{NewUser, OperationError, Scope, System};
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::{UserAddArguments, UserArguments, UserResetArguments, UserSessionsArguments};
use crate::commands::{say, with_system};
use crate::configuration::Configuration;
use crate::exit::{Exit, failure};

/// Bytes of a password read from the standard input.
const LONGEST_PASSWORD: u64 = 4_096;

/// Gives a person a role in an organisation.
///
/// # Errors
/// [`Exit::Refused`] when the organisation is unknown or the address, name or password is not accepted.
pub async fn user_add(configuration: &Configuration, arguments: UserAddArguments) -> anyhow::Result<()> {
    with_system(configuration, async |system| add_user(system, arguments).await).await
}

/// Gives a person a new password.
///
/// # Errors
/// [`Exit::Refused`] when the address is unknown or the password is not accepted.
pub async fn user_reset(configuration: &Configuration, arguments: UserResetArguments) -> anyhow::Result<()> {
    with_system(configuration, async |system| {
        let email = known(system, &arguments.user.email).await?;
        let password =
            if arguments.password_stdin { password_from_input()? } else { password_from_terminal()? };
        system.registry.reset_password(email, &password).await.map_err(refusal)?;
        say(format_args!("{email} has a new password; all sessions are ended"))
    })
    .await
}

/// Takes the second factor of a person away who has lost it.
///
/// # Errors
/// [`Exit::Refused`] when the address is unknown, or there is none.
pub async fn user_remove_second_factor(
    configuration: &Configuration,
    arguments: UserArguments,
) -> anyhow::Result<()> {
    with_system(configuration, async |system| {
        let email = known(system, &arguments.email).await?;
        if !system.registry.remove_second_factor(email).await.map_err(refusal)? {
            return Err(failure(Exit::Refused, format!("{email} has no second factor")));
        }
        say(format_args!("{email} signs in with the password alone; all sessions are ended"))
    })
    .await
}

/// Keeps a person out, or lets them in again.
///
/// # Errors
/// [`Exit::Refused`] when the address is unknown.
pub async fn user_disable(
    configuration: &Configuration,
    arguments: UserArguments,
    disabled: bool,
) -> anyhow::Result<()> {
    with_system(configuration, async |system| {
        let email = known(system, &arguments.email).await?;
        let without = system.registry.set_disabled(email, disabled).await.map_err(refusal)?;
        if disabled {
            say(format_args!("{email} is kept out; all sessions are ended"))?;
        } else {
            say(format_args!("{email} may sign in again"))?;
        }
        for organization in without {
            let name = organization.name;
            say(format_args!("{name} has no administrator left: name one with `user add`"))?;
        }
        Ok(())
    })
    .await
}

/// Lists the sessions of a person, or ends them.
///
/// # Errors
/// [`Exit::Refused`] when the address is unknown.
pub async fn user_sessions(
    configuration: &Configuration,
    arguments: UserSessionsArguments,
) -> anyhow::Result<()> {
    with_system(configuration, async |system| {
        let email = known(system, &arguments.user.email).await?;
        if arguments.end {
            let ended = system.registry.end_sessions(email).await.map_err(refusal)?;
            return say(format_args!("{ended} sessions ended"));
        }
        let sessions = system.registry.sessions(email).await.map_err(refusal)?;
        for session in &sessions {
            say(format_args!(
                "{}  since {}  last used {}  from {}  {}",
                session.id, session.created_at, session.last_seen_at, session.address, session.user_agent
            ))?;
        }
        if sessions.is_empty() { say("no session") } else { Ok(()) }
    })
    .await
}

/// The address as it is asked with, when somebody has it.
async fn known<'e>(system: &System, email: &'e str) -> anyhow::Result<&'e str> {
    let email = email.trim();
    let found = system.registry.user_by_email(email).await.map_err(refusal)?;
    found.map(|_| email).ok_or_else(|| failure(Exit::Refused, format!("nobody has the address {email}")))
}

async fn add_user(system: &System, arguments: UserAddArguments) -> anyhow::Result<()> {
    let organizations = system.registry.organizations().await.map_err(refusal)?;
    let name = arguments.organization.trim();
    let organization = organizations.iter().find(|known| known.name.to_lowercase() == name.to_lowercase());
    if organization.is_none() && !arguments.create_organization {
        let known: Vec<&str> = organizations.iter().map(|known| known.name.as_str()).collect();
        let known = if known.is_empty() { "none yet".to_owned() } else { known.join(", ") };
        return Err(failure(
            Exit::Refused,
            format!(
                "no organisation \"{name}\" (known: {known}): correct the name or add --create-organization"
            ),
        ));
    }
    if name.is_empty() {
        return Err(failure(Exit::Refused, "--organization is empty: give its name"));
    }
    let email = arguments.email.trim();
    let known = system.registry.user_by_email(email).await.map_err(refusal)?;
    let password = match &known {
        Some(_) => SecretString::default(),
        None if arguments.password_stdin => password_from_input()?,
        None => password_from_terminal()?,
    };
    let id = match organization {
        Some(organization) => organization.id,
        None => system.registry.add_organization(name).await.map_err(refusal)?,
    };
    let new = NewUser {
        email: email.to_owned(),
        name: arguments.name,
        password,
        role: arguments.role,
        scope: Scope::Everything,
    };
    system.registry.add_user(id, new).await.map_err(refusal)?;
    let role = arguments.role.code();
    match known {
        Some(_) => {
            say(format_args!("{email} is {role} of {name}; the account was there, its password stays"))
        }
        None => say(format_args!("{email} is {role} of {name}")),
    }
}

/// What the operator reads of a refused operation. Sentences made for the screen stay as they are.
fn refusal(error: OperationError) -> anyhow::Error {
    let exit = match &error {
        OperationError::Storage(_) | OperationError::File(_) => Exit::Storage,
        _ => Exit::Refused,
    };
    match &error {
        OperationError::Refused(_) | OperationError::Invalid(_) => {
            failure(exit, format!("refused: {}", error.sentence()))
        }
        other => failure(exit, other.to_string()),
    }
}

fn password_from_input() -> anyhow::Result<SecretString> {
    use std::io::Read as _;
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LONGEST_PASSWORD)
        .read_to_string(&mut text)
        .map_err(|error| failure(Exit::Refused, format!("the password cannot be read: {error}")))?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    Ok(SecretString::from(password.strip_suffix('\r').unwrap_or(password)))
}

fn password_from_terminal() -> anyhow::Result<SecretString> {
    let ask = |question: &str| {
        rpassword::prompt_password(question).map(SecretString::from).map_err(|error| {
            failure(
                Exit::Refused,
                format!("no terminal to ask for the password ({error}): use --password-stdin"),
            )
        })
    };
    let password = ask("Password: ")?;
    if ask("Again: ")?.expose_secret() != password.expose_secret() {
        return Err(failure(Exit::Refused, "the two passwords differ: start again"));
    }
    Ok(password)
}
