//! Organisations, people, sessions, passwords.

mod administration;
mod codes;
mod custody;
mod invitations;
mod password;
mod registry;
mod second_factor;
mod seen;
mod sessions;
mod sign_in;
mod sign_in_code;
mod tries;
mod users;
mod wing;

pub(crate) use codes::Codes;
pub use codes::{Enrolment, RECOVERY_CODES};
pub use invitations::Added;
pub use password::{PasswordHasher, TooBusy};
pub use registry::{NewUser, Registry};
pub use second_factor::MySecondFactor;
pub(crate) use seen::{Seen, SeenWriter};
pub use sign_in::{SignIn, SignInError, SignedIn};
pub use sign_in_code::SignInCode;
pub use wing::Accounts;
