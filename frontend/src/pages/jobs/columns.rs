//! The columns of the list of jobs, to choose from. State and name are always there.

use leptos::prelude::*;

use crate::{
    components::{columns::KeptColumns, location::Here},
    messages::m,
    part,
    parts::Piece,
    reactive::{Memo, bound, memo},
};

/// Where the columns are kept.
const KEPT: &str = "lockstep.job-columns";
/// Columns for who never chose.
const UNASKED: [&str; 5] = ["fleet", "devices", "outcome", "starts", "took"];

part!(
    /// The menu.
    JOB_COLUMNS, job_columns in forms: Piece<Columns> = |columns| view! { <Content columns /> }.into_any()
);

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What it does, and on which devices.
    Fleet,
    /// How many devices it has.
    Devices,
    /// How they answered.
    Outcome,
    /// When it starts or started.
    Starts,
    /// How long it took.
    Took,
    /// When it ended.
    Ended,
    /// Who ordered it.
    By,
    /// What somebody wrote about it.
    Note,
    /// Its id on the hub.
    Id,
}

impl Column {
    /// All of them, in the order of the table.
    const ALL: [Self; 9] = [
        Self::Fleet,
        Self::Devices,
        Self::Outcome,
        Self::Starts,
        Self::Took,
        Self::Ended,
        Self::By,
        Self::Note,
        Self::Id,
    ];

    /// Its name in an address.
    fn name(self) -> &'static str {
        match self {
            Self::Fleet => "fleet",
            Self::Devices => "devices",
            Self::Outcome => "outcome",
            Self::Starts => "starts",
            Self::Took => "took",
            Self::Ended => "ended",
            Self::By => "by",
            Self::Note => "note",
            Self::Id => "id",
        }
    }

    /// What stands above it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Fleet => m().action_and_fleet(),
            Self::Devices => m().devices_head(),
            Self::Outcome => m().outcome_head(),
            Self::Starts => m().starts(),
            Self::Took => m().took(),
            Self::Ended => m().ended(),
            Self::By => m().ordered_by_head(),
            Self::Note => m().job_note(),
            Self::Id => m().job_id(),
        }
    }

    /// Its head in the table.
    pub fn head(self) -> AnyView {
        let numbers = matches!(self, Self::Devices | Self::Took);
        view! {
            <th scope="col" class=numbers.then_some("num")>
                {self.heading()}
            </th>
        }
        .into_any()
    }
}

/// Those that are shown.
#[derive(Clone, Copy)]
pub struct Columns {
    kept: KeptColumns,
    /// In the order of the table, whatever order an address has them in.
    pub chosen: Memo<Vec<Column>>,
}

impl Columns {
    /// Those of the address, else those that this browser keeps.
    pub fn of_address(here: Here) -> Self {
        let kept = KeptColumns::of_address(here, KEPT, &UNASKED);
        let chosen = memo(move || {
            let named =
                |column: &Column| kept.chosen.with(|names| names.iter().any(|name| name == column.name()));
            Column::ALL.into_iter().filter(named).collect()
        });
        Self { kept, chosen }
    }

    fn toggle(self, column: Column) {
        let chosen = self.chosen.get_untracked();
        let stays = |other: &Column| chosen.contains(other) != (*other == column);
        let names: Vec<_> =
            Column::ALL.into_iter().filter(stays).map(|column| column.name().to_owned()).collect();
        self.kept.choose(&names);
    }
}

#[component]
fn Content(columns: Columns) -> impl IntoView {
    let check = |column: Column| {
        let shown = memo(move || columns.chosen.read().contains(&column));
        view! {
            <li>
                <label>
                    <input
                        type="checkbox"
                        prop:checked=bound(move || shown.get())
                        on:change=move |_| columns.toggle(column)
                    />
                    {column.heading()}
                </label>
            </li>
        }
    };
    view! { <ul class="checks">{Column::ALL.map(check).into_iter().collect_view()}</ul> }
}
