//! The reference lists of the API Transverses.

use serde_json::{Value, json};

use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::paging::Paging;
use crate::services::exchange::{Exchange, Outcome};
use crate::status::Status;
use crate::world::codes::{self, RefusalReason, TicketCategory};
use crate::world::{COUNTRIES, CURRENCIES};

/// A list of objects that hold one code each.
fn coded<'a>(list: &str, field: &str, codes: impl IntoIterator<Item = &'a str>) -> Outcome {
    let rows: Vec<Value> = codes.into_iter().map(|code| json!({field: code})).collect();
    Ok(fields(json!({list: rows})))
}

/// The same list with the block of its only page: three lists carry it at the top level (API.md §3). That the size of
/// the page is the number of rows is inferred.
fn on_one_page(list: &str, answer: Outcome) -> Outcome {
    let mut answer = answer?;
    let count = answer.get(list).and_then(Value::as_array).map_or(0, Vec::len);
    answer
        .extend(fields(json!({"pageCourante": 1, "pages": 1, "nbResultatsParPage": count, "total": count})));
    Ok(answer)
}

/// A list of objects with a code and a label in the language asked for; French unless English is.
fn labelled(
    input: Input<'_>,
    list: &str,
    [code_field, label_field]: [&str; 2],
    entries: &[(&str, &str, &str)],
) -> Outcome {
    let english = input.text("codeLangue")?.is_some_and(|language| language.eq_ignore_ascii_case("EN"));
    let row = |(code, french, in_english): &(&str, &str, &str)| {
        let label = if english { in_english } else { french };
        json!({code_field: code, label_field: label})
    };
    let rows: Vec<Value> = entries.iter().map(row).collect();
    Ok(fields(json!({list: rows})))
}

/// `POST /transverses/v1/recuperer/devises`.
pub(crate) fn currencies(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    labelled(input, "listeDevises", ["codeDevise", "libelleDevise"], CURRENCIES)
}

/// `POST /transverses/v1/recuperer/pays`.
pub(crate) fn countries(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    labelled(input, "listePays", ["codePays", "libellePays"], COUNTRIES)
}

/// `POST /transverses/v1/recuperer/motifs/exonerationtva`.
pub(crate) fn exemption_reasons(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let names = ["codeMotifExonerationTva", "libelleMotifExonerationTva"];
    let list = "listeMotifsExonerationTva";
    on_one_page(list, labelled(input, list, names, codes::EXEMPTION_REASONS))
}

/// `POST /transverses/v1/recuperer/modedepot`.
pub(crate) fn deposit_modes(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let list = "listeModeDepot";
    on_one_page(list, coded(list, "modeDepot", codes::DEPOSIT_MODES.iter().copied()))
}

/// `POST /transverses/v1/recuperer/modereglements`.
pub(crate) fn payment_modes(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    coded("listeModePaiement", "modePaiement", codes::PAYMENT_MODES.iter().copied())
}

/// `POST /transverses/v1/recuperer/typedp`.
pub(crate) fn payment_request_types(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let types = codes::PAYMENT_REQUEST_TYPES.iter().copied();
    coded("listeTypeDemandePaiement", "typeDemandePaiement", types)
}

/// `POST /transverses/v1/recuperer/typefacturetravaux`.
pub(crate) fn works_document_types(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let types = codes::WORKS_DOCUMENT_TYPES.iter().copied();
    coded("listeTypeFactureTravaux", "typeFactureTravaux", types)
}

/// `POST /transverses/v1/recuperer/typeidentifiant/structure`.
pub(crate) fn identifier_types(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let types = codes::IDENTIFIER_TYPES.iter().copied();
    coded("listeTypeIdentifiant", "typeIdentifiantStructure", types)
}

/// `POST /transverses/v1/recuperer/formatflux`.
pub(crate) fn flow_formats(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let list = "listeFormatFlux";
    on_one_page(list, coded(list, "formatFlux", codes::FLOW_FORMATS.iter().map(|(format, _)| *format)))
}

