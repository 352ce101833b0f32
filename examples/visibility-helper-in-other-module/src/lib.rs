//! Reads and prints durations such as `1h30m`.

mod units;

use std::fmt;

/// A number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

impl Seconds {
    /// Reads `1h30m`, `45s` and the like; `None` where it is not written like that.
    pub fn parse(text: &str) -> Option<Seconds> {
        let mut total = 0u64;
        let mut number = String::new();
        for c in text.chars() {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            let count: u64 = number.parse().ok()?;
            total = total.checked_add(count.checked_mul(units::seconds_per(c)?)?)?;
            number.clear();
        }
        (number.is_empty() && !text.is_empty()).then_some(Seconds(total))
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::spell(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_durations() {
        assert_eq!(Seconds::parse("1h30m"), Some(Seconds(5400)));
        assert_eq!(Seconds::parse("45s"), Some(Seconds(45)));
        assert_eq!(Seconds::parse("2d"), Some(Seconds(172_800)));
    }

    #[test]
    fn refuses_other_text() {
        for text in ["", "12", "5x", "m", "1h30"] {
            assert_eq!(Seconds::parse(text), None, "{text}");
        }
    }

    #[test]
    fn prints_the_largest_units_first() {
        assert_eq!(Seconds(5405).to_string(), "1h30m5s");
        assert_eq!(Seconds(0).to_string(), "0s");
    }
}
