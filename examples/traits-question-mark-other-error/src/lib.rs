//! Reads `key = value` settings of a small server.

use std::fmt;
use std::num::ParseIntError;

/// What a server needs to know before it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub host: String,
    pub port: u16,
}

/// Why settings could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsError {
    /// A line without `=`.
    NotASetting(String),
    /// A key that must be there is not.
    Missing(&'static str),
    /// The port is not a number between 0 and 65535.
    Port(ParseIntError),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingsError::NotASetting(line) => write!(f, "not a setting: {line}"),
            SettingsError::Missing(key) => write!(f, "{key} is missing"),
            SettingsError::Port(error) => write!(f, "port: {error}"),
        }
    }
}

impl std::error::Error for SettingsError {}

/// Reads settings; empty lines and lines that start with `#` are skipped.
pub fn parse(text: &str) -> Result<Settings, SettingsError> {
    let mut host = None;
    let mut port = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            return Err(SettingsError::NotASetting(line.to_string()));
        };
        match key.trim() {
            "host" => host = Some(value.trim().to_string()),
            "port" => port = Some(value.trim().parse::<u16>()?),
            _ => {}
        }
    }
    Ok(Settings {
        host: host.ok_or(SettingsError::Missing("host"))?,
        port: port.ok_or(SettingsError::Missing("port"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_settings() {
        let settings = parse("# local\nhost = localhost\nport = 8080\n").unwrap();
        assert_eq!(settings.host, "localhost");
        assert_eq!(settings.port, 8080);
    }

    #[test]
    fn a_port_that_is_no_number() {
        let error = parse("host = localhost\nport = http\n").unwrap_err();
        assert!(matches!(error, SettingsError::Port(_)));
        assert_eq!(error.to_string(), "port: invalid digit found in string");
    }

    #[test]
    fn a_missing_key() {
        assert_eq!(parse("host = a"), Err(SettingsError::Missing("port")));
    }

    #[test]
    fn a_line_that_is_no_setting() {
        let error = parse("host localhost").unwrap_err();
        assert_eq!(error, SettingsError::NotASetting("host localhost".into()));
    }
}