/// `POST /transverses/v1/recuperer/syntaxeflux`: of one format, or all of them when none is named.
pub(crate) fn flow_syntaxes(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut syntaxes: Vec<&str> = Vec::new();
    match input.text("formatFlux")? {
        Some(wanted) => {
            let format = codes::FLOW_FORMATS.iter().find(|(format, _)| *format == wanted);
            syntaxes.extend_from_slice(format.ok_or(errors::UNKNOWN_CODE)?.1);
        }
        None => {
            syntaxes.extend(codes::FLOW_FORMATS.iter().flat_map(|(_, syntaxes)| *syntaxes));
            syntaxes.extend_from_slice(codes::ARCHIVE_SYNTAXES);
        }
    }
    coded("listeSyntaxeFlux", "syntaxeFlux", syntaxes)
}

/// `POST /transverses/v1/recuperer/cadrefacturation`: of one payment request type, or all when none is named.
pub(crate) fn frameworks(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let wanted = input.text("typeDemandePaiement")?;
    if wanted.is_some_and(|wanted| !codes::PAYMENT_REQUEST_TYPES.contains(&wanted)) {
        return Err(errors::UNKNOWN_CODE.into());
    }
    let frameworks = codes::FRAMEWORKS.iter().filter(|(of, _)| wanted.is_none_or(|wanted| wanted == *of));
    coded("listeCadreFacturation", "codeCadreFacturation", frameworks.map(|(_, code)| *code))
}

/// `POST /transverses/v1/recuperer/etat/typedp`: of one payment request type, or all when none is named.
pub(crate) fn statuses(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let wanted = input.text("typeDemandePaiement")?;
    // A works document passes through every status there is.
    let statuses = codes::statuses_of(wanted.unwrap_or("FACTURE_TRAVAUX")).ok_or(errors::UNKNOWN_CODE)?;
    coded("listeEtatDemandePaiement", "etatDemandePaiement", statuses)
}

/// `POST /transverses/v1/recuperer/etats/traitement`: what traiter/recue accepts from a status.
pub(crate) fn recipient_moves(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let code = input.text("statutCourant")?.ok_or(errors::UNKNOWN_CODE)?;
    let known = codes::statuses_of("FACTURE_TRAVAUX").is_some_and(|statuses| statuses.contains(&code));
    if !known {
        return Err(errors::UNKNOWN_CODE.into());
    }
    let moves = Status::from_code(code).map(Status::recipient_moves).unwrap_or_default();
    let moves = moves.iter().map(|status| status.code());
    coded("listeStatutsPossiblesPourTraitement", "statutPossiblePourTraitement", moves)
}

/// `POST /transverses/v1/recuperer/tauxtva`; the world's labels exist in French only.
pub(crate) fn vat_rates(exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    let rows: Vec<Value> = exchange
        .ledger
        .world
        .vat_rates
        .iter()
        .map(|rate| {
            json!({"codeTauxTva": rate.code, "libelleTauxTva": rate.label, "valeurTauxTva": rate.value})
        })
        .collect();
    Ok(fields(json!({"listeTauxTva": rows})))
}

/// `POST /transverses/v1/recuperer/typespj`.
pub(crate) fn attachment_types(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let object = input.text("typeObjet")?;
    let types = exchange.ledger.world.attachment_types.iter();
    let rows: Vec<Value> = types
        .filter(|kind| object.is_none_or(|object| object == kind.object))
        .map(|kind| {
            json!({
                "idTypePieceJointe": kind.id,
                "codeTypePieceJointe": kind.code,
                "libelleTypePieceJointe": kind.label,
                "typeObjet": kind.object,
            })
        })
        .collect();
    Ok(fields(json!({"listeTypePieceJointe": rows})))
}

