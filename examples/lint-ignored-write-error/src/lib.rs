//! Writes a price list as aligned text.

use std::io::{self, Write};

/// An article and its price in cents.
#[derive(Debug, Clone)]
pub struct Article {
    pub name: String,
    pub cents: u64,
}

impl Article {
    pub fn new(name: &str, cents: u64) -> Self {
        Article {
            name: name.to_string(),
            cents,
        }
    }
}

/// Writes one line for each article, names to the left, prices to the right.
///
/// # Errors
/// What `out` reports; the list may then be written in part.
pub fn write_list(out: &mut dyn Write, articles: &[Article]) -> io::Result<()> {
    let width = articles.iter().map(|a| a.name.len()).max().unwrap_or(0);
    for Article { name, cents } in articles {
        writeln!(out, "{name:width$} {:>5}.{:02}", cents / 100, cents % 100);
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for a few bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 {
                return Err(io::Error::other("disk full"));
            }
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn articles() -> [Article; 2] {
        [Article::new("tea", 349), Article::new("biscuits", 1205)]
    }

    #[test]
    fn aligns_names_and_prices() {
        let mut out = Vec::new();
        write_list(&mut out, &articles()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "tea          3.49\nbiscuits    12.05\n");
    }

    #[test]
    fn a_full_disk_is_reported() {
        let error = write_list(&mut Full(10), &articles()).unwrap_err();
        assert_eq!(error.to_string(), "disk full");
    }
}
