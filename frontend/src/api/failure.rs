//! Why a call gave nothing, and what to do about it.

use lockstep_api::{
    problem::{Problem, ProblemCode},
    time::EpochMillis,
};

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The proxy refused, and says why.
    Refused(Box<Problem>),
    /// No answer: the proxy or the network is down.
    NoAnswer,
    /// An answer that is not the proxy's, as from something in between.
    Garbled {
        /// HTTP status.
        status: u16,
    },
}

impl Failure {
    /// The refusal's code, when it is one.
    pub fn code(&self) -> Option<&ProblemCode> {
        match self {
            Self::Refused(problem) => Some(&problem.code),
            Self::NoAnswer | Self::Garbled { .. } => None,
        }
    }

    /// False when the same request would be refused again: something in it is wrong.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused(problem) => {
                let by_hub = matches!(problem.code, ProblemCode::HubRefused { hub_status: 400, .. });
                !by_hub && !matches!(problem.status, 400 | 413 | 422)
            }
            Self::NoAnswer | Self::Garbled { .. } => true,
        }
    }

    /// When it is worth to try again, when the proxy says.
    pub fn retry_at(&self) -> Option<EpochMillis> {
        match self.code() {
            Some(
                ProblemCode::HubThrottled { next_try_at, .. } | ProblemCode::BudgetSpent { next_try_at },
            ) => Some(*next_try_at),
            _ => None,
        }
    }

    /// True for what passes by itself, so that the same call may be made again unasked.
    pub fn passing(&self) -> bool {
        match self {
            Self::NoAnswer | Self::Garbled { .. } => true,
            Self::Refused(problem) => matches!(
                problem.code,
                ProblemCode::HubThrottled { .. }
                    | ProblemCode::BudgetSpent { .. }
                    | ProblemCode::HubFailing { .. }
                    | ProblemCode::OutcomeUnknown { .. }
                    | ProblemCode::ShuttingDown
                    | ProblemCode::TooMany
            ),
        }
    }

    /// True when only signing in helps.
    pub fn signed_out(&self) -> bool {
        matches!(self.code(), Some(ProblemCode::SignInRequired))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ProblemCode) -> Failure {
        let problem =
            Problem { kind: String::new(), status: 429, detail: String::new(), code, request_id: None };
        Failure::Refused(Box::new(problem))
    }

    #[test]
    fn a_spent_budget_says_when_to_come_back() {
        let spent = refused(ProblemCode::BudgetSpent { next_try_at: EpochMillis(7) });
        assert_eq!(spent.retry_at(), Some(EpochMillis(7)));
        assert!(spent.passing());
    }

    #[test]
    fn a_refusal_on_the_merits_is_not_tried_again_unasked() {
        for code in [ProblemCode::EmptyFleet, ProblemCode::JobIdTaken, ProblemCode::SignInRequired] {
            assert!(!refused(code).passing());
        }
        assert!(Failure::NoAnswer.passing());
    }
}
