//! Adds up the columns of a table, each in a thread of its own.

use std::sync::Arc;
use std::thread;

/// A table of numbers, row by row.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Vec<i64>>,
}

impl Table {
    pub fn new(rows: Vec<Vec<i64>>) -> Self {
        Table { rows }
    }

    /// The number of columns of the widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The sum of one column; a row that is too short adds nothing.
    pub fn column(&self, index: usize) -> i64 {
        self.rows.iter().filter_map(|row| row.get(index)).sum()
    }
}

/// The sums of all columns, from left to right.
pub fn column_sums(table: Table) -> Vec<i64> {
    let table = Arc::new(table);
    let workers: Vec<thread::JoinHandle<i64>> = (0..table.width())
        .map(|index| {
            let shared = Arc::clone(&table);
            thread::spawn(|| shared.column(index))
        })
        .collect();
    workers
        .into_iter()
        .map(|worker| worker.join().expect("a worker panicked"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_every_column() {
        let table = Table::new(vec![vec![1, 2, 3], vec![10, 20, 30]]);
        assert_eq!(column_sums(table), [11, 22, 33]);
    }

    #[test]
    fn short_rows_add_nothing() {
        let table = Table::new(vec![vec![1], vec![10, 20], vec![]]);
        assert_eq!(column_sums(table), [11, 20]);
    }

    #[test]
    fn an_empty_table() {
        assert!(column_sums(Table::new(Vec::new())).is_empty());
    }
}
