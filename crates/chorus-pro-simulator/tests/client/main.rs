//! Every service of Chorus Pro, called through the typed client against the simulator, with everything said on the
//! way checked against the description of the API.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod actions;
mod bench;
mod certificate;
mod checks;
mod comptes;
mod coverage;
mod errors;
mod factures;
mod listes;
mod organisations;
mod scenario;
mod structures;
mod tap;
mod transverses;
mod travaux;
mod valideur;
