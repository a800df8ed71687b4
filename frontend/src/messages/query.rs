//! What is wrong with a condition or a twin patch, while it is typed.

use iothub_query::{CandidateKind, Caution, Problem};
use iothub_wire::twin::TwinProblem;

/// What is wrong with a condition or a twin patch, while it is typed.
pub trait QueryMessages {
    /// A problem of a condition at its place.
    fn query_problem(&self, column: u32, problem: &Problem) -> String;
    /// Something that is accepted but hardly meant, at its place.
    fn query_caution(&self, column: u32, caution: &Caution) -> String;
    /// Says what a fix would put there; empty for a deletion.
    fn apply_fix(&self, replacement: &str) -> String;
    /// The condition has no problem; `length` of its characters.
    fn query_valid(&self, length: usize) -> String;
    fn query_empty(&self) -> &'static str;
    fn query_needed(&self) -> &'static str;
    fn where_label(&self) -> &'static str;
    fn send_anyway(&self) -> &'static str;
    fn suggestions(&self) -> &'static str;
    fn candidate_kind(&self, kind: CandidateKind) -> &'static str;
    fn values_seen(&self) -> &'static str;
    fn keys_choose(&self) -> &'static str;
    fn keys_complete(&self) -> &'static str;
    fn keys_close(&self) -> &'static str;
    fn keys_run(&self) -> &'static str;
    fn builder(&self) -> &'static str;
    fn comparison(&self) -> &'static str;
    fn value(&self) -> &'static str;
    fn remove_condition(&self) -> &'static str;
    fn add_condition(&self) -> &'static str;
    fn any_is_enough(&self) -> &'static str;
    fn more_than_rows(&self) -> &'static str;
    fn saved_queries(&self) -> &'static str;
    fn no_saved_queries(&self) -> &'static str;
    fn save_query_as(&self) -> &'static str;
    /// Beside a condition that was edited, and not run since.
    fn not_run_yet(&self) -> &'static str;
    /// Beside the name of a condition that is kept already: saving puts another into its place.
    fn replaces_query(&self, condition: &str) -> String;
    /// The button that puts a condition into the place of another.
    fn replace(&self) -> &'static str;
    fn save_query_hint(&self) -> &'static str;
    fn saved_by(&self, who: &str) -> String;
    fn discard_query(&self, name: &str) -> String;
    /// A broken limit of twins.
    fn twin_problem(&self, problem: &TwinProblem) -> String;
}
