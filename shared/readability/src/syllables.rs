//! The syllables of a word.

/// Counts the syllables of an English word: groups of vowels, without a silent "e" at the end.
pub(crate) fn english_syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let stem = ["'s", "'t", "'ll", "'re", "'ve"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(&word);
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut before = false;
    for c in stem.chars() {
        groups += usize::from(is_vowel(c) && !before);
        before = is_vowel(c);
    }
    // Neighbor vowels of two syllables.
    let hiatus = [
        stem.contains("creat"),
        stem.contains("biom"),
        stem.contains("riod"),
        stem.ends_with("ying"),
        stem.contains("dia") || stem.contains("lia") || stem.contains("via"),
    ];
    groups += hiatus.iter().filter(|applies| **applies).count();
    let silent_e = !stem.ends_with("ies") && !stem.ends_with("ied") && has_silent_e(stem);
    groups.saturating_sub(usize::from(silent_e)).max(1)
}

fn has_silent_e(stem: &str) -> bool {
    // The "e" of "people" is said, and that of "sale" isn't.
    let said = |before: char| !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u');
    let is_said = stem
        .strip_suffix("le")
        .and_then(|start| start.chars().last());
    stem.ends_with('e') && !is_said.is_some_and(said)
        || stem.ends_with("es") && !["ses", "ces", "ges"].iter().any(|end| stem.ends_with(end))
        || stem.ends_with("ed") && !["ted", "ded"].iter().any(|end| stem.ends_with(end))
}

/// Counts the syllables of a Spanish word: groups of vowels, split where two strong vowels or an accented weak one meet.
pub(crate) fn spanish_syllables(word: &str) -> usize {
    let word = word
        .to_lowercase()
        .replace("qu", "q")
        .replace("gue", "ge")
        .replace("gui", "gi");
    let is_strong = |c: char| matches!(c, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú');
    let is_vowel = |c: char| is_strong(c) || matches!(c, 'i' | 'u' | 'ü');
    let letters: Vec<char> = word.chars().collect();
    let mut syllables = 0;
    for (at, &c) in letters.iter().enumerate() {
        // A "y" at the end of a word, or alone, is a vowel.
        let c = if c == 'y' && at + 1 == letters.len() {
            'i'
        } else {
            c
        };
        if !is_vowel(c) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let splits = match before {
            Some(before) if is_vowel(before) => is_strong(before) && is_strong(c),
            _ => true,
        };
        syllables += usize::from(splits);
    }
    syllables.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_people_say_them() {
        for (word, expected) in [
            ("we", 1),
            ("information", 4),
            ("personal", 3),
            ("deleted", 3),
            ("used", 1),
            ("companies", 3),
            ("email", 2),
            ("people", 2),
            ("reference", 3),
            ("there", 1),
            ("verify", 3),
            ("you'll", 1),
            ("services", 3),
            ("changes", 2),
        ] {
            assert_eq!(english_syllables(word), expected, "{word}");
        }
        for (word, expected) in [
            ("información", 4),
            ("días", 2),
            ("empresas", 3),
            ("que", 1),
            ("quien", 1),
            ("y", 1),
            ("correo", 3),
            ("confidencial", 4),
            ("línea", 3),
            ("ley", 1),
            ("usted", 2),
            ("guía", 2),
            ("aún", 2),
            ("tiene", 2),
        ] {
            assert_eq!(spanish_syllables(word), expected, "{word}");
        }
    }
}
