//! The command line of this program.

fn main() {}
