//! A calendar of events, some of which come back every few days.

/// Something that happens on a day, counted from the start of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub title: String,
    pub day: u32,
    /// Days until the event comes back; `None` for one that happens once.
    pub every: Option<u32>,
}

/// Events in the order they were added.
#[derive(Debug, Default)]
pub struct Calendar {
    events: Vec<Event>,
}

impl Calendar {
    /// Adds an event that happens once.
    pub fn add(&mut self, title: &str, day: u32) {
        self.insert(title, day, None);
    }

    /// Adds an event that comes back after `every` days.
    pub fn add_repeating(&mut self, title: &str, day: u32, every: u32) {
        self.insert(title, day, Some(every));
    }

    fn insert(&mut self, title: &str, day: u32, every: Option<u32>) {
        self.events.push(Event {
            title: title.to_owned(),
            day,
            every,
        });
    }

    /// Adds the next occurrence of every repeating event and says how many were added.
    pub fn schedule_next(&mut self) -> usize {
        let before = self.events.len();
        for event in &self.events {
            if let Some(every) = event.every {
                self.events.push(Event {
                    title: event.title.clone(),
                    day: event.day + every,
                    every: None,
                });
            }
        }
        self.events.len() - before
    }

    /// Titles of the events on `day`.
    pub fn on(&self, day: u32) -> Vec<&str> {
        self.events
            .iter()
            .filter(|event| event.day == day)
            .map(|event| event.title.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        let mut calendar = Calendar::default();
        calendar.add_repeating("water the plants", 3, 4);
        calendar.add("dentist", 5);
        calendar.add_repeating("backup", 7, 7);
        calendar
    }

    #[test]
    fn repeating_events_come_back() {
        let mut calendar = calendar();
        assert_eq!(calendar.schedule_next(), 2);
        assert_eq!(calendar.on(7), ["backup", "water the plants"]);
        assert_eq!(calendar.on(14), ["backup"]);
    }

    #[test]
    fn what_was_there_stays() {
        let mut calendar = calendar();
        calendar.schedule_next();
        assert_eq!(calendar.on(3), ["water the plants"]);
        assert_eq!(calendar.on(5), ["dentist"]);
    }

    #[test]
    fn nothing_to_repeat() {
        let mut calendar = Calendar::default();
        calendar.add("dentist", 5);
        assert_eq!(calendar.schedule_next(), 0);
    }
}
