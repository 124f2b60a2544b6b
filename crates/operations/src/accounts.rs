//! Organisations, people, sessions, passwords.

mod administration;
mod custody;
mod invitations;
mod password;
mod registry;
mod seen;
mod sessions;
mod sign_in;
mod tries;
mod users;
mod wing;

pub use invitations::Added;
pub use password::{PasswordHasher, TooBusy};
pub use registry::{NewUser, Registry};
pub(crate) use seen::{Seen, SeenWriter};
pub use sign_in::{SignIn, SignInError, SignedIn};
pub use wing::Accounts;
