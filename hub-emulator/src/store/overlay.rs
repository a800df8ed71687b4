//! A file to look at: what is written to it stays in memory.
//!
//! Opening a store repairs what a crash has left, and even a clean one is marked as in use. A store that is going to be
//! refused must stay as it is, so it is opened over an [`Overlay`] first.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Bytes that are kept together once one of them was written.
const BLOCK: u64 = 4096;

/// A file and what was written over it.
#[derive(Debug)]
pub(super) struct Overlay {
    file: File,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    len: u64,
    /// How much of the file still shows through; what is behind it reads as zeros.
    shows: u64,
    blocks: BTreeMap<u64, Vec<u8>>,
}

impl Overlay {
    /// Nothing written yet.
    pub(super) fn over(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, written: Mutex::new(Written { len, shows: len, blocks: BTreeMap::new() }) })
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a block holds now.
    fn block(&self, written: &Written, index: u64) -> io::Result<Vec<u8>> {
        if let Some(block) = written.blocks.get(&index) {
            return Ok(block.clone());
        }
        let mut block = vec![0; size(BLOCK)];
        let start = index * BLOCK;
        let shows = written.shows.saturating_sub(start).min(BLOCK);
        self.file.read_exact_at(&mut block[..size(shows)], start)?;
        Ok(block)
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.lock().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let written = self.lock();
        if offset.checked_add(out.len() as u64).is_none_or(|end| end > written.len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (index, within, range) in parts(offset, out.len()) {
            let block = self.block(&written, index)?;
            out[range.clone()].copy_from_slice(&block[within..within + range.len()]);
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut written = self.lock();
        if len < written.len {
            // What comes back when it grows again is zeros.
            written.shows = written.shows.min(len);
            written.blocks.retain(|index, _| index * BLOCK < len);
            if let Some(block) = written.blocks.get_mut(&(len / BLOCK)) {
                block[size(len % BLOCK)..].fill(0);
            }
        }
        written.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut written = self.lock();
        for (index, within, range) in parts(offset, data.len()) {
            let mut block = self.block(&written, index)?;
            block[within..within + range.len()].copy_from_slice(&data[range]);
            written.blocks.insert(index, block);
        }
        Ok(())
    }
}

/// The blocks that `len` bytes from `offset` on touch: index, first byte within the block, and which bytes these are.
fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        let within = size(at % BLOCK);
        let part = (len - done).min(size(BLOCK) - within);
        let range = done..done + part;
        done += part;
        (part > 0).then_some((at / BLOCK, within, range))
    })
}

/// A number of bytes within a block.
#[expect(clippy::cast_possible_truncation, reason = "at most a block")]
fn size(bytes: u64) -> usize {
    bytes as usize
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Write(u64, Vec<u8>),
        Resize(u64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let write = (0..12_000_u64, proptest::collection::vec(any::<u8>(), 0..6_000))
            .prop_map(|(at, data)| Step::Write(at, data));
        proptest::collection::vec(prop_oneof![write, (0..20_000_u64).prop_map(Step::Resize)], 0..8)
    }

    proptest! {
        #[test]
        fn it_reads_like_a_file_that_was_written_and_leaves_the_file_alone(
            original in proptest::collection::vec(any::<u8>(), 0..10_000),
            steps in steps(),
        ) {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&original).unwrap();
            let overlay = Overlay::over(file.try_clone().unwrap()).unwrap();
            let mut expected = original.clone();
            for step in steps {
                match step {
                    Step::Resize(len) => {
                        expected.resize(usize::try_from(len).unwrap(), 0);
                        overlay.set_len(len).unwrap();
                    }
                    Step::Write(at, data) => {
                        let at = usize::try_from(at).unwrap();
                        let end = (at + data.len()).max(expected.len());
                        expected.resize(end, 0);
                        overlay.set_len(end as u64).unwrap();
                        expected[at..at + data.len()].copy_from_slice(&data);
                        overlay.write(at as u64, &data).unwrap();
                    }
                }
                let mut read = vec![0; expected.len()];
                overlay.read(0, &mut read).unwrap();
                prop_assert_eq!(&read, &expected);
            }
            let mut left = vec![0; original.len()];
            file.read_exact_at(&mut left, 0).unwrap();
            prop_assert_eq!(left, original);
            prop_assert!(overlay.read(expected.len() as u64, &mut [0]).is_err());
        }
    }
}
