//! What a browser says it is, in words that its owner recognises.

/// Names as they stand in `User-Agent`, the more precise first: Edge and Opera also say Chrome, Chrome also says Safari.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Systems, the more precise first: Android also says Linux, an iPhone also says Mac OS X.
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// Longest text shown of a browser that is not known, characters.
const LONGEST_UNKNOWN: usize = 40;

/// `Firefox 140 sur Windows`, or the beginning of what it says.
pub(super) fn browser_name(user_agent: &str) -> String {
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, rest) = user_agent.split_once(mark)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).take(4).collect();
        Some(if version.is_empty() { (*name).to_owned() } else { format!("{name} {version}") })
    });
    let system = SYSTEMS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} sur {system}"),
        (Some(browser), None) => browser,
        (None, _) if user_agent.trim().is_empty() => "Navigateur inconnu".to_owned(),
        (None, _) => {
            let short: String = user_agent.chars().take(LONGEST_UNKNOWN).collect();
            if short == user_agent { short } else { format!("{}…", short.trim_end()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_browsers_are_named_with_version_and_system() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox 140 sur Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
                "Edge 143 sur Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
                "Chrome 143 sur Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari 18 sur iPhone",
            ),
        ] {
            assert_eq!(browser_name(user_agent), name);
        }
    }

    #[test]
    fn an_unknown_one_is_shown_as_it_is_but_short() {
        assert_eq!(browser_name("curl/8.5.0"), "curl/8.5.0");
        assert_eq!(browser_name(" "), "Navigateur inconnu");
        let long = browser_name(&"é".repeat(200));
        assert_eq!(long.chars().count(), LONGEST_UNKNOWN + 1);
    }
}
