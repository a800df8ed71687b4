//! Strings and numbers.

use super::{Lexer, Token, keyword};
use crate::{Problem, Span, ast::Number, error::Fault, print::quoted};

impl<'t> Lexer<'t> {
    /// Reads a string whose opening quote is next.
    pub(super) fn string(&mut self, quote: char) -> Result<Token<'t>, Fault> {
        let start = self.at;
        let mut value = String::new();
        self.next();
        loop {
            let before = self.at;
            match self.next() {
                None => return Err(self.unterminated(start, quote, quote.into())),
                Some('\\') => match self.next() {
                    Some(character) => value.push(self.escape(before, character)?),
                    // The backslash itself is meant, and not the quote that is still to come.
                    None => return Err(self.unterminated(start, quote, format!("\\{quote}"))),
                },
                Some(character) if character != quote => value.push(character),
                Some(_) if self.peek() == Some(quote) => {
                    let span = Span::new(before, self.at + quote.len_utf8());
                    let fault = Fault::new(Problem::DoubledQuote { quote }, span);
                    return Err(fault.fix(span, format!("\\{quote}")));
                }
                Some(_) => return Ok(Token::String(value)),
            }
        }
    }

    fn unterminated(&self, start: usize, quote: char, missing: String) -> Fault {
        let fault = Fault::new(Problem::UnterminatedString { quote }, Span::new(start, self.at));
        fault.fix(Span::at(self.at), missing)
    }

    /// Reads what a backslash at `start` and the `character` after it stand for.
    fn escape(&mut self, start: usize, character: char) -> Result<char, Fault> {
        match character {
            '\'' | '"' | '\\' => Ok(character),
            'u' => {
                let malformed = |end| Fault::new(Problem::MalformedUnicodeEscape, Span::new(start, end));
                let first = self.code_unit().ok_or_else(|| malformed(self.at))?;
                if let Some(character) = char::from_u32(u32::from(first)) {
                    return Ok(character);
                }
                // Half of a pair: the other half has to follow.
                let second = match self.rest().strip_prefix("\\u") {
                    Some(_) => {
                        self.at += 2;
                        self.code_unit()
                    }
                    None => None,
                };
                let pair = [first, second.unwrap_or_default()];
                match char::decode_utf16(pair).next() {
                    Some(Ok(character)) => Ok(character),
                    Some(Err(_)) | None => Err(malformed(self.at)),
                }
            }
            _ => {
                let problem = Problem::UnknownEscape { character };
                Err(Fault::new(problem, Span::new(start, self.at)).fix(Span::at(start), "\\"))
            }
        }
    }

    /// Reads four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    /// Reads a number whose first digit is next.
    pub(super) fn number(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.at;
        let hexadecimal = self.rest().starts_with("0x") || self.rest().starts_with("0X");
        if hexadecimal {
            self.at += 2;
            self.skip_while(|character| character.is_ascii_hexdigit());
        } else {
            self.decimal();
        }
        let text = self.since(start);
        // What has zeros in front is no number, as in JSON.
        let padded = text.strip_prefix('0').is_some_and(|rest| rest.starts_with(digit));
        if padded || self.peek().is_some_and(keyword::continues_name) || (hexadecimal && text.len() == 2) {
            self.skip_while(|character| keyword::continues_name(character) || character == '-');
            // `door-0001` is one text, and neither a name nor a subtraction.
            let start = self.beginning_of_word(start);
            let (text, span) = (self.since(start), Span::new(start, self.at));
            let problem = Problem::MalformedNumber { text: text.to_owned() };
            return Err(Fault::new(problem, span).fix(span, quoted(text)));
        }
        let value = if hexadecimal {
            // 16 digits at most fit; the value is rounded to a double, as every number is.
            text.get(2..).and_then(|digits| u64::from_str_radix(digits, 16).ok()).map(|value| value as f64)
        } else {
            // As numbers of a twin are read, so that the same digits are the same number.
            serde_json::from_str(text).ok().and_then(|number: serde_json::Value| number.as_f64())
        };
        value
            .and_then(Number::new)
            .map(Token::Number)
            .ok_or_else(|| Fault::new(Problem::NumberTooLarge, Span::new(start, self.at)))
    }

    /// Where a word with hyphens begins that a number at `start` ends; `start` for a number on its own.
    fn beginning_of_word(&self, start: usize) -> usize {
        let before = self.text.get(..start).unwrap_or_default();
        let word =
            before.trim_end_matches(|character| keyword::continues_name(character) || character == '-');
        let begun = before
            .get(word.len()..)
            .is_some_and(|word| word.starts_with(keyword::continues_name) && word.ends_with('-'));
        if begun { word.len() } else { start }
    }

    /// Passes digits, a fraction and an exponent; a dot or an `e` without a digit after it is left alone.
    fn decimal(&mut self) {
        self.skip_while(digit);
        if self.rest().strip_prefix('.').is_some_and(|after| after.starts_with(digit)) {
            self.at += 1;
            self.skip_while(digit);
        }
        if let Some(after) = self.rest().strip_prefix(['e', 'E']) {
            let sign = usize::from(after.starts_with(['+', '-']));
            if after.get(sign..).is_some_and(|after| after.starts_with(digit)) {
                self.at += 1 + sign;
                self.skip_while(digit);
            }
        }
    }
}

fn digit(character: char) -> bool {
    character.is_ascii_digit()
}
