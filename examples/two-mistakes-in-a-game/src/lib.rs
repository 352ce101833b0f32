//! Rock, paper, scissors over several rounds.

/// What a player shows.
#[derive(Debug, Clone, Copy)]
pub enum Hand {
    Rock,
    Paper,
    Scissors,
}

impl Hand {
    /// The hand that this one beats.
    pub fn beats(self) -> Hand {
        match self {
            Hand::Rock => Hand::Scissors,
            Hand::Paper => Hand::Rock,
            Hand::Scissors => Hand::Paper,
        }
    }
}

/// One round: both hands.
pub type Round = (Hand, Hand);

/// Rounds won by the first and by the second player.
pub fn score(rounds: &[Round]) -> (usize, usize) {
    let first = rounds.iter().filter(|(a, b)| a.beats() == *b).count();
    let second = rounds.iter().filter(|(a, b)| b.beats() == *a).count();
    (first, second)
}

/// Reads rounds such as `RS PP SR`; `None` where a letter is no hand.
pub fn parse(text: &str) -> Option<Vec<Round>> {
    text.split_whitespace()
        .map(|word| {
            let mut hands = word.chars().map(|letter| match letter {
                'R' => Some(Hand::Rock),
                'P' => Some(Hand::Paper),
                'S' => Some(Hand::Scissors),
                _ => None,
            });
            Some((hands.next()??, hands.next()??))
        })
        .collect()
}

/// The score as text, with the players' names.
pub fn announce(first: String, second: String, rounds: &[Round]) -> String {
    let (a, b) = score(rounds);
    let players = [first, second];
    let title = players.join(" vs ");
    match a.cmp(&b) {
        std::cmp::Ordering::Greater => format!("{title}: {first} wins {a}:{b}"),
        std::cmp::Ordering::Less => format!("{title}: {second} wins {b}:{a}"),
        std::cmp::Ordering::Equal => format!("{title}: a draw"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(text: &str) -> String {
        announce("Ada".into(), "Bo".into(), &parse(text).unwrap())
    }

    #[test]
    fn counts_rounds() {
        assert_eq!(score(&parse("RS PP SR PR").unwrap()), (2, 1));
        assert_eq!(score(&[]), (0, 0));
    }

    #[test]
    fn announces_the_winner() {
        assert_eq!(announced("RS PR"), "Ada vs Bo: Ada wins 2:0");
        assert_eq!(announced("SR"), "Ada vs Bo: Bo wins 1:0");
        assert_eq!(announced("RR"), "Ada vs Bo: a draw");
    }

    #[test]
    fn refuses_other_letters() {
        assert!(parse("RX").is_none());
        assert!(parse("R").is_none());
    }
}
