use serde::{Deserialize, Serialize};
use std::io::{self, Read};

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. The default.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, the "ANSI" of western Windows and Excel.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO 8859-1.
    #[serde(rename = "latin-1")]
    Latin1,
    /// UTF-16 in the order of its byte order mark, without one little-endian.
    #[serde(rename = "utf-16")]
    Utf16,
}

/// Windows-1252 from 0x80 to 0x9F; the five bytes it leaves open stand for themselves (WHATWG).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A file in any encoding, read as UTF-8. A file said to be UTF-8 passes as it is.
pub(super) struct Decoded<R> {
    file: R,
    encoding: Encoding,
    /// Bytes of the file read so far.
    pub(super) bytes_read: u64,
    /// Text that waits to be read, from `next` on.
    text: Vec<u8>,
    next: usize,
    utf16: Utf16,
}

/// What is known of a UTF-16 file between two pieces of it.
#[derive(Default)]
struct Utf16 {
    is_big_endian: Option<bool>,
    half: Option<u8>,
    high: Option<u16>,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(file: R, encoding: Encoding) -> Self {
        Self { file, encoding, bytes_read: 0, text: Vec::new(), next: 0, utf16: Utf16::default() }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut piece = [0; 8192];
        while self.next == self.text.len() {
            let read = self.file.read(&mut piece)?;
            if read == 0 {
                return self.utf16.end();
            }
            self.bytes_read += read as u64;
            let text = match self.encoding {
                Encoding::Utf16 => self.utf16.decode(&piece[..read])?,
                Encoding::Latin1 | Encoding::Utf8 => {
                    piece[..read].iter().map(|&byte| char::from(byte)).collect()
                }
                Encoding::Windows1252 => piece[..read].iter().map(|&byte| windows_1252(byte)).collect(),
            };
            self.text = text.into_bytes();
            self.next = 0;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            let read = self.file.read(to)?;
            self.bytes_read += read as u64;
            return Ok(read);
        }
        self.fill()?;
        let read = (&self.text[self.next..]).read(to)?;
        self.next += read;
        Ok(read)
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

impl Utf16 {
    fn decode(&mut self, bytes: &[u8]) -> io::Result<String> {
        let mut text = String::with_capacity(bytes.len());
        for &byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(byte);
                continue;
            };
            let is_start = self.is_big_endian.is_none();
            let is_big_endian = *self.is_big_endian.get_or_insert([first, byte] == [0xfe, 0xff]);
            let unit = if is_big_endian {
                u16::from_be_bytes([first, byte])
            } else {
                u16::from_le_bytes([first, byte])
            };
            if !(is_start && unit == 0xfeff) {
                self.push(unit, &mut text)?;
            }
        }
        Ok(text)
    }

    fn push(&mut self, unit: u16, text: &mut String) -> io::Result<()> {
        if self.high.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return Ok(());
        }
        for character in char::decode_utf16(self.high.take().into_iter().chain([unit])) {
            text.push(character.map_err(|_| not_utf16())?);
        }
        Ok(())
    }

    fn end(&self) -> io::Result<()> {
        if self.half.is_some() || self.high.is_some() { Err(not_utf16()) } else { Ok(()) }
    }
}

fn not_utf16() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-16, which the mapping's encoding says it is")
}
