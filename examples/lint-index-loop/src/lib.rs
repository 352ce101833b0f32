//! Moving averages and peaks of a series of readings.

/// The mean of every `window` neighbouring readings; empty where there are too few.
pub fn moving_average(readings: &[f64], window: usize) -> Vec<f64> {
    if window == 0 {
        return Vec::new();
    }
    readings
        .windows(window)
        .map(|part| part.iter().sum::<f64>() / window as f64)
        .collect()
}

/// Positions of the readings above `limit`.
pub fn peaks(readings: &[f64], limit: f64) -> Vec<usize> {
    let mut found = Vec::new();
    for i in 0..readings.len() {
        if readings[i] > limit {
            found.push(i);
        }
    }
    found
}

/// The longest run of readings above `limit`.
pub fn longest_run(readings: &[f64], limit: f64) -> usize {
    readings
        .split(|reading| *reading <= limit)
        .map(<[f64]>::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READINGS: [f64; 6] = [1.0, 4.0, 7.0, 2.0, 9.0, 1.0];

    #[test]
    fn averages_neighbours() {
        assert_eq!(moving_average(&READINGS, 3)[..2], [4.0, 13.0 / 3.0]);
        assert!(moving_average(&READINGS, 7).is_empty());
        assert!(moving_average(&READINGS, 0).is_empty());
    }

    #[test]
    fn finds_peaks() {
        assert_eq!(peaks(&READINGS, 3.0), [1, 2, 4]);
        assert!(peaks(&READINGS, 9.0).is_empty());
    }

    #[test]
    fn longest_run_above() {
        assert_eq!(longest_run(&READINGS, 3.0), 2);
        assert_eq!(longest_run(&[], 3.0), 0);
    }
}
