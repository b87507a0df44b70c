//! `cidr_in`: the IP address is inside one of these blocks. IPv4 inside IPv6 counts as IPv4.

use std::net::IpAddr;

use super::{Operator, Predicate, Sight, strings};
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "cidr_in",
    value: "list",
    summary: "the IP address is inside one of these blocks",
    sight: Sight::Each,
    compile: |node, _| {
        let blocks = strings(node)?.iter().map(|text| Block::parse(text)).collect::<Result<_, _>>()?;
        Ok(Box::new(Blocks(blocks)))
    },
};

struct Block {
    bits: u128,
    mask: u128,
    v4: bool,
}

impl Block {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a block of addresses as 10.0.0.0/8");
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (bits, v4) = bits(address);
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length: u32 = match length {
            None => most,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().map_err(|_| wrong())?,
            Some(_) => return Err(wrong()),
        };
        // `::ffff:10.0.0.0/104` is a block of IPv4 addresses written as IPv6.
        let of_v4 = if address.is_ipv4() { Some(length) } else { length.checked_sub(96) };
        let (width, length) = match of_v4 {
            Some(length) if v4 => (32_u32, length),
            None if v4 => return Err(wrong()),
            _ => (128, length),
        };
        if length > width {
            return Err(wrong());
        }
        let full = if width == 32 { u128::from(u32::MAX) } else { u128::MAX };
        let mask = if length == 0 { 0 } else { full & (u128::MAX << (width - length)) };
        if bits & mask != bits {
            return Err(format!("`{text}` has bits set behind its length"));
        }
        Ok(Self { bits, mask, v4 })
    }
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(u32::from(address)), true),
        IpAddr::V6(address) => (u128::from(address), false),
    }
}

struct Blocks(Vec<Block>);

impl Predicate for Blocks {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        let text = match operand.want_text() {
            Ok(text) => text,
            Err(why) => return Truth::Error(why),
        };
        match text.parse::<IpAddr>() {
            Ok(address) => {
                let (bits, v4) = bits(address);
                Truth::of(self.0.iter().any(|block| block.v4 == v4 && bits & block.mask == block.bits))
            }
            Err(_) => Truth::Error(Trouble::Unreadable("an IP address")),
        }
    }
}
