//! How an invoice reaches Chorus Pro, which decides what it must say.

/// The way of an invoice to Chorus Pro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Deposited at Chorus Pro itself: BT-23 is a cadre de facturation, A1 to A25, or absent.
    Direct,
    /// Through an approved platform: BT-23 is a code of the French reform, like B1, S1 or M1.
    Platform,
}

impl Channel {
    /// What a report and a command call it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Platform => "platform",
        }
    }

    /// The channel of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        [Self::Direct, Self::Platform].into_iter().find(|channel| channel.key() == key)
    }

    /// The channel that BT-23 speaks of; what it does not know is taken for a deposit at Chorus Pro itself.
    #[must_use]
    pub fn of_process(process: Option<&str>) -> Self {
        match process.unwrap_or_default().trim().as_bytes() {
            [b'B' | b'S' | b'M', rest @ ..] if is_number(rest) => Self::Platform,
            _ => Self::Direct,
        }
    }
}

fn is_number(text: &[u8]) -> bool {
    matches!(text.len(), 1 | 2) && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_names_the_channel() {
        for process in
            [None, Some(""), Some("A1"), Some("A25"), Some("urn:other"), Some("Bill"), Some("B123")]
        {
            assert_eq!(Channel::of_process(process), Channel::Direct, "{process:?}");
        }
        for process in ["B1", "S5", " M10 "] {
            assert_eq!(Channel::of_process(Some(process)), Channel::Platform, "{process}");
        }
        assert_eq!(Channel::of_key("platform"), Some(Channel::Platform));
        assert_eq!((Channel::of_key("direct"), Channel::of_key("B1")), (Some(Channel::Direct), None));
    }
}
