//! Delivers letters and keeps those that come back.

/// A letter and the street it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub street: String,
}

impl Letter {
    pub fn new(to: &str, street: &str) -> Self {
        Letter {
            to: to.to_string(),
            street: street.to_string(),
        }
    }
}

/// What happened on one round.
#[derive(Debug, PartialEq, Eq)]
pub struct Round {
    pub delivered: Vec<String>,
    pub returned: Vec<Letter>,
    /// Letters handled in all.
    pub handled: usize,
}

/// Delivers the letters for `streets`; the others come back.
pub fn deliver(letters: Vec<Letter>, streets: &[&str]) -> Round {
    let mut delivered = Vec::new();
    let mut returned = Vec::new();
    for letter in letters {
        if streets.contains(&letter.street.as_str()) {
            delivered.push(letter.to);
        } else {
            returned.push(letter);
        }
    }
    Round {
        delivered,
        returned,
        handled: letters.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag() -> Vec<Letter> {
        vec![
            Letter::new("Ada", "Elm Street"),
            Letter::new("Bo", "Oak Street"),
            Letter::new("Cy", "Elm Street"),
        ]
    }

    #[test]
    fn delivers_to_known_streets() {
        let round = deliver(bag(), &["Elm Street"]);
        assert_eq!(round.delivered, ["Ada", "Cy"]);
        assert_eq!(round.returned, [Letter::new("Bo", "Oak Street")]);
    }

    #[test]
    fn counts_every_letter() {
        assert_eq!(deliver(bag(), &["Elm Street"]).handled, 3);
        assert_eq!(deliver(bag(), &[]).handled, 3);
        assert_eq!(deliver(Vec::new(), &["Elm Street"]).handled, 0);
    }
}
