//! Summaries of measured samples, such as response times in milliseconds.

/// What is worth knowing about a series of samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub smallest: f64,
    pub median: f64,
    pub largest: f64,
    pub mean: f64,
}

/// Summarises `samples`; `None` where there are none.
pub fn summarise(samples: &[f64]) -> Option<Summary> {
    if samples.is_empty() {
        return None;
    }
    let mut sorted = samples.to_vec();
    sorted.sort();
    let sum: f64 = sorted.iter().sum();
    Some(Summary {
        smallest: sorted[0],
        median: median(&sorted),
        largest: sorted[sorted.len() - 1],
        mean: sum / sorted.len() as f64,
    })
}

/// The middle of sorted samples, the mean of both middles where their number is even.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter() {
        let summary = summarise(&[12.5, 3.0, 7.25]).unwrap();
        assert_eq!(summary.smallest, 3.0);
        assert_eq!(summary.median, 7.25);
        assert_eq!(summary.largest, 12.5);
    }

    #[test]
    fn even_number_of_samples() {
        assert_eq!(summarise(&[4.0, 1.0, 2.0, 3.0]).unwrap().median, 2.5);
    }

    #[test]
    fn below_zero() {
        let summary = summarise(&[1.0, -2.0, 0.5, -10.0]).unwrap();
        assert_eq!(summary.smallest, -10.0);
        assert_eq!(summary.largest, 1.0);
        assert_eq!(summary.mean, -2.625);
    }

    #[test]
    fn no_samples() {
        assert_eq!(summarise(&[]), None);
    }
}
