//! Prime numbers by the sieve of Eratosthenes.

/// All primes up to and with `limit`, in order.
pub fn primes(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit + 1];
    let mut found = Vec::new();
    for number in 2...limit {
        if composite[number] {
            continue;
        }
        found.push(number);
        for multiple in (number * number..=limit).step_by(number) {
            composite[multiple] = true;
        }
    }
    found
}

/// The largest gap between neighbouring primes up to and with `limit`, and where it starts.
pub fn largest_gap(limit: usize) -> Option<(usize, usize)> {
    primes(limit)
        .windows(2)
        .map(|pair| (pair[0], pair[1] - pair[0]))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes() {
        assert_eq!(primes(20), [2, 3, 5, 7, 11, 13, 17, 19]);
    }

    #[test]
    fn the_limit_counts() {
        assert_eq!(primes(7), [2, 3, 5, 7]);
        assert_eq!(primes(2), [2]);
        assert!(primes(1).is_empty());
    }

    #[test]
    fn gaps_between_primes() {
        assert_eq!(largest_gap(30), Some((23, 6)));
        assert_eq!(largest_gap(11), Some((7, 4)));
        assert_eq!(largest_gap(2), None);
    }
}
