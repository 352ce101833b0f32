//! The units of a duration.

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// How many seconds the unit stands for.
fn seconds_per(unit: char) -> Option<u64> {
    UNITS
        .iter()
        .find(|(name, _)| *name == unit)
        .map(|(_, seconds)| *seconds)
}

/// A number of seconds in as few units as needed, the largest first.
pub(crate) fn spell(mut seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_string();
    }
    let mut text = String::new();
    for (name, size) in UNITS {
        if seconds >= size {
            text.push_str(&format!("{}{name}", seconds / size));
            seconds %= size;
        }
    }
    text
}
