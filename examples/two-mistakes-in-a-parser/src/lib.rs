//! Evaluates calculations in reverse Polish notation, such as `2 3 + 4 *`.

use std::fmt;

/// Why a calculation has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalcError {
    /// An operator stands before its two numbers.
    TooFewNumbers,
    /// A word that is neither number nor operator.
    Unknown(String),
    /// Numbers are left over, or there were none.
    NoResult,
    DivisionByZero,
}

impl fmt::Display for CalcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalcError::TooFewNumbers => write!(f, "an operator needs two numbers before it"),
            CalcError::Unknown(word) => write!(f, "what is {word:?}?"),
            CalcError::NoResult => write!(f, "a calculation leaves exactly one number"),
            CalcError::DivisionByZero => write!(f, "division by zero"),
        }
    }
}

/// Evaluates a calculation.
pub fn evaluate(calculation: &str) -> Result<i64, CalcError> {
    let stack = Vec::new();
    for word in calculation.split_whitespace() {
        if let Ok(number) = word.parse() {
            stack.push(number);
            continue;
        }
        let right = stack.pop().ok_or(CalcError::TooFewNumbers)?;
        let left = stack.pop().ok_or(CalcError::TooFewNumbers)?;
        stack.push(apply(word, left, right)?);
    }
    match stack.as_slice() {
        [result] => Ok(*result),
        _ => Err(CalcError::NoResult),
    }
}

fn apply(operator: &str, left: i64, right: i64) -> Result<i64, CalcError> {
    match operator {
        "+" => Ok(left + right),
        "-" => Ok(left - right),
        "*" => Ok(left * right),
        "/" => left.checked_div(right).ok_or(CalcError::DivisionByZero),
        other => Err(CalcError::Unknown(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calculates() {
        assert_eq!(evaluate("2 3 + 4 *"), Ok(20));
        assert_eq!(evaluate("10 4 -"), Ok(6));
        assert_eq!(evaluate("-7"), Ok(-7));
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(evaluate("1 +"), Err(CalcError::TooFewNumbers));
        assert_eq!(evaluate("1 2"), Err(CalcError::NoResult));
        assert_eq!(evaluate("1 0 /"), Err(CalcError::DivisionByZero));
        let error = evaluate("1 2 %").unwrap_err();
        assert_eq!(error.to_string(), "what is \"%\"?");
    }
}
