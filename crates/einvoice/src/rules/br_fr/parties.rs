//! Who sells, buys and is paid: SIREN, SIRET, electronic addresses, schemes of identifiers.

use std::collections::HashSet;

use super::super::check::{Check, Outcome};
use super::paths::{CII_PARTIES, Other, Paths, UBL_PARTIES};
use super::{all, forms, is_any, notes, only_text};
use crate::document::Place;
use crate::document::names::{Name, attribute, cac, cbc, ram};
use crate::model::Syntax;
use crate::semantic::bindings::common;

const SIREN: &str = "0002";
const SIRET: &str = "0009";

/// BR-FR-09 and BR-FR-CO-10 of an element that is a party.
pub(super) fn element(check: &mut Check<'_, '_>, syntax: Syntax, place: Place) {
    let name = check.document.name(place);
    let parties = if syntax == Syntax::Cii { CII_PARTIES } else { UBL_PARTIES };
    // The longest path comes first: a party within a party is not the one around it.
    let mut fitting: Option<&Other> = None;
    for party in parties.iter().filter(|party| party.path.first() == Some(&name)) {
        let is_longer = fitting.is_none_or(|fitting| party.path.len() > fitting.path.len());
        if is_longer && is_at(check, place, party.path) {
            fitting = Some(party);
        }
    }
    let Some(party) = fitting else { return };
    if party.siret == "BR-FR-09_BT-71" && syntax != Syntax::Cii {
        // The two rules of a place of delivery ask for it at the document alone.
        let delivery = check.document.parent(place);
        if check.document.parent(delivery) != 0 {
            return;
        }
        siret(check, party.siret, delivery, &[cac::DeliveryLocation, cbc::ID], &DELIVERED, false);
    } else if syntax == Syntax::Cii {
        let is_strict = matches!(party.siret, "BR-FR-09_BT-29" | "BR-FR-09_BT-46");
        siret(
            check,
            party.siret,
            place,
            &[ram::GlobalID],
            &[ram::SpecifiedLegalOrganization, ram::ID],
            is_strict,
        );
    } else if party.siret != "BR-FR-09_EXT-FR-FE-146" && is_anchored(check, place, party.path) {
        let is_strict = matches!(party.siret, "BR-FR-09_BT-29" | "BR-FR-09_BT-46");
        let legal = [cac::PartyLegalEntity, cbc::CompanyID];
        siret(check, party.siret, place, &[cac::PartyIdentification, cbc::ID], &legal, is_strict);
    }
    schemes(check, syntax, party, place);
}

/// Who receives at a place of delivery, in UBL.
const DELIVERED: [Name; 3] = [cac::DeliveryParty, cac::PartyLegalEntity, cbc::CompanyID];

/// Whether an element and those around it have these names.
fn is_at(check: &Check<'_, '_>, mut place: Place, path: &[Name]) -> bool {
    path.iter().all(|name| {
        let holds = common(check.document.name(place)) == *name && place != 0;
        place = check.document.parent(place);
        holds
    })
}

/// Whether the outermost of them stands in the root.
fn is_anchored(check: &Check<'_, '_>, place: Place, path: &[Name]) -> bool {
    path.iter().fold(place, |place, _| check.document.parent(place)) == 0
}

/// Those of a scheme.
fn of_scheme(check: &Check<'_, '_>, place: Place, path: &[Name], scheme: &str) -> Vec<Place> {
    let mut found = all(check, place, path);
    found.retain(|place| check.attribute(*place, attribute::schemeID) == Some(scheme));
    found
}

/// The text of the only one of a scheme; empty when there is none.
fn only_of_scheme<'d>(check: &Check<'d, '_>, place: Place, path: &[Name], scheme: &str) -> Outcome<&'d str> {
    let only = Check::only_of(&of_scheme(check, place, path, scheme))?;
    Ok(only.map_or("", |place| check.text(place)))
}

/// A SIRET has 14 digits and begins with the SIREN; of seller and buyer, the SIREN must be given too.
fn siret(
    check: &mut Check<'_, '_>,
    id: &'static str,
    place: Place,
    private: &[Name],
    legal: &[Name],
    is_strict: bool,
) {
    let sirets = of_scheme(check, place, private, SIRET);
    let Some(first) = sirets.first().copied() else { return };
    let text = check.text(first);
    let mut siren = only_of_scheme(check, place, legal, SIREN);
    if siren == Ok("") && !is_strict && private == [ram::GlobalID] {
        // In CII the official test takes the SIREN out of the SIRET, of which there must be one.
        siren = Check::only_of(&sirets).map(|_| "");
    }
    let holds = siren.map(|siren| {
        let is_given = is_strict || !siren.is_empty();
        forms::is_siret(text) && (!is_given || text.get(..9) == Some(siren))
    });
    match holds {
        Ok(false) => check.differs(id, first, Some(text.to_owned()), None),
        holds => check.test(id, first, holds),
    }
}

