//! How bad a weakness is: a database's own word, else the CVSS 3 base score (FIRST, CVSS v3.1 specification, section 7).
//!
//! CVSS 4 has no formula but tables of a size that no advisory here needed: records with it carry a word too.

use stockade_model::Severity;

/// The severity of a word as GitHub's database uses it.
pub(super) fn of_word(word: &str) -> Option<Severity> {
    match word.to_ascii_uppercase().as_str() {
        "LOW" => Some(Severity::Low),
        "MODERATE" | "MEDIUM" => Some(Severity::Medium),
        "HIGH" => Some(Severity::High),
        "CRITICAL" => Some(Severity::Critical),
        _ => None,
    }
}

/// The severity of a vector; none where it is of another version or has not every base metric.
pub(super) fn of_vector(kind: &str, vector: &str) -> Option<Severity> {
    if kind != "CVSS_V3" {
        return None;
    }
    let score = base_score(vector)?;
    // Section 5: the qualitative scale.
    Some(match score {
        ..0.1 => Severity::Info,
        ..4.0 => Severity::Low,
        ..7.0 => Severity::Medium,
        ..9.0 => Severity::High,
        _ => Severity::Critical,
    })
}

fn base_score(vector: &str) -> Option<f64> {
    let metric = |name: &str| vector.split('/').find_map(|part| part.strip_prefix(name)?.strip_prefix(':'));
    let scope_changed = match metric("S")? {
        "C" => true,
        "U" => false,
        _ => return None,
    };
    let vector_weight = match metric("AV")? {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        "P" => 0.2,
        _ => return None,
    };
    let complexity = match metric("AC")? {
        "L" => 0.77,
        "H" => 0.44,
        _ => return None,
    };
    let privileges = match (metric("PR")?, scope_changed) {
        ("N", _) => 0.85,
        ("L", false) => 0.62,
        ("L", true) => 0.68,
        ("H", false) => 0.27,
        ("H", true) => 0.5,
        _ => return None,
    };
    let interaction = match metric("UI")? {
        "N" => 0.85,
        "R" => 0.62,
        _ => return None,
    };
    let weight = |name: &str| match metric(name)? {
        "H" => Some(0.56),
        "L" => Some(0.22),
        "N" => Some(0.0),
        _ => None,
    };
    let base: f64 = 1.0 - (1.0 - weight("C")?) * (1.0 - weight("I")?) * (1.0 - weight("A")?);
    let impact = if scope_changed { 7.52 * (base - 0.029) - 3.25 * (base - 0.02).powi(15) } else { 6.42 * base };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let exploitability = 8.22 * vector_weight * complexity * privileges * interaction;
    let sum = impact + exploitability;
    let sum = if scope_changed { 1.08 * sum } else { sum };
    Some(round_up(sum.min(10.0)))
}

/// Section 7.4 and appendix A: to one place, never down, without the errors of binary fractions.
fn round_up(score: f64) -> f64 {
    let scaled = (score * 100_000.0).round();
    if scaled % 10_000.0 == 0.0 { scaled / 100_000.0 } else { ((scaled / 10_000.0).floor() + 1.0) / 10.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_specification() {
        // From the examples of FIRST: https://www.first.org/cvss/v3.1/examples
        for (vector, score) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
            ("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ] {
            let found = base_score(vector).unwrap();
            assert!((found - score).abs() < 0.001, "{vector}: {found}");
        }
        for odd in ["", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"] {
            assert_eq!(base_score(odd), None, "{odd}");
        }
        assert_eq!(of_vector("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), Some(Severity::Critical));
        assert_eq!(of_vector("CVSS_V4", "CVSS:4.0/AV:N"), None);
        assert_eq!((of_word("moderate"), of_word("dreadful")), (Some(Severity::Medium), None));
    }
}
