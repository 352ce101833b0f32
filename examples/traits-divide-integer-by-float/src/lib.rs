//! Grades of a class, from 1 (best) to 6.

/// One student's grades.
#[derive(Debug, Clone)]
pub struct Student {
    pub name: String,
    pub grades: Vec<u32>,
}

impl Student {
    pub fn new(name: &str, grades: &[u32]) -> Self {
        Student {
            name: name.to_string(),
            grades: grades.to_vec(),
        }
    }

    /// The mean of the grades; `None` before the first one.
    pub fn average(&self) -> Option<f64> {
        if self.grades.is_empty() {
            return None;
        }
        let sum: u32 = self.grades.iter().sum();
        Some(sum / self.grades.len() as f64)
    }
}

/// The names of those whose average is better (lower) than `limit`, best first.
pub fn honours(class: &[Student], limit: f64) -> Vec<&str> {
    let mut named: Vec<(f64, &str)> = class
        .iter()
        .filter_map(|student| Some((student.average()?, student.name.as_str())))
        .filter(|(average, _)| *average < limit)
        .collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    named.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_not_rounded() {
        assert_eq!(Student::new("Ada", &[1, 2]).average(), Some(1.5));
        assert_eq!(Student::new("Bo", &[2, 2, 3, 2]).average(), Some(2.25));
    }

    #[test]
    fn no_grades_no_average() {
        assert_eq!(Student::new("Cy", &[]).average(), None);
    }

    #[test]
    fn honours_best_first() {
        let class = [
            Student::new("Ada", &[1, 2]),
            Student::new("Bo", &[4]),
            Student::new("Cy", &[]),
            Student::new("Di", &[1]),
        ];
        assert_eq!(honours(&class, 2.0), ["Di", "Ada"]);
    }
}