fn reasons(list: &str, reasons: &[RefusalReason]) -> Outcome {
    let rows = reasons
        .iter()
        .map(|reason| json!({"idMotif": reason.id, "codeMotif": reason.code, "libelleMotif": reason.label}));
    let rows: Vec<Value> = rows.collect();
    Ok(fields(json!({list: rows})))
}

/// `POST /transverses/v1/recuperer/motifs/refus/Facture/AValider`: only A9 and A12 have a validator.
pub(crate) fn validator_reasons(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    match input.text("codeCadreFacturationAValider")? {
        None | Some("A9_FACTURE_SOUSTRAITANT" | "A12_FACTURE_COTRAITANT") => {
            reasons("listeMotifRefusFactureAValider", codes::VALIDATOR_REASONS)
        }
        Some(_) => Err(errors::UNKNOWN_CODE.into()),
    }
}

/// `POST /transverses/v1/recuperer/motifs/refus/FactureTravaux` (the path is inferred).
pub(crate) fn works_reasons(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let wanted = input.text("codeCadreFacturationTravaux")?;
    let works = |code: &str| {
        codes::FRAMEWORKS.iter().any(|(of, framework)| *of == "FACTURE_TRAVAUX" && *framework == code)
    };
    if wanted.is_some_and(|code| !works(code)) {
        return Err(errors::UNKNOWN_CODE.into());
    }
    reasons("listeMotifRefusFactureTravaux", codes::WORKS_REASONS)
}

fn category(category: &TicketCategory) -> Value {
    json!({
        "idTechniqueCategorie": category.id,
        "codeCategorie": category.code,
        "libelleCategorie": category.label,
    })
}

/// `POST /transverses/v1/rechercher/categorieSollicitation`; every category is active.
pub(crate) fn ticket_categories(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let (code, label) =
        (input.text("codeCategorie")?, input.text("libelleCategorie")?.map(str::to_lowercase));
    let active = input.flag("estActif")?.unwrap_or(true);
    let found = codes::TICKET_CATEGORIES.iter().filter(|category| {
        active
            && code.is_none_or(|code| code == category.code)
            && label.as_ref().is_none_or(|label| category.label.to_lowercase().contains(label))
    });
    let page = Paging::read(input.object("pagination")?)?.cut(found.collect());
    let rows: Vec<Value> = page.items.iter().map(|found| category(found)).collect();
    Ok(fields(json!({"listeCategories": rows, "parametresRetour": page.block()})))
}

/// `POST /transverses/v1/rechercher/sousCategorieSollicitation`: one group for each category. `idTechniqueCategorie`
/// of a sub-category is read as its category's number (inferred from the reference's example).
pub(crate) fn ticket_parts(_exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    const CREATED: &str = "2020-01-01T00:00:00Z";
    let (code, label) = (input.text("code")?, input.text("libelle")?.map(str::to_lowercase));
    let active = input.flag("estActif")?.unwrap_or(true);
    let wanted = input.id("idTechniqueCategorie")?;
    let group = |found: &TicketCategory| {
        let parts = found.parts.iter().filter(|(part, name)| {
            active
                && code.is_none_or(|code| code == *part)
                && label.as_ref().is_none_or(|label| name.to_lowercase().contains(label))
        });
        let rows = parts.map(|(part, name)| {
            json!({
                "code": part,
                "libelle": name,
                "estActif": true,
                "idTechniqueCategorie": found.id,
                "dateCreation": CREATED,
                "dateDerniereModification": CREATED,
            })
        });
        let rows: Vec<Value> = rows.collect();
        (!rows.is_empty()).then(|| json!({"categorie": [category(found)], "ssCategorie": rows}))
    };
    let categories = codes::TICKET_CATEGORIES.iter();
    let groups = categories.filter(|found| wanted.is_none_or(|id| id == found.id)).filter_map(group);
    let page = Paging::read(input.object("pagination")?)?.cut(groups.collect());
    Ok(fields(json!({"listeSousCategories": page.items, "parametresRetour": page.block()})))
}
