//! Run-length coding: `aaab` becomes `3a1b`.

/// Encodes text as counts and characters.
pub fn encode(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut count = 1;
        while chars.peek() == Some(&c) {
            chars.next();
            count += 1;
        }
        out.push_str(&count.to_string());
        out.push(c);
    }
    out
}

/// Decodes what `encode` made; `None` for other text. Digits cannot be coded.
pub fn decode(code: &str) -> Option<String> {
    let mut out = String::new();
    let mut count = String::new();
    for c in code.chars() {
        if c.is_ascii_digit() {
            count.push(c);
        } else {
            let times: usize = count.parse().ok()?;
            out.push_str(&c.to_string().repeat(times));
            count.clear();
    }
    count.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_runs() {
        assert_eq!(encode("aaab"), "3a1b");
        assert_eq!(encode(""), "");
    }

    #[test]
    fn decodes_what_was_encoded() {
        for text in ["", "x", "aaaaaaaaaaaa", "hello  world"] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn refuses_other_text() {
        assert_eq!(decode("abc"), None);
        assert_eq!(decode("3a2"), None);
    }
}
