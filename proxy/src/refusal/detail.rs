//! The English sentence of each problem, for people who call the API by hand.

use lockstep_api::problem::{FieldRule, ProblemCode};

/// What happened and what to do.
pub(super) fn sentence(code: &ProblemCode) -> String {
    match code {
        ProblemCode::SignInRequired => {
            "Sign in first: open the address with `#token=` that the proxy printed, or send the token as \
             `Authorization: Bearer`."
                .into()
        }
        ProblemCode::TokenRefused => "The operator token is wrong.".into(),
        ProblemCode::TooManyAttempts { .. } => {
            "Too many attempts to sign in have failed from this address; wait five minutes.".into()
        }
        ProblemCode::RoleTooLow { needs, has } => format!(
            "This takes the role `{}`, and yours is `{}`; whoever grants roles in Lockstep can change that.",
            needs.name(),
            has.name()
        ),
        ProblemCode::ReadOnly => {
            "This proxy shows and orders nothing: it was started with --read-only.".into()
        }
        ProblemCode::CrossSite => "The request came from another site.".into(),
        ProblemCode::HostNotAllowed => {
            "The Host header names no host of this proxy; name it with --allow-host or --public-url.".into()
        }
        ProblemCode::RouteNotFound => "There is nothing at this path for this method.".into(),
        ProblemCode::Malformed { reason } => format!("The request cannot be read: {reason}."),
        ProblemCode::InvalidField { field, rule } => format!("The field `{field}` {}.", field_rule(rule)),
        ProblemCode::InvalidCondition { sentence, .. } => {
            format!("The condition cannot be used: {sentence}.")
        }
        ProblemCode::InvalidTwin { section, sentence, .. } => {
            format!("The patch of {section} breaks a limit of the hub: {sentence}.")
        }
        ProblemCode::StartInPast { .. } => "The start time has passed.".into(),
        ProblemCode::StartTooFar { .. } => "A job starts at most seven days ahead.".into(),
        ProblemCode::PreviewRequired { count } => {
            format!("The job reaches {count} devices; send the preview's token and the typed count with it.")
        }
        ProblemCode::PreviewRefused => {
            "The preview token is for another order, from another run of the proxy, or too old.".into()
        }
        ProblemCode::CountMismatch { previewed } => {
            format!("The typed count is not the {previewed} devices of the preview.")
        }
        ProblemCode::CountGrown { previewed, now } => {
            format!("The fleet has grown from {previewed} to {now} devices since the preview.")
        }
        ProblemCode::EmptyFleet => "No device satisfies the condition, so the job would do nothing.".into(),
        ProblemCode::DeviceNotFound { device } => {
            format!("Device not found: the hub has no device `{device}`.")
        }
        ProblemCode::DeviceExists { device } => format!("The hub has a device `{device}` already."),
        ProblemCode::DeviceOffline { device } => {
            format!("The device `{device}` is not connected, so it was not asked (404103 DeviceNotOnline).")
        }
        ProblemCode::DeviceSilent { device } => {
            format!("The device `{device}` did not answer in time; it may have acted.")
        }
        ProblemCode::TwinChanged => {
            "The twin was written since it was read (412001 PreconditionFailed); nothing was saved.".into()
        }
        ProblemCode::RightMissing { right } => {
            format!("The credential of the proxy lacks the right {right}.")
        }
        ProblemCode::JobNotFound => "The hub knows no such job.".into(),
        ProblemCode::JobIdTaken => "Another job has this id.".into(),
        ProblemCode::NoFreeSlot { slots } => {
            let holders: Vec<_> = slots.held_by.iter().map(lockstep_api::job::JobId::as_str).collect();
            format!(
                "All {} job slots of the hub are taken, by: {}; and no more jobs can wait for one.",
                slots.total,
                holders.join(", ")
            )
        }
        ProblemCode::RowsUnread { known } => {
            format!(
                "The job has not ended or is still being read ({known} rows so far): who failed is not known yet."
            )
        }
        ProblemCode::NothingToRepeat => {
            "No device of the job is of that kind, so nothing was ordered.".into()
        }
        ProblemCode::CannotCancel { state } => {
            format!("The hub cancels queued and scheduled jobs only; this one is `{state:?}`.")
        }
        ProblemCode::HubThrottled { hub_code, .. } => format!("The hub refused with 429 ({hub_code})."),
        ProblemCode::BudgetSpent { .. } => {
            "This proxy's share of the hub's limit is used up for the moment; nothing was sent.".into()
        }
        ProblemCode::HubFailing { cause, .. } => format!("The hub gave no usable answer ({cause:?})."),
        ProblemCode::HubRefused { hub_code, hub_message, .. } if hub_message.is_empty() => {
            format!("The hub refused: {hub_code}.")
        }
        ProblemCode::HubRefused { hub_code, hub_message, .. } => {
            format!("The hub refused: {hub_code}: {hub_message}")
        }
        ProblemCode::OrderedInPart { made, of, code } => format!(
            "{made} of the {of} jobs of this order were ordered, and not undone; send it again to order the rest. The \
             next one was refused: {}",
            sentence(code)
        ),
        ProblemCode::OutcomeUnknown { job } => {
            format!("The order was sent and its answer was lost; job `{job}` may or may not exist.")
        }
        ProblemCode::TooLarge { limit } => format!("The body is larger than {limit} bytes."),
        ProblemCode::StoreFailing => {
            "Lockstep cannot store what it has to remember, so nothing was done; see its log.".into()
        }
        ProblemCode::TooMany => "Too many streams are open.".into(),
        ProblemCode::ShuttingDown => "The proxy is shutting down.".into(),
        ProblemCode::Internal => "A fault in Lockstep; the log has the request id.".into(),
    }
}

fn field_rule(rule: &FieldRule) -> String {
    match rule {
        FieldRule::Required => "must have something in it".into(),
        FieldRule::Range { least, most } => format!("must be from {least} to {most}"),
        FieldRule::Length { most } => format!("may have at most {most} bytes"),
        FieldRule::ConnectAboveResponse => "must not be longer than the response time-out".into(),
        FieldRule::NothingToWrite => "needs desired properties or tags".into(),
        FieldRule::Character => "has a character that is not allowed".into(),
        FieldRule::Taken => "is taken already".into(),
        FieldRule::Unsupported => "is of a kind that Lockstep does not order".into(),
    }
}
