//! Inputs and outputs of the API Factures (API.md §5.1).
//!
//! One notion has two names: `identifiantFactureCPP` on the supplier side, `idFacture` on the recipient
//! side and in the history. Both are numbers, and they may differ for one invoice (API.md §3).

mod a_traiter;
mod consulter_fournisseur;
mod demande_paiement;
mod deposer;
mod details;
mod flux;
mod fournisseur;
mod historique;
mod rechercher_fournisseur;
mod rechercher_recipiendaire;
mod recipiendaire;
mod soumettre;
mod telecharger;
mod valideur;

pub use a_traiter::*;
pub use consulter_fournisseur::*;
pub use demande_paiement::*;
pub use deposer::*;
pub use details::*;
pub use flux::*;
pub use fournisseur::*;
pub use historique::*;
pub use rechercher_fournisseur::*;
pub use rechercher_recipiendaire::*;
pub use recipiendaire::*;
pub use soumettre::*;
pub use telecharger::*;
pub use valideur::*;
