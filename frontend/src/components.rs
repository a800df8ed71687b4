//! What several pages draw.

pub mod app_bar;
pub mod change_table;
pub mod copy;
pub mod dialog;
pub mod display_menu;
pub mod face;
pub mod heading;
pub mod icon;
pub mod inputs;
pub mod json;
pub mod lazy;
pub mod live_chip;
pub mod location;
pub mod long_list;
pub mod notices;
pub mod outcome_bar;
pub mod page_part;
pub mod query_editor;
pub mod query_text;
pub mod remote;
pub mod search_field;
pub mod sentence;
pub mod shortcuts;
pub mod status;
pub mod typed_count;
