//! How much paint a room needs.

/// A room, measured in centimetres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub width: u32,
    pub length: u32
    pub height: u32,
    /// Doors and windows: what is not painted, in square centimetres.
    pub openings: Vec<u32>,
}

impl Room {
    /// The area of the four walls without their openings, in square centimetres.
    pub fn walls(&self) -> u32 {
        let whole = 2 * (self.width + self.length) * self.height;
        whole.saturating_sub(self.openings.iter().sum())
    }

    /// Tins needed for two coats, where a tin covers `per_tin` square centimetres.
    pub fn tins(&self, per_tin: u32) -> u32 {
        (2 * self.walls()).div_ceil(per_tin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        Room {
            width: 300,
            length: 400,
            height: 250,
            openings: vec![200 * 90, 120 * 100],
        }
    }

    #[test]
    fn openings_are_not_painted() {
        assert_eq!(room().walls(), 350_000 - 30_000);
    }

    #[test]
    fn tins_are_rounded_up() {
        assert_eq!(room().tins(100_000), 7);
        assert_eq!(room().tins(640_000), 1);
    }
}
