//! Finds the hashtags of a message, whatever their case.

use std::collections::BTreeMap;

/// The hashtags of `message` with how often each occurs, without the `#`.
pub fn hashtags(message: &str) -> BTreeMap<String, usize> {
    let words: Vec<&str> = message.to_lowercase().split_whitespace().collect();
    let mut found = BTreeMap::new();
    for word in words {
        let Some(tag) = word.strip_prefix('#') else {
            continue;
        };
        let tag = tag.trim_end_matches(|c: char| c.is_ascii_punctuation());
        if !tag.is_empty() {
            *found.entry(tag.to_string()).or_insert(0) += 1;
        }
    }
    found
}

/// The tag used most, the alphabetically first of several.
pub fn top(messages: &[&str]) -> Option<String> {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for message in messages {
        for (tag, count) in hashtags(message) {
            *all.entry(tag).or_default() += count;
        }
    }
    let most = all.values().copied().max()?;
    all.into_iter()
        .find(|(_, count)| *count == most)
        .map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        let tags = hashtags("#Rust is fun, #rust is fast");
        assert_eq!(tags.get("rust"), Some(&2));
        assert_eq!(tags.len(), 1);
    }

    #[test]
    fn punctuation_is_no_part_of_a_tag() {
        assert!(hashtags("love #cargo!").contains_key("cargo"));
        assert!(hashtags("# alone").is_empty());
    }

    #[test]
    fn the_most_used_tag_wins() {
        let messages = ["#async #Traits", "#traits again", "no tag"];
        assert_eq!(top(&messages), Some("traits".to_string()));
        assert_eq!(top(&[]), None);
    }
}
