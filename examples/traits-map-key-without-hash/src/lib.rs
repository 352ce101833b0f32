//! Conway's game of life on a board without edges.

use std::collections::{HashMap, HashSet};

/// A place on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub x: i32,
    pub y: i32,
}

impl Cell {
    fn neighbours(self) -> impl Iterator<Item = Cell> {
        (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)))
            .filter(|&offset| offset != (0, 0))
            .map(move |(dx, dy)| Cell {
                x: self.x + dx,
                y: self.y + dy,
            })
    }
}

/// The cells that live after one generation.
pub fn step(alive: &HashSet<Cell>) -> HashSet<Cell> {
    let mut counts: HashMap<Cell, u8> = HashMap::new();
    for cell in alive.iter().flat_map(|cell| cell.neighbours()) {
        *counts.entry(cell).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(cell, count)| *count == 3 || (*count == 2 && alive.contains(cell)))
        .map(|(cell, _)| cell)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(cells: &[(i32, i32)]) -> HashSet<Cell> {
        cells.iter().map(|&(x, y)| Cell { x, y }).collect()
    }

    #[test]
    fn a_block_stays() {
        let block = board(&[(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(step(&block), block);
    }

    #[test]
    fn a_blinker_turns() {
        let flat = board(&[(-1, 0), (0, 0), (1, 0)]);
        let upright = board(&[(0, -1), (0, 0), (0, 1)]);
        assert_eq!(step(&flat), upright);
        assert_eq!(step(&upright), flat);
    }

    #[test]
    fn a_lonely_cell_dies() {
        assert!(step(&board(&[(5, 5)])).is_empty());
    }
}
