//! How calls leave for Chorus Pro, and the certificates on their way.

use domain::{format_day, paris_day};
use leptos::prelude::*;
use operations::{Outward, PublicCertificate};

use crate::components::Fact;

/// Proxy and additional authorities: what the installation puts between every access and Chorus Pro.
pub(in crate::pages) fn outward_facts(outward: Outward) -> Vec<Fact> {
    let proxy = outward.proxy.unwrap_or_else(|| "Aucun : les appels partent directement".to_owned());
    let authorities = if outward.authorities.is_empty() {
        Fact::text("Autorités de certification", "Celles du système")
    } else {
        let list = certificates(&outward.authorities);
        let value = view! { <p>"Celles du système, et\u{a0}:"</p> {list} };
        Fact::view("Autorités de certification", value)
    };
    vec![Fact::text("Proxy", proxy), authorities]
}

/// What is sent with the certificate of an access: how many certificates, and each authority.
pub(in crate::pages) fn chain_facts(chain: &[PublicCertificate]) -> Vec<Fact> {
    let Some((own, authorities)) = chain.split_first() else { return Vec::new() };
    let since = format_day(paris_day(own.not_before));
    let sent = match authorities.len() {
        0 if own.issuer == own.subject => "1 certificat, signé par lui-même".into_any(),
        0 => "1 certificat, sans celui de son autorité. Si Chorus Pro le refuse, ajoutez la chaîne de l’autorité."
            .into_any(),
        _ => {
            let count = format!("{} certificats : celui-ci, puis", chain.len());
            view! { <p>{count}</p> {certificates(authorities)} }.into_any()
        }
    };
    vec![Fact::text("Certificat valable depuis le", since), Fact::view("Chaîne présentée", sent)]
}

/// Certificates, each with its end.
fn certificates(certificates: &[PublicCertificate]) -> AnyView {
    let line = |certificate: &PublicCertificate| {
        let end = format!(", jusqu’au {}", format_day(paris_day(certificate.not_after)));
        view! { <li>{certificate.subject.clone()}{end}</li> }
    };
    view! { <ul class="access-structures">{certificates.iter().map(line).collect_view()}</ul> }.into_any()
}

/// The common name in a distinguished name; all of it where it has none.
pub(super) fn common_name(name: &str) -> &str {
    let part = name.split(", ").find_map(|part| part.strip_prefix("CN="));
    part.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone as _, Utc};

    use super::super::super::test_support::{HOSTILE, assert_escaped, render};
    use super::*;
    use crate::components::FactList;

    fn certificate(subject: &str, issuer: &str) -> PublicCertificate {
        PublicCertificate {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            not_before: Utc.with_ymd_and_hms(2026, 1, 2, 12, 0, 0).unwrap(),
            not_after: Utc.with_ymd_and_hms(2029, 3, 4, 12, 0, 0).unwrap(),
        }
    }

    fn shown(facts: Vec<Fact>) -> String {
        render(|| view! { <FactList facts/> }).replace('\u{a0}', " ")
    }

    #[test]
    fn the_chain_says_what_is_sent_and_what_is_missing() {
        let own = certificate("CN=api", "CN=Autorité");
        let alone = shown(chain_facts(std::slice::from_ref(&own)));
        assert!(alone.contains("02/01/2026") && alone.contains("ajoutez la chaîne de l’autorité"), "{alone}");
        let whole = shown(chain_facts(&[own, certificate("CN=Autorité", "CN=Racine")]));
        for part in ["2 certificats", "CN=Autorité, jusqu’au 04/03/2029"] {
            assert!(whole.contains(part), "{part} in {whole}");
        }
        assert!(!whole.contains("ajoutez"), "{whole}");
        assert!(shown(chain_facts(&[certificate("CN=a", "CN=a")])).contains("signé par lui-même"));
        assert!(chain_facts(&[]).is_empty(), "an application presents none");
    }

    #[test]
    fn proxy_and_additional_authorities_are_named_and_their_absence_too() {
        let none = shown(outward_facts(Outward::default()));
        assert!(
            none.contains("les appels partent directement") && none.contains("Celles du système<"),
            "{none}"
        );
        let both = Outward {
            proxy: Some("http://proxy:3128/".to_owned()),
            authorities: vec![certificate("CN=Maison", "CN=Maison")],
        };
        let both = shown(outward_facts(both));
        assert!(both.contains("http://proxy:3128/") && both.contains("CN=Maison, jusqu’au"), "{both}");
    }

    #[test]
    fn texts_are_escaped() {
        let hostile = || certificate(HOSTILE, HOSTILE);
        assert_escaped(&shown(chain_facts(&[hostile(), hostile()])));
        let outward = Outward { proxy: Some(HOSTILE.to_owned()), authorities: vec![hostile()] };
        assert_escaped(&shown(outward_facts(outward)));
    }

    #[test]
    fn a_common_name_is_what_people_call_it() {
        assert_eq!(common_name("C=FR, O=Ville, CN=api.ville.fr"), "api.ville.fr");
        assert_eq!(common_name("O=Sans nom"), "O=Sans nom");
    }
}
