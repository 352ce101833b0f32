//! Checks numbers that end in a check digit, by the Luhn algorithm.

/// Why a number is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    TooShort,
    /// What is neither digit nor space.
    Stray(char),
    WrongCheckDigit,
}

/// The digits of a number, spaces left out.
fn digits(number: &str) -> Result<Vec<u32>, Refusal> {
    number
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(10).ok_or(Refusal::Stray(c)))
        .collect()
}

/// The Luhn sum: every second digit from the right is doubled, the digits of that are added.
fn luhn_sum(digits: &[u32]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => *digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
}

/// Whether the number's check digit is right.
pub fn check(number: &str) -> Result<(), Refusal> {
    let digits = digits(number)?;
    if digits.len() < 2 {
        return Err(Refusal::TooShort);
    }
    match luhn_sum(&digits) % 10 {
        0 => Ok(()),
        _ => Err(Refusal::WrongCheckDigit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_numbers() {
        assert_eq!(check("4539 3195 0343 6467"), Ok(()));
        assert_eq!(check("18"), Ok(()));
    }

    #[test]
    fn a_digit_is_wrong() {
        assert_eq!(check("4539 3195 0343 6476"), Err(Refusal::WrongCheckDigit));
    }

    #[test]
    fn not_a_number() {
        assert_eq!(check("45x9"), Err(Refusal::Stray('x')));
        assert_eq!(check("7"), Err(Refusal::TooShort));
        assert_eq!(check(""), Err(Refusal::TooShort));
    }
}
