//! SQL-like conditions, as TaskRouter has them, read into a tree.

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare { left: Operand, op: Op, right: Operand },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// An attribute, such as `worker.languages`.
    Name(String),
    Text(String),
    Number(f64),
    Truth(bool),
    List(Vec<Operand>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Equal,
    Different,
    Above,
    AtLeast,
    Below,
    AtMost,
    /// The list on the left has the value on the right.
    Has,
    /// The value on the left is in the list on the right.
    In,
    /// The text on the left contains the one on the right.
    Contains,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// Deepest nesting of brackets.
const MOST_DEEP: usize = 20;
/// Parts of one expression; a configuration's own limit is a thousand.
const MOST_TOKENS: usize = 2_000;

/// Reads an expression; `None` where it is none.
pub(super) fn read(text: &str) -> Option<Test> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let test = parser.or(0)?;
    (parser.at == tokens.len()).then_some(test)
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    const SIGNS: [&str; 13] = ["==", "!=", "<>", ">=", "<=", "=", ">", "<", "(", ")", "[", "]", ","];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if tokens.len() >= MOST_TOKENS {
            return None;
        }
        let length;
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            length = sign.len();
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first)?;
            tokens.push(Token::Text(rest[1..1 + end].to_owned()));
            length = end + 2;
        } else {
            let is_part = |sign: char| sign.is_alphanumeric() || "_.-$".contains(sign);
            length = rest.find(|sign: char| !is_part(sign)).unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            let word = &rest[..length];
            let starts_number = word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-');
            let number = starts_number.then(|| word.parse::<f64>().ok().filter(|number| number.is_finite()));
            tokens.push(match number.flatten() {
                Some(number) => Token::Number(number),
                None => Token::Word(word.to_owned()),
            });
        }
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn or(&mut self, depth: usize) -> Option<Test> {
        let mut parts = vec![self.and(depth)?];
        while self.takes_word("OR") {
            parts.push(self.and(depth)?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Test::Or(parts)) }
    }

    fn and(&mut self, depth: usize) -> Option<Test> {
        let mut parts = vec![self.one(depth)?];
        while self.takes_word("AND") {
            parts.push(self.one(depth)?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Test::And(parts)) }
    }

    fn one(&mut self, depth: usize) -> Option<Test> {
        if depth > MOST_DEEP {
            return None;
        }
        if self.takes_word("NOT") {
            return Some(Test::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes("(") {
            let inner = self.or(depth + 1)?;
            return self.takes(")").then_some(inner);
        }
        let left = self.operand(depth)?;
        let is_negated = self.takes_word("NOT");
        let op = self.op()?;
        let right = self.operand(depth)?;
        let test = Test::Compare { left, op, right };
        match (is_negated, op) {
            (false, _) => Some(test),
            (true, Op::Has | Op::In | Op::Contains) => Some(Test::Not(Box::new(test))),
            (true, _) => None,
        }
    }

    fn op(&mut self) -> Option<Op> {
        let op = match self.tokens.get(self.at)? {
            Token::Sign("==" | "=") => Op::Equal,
            Token::Sign("!=" | "<>") => Op::Different,
            Token::Sign(">") => Op::Above,
            Token::Sign(">=") => Op::AtLeast,
            Token::Sign("<") => Op::Below,
            Token::Sign("<=") => Op::AtMost,
            Token::Word(word) if word.eq_ignore_ascii_case("HAS") => Op::Has,
            Token::Word(word) if word.eq_ignore_ascii_case("IN") => Op::In,
            Token::Word(word) if word.eq_ignore_ascii_case("CONTAINS") => Op::Contains,
            _ => return None,
        };
        self.at += 1;
        Some(op)
    }

    fn operand(&mut self, depth: usize) -> Option<Operand> {
        if depth > MOST_DEEP {
            return None;
        }
        if self.takes("[") || self.takes("(") {
            let mut list = Vec::new();
            while !(self.takes("]") || self.takes(")")) {
                list.push(self.operand(depth + 1)?);
                self.takes(",");
            }
            return Some(Operand::List(list));
        }
        let operand = match self.tokens.get(self.at)? {
            Token::Text(text) => Operand::Text(text.clone()),
            Token::Number(number) => Operand::Number(*number),
            Token::Word(word) if word.eq_ignore_ascii_case("true") => Operand::Truth(true),
            Token::Word(word) if word.eq_ignore_ascii_case("false") => Operand::Truth(false),
            Token::Word(word) => Operand::Name(word.clone()),
            Token::Sign(_) => return None,
        };
        self.at += 1;
        Some(operand)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let next = self.tokens.get(self.at);
        let is_next = matches!(next, Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.at += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_closer_than_or() {
        let Some(Test::Or(parts)) = read("a == 1 OR b HAS 'x' AND c >= 2") else { panic!() };
        assert_eq!(parts.len(), 2);
        assert!(matches!(&parts[1], Test::And(both) if both.len() == 2));
    }

    #[test]
    fn what_is_no_expression_is_none() {
        for text in ["", "a ==", "a = 'x", "(a == 1", "a NOT == 1", "a ? 1", "a == 1 b", &"(".repeat(9_000)] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
