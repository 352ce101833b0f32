//! Wraps text to a width, for letters and mails.

/// Breaks `text` into lines of at most `width` characters; a longer word has a line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// A letter: greeting, wrapped text, and the lines quoted below.
pub fn letter(name: &str, text: &str, quoted: &str) -> String {
    let mut lines = vec![format!("Dear {name},"), String::new()];
    lines.extend(wrap(20, text));
    if !quoted.is_empty() {
        lines.push(String::new());
        lines.extend(wrap(quoted, 18).into_iter().map(|line| format!("> {line}")));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_the_width() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("a verylongword", 4), ["a", "verylongword"]);
        assert!(wrap("  ", 10).is_empty());
    }

    #[test]
    fn letters_have_a_greeting() {
        let text = letter("Ada", "thank you for the wonderful evening", "");
        assert_eq!(text, "Dear Ada,\n\nthank you for the\nwonderful evening");
    }

    #[test]
    fn quotes_are_marked() {
        let text = letter("Bo", "yes", "shall we meet on Monday?");
        assert!(text.ends_with("yes\n\n> shall we meet on\n> Monday?"));
    }
}
