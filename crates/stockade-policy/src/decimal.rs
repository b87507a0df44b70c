//! Numbers as they are written: exact decimals, so that 9007199254740993 is not 9007199254740992 and 0.1 is a tenth.
//!
//! Constraints:
//! - at most 38 significant digits, the most that 128 bits always hold; more is an error and never a rounding;
//! - one number has one form (no trailing zeros, one zero), so equality, order and hash are those of the value;
//! - a sum that does not fit is an error; what a counter takes is held to so many places before and behind the point that
//!   sums of it fit.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// The most significant digits that a number may have.
pub const MAX_DIGITS: usize = 38;
/// The largest power of ten, either way; RFC 8259 sets none, JSON in the wild stays below.
pub const MAX_EXPONENT: i64 = 100_000;
/// The most decimal places of an amount that is counted.
pub const MAX_PLACES: u32 = 12;
/// The most digits before the point of an amount that is counted. With [`MAX_PLACES`] that leaves a hundred million of the
/// largest amounts until 38 digits are full: one odd amount cannot make a counter useless for all that follow.
pub const MAX_WHOLE: u32 = 18;

/// Why a text is no number that can be counted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not the grammar of RFC 8259, section 6.
    #[error("not a JSON number")]
    Grammar,
    /// More digits than can be kept exactly.
    #[error("more than {MAX_DIGITS} significant digits")]
    TooLong,
    /// A power of ten beyond all use.
    #[error("an exponent beyond {MAX_EXPONENT}")]
    TooFar,
    /// The sum cannot be kept exactly.
    #[error("the sum has more than {MAX_DIGITS} significant digits")]
    Overflow,
    /// Too fine to be counted.
    #[error("more than {MAX_PLACES} decimal places")]
    TooFine,
    /// Too large to be counted.
    #[error("more than {MAX_WHOLE} digits before the decimal point")]
    TooLarge,
}

/// An exact decimal: `coefficient × 10^exponent`, the coefficient without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    coefficient: i128,
    exponent: i64,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { coefficient: 0, exponent: 0 };
    /// One.
    pub const ONE: Self = Self { coefficient: 1, exponent: 0 };

    /// Reads a JSON number (RFC 8259, section 6), exactly.
    ///
    /// # Errors
    /// When the text is no JSON number, or one that 38 digits cannot hold.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => {
                let (mantissa, tail) = rest.split_at(at);
                (mantissa, read_exponent(tail.get(1..).unwrap_or_default())?)
            }
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(NumberError::Grammar),
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let padded = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || padded || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::Grammar);
        }
        let all = whole.bytes().chain(fraction.bytes());
        let leading = all.clone().take_while(|byte| *byte == b'0').count();
        let total = whole.len() + fraction.len();
        let trailing = all.clone().rev().take_while(|byte| *byte == b'0').count();
        if leading == total {
            return Ok(Self::ZERO);
        }
        if total - leading - trailing > MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        let mut coefficient: i128 = 0;
        for digit in all.take(total - trailing).skip(leading) {
            coefficient = coefficient * 10 + i128::from(digit - b'0');
        }
        let shift = i64::try_from(trailing).map_err(|_| NumberError::TooFar)?
            - i64::try_from(fraction.len()).map_err(|_| NumberError::TooFar)?;
        let exponent = exponent + shift;
        if exponent.abs() > MAX_EXPONENT {
            return Err(NumberError::TooFar);
        }
        Ok(Self { coefficient: if negative { -coefficient } else { coefficient }, exponent })
    }

    /// Whether it is below nothing.
    pub const fn is_negative(self) -> bool {
        self.coefficient < 0
    }

    /// Whether a counter takes it: sums of such amounts can be kept exactly.
    ///
    /// # Errors
    /// When it is too fine or too large.
    pub fn countable(self) -> Result<(), NumberError> {
        let whole = i64::try_from(self.digits()).map_err(|_| NumberError::TooLarge)? + self.exponent;
        if self.exponent < -i64::from(MAX_PLACES) {
            Err(NumberError::TooFine)
        } else if whole > i64::from(MAX_WHOLE) {
            Err(NumberError::TooLarge)
        } else {
            Ok(())
        }
    }

    /// The sum, exactly.
    ///
    /// # Errors
    /// When 38 digits cannot hold it.
    pub fn plus(self, other: Self) -> Result<Self, NumberError> {
        if self.coefficient == 0 {
            return Ok(other);
        }
        if other.coefficient == 0 {
            return Ok(self);
        }
        let exponent = self.exponent.min(other.exponent);
        let sum = self
            .scaled(exponent)
            .zip(other.scaled(exponent))
            .and_then(|(left, right)| left.checked_add(right))
            .ok_or(NumberError::Overflow)?;
        Self { coefficient: sum, exponent }.normal()
    }

    /// The difference, exactly.
    ///
    /// # Errors
    /// When 38 digits cannot hold it.
    pub fn minus(self, other: Self) -> Result<Self, NumberError> {
        self.plus(Self { coefficient: -other.coefficient, exponent: other.exponent })
    }

    /// The coefficient at a lower exponent.
    fn scaled(self, exponent: i64) -> Option<i128> {
        let by = u32::try_from(self.exponent - exponent).ok().filter(|by| *by <= 38)?;
        self.coefficient.checked_mul(10_i128.checked_pow(by)?)
    }

    fn normal(mut self) -> Result<Self, NumberError> {
        if self.coefficient == 0 {
            return Ok(Self::ZERO);
        }
        while self.coefficient % 10 == 0 {
            self.coefficient /= 10;
            self.exponent += 1;
        }
        if self.digits() > MAX_DIGITS { Err(NumberError::Overflow) } else { Ok(self) }
    }

    /// How many digits the coefficient has.
    fn digits(self) -> usize {
        self.coefficient.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1)
    }
}

