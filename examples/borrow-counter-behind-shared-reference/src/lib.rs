//! Counts how often each path of a web site was asked for.

use std::collections::BTreeMap;

/// Hits by path, and how many lines could not be read.
#[derive(Debug, Default)]
pub struct HitCounter {
    hits: BTreeMap<String, u64>,
    skipped: u64,
}

impl HitCounter {
    /// Reads a whole access log, one `METHOD PATH STATUS` per line.
    pub fn read(log: &str) -> HitCounter {
        let mut counter = HitCounter::default();
        for line in log.lines() {
            counter.record(line);
        }
        counter
    }

    /// Counts one line. Redirects and errors are no hits; what is not a log line is skipped.
    pub fn record(&self, line: &str) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(_), Some(path), Some(status)) => {
                if status.starts_with('2') {
                    *self.hits.entry(path.to_string()).or_insert(0) += 1;
                }
            }
            _ => self.skipped += 1,
        }
    }

    /// Hits of one path.
    pub fn hits(&self, path: &str) -> u64 {
        self.hits.get(path).copied().unwrap_or(0)
    }

    /// Lines that were not log lines.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "GET / 200\nGET /about 200\n\nGET / 304\nPOST / 201\nGET /gone 404\n";

    #[test]
    fn counts_by_path() {
        let counter = HitCounter::read(LOG);
        assert_eq!(counter.hits("/"), 2);
        assert_eq!(counter.hits("/about"), 1);
    }

    #[test]
    fn errors_are_no_hits() {
        assert_eq!(HitCounter::read(LOG).hits("/gone"), 0);
    }

    #[test]
    fn other_lines_are_skipped() {
        assert_eq!(HitCounter::read(LOG).skipped(), 1);
    }
}
