//! Prints what to buy this week: what is always needed, and what the guests want.

/// Something to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    count: u32,
}

fn entry(name: &str, count: u32) -> Entry {
    Entry {
        name: name.to_string(),
        count,
    }
}

/// What is bought every week.
fn weekly() -> Vec<Entry> {
    vec![entry("eggs", 2), entry("milk", 1)]
}

/// Adds `more` to `list`: what is there already is counted together.
fn merge(list: &mut Vec<Entry>, more: &Vec<Entry>) {
    for new in more.iter() {
        match list.iter_mut().find(|old| old.name == new.name) {
            Some(old) => old.count += new.count,
            None => list.push(new.clone()),
        }
    }
}

/// The list as one line, such as `2 eggs, 1 milk`.
fn line(list: &[Entry]) -> String {
    let words: Vec<String> = list
        .iter()
        .map(|entry| format!("{} {}", entry.count, entry.name))
        .collect();
    words.join(", ")
}

fn main() {
    let mut list = weekly();
    let names = std::env::args().skip(1);
    let wanted: Vec<Entry> = names.map(|name| entry(&name, 1)).collect();
    merge(&mut list, &wanted);
    println!("{}", line(&list));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_together() {
        let mut list = vec![entry("eggs", 4), entry("tea", 1)];
        merge(&mut list, &weekly());
        assert_eq!(line(&list), "6 eggs, 1 tea, 1 milk");
    }

    #[test]
    fn nothing_to_add() {
        let mut list = weekly();
        merge(&mut list, &Vec::new());
        assert_eq!(list, weekly());
        assert_eq!(line(&[]), "");
    }
}
