//! Seats guests at the tables of a party, in the order they arrive.

use std::collections::BTreeMap;

/// Who sits where.
#[derive(Debug)]
pub struct Party {
    tables: BTreeMap<u32, Vec<String>>,
    seats: usize,
    greetings: Vec<String>,
}

impl Party {
    /// A party with tables of `seats` seats each, as many as are needed.
    pub fn new(seats: usize) -> Self {
        Party {
            tables: BTreeMap::new(),
            seats: seats.max(1),
            greetings: Vec::new(),
        }
    }

    /// Seats a guest at the first table with a free seat and greets them.
    pub fn seat(&mut self, guest: String) -> u32 {
        let table = self.first_free();
        self.tables.entry(table).or_default().push(guest);
        self.greetings
            .push(format!("Welcome {guest}, you are at table {table}."));
        table
    }

    fn first_free(&self) -> u32 {
        (1..)
            .find(|table| self.guests(*table).len() < self.seats)
            .unwrap_or(u32::MAX)
    }

    /// The guests at a table.
    pub fn guests(&self, table: u32) -> &[String] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    pub fn greetings(&self) -> &[String] {
        &self.greetings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_fill_up_one_after_the_other() {
        let mut party = Party::new(2);
        let tables: Vec<u32> = ["Ada", "Bo", "Cy"]
            .into_iter()
            .map(|guest| party.seat(guest.to_string()))
            .collect();
        assert_eq!(tables, [1, 1, 2]);
        assert_eq!(party.guests(1), ["Ada", "Bo"]);
        assert_eq!(party.guests(2), ["Cy"]);
        assert!(party.guests(3).is_empty());
    }

    #[test]
    fn guests_are_greeted_by_name() {
        let mut party = Party::new(4);
        party.seat("Ada".to_string());
        assert_eq!(party.greetings(), ["Welcome Ada, you are at table 1."]);
    }
}
