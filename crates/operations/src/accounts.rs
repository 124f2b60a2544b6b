//! Organisations, people, sessions, passwords.

mod password;
mod registry;
mod sessions;
mod sign_in;
mod users;
mod wing;

pub use password::{PasswordHasher, TooBusy};
pub use registry::{NewUser, Registry};
pub use sign_in::{SignIn, SignInError, SignedIn};
pub use wing::Accounts;
