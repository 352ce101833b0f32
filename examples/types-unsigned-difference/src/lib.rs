//! A guessing game: two players guess how many beans are in a jar.

/// What a player said, and how the number was reached (a tally of beans seen).
#[derive(Debug, Clone)]
pub struct Guess {
    pub player: &'static str,
    pub beans: Vec<u8>,
}

/// How far a guess is off: above zero where it is too high, below where it is too low.
pub fn offset(guess: &Guess, jar: &[u8]) -> i64 {
    guess.beans.len() - jar.len()
}

/// The player who is closest; on a tie, the one who did not guess too high.
pub fn winner<'a>(guesses: &'a [Guess], jar: &[u8]) -> Option<&'a str> {
    guesses
        .iter()
        .min_by_key(|guess| {
            let off = offset(guess, jar);
            (off.abs(), off)
        })
        .map(|guess| guess.player)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(player: &'static str, count: usize) -> Guess {
        Guess {
            player,
            beans: vec![0; count],
        }
    }

    #[test]
    fn offsets_have_a_sign() {
        let jar = [0; 10];
        assert_eq!(offset(&guess("Ada", 12), &jar), 2);
        assert_eq!(offset(&guess("Bo", 7), &jar), -3);
        assert_eq!(offset(&guess("Cy", 10), &jar), 0);
    }

    #[test]
    fn the_closest_wins() {
        let guesses = [guess("Ada", 15), guess("Bo", 8)];
        assert_eq!(winner(&guesses, &[0; 10]), Some("Bo"));
    }

    #[test]
    fn on_a_tie_the_lower_guess_wins() {
        let guesses = [guess("Ada", 12), guess("Bo", 8)];
        assert_eq!(winner(&guesses, &[0; 10]), Some("Bo"));
        assert_eq!(winner(&[], &[0; 10]), None);
    }
}