fn read_exponent(text: &str) -> Result<i64, NumberError> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Grammar);
    }
    let digits = digits.trim_start_matches('0');
    if digits.len() > 9 {
        return Err(NumberError::TooFar);
    }
    let value: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| NumberError::TooFar)? };
    Ok(if negative { -value } else { value })
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.coefficient.signum().cmp(&other.coefficient.signum());
        if signs != Ordering::Equal || self.coefficient == 0 {
            return signs;
        }
        // Of one sign: the longer number is the greater, and of one length the digits decide, side by side.
        let reach = |number: &Self| number.exponent + i64::try_from(number.digits()).unwrap_or(i64::MAX / 2);
        let order = reach(self).cmp(&reach(other)).then_with(|| {
            let exponent = self.exponent.min(other.exponent);
            let magnitude = |number: &Self| number.scaled(exponent).map(i128::unsigned_abs);
            magnitude(self).cmp(&magnitude(other))
        });
        if self.coefficient < 0 { order.reverse() } else { order }
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { coefficient: i128::from(value), exponent: 0 }.normal().unwrap_or(Self::ZERO)
    }
}

impl FromStr for Decimal {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        Self::parse(text)
    }
}

impl fmt::Display for Decimal {
    /// Plain digits where that is short, else with a power of ten; both are JSON numbers that read back the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.coefficient.unsigned_abs().to_string();
        let sign = if self.coefficient < 0 { "-" } else { "" };
        let length = i64::try_from(digits.len()).unwrap_or(0);
        let text = match self.exponent {
            0 => digits,
            far if far > 0 && far + length <= 40 => digits + &"0".repeat(usize::try_from(far).unwrap_or(0)),
            near if near < 0 && near > -40 => {
                let places = usize::try_from(-near).unwrap_or(0);
                let padded = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = padded.split_at(padded.len() - places);
                format!("{whole}.{fraction}")
            }
            exponent => format!("{digits}e{exponent}"),
        };
        f.pad_integral(true, "", &format!("{sign}{text}"))
    }
}

impl serde::Serialize for Decimal {
    /// As a text, so that no reader rounds it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn values_are_exact_and_have_one_form() {
        assert_ne!(of("9007199254740993"), of("9007199254740992"));
        for (left, right) in
            [("1.0", "1"), ("1e3", "1000"), ("0.10", "1e-1"), ("-0", "0"), ("0e99999", "0"), ("120", "1.2E+2")]
        {
            assert_eq!(of(left), of(right), "{left} {right}");
        }
    }

    #[test]
    fn order_is_that_of_the_values() {
        let rising = ["-1e300", "-10", "-9.99", "-1e-5", "0", "1e-300", "0.98", "0.99", "1", "9", "10", "1e300"];
        for pair in rising.windows(2) {
            let [low, high] = pair else { continue };
            assert!(of(low) < of(high), "{low} < {high}");
        }
    }

    #[test]
    fn sums_are_exact_or_refused() {
        assert_eq!(of("0.1").plus(of("0.2")), Ok(of("0.3")));
        assert_eq!(of("5").minus(of("5")), Ok(Decimal::ZERO));
        assert_eq!(of("1e300").plus(of("1")), Err(NumberError::Overflow));
        assert_eq!(
            of("99999999999999999999999999999999999999").plus(of("1")).map(|sum| sum.to_string()),
            Ok("100000000000000000000000000000000000000".to_owned())
        );
    }

    #[test]
    fn what_a_counter_takes_adds_up_for_long() {
        let (least, most) = ("0.000000000001", "999999999999999999.999999999999");
        for text in ["0", "1", "0.99", "1e17", "120e-13", least, most] {
            assert_eq!(of(text).countable(), Ok(()), "{text}");
        }
        for text in ["1e-13", "1e-37", "0.1234567890123"] {
            assert_eq!(of(text).countable(), Err(NumberError::TooFine), "{text}");
        }
        for text in ["1e18", "1e300", "1234567890123456789"] {
            assert_eq!(of(text).countable(), Err(NumberError::TooLarge), "{text}");
        }
        let mut sum = of(least);
        for _ in 0..10_000 {
            sum = sum.plus(of(most)).unwrap();
        }
        // Doubled: as many sums of so many fit as that.
        for _ in 0..13 {
            sum = sum.plus(sum).unwrap();
        }
    }

    #[test]
    fn what_is_no_number_is_said() {
        for bad in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "NaN", "Infinity", "0x1", "1_0", "1 ", "--1"] {
            assert_eq!(Decimal::parse(bad), Err(NumberError::Grammar), "{bad}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(39)), Err(NumberError::TooLong));
        assert_eq!(Decimal::parse("1e99999999999"), Err(NumberError::TooFar));
    }

    #[test]
    fn text_reads_back_the_same() {
        for text in ["0", "-12.5", "0.001", "1e300", "-7e-200", "12345678901234567890123456789012345678", "1000"] {
            assert_eq!(of(&of(text).to_string()), of(text), "{text}");
        }
    }
}
