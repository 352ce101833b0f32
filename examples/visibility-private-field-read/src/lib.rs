//! Accounts that are never overdrawn, and transfers between them.

pub mod account {
    /// Money in cents. The balance changes only through deposits and withdrawals:
    ///
    /// ```compile_fail
    /// # use visibility_private_field_read::account::Account;
    /// Account::open("Ada").cents = 1_000_000;
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Account {
        owner: String,
        cents: u64,
    }

    impl Account {
        pub fn open(owner: &str) -> Self {
            Account {
                owner: owner.to_string(),
                cents: 0,
            }
        }

        pub fn owner(&self) -> &str {
            &self.owner
        }

        pub fn cents(&self) -> u64 {
            self.cents
        }

        pub fn deposit(&mut self, cents: u64) {
            self.cents += cents;
        }

        /// Takes money out; `false`, and nothing happens, where there is not enough.
        pub fn withdraw(&mut self, cents: u64) -> bool {
            let enough = self.cents >= cents;
            if enough {
                self.cents -= cents;
            }
            enough
        }
    }
}

use account::Account;

/// Moves money from one account to another, or nothing at all.
pub fn transfer(from: &mut Account, to: &mut Account, cents: u64) -> bool {
    let done = from.withdraw(cents);
    if done {
        to.deposit(cents);
    }
    done
}

/// One line for each account, and the sum of all.
pub fn statement(accounts: &[Account]) -> String {
    let mut text = String::new();
    let mut sum = 0;
    for account in accounts {
        let cents = account.cents;
        text += &format!("{}: {}.{:02}\n", account.owner(), cents / 100, cents % 100);
        sum += cents;
    }
    text + &format!("total: {}.{:02}\n", sum / 100, sum % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_move_money() {
        let (mut ada, mut bo) = (Account::open("Ada"), Account::open("Bo"));
        ada.deposit(500);
        assert!(transfer(&mut ada, &mut bo, 120));
        assert_eq!((ada.cents(), bo.cents()), (380, 120));
    }

    #[test]
    fn never_overdrawn() {
        let (mut ada, mut bo) = (Account::open("Ada"), Account::open("Bo"));
        ada.deposit(100);
        assert!(!transfer(&mut ada, &mut bo, 101));
        assert_eq!((ada.cents(), bo.cents()), (100, 0));
    }

    #[test]
    fn statements_add_up() {
        let (mut ada, bo) = (Account::open("Ada"), Account::open("Bo"));
        ada.deposit(1205);
        let text = statement(&[ada, bo]);
        assert_eq!(text, "Ada: 12.05\nBo: 0.00\ntotal: 12.05\n");
    }
}