/// Every identifier of a party has a scheme, and no scheme occurs twice.
fn schemes(check: &mut Check<'_, '_>, syntax: Syntax, party: &Other, place: Place) {
    let is_place = check.document.name(place) == cac::DeliveryLocation;
    let path: &[Name] = match syntax {
        Syntax::Cii => &[ram::GlobalID],
        _ if is_place => &[cbc::ID],
        _ => &[cac::PartyIdentification, cbc::ID],
    };
    let mut seen = HashSet::new();
    for identifier in all(check, place, path) {
        match check.attribute(identifier, attribute::schemeID) {
            None => check.fail(party.schemes[0], identifier),
            Some(scheme) if !seen.insert(scheme) => {
                check.differs(party.schemes[1], identifier, Some(scheme.to_owned()), None);
            }
            Some(_) => {}
        }
    }
}

/// What is asked of seller and buyer.
pub(super) fn run(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths) {
    let legal = |party: &[Name]| [party, paths.legal].concat();
    let endpoint = |party: &[Name]| [party, paths.endpoint].concat();
    let place = |check: &Check<'_, '_>, party: &[Name]| check.first(0, party).unwrap_or(0);
    let (seller, buyer) = (place(check, paths.seller), place(check, paths.buyer));
    if syntax == Syntax::Cii {
        let siren = only_of_scheme(check, 0, &legal(paths.seller), SIREN);
        check.test("BR-FR-10_BT-30", seller, siren.map(forms::siren));
    } else {
        for entity in all(check, 0, &[paths.seller, &[cac::PartyLegalEntity]].concat()) {
            let siren = only_of_scheme(check, entity, &[cbc::CompanyID], SIREN);
            check.test("BR-FR-10_BT-30", entity, siren.map(forms::siren));
        }
    }
    let is_ours = notes::is_between_businesses(check, syntax);
    if is_ours {
        let form = if syntax == Syntax::Cii { forms::is_siren } else { forms::siren };
        let siren = only_of_scheme(check, 0, &legal(paths.buyer), SIREN);
        check.test("BR-FR-11_BT-47", buyer, siren.map(form));
    }
    for (id, at, party) in [("BR-FR-12_BT-49", buyer, paths.buyer), ("BR-FR-13_BT-34", seller, paths.seller)]
    {
        let address = only_text(check, 0, &endpoint(party));
        let is_given =
            |text: &str| if syntax == Syntax::Cii { !text.is_empty() } else { forms::is_filled(text) };
        check.test(id, at, address.map(is_given));
    }
    let is_self_billed = is_any(check, 0, paths.type_code, forms::SELF_BILLED);
    let (id, at, party) = if is_self_billed {
        ("BR-FR-22_BT-34", seller, paths.seller)
    } else {
        ("BR-FR-21_BT-49", buyer, paths.buyer)
    };
    if is_ours {
        let outcome = addressed(check, syntax, &endpoint(party), &legal(party));
        check.test(id, at, outcome);
    }
    is_single_taxable(check, syntax, paths, seller);
}

/// The electronic address begins with the SIREN and is of the French scheme.
fn addressed(check: &Check<'_, '_>, syntax: Syntax, endpoint: &[Name], legal: &[Name]) -> Outcome<bool> {
    let address = only_text(check, 0, endpoint)?;
    let siren = match syntax {
        Syntax::Cii => only_text(check, 0, legal)?,
        _ => only_of_scheme(check, 0, legal, SIREN)?,
    };
    Ok(address.starts_with(siren) && !of_scheme(check, 0, endpoint, "0225").is_empty())
}

/// BR-FR-CO-14 and 15: a member of a single taxable person says so, and has a representative.
fn is_single_taxable(check: &mut Check<'_, '_>, syntax: Syntax, paths: &Paths, seller: Place) {
    if of_scheme(check, 0, &[paths.seller, paths.private].concat(), "0231").is_empty() {
        return;
    }
    let is_said = notes::has(check, syntax, "TXD", "MEMBRE_ASSUJETTI_UNIQUE");
    check.holds("BR-FR-CO-14_BT-29-1", seller, is_said);
    let number = if syntax == Syntax::Cii {
        let path = [paths.representative, &[ram::SpecifiedTaxRegistration, ram::ID]].concat();
        only_of_scheme(check, 0, &path, "VA")
    } else {
        only_text(check, 0, &[paths.representative, &[cbc::CompanyID]].concat())
    };
    check.test("BR-FR-CO-15_BT-29-1", seller, number.map(|number| !number.is_empty()));
}
