//! Inputs and outputs of the API Factures (API.md §5.1).
//!
//! One notion has two names: `identifiantFactureCPP` on the supplier side, `idFacture` on the recipient
//! side and in the history. Both are numbers, and they may differ for one invoice (API.md §3).

mod consulter_fournisseur;
mod deposer;
mod details;
mod historique;
mod rechercher_fournisseur;
mod rechercher_recipiendaire;
mod soumettre;

pub use consulter_fournisseur::*;
pub use deposer::*;
pub use details::*;
pub use historique::*;
pub use rechercher_fournisseur::*;
pub use rechercher_recipiendaire::*;
pub use soumettre::*;
