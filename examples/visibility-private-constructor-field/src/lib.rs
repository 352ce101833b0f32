//! Temperatures, checked against absolute zero where they are made.

mod temperature {
    /// Degrees Celsius, never below absolute zero: there is no other way to make them than `new`.
    ///
    /// ```compile_fail
    /// # use visibility_private_constructor_field::Celsius;
    /// let impossible = Celsius { degrees: -300.0 };
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
    pub struct Celsius {
        degrees: f64,
    }

    const ABSOLUTE_ZERO: f64 = -273.15;

    impl Celsius {
        /// Lifts what is below absolute zero to absolute zero.
        pub fn new(degrees: f64) -> Self {
            Celsius {
                degrees: degrees.max(ABSOLUTE_ZERO),
            }
        }

        pub fn degrees(self) -> f64 {
            self.degrees
        }
    }
}

pub use temperature::Celsius;

/// A thermostat that keeps a room near a target.
#[derive(Debug)]
pub struct Thermostat {
    target: Celsius,
    tolerance: f64,
}

impl Thermostat {
    pub fn new(target: Celsius, tolerance: f64) -> Self {
        Thermostat { target, tolerance }
    }

    /// Whether the room is so cold that the heating must be on.
    pub fn heats(&self, room: Celsius) -> bool {
        room.degrees() < self.target.degrees() - self.tolerance
    }

    /// The same thermostat, `by` degrees cooler for the night.
    pub fn lowered(&self, by: f64) -> Thermostat {
        Thermostat {
            target: Celsius { degrees: self.target.degrees() - by },
            tolerance: self.tolerance,
        }
    }

    pub fn target(&self) -> Celsius {
        self.target
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heats_a_cold_room() {
        let thermostat = Thermostat::new(Celsius::new(21.0), 0.5);
        assert!(thermostat.heats(Celsius::new(19.0)));
        assert!(!thermostat.heats(Celsius::new(20.75)));
    }

    #[test]
    fn cooler_at_night() {
        let night = Thermostat::new(Celsius::new(21.0), 0.5).lowered(4.0);
        assert_eq!(night.target(), Celsius::new(17.0));
        assert!(!night.heats(Celsius::new(19.0)));
    }

    #[test]
    fn never_below_absolute_zero() {
        let cold = Thermostat::new(Celsius::new(-270.0), 0.5).lowered(100.0);
        assert_eq!(cold.target().degrees(), -273.15);
    }
}
