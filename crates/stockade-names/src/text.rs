//! Numbers in sentences, without the machinery of formatting: an answer is mostly sentences.

/// A number in decimal digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits {
    digits: [u8; 20],
    from: usize,
}

impl Digits {
    /// Of a number.
    pub(crate) fn of(mut number: u64) -> Self {
        let mut digits = [b'0'; 20];
        let mut from = digits.len();
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
            from = at;
            if number == 0 {
                break;
            }
        }
        Self { digits, from }
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        self.digits.get(self.from..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn digits_are_those_of_formatting() {
        for number in [0, 7, 10, 99, 100, 483_964, u64::from(u32::MAX), u64::MAX] {
            assert_eq!(Digits::of(number).as_str(), number.to_string());
        }
    }
}
