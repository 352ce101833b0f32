//! Stock levels of a warehouse.

use std::collections::HashMap;

/// How many of each article are on the shelves.
#[derive(Debug, Default)]
pub struct Stock {
    levels: HashMap<String, u32>,
}

impl Stock {
    /// Puts `count` more of an article on the shelf.
    pub fn receive(&mut self, article: &str, count: u32) {
        *self.levels.entry(article.to_string()).or_default() += count;
    }

    /// How many of an article there are; what was never received is not there.
    pub fn level(&self, article: &str) -> u32 {
        self.levels.get(article).copied()
    }

    /// Takes up to `wanted` of an article and says how many it were.
    pub fn take(&mut self, article: &str, wanted: u32) -> u32 {
        let taken = self.level(article).min(wanted);
        if let Some(level) = self.levels.get_mut(article) {
            *level -= taken;
        }
        taken
    }

    /// Articles of `order` that are not there in the wanted number.
    pub fn short<'a>(&self, order: &[(&'a str, u32)]) -> Vec<&'a str> {
        order
            .iter()
            .filter(|(article, wanted)| self.level(article) < *wanted)
            .map(|(article, _)| *article)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receives_and_takes() {
        let mut stock = Stock::default();
        stock.receive("bolt", 10);
        stock.receive("bolt", 5);
        assert_eq!(stock.take("bolt", 12), 12);
        assert_eq!(stock.level("bolt"), 3);
        assert_eq!(stock.take("bolt", 12), 3);
    }

    #[test]
    fn unknown_articles_are_not_there() {
        let mut stock = Stock::default();
        assert_eq!(stock.level("nut"), 0);
        assert_eq!(stock.take("nut", 1), 0);
    }

    #[test]
    fn lists_what_is_short() {
        let mut stock = Stock::default();
        stock.receive("bolt", 2);
        assert_eq!(stock.short(&[("bolt", 2), ("nut", 1)]), ["nut"]);
    }
}
