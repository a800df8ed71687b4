//! Parts of the console that a browser loads when they are first needed.
//!
//! In a release build each part is a file of its own, cut out of the program by `frontend/split.mjs`; a debug build is one
//! file, as `trunk serve` has it.

use std::{future::Future, pin::Pin, sync::OnceLock};

use leptos::{prelude::AnyView, wasm_split::SplitLoaderError};

/// A part did not come: the connection is lost, or Lockstep was updated and has other files now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        // The browser has told its console why.
        Self
    }
}

/// A page, to be drawn.
pub type Page = fn() -> AnyView;

/// A piece of a page, to be drawn with what it needs.
pub type Piece<P> = fn(P) -> AnyView;

type Loading<T> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// A part, and how to load it.
pub struct Part<T> {
    kept: OnceLock<T>,
    load: fn() -> Loading<T>,
}

impl<T: Copy> Part<T> {
    /// A part that was not needed yet; [`part!`](crate::part) makes one.
    pub const fn new(load: fn() -> Loading<T>) -> Self {
        Self { kept: OnceLock::new(), load }
    }

    /// What was loaded before.
    pub fn here(&self) -> Option<T> {
        self.kept.get().copied()
    }

    /// Loads it. What failed is tried again the next time.
    pub async fn load(&self) -> Result<T, NotLoaded> {
        let loaded = (self.load)().await?;
        Ok(*self.kept.get_or_init(|| loaded))
    }
}

/// Declares a part: the static to load it with, a name for what it is, the file that it is in, its type, and what it is.
///
/// What the parts of a file reach, and nothing else does, is in that file. What several files share becomes a file for
/// each combination of them, so there should be few.
#[macro_export]
macro_rules! part {
    ($(#[$attribute:meta])* $part:ident, $name:ident in $file:ident: $type:ty = $value:expr) => {
        $(#[$attribute])*
        pub static $part: $crate::parts::Part<$type> = $crate::parts::Part::new(|| {
            Box::pin(async {
                #[cfg(debug_assertions)]
                return $name();
                #[cfg(not(debug_assertions))]
                $name().await
            })
        });

        #[cfg_attr(
            not(debug_assertions),
            leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)
        )]
        fn $name() -> Result<$type, $crate::parts::NotLoaded> {
            Ok($value)
        }
    };
}
