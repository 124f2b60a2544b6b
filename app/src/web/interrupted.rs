//! What somebody posted after their session had ended: it travels with the sign-in and is posted again afterwards.

use axum::extract::{DefaultBodyLimit, Form, FromRequest as _, Multipart, Request};
use domain::{CredentialField, EdiField, FieldPath, FormField, PasswordField, PersonField, SignInField};
use http::header;
use serde::{Deserialize, Serialize};

use super::address::local_target;

/// The name of the control that carries it through the sign-in.
pub(crate) const KEPT: &str = "saisie";
/// Longest as a text, bytes: percent-encoded, it stays within the body of the sign-in.
const LONGEST: usize = 60 * 1024;
/// Most fields of a form, and most files that are named.
const MOST_FIELDS: usize = 2_000;
/// Most bytes that are received for the texts among them; files are not kept.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// The forms that can be posted again later. `{}` stands for any one part of the address. What decides or sends something
/// is not among them: it is looked at again first.
const RESUMABLE: [&[&str]; 8] = [
    &["deposer"],
    &["deposer", "{}"],
    &["factures", "{}", "completer"],
    &["factures", "{}", "recycler"],
    &["factures", "{}", "valideur"],
    &["structures"],
    &["structures", "{}", "acces"],
    &["utilisateurs"],
];
/// The button that sends: what was typed is kept, and looked at again.
const SENDS: (&str, &str) = ("action", "envoyer");

/// A form whose session had ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Interrupted {
    /// Where it was posted.
    pub(crate) path: String,
    /// Whether as a form with files.
    pub(crate) multipart: bool,
    /// What was typed, without secrets.
    pub(crate) fields: Vec<(String, String)>,
    /// The names of its files, which cannot be kept.
    pub(crate) files: Vec<String>,
}

impl Interrupted {
    /// What a request posts; nothing when its form cannot be posted again, or is beyond every form of ours.
    pub(super) async fn receive(mut request: Request) -> Option<Self> {
        let path = request.uri().path().to_owned();
        if !is_resumable(&path) {
            return None;
        }
        let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
        let multipart = kind.starts_with("multipart/form-data");
        DefaultBodyLimit::max(LARGEST_BODY).apply(&mut request);
        let (fields, files) = if multipart {
            parts_of(Multipart::from_request(request, &()).await.ok()?).await?
        } else {
            (Form::<Vec<(String, String)>>::from_request(request, &()).await.ok()?.0, Vec::new())
        };
        let sends = |name: &str, value: &str| (name, value) == SENDS;
        let kept = fields.into_iter().filter(|(name, value)| !is_secret(name) && !sends(name, value));
        let fields = kept.collect();
        let kept = Self { path, multipart, fields, files };
        (kept.to_text().len() <= LONGEST).then_some(kept)
    }

    /// Takes it out of the pairs of the sign-in; nothing when there is none that can be posted again.
    pub(crate) fn take(pairs: &mut Vec<(String, String)>) -> Option<Self> {
        let (kept, others): (Vec<_>, _) =
            std::mem::take(pairs).into_iter().partition(|(name, _)| name == KEPT);
        *pairs = others;
        let (_, text) = kept.into_iter().next()?;
        let kept: Self = serde_json::from_str(&text).ok().filter(|_| text.len() <= LONGEST)?;
        is_resumable(&kept.path).then_some(kept)
    }

    /// As the control carries it.
    pub(crate) fn to_text(&self) -> String {
        // Plain texts: they always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is to be done about its files; nothing without any.
    pub(crate) fn about_files(&self) -> Option<String> {
        match &self.files[..] {
            [] => None,
            [one] => Some(format!("Un fichier ne peut pas être gardé ainsi : joignez de nouveau « {one} ».")),
            several => {
                let names = several.iter().map(|name| format!("« {name} »")).collect::<Vec<_>>().join(", ");
                Some(format!("Les fichiers ne peuvent pas être gardés ainsi : joignez de nouveau {names}."))
            }
        }
    }
}

/// The texts of a form with files, and the names of its files. One that breaks off is kept as far as it came.
async fn parts_of(mut form: Multipart) -> Option<(Vec<(String, String)>, Vec<String>)> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Ok(Some(mut part)) = form.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(ToOwned::to_owned) {
            Some(file) if file.is_empty() => {}
            Some(file) => files.push(file.chars().take(200).collect()),
            None => {
                let mut bytes = Vec::new();
                while let Ok(Some(chunk)) = part.chunk().await {
                    if bytes.len() + chunk.len() > LONGEST {
                        return None;
                    }
                    bytes.extend_from_slice(&chunk);
                }
                fields.push((name, String::from_utf8(bytes).ok()?));
            }
        }
        if fields.len() + files.len() > MOST_FIELDS {
            return None;
        }
    }
    Some((fields, files))
}

fn is_resumable(path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let fits = |pattern: &&[&str]| {
        pattern.len() == parts.len()
            && pattern
                .iter()
                .zip(&parts)
                .all(|(wanted, part)| *wanted == "{}" && !part.is_empty() || wanted == part)
    };
    local_target(path).is_some() && RESUMABLE.iter().any(fits)
}

/// Whether any of our forms has a secret of this name.
fn is_secret(name: &str) -> bool {
    fn of<F: FormField>(path: &FieldPath) -> bool {
        F::of_path(path).is_some_and(F::is_secret)
    }
    name.parse().is_ok_and(|path| {
        of::<PersonField>(&path)
            || of::<CredentialField>(&path)
            || of::<EdiField>(&path)
            || of::<PasswordField>(&path)
            || of::<SignInField>(&path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_posted_again_and_what_sends_is_not() {
        for path in ["/deposer", "/deposer/1", "/structures/1/acces", "/utilisateurs"] {
            assert!(is_resumable(path), "{path}");
        }
        for path in [
            "/deposer/1/envoyer",
            "/deposer/",
            "//deposer",
            "/deconnexion",
            "https://exemple.fr/deposer",
            "/compte/mot-de-passe",
            "",
        ] {
            assert!(!is_resumable(path), "{path}");
        }
    }

    #[test]
    fn what_the_sign_in_carries_comes_back_and_leads_nowhere_else() {
        let kept = Interrupted {
            path: "/deposer/1".into(),
            fields: vec![("number".into(), "A \"1\"".into())],
            ..Interrupted::default()
        };
        let mut pairs = vec![("email".to_owned(), "a".to_owned()), (KEPT.to_owned(), kept.to_text())];
        assert_eq!(Interrupted::take(&mut pairs), Some(kept.clone()));
        assert_eq!(pairs.len(), 1);
        for path in ["/deposer/1/envoyer", "//exemple.fr/deposer"] {
            let text = Interrupted { path: path.into(), ..kept.clone() }.to_text();
            assert_eq!(Interrupted::take(&mut vec![(KEPT.to_owned(), text)]), None, "{path}");
        }
        assert_eq!(Interrupted::take(&mut vec![(KEPT.to_owned(), "{".to_owned())]), None);
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["password", "client_secret", "certificate_password", "key", "present", "new"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["number", "version", "base", "action", "tax[0].rate", "structure[1].id"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
